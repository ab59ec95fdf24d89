"""The pieces that views share: worded text and plain data, frozen; nothing here knows a rule.

Texts come from the catalogue or from records; both are data and are cleaned where they are drawn (`screens.plain`).
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.language import Language


class Tone(StrEnum):
    """State of a thing; decides its mark, colour and shape together."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    WAIT = "wait"
    NONE = "none"


class Look(StrEnum):
    """How a run of words stands out; `strong` is bold."""

    TEXT = "text"
    MUTED = "muted"
    STRONG = "strong"
    ACCENT = "accent"
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words in one look."""

    words: str
    look: Look = Look.TEXT


Line = tuple[Span, ...]
"""One line of words in one or more looks, drawn without blanks between."""


@dataclass(frozen=True, slots=True)
class MarkView:
    """A state: `[OK] released`.

    Attributes:
        tone: Decides the mark.
        words: The state word; may be empty.
    """

    tone: Tone
    words: str = ""


@dataclass(frozen=True, slots=True)
class HeaderView:
    """The three header rows, which stand on every screen.

    Attributes:
        kiosk: Name of the kiosk, `WEIGH-01`.
        room: Room, `D-104`; empty in offices.
        grade: Grade, `grade D`; empty in offices.
        person: Name and user id; empty before sign-in.
        role: Role in which the person works.
        product: Product with strength; empty without a batch.
        batch: Batch number; empty without one.
        version: Master version, `PCM500 v3`, or a muted sentence such as `no batch open`.
        step: `step 14/41`; empty outside a batch.
        clock: `14:03:22`.
        zone: `+08`.
        clock_tone: Whether the time can be trusted; where it is not OK, its mark stands before the clock.
        link: Link state with what is still on its way.
        device: The device that matters here, `Balance XPR10`; empty if none.
        device_state: Its state; None with no device.
    """

    kiosk: str
    clock: str
    zone: str
    link: MarkView
    room: str = ""
    grade: str = ""
    person: str = ""
    role: str = ""
    product: str = ""
    batch: str = ""
    version: str = ""
    step: str = ""
    device: str = ""
    device_state: MarkView | None = None
    clock_tone: Tone = Tone.OK


@dataclass(frozen=True, slots=True)
class KeyView:
    """A function key; its label is the catalogue's, since keys mean the same everywhere.

    Attributes:
        name: `f1` to `f12`.
        live: False for a key that does nothing now: shown in ghost where all fit, else left out.
        does: Word of the catalogue, `frame.key.<does>`, where the key does something else here; else "".
    """

    name: str
    live: bool = True
    does: str = ""


def keys(*names: str) -> tuple[KeyView, ...]:
    """Make live keys from their names."""
    return tuple(KeyView(name) for name in names)


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of evidence: `Lot  L-240817-03  released, expires 2027-08  [OK] scanned`.

    Attributes:
        label: What it is, muted.
        code: The code or value, never cut.
        detail: The rest, cut at its end when there is no room.
        mark: Its state, or None.
        struck: True strikes code and detail through: what stood here and was replaced.
    """

    label: str
    code: str = ""
    detail: str = ""
    mark: MarkView | None = None
    struck: bool = False


@dataclass(frozen=True, slots=True)
class ItemView:
    """A row of a list that a digit opens.

    Attributes:
        digit: 1 to 9; None for a row that no digit opens.
        name: What it is.
        code: Its number, `B2611-0042`, never cut.
        count: `14/41` or a quantity, right-aligned.
        mark: Its state, or None.
        detail: Second line, muted.
        chosen: True for the one row the keys act on.
        open: False for a row that cannot be opened now.
    """

    digit: int | None
    name: str
    code: str = ""
    count: str = ""
    mark: MarkView | None = None
    detail: str = ""
    chosen: bool = False
    open: bool = True


@dataclass(frozen=True, slots=True)
class ReadingView:
    """The value that matters, drawn large.

    Attributes:
        digits: Digits as recorded, `12.486`, `-0.3`, `07:52`; empty when there is no value.
        unit: Unit as shown.
        moving: True while it is not stable: drawn muted.
        tone: FAIL colours the digits; the others leave them strong.
    """

    digits: str
    unit: str = ""
    moving: bool = False
    tone: Tone = Tone.NONE


