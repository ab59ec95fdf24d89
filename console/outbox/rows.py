"""What the outbox tells about its records, as plain data."""

from enum import StrEnum

import msgspec


class Journey(StrEnum):
    """How far a record has come; the screen never says more than this."""

    STORED = "stored"
    SENT = "sent"
    ACCEPTED = "accepted"
    FLAGGED = "flagged"
    QUARANTINED = "quarantined"


class Standing(msgspec.Struct, frozen=True):
    """Where one own record stands.

    Attributes:
        state: How far it has come.
        code: Why it is flagged or quarantined, else "".
        receipted: Core time of the receipt as `core.times.utc_text` writes it, "" without one.
    """

    state: Journey
    code: str = ""
    receipted: str = ""


class Tally(msgspec.Struct, frozen=True):
    """How many own records stand where, and since when the oldest waits.

    Attributes:
        stored: Committed here, not yet acknowledged by the bus.
        sent: On the bus, without a receipt.
        oldest: When the oldest of these was signed, as `core.times.utc_text` writes it; "" when none waits.
    """

    stored: int
    sent: int
    oldest: str = ""


class Outgoing(msgspec.Struct, frozen=True):
    """One record that is to be published.

    Attributes:
        journal: Place in the local journal.
        sends: How often the record was asked for again.
        rid: Record id.
        epoch: Enrolment.
        seq: Place in the chain.
        kind: Kind of the act.
        envelope: The bytes.
        due: False when it has been published.
    """

    journal: int
    sends: int
    rid: str
    epoch: int
    seq: int
    kind: str
    envelope: bytes
    due: bool = True

    @property
    def message_id(self) -> str:
        """Give the id by which the bus drops doubles: a record that is sent again gets a new one."""
        return f"{self.rid}.{self.sends}" if self.sends else self.rid


class Published(msgspec.Struct, frozen=True):
    """The last message that the bus is known to hold: its id and its sequence in the stream."""

    message_id: str = ""
    place: int = 0


class ReceiptOutcome(StrEnum):
    """What came of a receipt."""

    TAKEN = "taken"
    FOREIGN = "foreign"
    UNKNOWN_RECORD = "unknown_record"
