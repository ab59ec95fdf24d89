"""The judgement of a witness: does a checkpoint extend the one that it saw last?

Source: RFC 9162, 2.1.4; C2SP tlog-witness.
"""

from collections.abc import Sequence
from enum import StrEnum

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

    @property
    def contradicts(self) -> bool:
        """Tell whether the log shown is not the one seen before."""
        return self in (Witnessed.ROLLED_BACK, Witnessed.FORKED)


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
