"""What only prompts the other side to look: a kiosk's heartbeat and the core's wish to get records again.

Bare canonical JSON: nothing is decided by them, and their subjects are open to their one owner only.
"""

from typing import TypeVar

import msgspec

from core.record.canonical import Undecodable, strict_json


class Heartbeat(msgspec.Struct, frozen=True):
    """A kiosk's sign of life; a chain alone cannot show that its newest records are missing.

    Attributes:
        kiosk: Kiosk id.
        epoch: Enrolment of the chain.
        seq: Head of the chain at the kiosk.
        head: Hash of the record there.
        through: Every record up to this sequence has its receipt here; when the core holds more, it sends the receipt
            again.
        waiting_s: Age in seconds of the oldest record without a receipt; 0 when none waits.
        disk_free_bytes: Free space where the outbox lies.
        utc: The kiosk's wall time; what it differs from the core's is the clock's offset.
    """

    kiosk: str
    epoch: int
    seq: int
    head: str
    through: int
    waiting_s: int
    disk_free_bytes: int
    utc: str


class ResendCommand(msgspec.Struct, frozen=True):
    """The core's wish to get a chain's records again, from a sequence on."""

    epoch: int
    from_seq: int


_Prompt = TypeVar("_Prompt", Heartbeat, ResendCommand)


def read_heartbeat(data: bytes) -> Heartbeat:
    """Read a heartbeat; raises `Undecodable` for anything else."""
    return _read(data, Heartbeat)


def read_resend_command(data: bytes) -> ResendCommand:
    """Read a re-send command; raises `Undecodable` for anything else."""
    return _read(data, ResendCommand)


def _read(data: bytes, what: type[_Prompt]) -> _Prompt:
    try:
        return msgspec.convert(strict_json(data), what)
    except msgspec.ValidationError as error:
        raise Undecodable("record.no_message", detail=str(error)[:80]) from error
