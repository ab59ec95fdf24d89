"""Exception: what is out of limits or order, its cause by digit, and who can settle it."""

from dataclasses import dataclass

from screens.views import FieldView, FrameView, ItemView, Line


@dataclass(frozen=True, slots=True)
class ExceptionView:
    """What the exception dialog shows.

    Attributes:
        frame: Frame; its title is not shown.
        head: `Exception  EX-2611-0118`.
        head_aside: `opened by the system 14:03:40`.
        what: What happened, one line.
        found: Value, limits and excess in their looks.
        question: `What happened? Press its digit.`
        causes: Causes by digit, at most five.
        facts: Label and words: who settles it, what it blocks, what is stored.
        field: Free text, when a cause asks for it; digits are typed into it then.
    """

    frame: FrameView
    head: str
    head_aside: str
    what: str
    found: Line
    question: str
    causes: tuple[ItemView, ...]
    facts: tuple[tuple[str, str], ...]
    field: FieldView | None = None