@dataclass(frozen=True, slots=True)
class VerdictView:
    """The one filled area of a screen.

    Attributes:
        tone: Its colour and mark.
        state: One line, or two parted by a line feed, each at most 14 cells: the block of 80x24 is narrow.
        detail: Amount to correct or what to do, at most 14 cells.
        more: Words that only the band of 120x40 has room for; shown when there is no detail.
    """

    tone: Tone
    state: str
    detail: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class LimitsBarView:
    """A value against its limits; numbers for the place, texts as recorded.

    Attributes:
        low: Lower limit, None if there is none.
        high: Upper limit, None if there is none.
        target: Target, None if there is none.
        value: Value now; None draws no marker.
        tone: State of the value.
        low_text: Digits under the lower limit.
        high_text: Digits under the upper limit.
        target_text: Digits under the target.
    """

    low: Decimal | None
    high: Decimal | None
    target: Decimal | None
    value: Decimal | None
    tone: Tone
    low_text: str = ""
    high_text: str = ""
    target_text: str = ""


class CellState(StrEnum):
    """State of a step on the map."""

    DONE = "done"
    NOW = "now"
    EXCEPTION = "exception"
    TO_COME = "to_come"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class OperationView:
    """One operation of the step map.

    Attributes:
        name: Its name.
        place: Room and time, muted.
        count: `13 / 18`, for the small form.
        first: Number of its first step.
        cells: States of its steps in order.
    """

    name: str
    place: str
    count: str
    first: int
    cells: tuple[CellState, ...]


@dataclass(frozen=True, slots=True)
class StepMapView:
    """The progress of a batch as a map of its steps."""

    operations: tuple[OperationView, ...]


@dataclass(frozen=True, slots=True)
class ShareView:
    """A bar filled to a share of its length.

    Attributes:
        share: 0 to 1.
        tone: Colour of the filled part; NONE is the accent.
    """

    share: float
    tone: Tone = Tone.NONE


@dataclass(frozen=True, slots=True)
class FactView:
    """A label with its value, `limit  24 h 00 min`.

    Attributes:
        label: Muted.
        value: Never cut.
        look: Look of the value.
        right: True aligns the value at the right edge.
        mark: A state after it, or None.
    """

    label: str
    value: str
    look: Look = Look.TEXT
    right: bool = False
    mark: MarkView | None = None


@dataclass(frozen=True, slots=True)
class SectionView:
    """A titled group of lines in a side panel, a help page or a list of findings.

    Attributes:
        title: Its heading; may be empty.
        lines: Facts, marks with words, plain text (wrapped), items with a digit, a bar, a small step map.
        aside: Words at the right end of the heading.
        rule: True draws a thin line above it.
    """

    title: str
    lines: tuple["FactView | MarkView | ItemView | ShareView | StepMapView | Line | str", ...] = ()
    aside: str = ""
    rule: bool = False


@dataclass(frozen=True, slots=True)
class SidePanelView:
    """What stands beside the work at 120x40: where am I. It holds nothing needed to finish the step.

    Attributes:
        sections: From the top.
        width: 26 to 41 columns.
    """

    sections: tuple[SectionView, ...]
    width: int = 32


class FieldKind(StrEnum):
    """What a field takes."""

    PASSWORD = "password"  # noqa: S105 - a kind of field, no secret
    CODE = "code"
    NUMBER = "number"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class FieldView:
    """A place to type into.

    Attributes:
        name: Identity of the field on its screen.
        label: Its label.
        kind: What it takes.
        hint: Words in the empty field.
        unit: Unit after the field.
        value: Text to start with, for example a scanned user id.
        attempt: A new number empties the field, for example after a refusal.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.NUMBER
    hint: str = ""
    unit: str = ""
    value: str = ""
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class FrameView:
    """What stands on every screen round the work.

    Attributes:
        language: Language of the words that belong to drawing itself.
        header: The three header rows.
        title: Title, shown in capitals.
        next: What comes next, one sentence, verb first.
        keys: Function keys; others do nothing.
        subject: What the title is about.
        aside: Target or count at the right end of the title row.
        side: Side panel at 120x40, or None.
        message: A refusal or warning to be read now, shown above NEXT; None if there is none.
    """

    language: Language
    header: HeaderView
    title: str
    next: str
    keys: tuple[KeyView, ...]
    subject: str = ""
    aside: Line = ()
    side: SidePanelView | None = None
    message: MarkView | None = None
