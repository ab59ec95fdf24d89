"""What only the core can say about a batch before its release."""

import msgspec

from console.desk import Desk
from core.errors import CountersignError
from core.language import worded
from core.release import NOT_ASKED, Evidence, Point
from screens.views import MarkView, Tone


class CoreEvidence(msgspec.Struct, frozen=True):
    """The core's answer.

    Attributes:
        evidence: What it holds against a release.
        checkpoint: The newest signed checkpoint, "" before the first.
    """

    evidence: Evidence
    checkpoint: str = ""


async def ask_core(desk: Desk, batch: str) -> CoreEvidence:
    """Ask the core about a batch.

    Raises:
        CountersignError: Not reachable, refused, or an answer of another version.
    """
    answer = await desk.ask("review", {"batch": batch})
    try:
        return msgspec.convert(answer, CoreEvidence)
    except msgspec.ValidationError as error:
        raise CountersignError("kiosk.answer_unreadable", verb="review") from error


def point_mark(desk: Desk, point: Point, *, detail: bool) -> MarkView:
    """Show a point of the checklist: met, missing with its first reason, or not known yet."""
    name = worded(point.name, desk.language)
    if point.met:
        return MarkView(Tone.OK, name)
    words = f"{name}: {worded(point.missing[0], desk.language)}" if detail else name
    return MarkView(Tone.WAIT if point.missing[0].key == NOT_ASKED else Tone.FAIL, words)
