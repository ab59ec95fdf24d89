"""Locked: the step is kept, the data are blanked; the same person unlocks, or another one signs in."""

from dataclasses import dataclass

from screens.views import FieldView, FrameView


@dataclass(frozen=True, slots=True)
class LockedView:
    """What the locked screen shows.

    Attributes:
        frame: Frame without batch data.
        time: `14:07`, drawn large.
        person: Who is locked out.
        lines: What is kept, who else can go on.
        fields: Password and code.
    """

    frame: FrameView
    time: str
    person: str
    lines: tuple[str, ...]
    fields: tuple[FieldView, ...]
