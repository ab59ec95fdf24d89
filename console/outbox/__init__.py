"""The outbox: where a kiosk keeps what was signed, before and after the core has it; the one owner of SQLite."""

from console.outbox.errors import ChainStopped, NotStored, OutboxBroken, OutboxError, OutboxForeign, OutboxTaken
from console.outbox.outbox import Outbox
from console.outbox.rows import Journey, Outgoing, Published, ReceiptOutcome, Standing, Tally

__all__ = [
    "ChainStopped",
    "Journey",
    "NotStored",
    "Outbox",
    "OutboxBroken",
    "OutboxError",
    "OutboxForeign",
    "OutboxTaken",
    "Outgoing",
    "Published",
    "ReceiptOutcome",
    "Standing",
    "Tally",
]
