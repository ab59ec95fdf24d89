"""Instruction: one thing to do, or a checklist such as line clearance, confirmed row by row."""

from dataclasses import dataclass

from screens.views import FrameView, ItemView, RowView


@dataclass(frozen=True, slots=True)
class InstructionView:
    """What an instruction or a checklist shows.

    Attributes:
        frame: Frame.
        paragraphs: The instruction; each is wrapped.
        caution: A warning from the master record; empty if none.
        items: Points to confirm by digit, with their state; empty for a plain instruction.
        rows: Evidence already there, such as the scanned room.
    """

    frame: FrameView
    paragraphs: tuple[str, ...] = ()
    caution: str = ""
    items: tuple[ItemView, ...] = ()
    rows: tuple[RowView, ...] = ()
