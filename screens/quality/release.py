"""Release: the checklist computed from the record and the statement of the authorised person."""

from dataclasses import dataclass

from screens.views import FrameView, ItemView, MarkView, VerdictView


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """What the release shows.

    Attributes:
        frame: Frame.
        verdict: May be released, or not.
        checklist: Every point with its mark; at most ten at 80x24.
        statement: What the signature will declare; wrapped.
        decisions: Release, reject, other, by digit.
    """

    frame: FrameView
    verdict: VerdictView
    checklist: tuple[MarkView, ...]
    statement: str
    decisions: tuple[ItemView, ...] = ()
