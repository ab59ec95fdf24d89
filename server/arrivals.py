"""Arrivals: what comes off the bus, checked before any transaction, and what came of it."""

import msgspec

from core.record.canonical import Undecodable
from core.record.envelope import Unauthentic
from core.record.keys import KeyRegistry
from core.record.payload import CORE_STATION
from core.record.verify import Verified, verify_envelope

_LARGEST_SEQ = 2**53 - 1
_LARGEST_EPOCH = 2**31 - 1


class Arrived(msgspec.Struct, frozen=True):
    """Bytes from the bus.

    Attributes:
        kiosk: Whose subject they came on.
        data: The envelope.
        hint: Record id as the message named it, or ""; a receipt for bytes that tell none goes by it.
    """

    kiosk: str
    data: bytes
    hint: str = ""


class Resend(msgspec.Struct, frozen=True):
    """A gap: a kiosk is to send its records again from a sequence on."""

    kiosk: str
    epoch: int
    from_seq: int


class Alarm(msgspec.Struct, frozen=True):
    """Something that somebody has to look at now."""

    kind: str
    kiosk: str
    detail: str


class Taken(msgspec.Struct, frozen=True):
    """What came of a batch of arrivals.

    Attributes:
        kept: Number of records that are new.
        again: Number that were kept before.
        quarantined: Number that nobody registered signed.
        resends: What to ask for again.
        alarms: What was raised.
    """

    kept: int
    again: int
    quarantined: int
    resends: tuple[Resend, ...]
    alarms: tuple[Alarm, ...]


class Unfit(msgspec.Struct, frozen=True):
    """An arrival that nobody registered signed, and why it is held to be so."""

    arrived: Arrived
    reason: str
    detail: str


def check(arrived: Arrived, registry: KeyRegistry) -> Verified | Unfit:
    """Verify an arrival: signature, key, subject, and a place that can be."""
    try:
        verified = verify_envelope(arrived.data, registry)
    except (Unauthentic, Undecodable) as error:
        return Unfit(arrived, error.key, str(error))
    place = verified.place
    if place.kiosk != arrived.kiosk or place.kiosk == CORE_STATION:
        return Unfit(arrived, "record.subject_foreign", f"{place.kiosk} on the subject of {arrived.kiosk}")
    if not (0 < place.epoch <= _LARGEST_EPOCH and 0 < place.seq <= _LARGEST_SEQ):
        return Unfit(arrived, "record.place_impossible", f"epoch {place.epoch} sequence {place.seq}")
    return verified
