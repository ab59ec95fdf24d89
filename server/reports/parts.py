"""The parts of a document, as plain data that the template draws in order."""

from typing import ClassVar, Literal

import msgspec

Style = Literal["plain", "muted", "label", "code", "key", "struck", "ok", "warn", "fail", "wait"]


SIGNATURE_WIDTHS = "23mm, 1fr, 1fr, 29mm, 1.8fr, 16mm"
"""Columns of a signature: meaning, name, role, time, declaration, digest of what was signed."""


class Cell(msgspec.Struct, frozen=True):
    """A text with its style; state colours always come with a word, so that the page also reads in grey."""

    text: str
    style: Style = "plain"


class Pair(msgspec.Struct, frozen=True):
    """A label with its value."""

    label: str
    value: str
    style: Style = "plain"


class Section(msgspec.Struct, frozen=True):
    """A heading; `aside` stands at the right, for a count."""

    title: str
    aside: str = ""
    kind: ClassVar[str] = "section"


class StepHead(msgspec.Struct, frozen=True):
    """The head of a step; struck through where it was left out; a `whole` one is not parted until its `StepEnd`."""

    number: str
    title: str
    aside: str = ""
    left_out: bool = False
    whole: bool = False
    kind: ClassVar[str] = "step"


class StepEnd(msgspec.Struct, frozen=True):
    """The end of a step that stands whole on one page, as `StepHead.whole` began it."""

    kind: ClassVar[str] = "step_end"


class Facts(msgspec.Struct, frozen=True):
    """Labels with values, two in a row."""

    pairs: tuple[Pair, ...]
    kind: ClassVar[str] = "facts"


class Note(msgspec.Struct, frozen=True):
    """One line or paragraph."""

    text: str
    style: Style = "plain"
    kind: ClassVar[str] = "note"


class Panel(msgspec.Struct, frozen=True):
    """A tinted block that must not be overlooked."""

    head: str
    lines: tuple[str, ...]
    style: Style = "warn"
    kind: ClassVar[str] = "panel"


class Table(msgspec.Struct, frozen=True):
    """A table; `widths` are Typst column widths, written by us and never from data. Signatures have no heads."""

    widths: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    kind: ClassVar[str] = "table"


class Code(msgspec.Struct, frozen=True):
    """A QR code, as the bytes of a PNG, with lines beside it."""

    png: tuple[int, ...]
    lines: tuple[Cell, ...]
    kind: ClassVar[str] = "code"


class Picture(msgspec.Struct, frozen=True):
    """An attached picture, as the bytes of a JPEG, with lines beneath it."""

    jpeg: bytes
    lines: tuple[Cell, ...]
    kind: ClassVar[str] = "picture"


class Specimen(msgspec.Struct, frozen=True):
    """A printed label as it was: its symbol as the bytes of a PNG, a dot a module, its lines, and what to say of it.

    Attributes:
        png: The symbol; empty where it cannot be drawn.
        bars: True for bars, which are drawn across the label.
        lines: What is readable on it.
        about: Beneath it: step, who printed it and when.
    """

    png: tuple[int, ...]
    bars: bool
    lines: tuple[str, ...]
    about: tuple[str, ...]


class Specimens(msgspec.Struct, frozen=True):
    """Printed labels, side by side."""

    labels: tuple[Specimen, ...]
    kind: ClassVar[str] = "specimens"


class PlotLine(msgspec.Struct, frozen=True):
    """A limit of a plot: its height from 0, the top, to 1, and its value."""

    y: float
    text: str


class Plot(msgspec.Struct, frozen=True):
    """Values in their order, as points from 0 to 1 in both directions, the origin at the top left.

    Attributes:
        points: Each with `x`, `y`, and whether it is outside the limits.
        limits: Drawn as dashed lines.
    """

    points: tuple[tuple[float, float, bool], ...]
    limits: tuple[PlotLine, ...]
    kind: ClassVar[str] = "plot"


Part = Section | StepHead | StepEnd | Facts | Note | Panel | Table | Code | Picture | Specimens | Plot


class Document(msgspec.Struct, frozen=True):
    """A whole document.

    Attributes:
        title: What it is.
        language: Language of hyphenation and metadata: `zh` or `en`.
        company: Name of the plant.
        product: Product name and strength, on every page.
        batch: Batch number, on every page.
        heading_left: Second line of the page header: strength, specification.
        heading_right: Second line, right: master record.
        page: Text around page number and page count, which take turns between the pieces.
        footer: Record digest and log root, on every page.
        qr: Bytes of a PNG, the code in the footer.
        parts: Everything below the title.
        pack: Third line of the page header: the pack form, on every page (GMP article 177); "" for no line.
    """

    title: str
    language: str
    company: str
    product: str
    batch: str
    heading_left: str
    heading_right: str
    page: tuple[str, ...]
    footer: tuple[Pair, ...]
    qr: tuple[int, ...]
    parts: tuple[Part, ...]
    pack: str = ""


def plain(*texts: str) -> tuple[Cell, ...]:
    """Make plain cells."""
    return tuple(Cell(text) for text in texts)
