"""The chain of a station: a gapless sequence in which each record names the hash of the one before."""

from enum import StrEnum

import msgspec

from core.acts import Act
from core.record.digest import sha256_hex
from core.record.envelope import RECORD_TYPE, seal
from core.record.keys import PrivateKey
from core.record.payload import GENESIS, Place, Record, payload_bytes


class Head(msgspec.Struct, frozen=True):
    """The end of a chain: where the next record joins.

    Attributes:
        kiosk: Station id.
        epoch: Enrolment.
        seq: Sequence of the last record, 0 before the first.
        sha256: Hash of the last payload, 64 zeros before the first.
    """

    kiosk: str
    epoch: int = 1
    seq: int = 0
    sha256: str = GENESIS


class Joint(StrEnum):
    """How a record meets the head of its chain."""

    NEXT = "next"
    SEEN = "seen"
    GAP = "gap"
    FORK = "fork"


def seal_record(act: Act, head: Head, boot: str, device: PrivateKey, user: PrivateKey | None = None) -> Record:
    """Seal an act as the next record of a chain.

    Args:
        act: What happened.
        head: The chain's end before it.
        boot: UUID of the running process.
        device: The station's key.
        user: The signer's own key, only for a `Signed` act.
    """
    place = Place(head.kiosk, boot, head.epoch, head.seq + 1, head.sha256)
    payload = payload_bytes(place, act)
    envelope = seal(RECORD_TYPE, payload, device, *([user] if user else []))
    return Record(place, act, sha256_hex(payload), envelope)


def joint(head: Head, place: Place) -> Joint:
    """Tell how a place meets a head; `SEEN` still needs its hash compared with the record kept there."""
    if place.epoch != head.epoch:
        return Joint.FORK
    if place.seq <= head.seq:
        return Joint.SEEN
    if place.seq > head.seq + 1:
        return Joint.GAP
    return Joint.NEXT if place.prev == head.sha256 else Joint.FORK


def advanced(head: Head, place: Place, sha256: str) -> Head:
    """Give the head after a record has joined."""
    return Head(head.kiosk, head.epoch, place.seq, sha256)
