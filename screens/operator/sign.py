"""Sign: the declaration, what is signed, and the two secrets of the signer."""

from dataclasses import dataclass

from screens.views import FieldView, FrameView, MarkView


@dataclass(frozen=True, slots=True)
class SignedLineView:
    """A line that the signature covers.

    Attributes:
        label: What it is.
        value: Value as signed.
        strong: True for the value that matters.
        mark: Its state, or None.
    """

    label: str
    value: str
    strong: bool = False
    mark: MarkView | None = None


@dataclass(frozen=True, slots=True)
class SignView:
    """What the signing dialog shows.

    Attributes:
        frame: Frame; its title and subject are not shown, the dialog's head stands for them.
        head: `Sign`.
        head_aside: `1 of 2: performed`.
        declaration: What is declared, one line.
        lines: What is signed, at most four at 80x24 (more are shown at 120x40).
        fields: Password and code; reason before them where one is due.
        leave: How to sign and how to leave, two lines.
        refused: Why the last attempt was not accepted; None before one.
    """

    frame: FrameView
    head: str
    head_aside: str
    declaration: str
    lines: tuple[SignedLineView, ...]
    fields: tuple[FieldView, ...]
    leave: tuple[str, ...]
    refused: MarkView | None = None
