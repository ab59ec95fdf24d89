"""Review by exception: three counts, the findings, a random sample, and what still blocks release."""

from dataclasses import dataclass

from screens.views import CellState, FrameView, MarkView, Tone


@dataclass(frozen=True, slots=True)
class CountView:
    """A count drawn large.

    Attributes:
        number: Digits.
        words: What they count.
        tone: Colour; NONE is strong.
    """

    number: str
    words: str
    tone: Tone = Tone.NONE


@dataclass(frozen=True, slots=True)
class FindingRowView:
    """An exception in the review.

    Attributes:
        severity: Mark with the severity.
        step: Step number.
        name: What happened.
        state: Open or closed.
        detail: Second line, shown for the chosen one.
        chosen: True for the one whose evidence is shown.
    """

    severity: MarkView
    step: str
    name: str
    state: MarkView
    detail: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ReviewView:
    """What the review shows; the evidence of the chosen finding is the frame's side panel.

    Attributes:
        frame: Frame.
        counts: Rules evaluated, exceptions open, steps sampled.
        heads: Headings: severity, step, exception, state.
        findings: This page of findings, at most six.
        sample_title: Heading of the random sample.
        sample_aside: Who drew it.
        sample: Step number and state of each sampled step.
        sample_read: `read 5`.
        sample_left: `to read 3`.
        checklist_title: Heading of the release checklist.
        checklist_aside: How many points are met.
        checklist: Points.
        decisions: What QA can decide for the chosen finding, by digit, in words; also in the side panel at 120x40.
    """

    frame: FrameView
    counts: tuple[CountView, ...]
    heads: tuple[str, str, str, str]
    findings: tuple[FindingRowView, ...]
    sample_title: str = ""
    sample_aside: str = ""
    sample: tuple[tuple[str, CellState], ...] = ()
    sample_read: str = ""
    sample_left: str = ""
    checklist_title: str = ""
    checklist_aside: str = ""
    checklist: tuple[MarkView, ...] = ()
    decisions: tuple[str, ...] = ()
