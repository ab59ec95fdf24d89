"""The judgement of a witness: does a checkpoint extend the one that it saw last?

Source: RFC 9162, 2.1.4; C2SP tlog-witness.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from core.record.checkpoint import Checkpoint
from core.record.log import consistency_holds

SETTLED = 2
"""So many witnesses make a checkpoint settled."""


class Witnessed(StrEnum):
    """What a witness finds."""

    FIRST = "first"
    SAME = "same"
    EXTENDED = "extended"
    ROLLED_BACK = "rolled_back"
    FORKED = "forked"
    FORGED = "forged"
    """It is no checkpoint that the core's key signed, though the core has given it as its own."""

    @property
    def contradicts(self) -> bool:
        """Tell whether the log shown is not the one seen before, or none at all."""
        return self in (Witnessed.ROLLED_BACK, Witnessed.FORKED, Witnessed.FORGED)


class WitnessLine(msgspec.Struct, frozen=True):
    """How far one witness has come.

    Attributes:
        witness: Kiosk id.
        size: Size of the log that it saw last.
        at: When its cosignature was kept here.
        behind: Leaves that were added since.
    """

    witness: str
    size: int
    at: datetime
    behind: int


class LogStanding(msgspec.Struct, frozen=True):
    """The log and its witnesses.

    Attributes:
        size: Leaves.
        root: Hex of the root over them.
        checkpoint: Size of the newest checkpoint, or None.
        cosigned: Witnesses of that checkpoint.
        settled: Size of the newest checkpoint with two witnesses or more, or None.
        witnesses: Each witness, the one that is furthest behind last.
    """

    size: int
    root: str
    checkpoint: int | None
    cosigned: int
    settled: int | None
    witnesses: tuple[WitnessLine, ...]


def witnessed(seen: Checkpoint | None, shown: Checkpoint, proof: Sequence[bytes]) -> Witnessed:
    """Compare a checkpoint with the one seen last.

    Args:
        seen: The last one that was found good, or None for a witness that has seen none.
        shown: The newest one, its signature verified, that the log shows.
        proof: Consistency proof from the one seen to the one shown; empty between equal sizes.
    """
    if seen is None:
        return Witnessed.FIRST
    if shown.origin != seen.origin:
        return Witnessed.FORKED
    if shown.size < seen.size:
        return Witnessed.ROLLED_BACK
    if not consistency_holds(seen.size, shown.size, seen.root, shown.root, proof):
        return Witnessed.FORKED
    return Witnessed.SAME if shown.size == seen.size else Witnessed.EXTENDED
