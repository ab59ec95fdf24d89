"""The same file attached twice: the operator is told where it stands already, confirms it, and the review shows it."""

from collections.abc import Iterable

from core.acts import ActKind
from core.batch.state import BatchState, Filled

AGAIN = "again"
"""Fact of an attachment: batch and step in which the very same bytes were attached before, seen and confirmed."""

LONGEST_PLACE = 80


def attached_at(sha256: str, state: BatchState) -> str:
    """Tell where the bytes of this hash are attached in a batch, standing or set aside by a repeat; "" where nowhere.

    What was undone is attached no more.
    """
    standing = ((step, recorded.filled.values()) for step, recorded in state.steps.items())
    former = ((step, round_.recorded.filled.values()) for step, past in state.former.items() for round_ in past)
    for step, items in (*standing, *former):
        if _holds(items, sha256):
            return f"{state.number} {step}"
    return ""


def _holds(items: Iterable[Filled], sha256: str) -> bool:
    return any(i.act.kind == ActKind.FILE_ATTACHED and i.act.facts.get("sha256") == sha256 for i in items)
