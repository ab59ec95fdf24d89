"""New recall: what it begins with, what the core finds, with the clock shown, and the two signatures that open it."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import msgspec

from console.answers import AnswerUnreadable
from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.pages import Pages
from console.flows.two_signers import TwoSignersFlow
from core.acts import Manifest
from core.errors import CountersignError
from core.recall import Recall, RecalledLot
from core.recall_case import CLASSES, RecallPaper, opening_manifest
from core.secret import Secret
from core.times import utc_text
from screens.everyone.form import FormView
from screens.views import FieldKind, FieldView, ItemView, MarkView, RowView, Tone

TRACE_S = 60.0
"""Longest time that a trace is waited for, in seconds."""
PAGE = 8
_QUESTIONS = (("lots", "class"), ("equipment", "room", "person"), ("since", "until"))
"""What is asked, part by part; with lots named nothing more is."""
NONE = "-"
"""What is typed, or stands there already, where nothing is asked."""
_HINTS = {"lots": "lots", "since": "day", "until": "day", "class": "class"}
_TONES = {"released": Tone.OK, "rejected": Tone.FAIL, "on_hold": Tone.WARN, "quarantine": Tone.WAIT}


class _Answer(msgspec.Struct):
    found: Recall
    paper: RecallPaper
    counts: dict[str, int]
    seconds: str


class QuestionUnfit(CountersignError):
    """A class of recall that there is not, or a day that is none."""

    code = "KSK-071"


class RecallNewFlow(TwoSignersFlow):
    """First the question, then the answer, page by page, then reason and signatures."""

    title = "recall.paper.opening"
    verb = "open_recall"
    patience_s = TRACE_S

    def __init__(self, desk: Desk, mock: bool) -> None:
        """Begin with the question; an exercise holds nothing."""
        super().__init__(desk)
        self._mock = mock
        self._begun = desk.clock.monotonic()
        self._class = "2"
        self._asked: dict[str, object] = {}
        self._answer: _Answer | None = None
        self._typed: dict[str, str] = {}
        self._part = 0
        self._asking: int | None = None
        self._pages = Pages(self, 1)

    def manifest(self) -> Manifest | None:
        """Draw what is signed, of what the core has found."""
        if self._answer is None:
            return None
        return opening_manifest(self._answer.paper, self._mock, self._class, self.reason, self.desk.language)

    def rights(self) -> tuple[str, str]:
        """Who opens, and who approves."""
        return "decide.open_recall", "decide.approve_recall"

    def body(self) -> dict[str, object]:
        """Say again what was asked, so that the core finds the same."""
        asked = {("person_exposed" if name == "person" else name): value for name, value in self._asked.items()}
        return {**asked, "mock": self._mock, "recall_class": self._class}

    def before(self) -> str:
        """Ask for lots or exposure."""
        return self.words("next.recall_ask")

    def back(self) -> TaskFlow:
        """Go to the list."""
        return self.desk.ways.task("recalls", "RecallsFlow")

    @property
    def view(self) -> FormView:
        """Show the question; then what is signed, and on further pages the lots, containers and shipments concerned."""
        subject = self.words("recall.mock") if self._mock else self.words("recall.title")
        if self._answer is None:
            busy = "" if self._asking is None else self.words("recall.asking", t=str(self._asking))
            fields = () if self._asking is not None else self._question()
            return self.form(
                self.words(self.title),
                self.before(),
                subject=subject,
                words=busy,
                fields=fields,
                live=("f1", "f3", "f10"),
            )
        signed, pages = super().view, self._parts(self._answer)
        (items,) = self._pages.shown(pages)
        since = f"{self.desk.clock.monotonic() - self._begun:.0f} s"
        took = self.words("recall.clock_is", t=since, answered=self._answer.seconds)
        return self.form(
            self.words(self.title),
            signed.frame.next,
            live=("f1", "f3", "f10", "f12"),
            subject=subject,
            words=signed.words or self._counted(self._answer),
            rows=(RowView(self.words("recall.clock"), "", took), *signed.rows) if not items else (),
            items=items,
            fields=signed.fields,
            page=self._pages.words(pages),
        )

    def _counted(self, answer: _Answer) -> str:
        told = {"lots": "lots", "stock": "containers", "customers": "customers"}
        counted = {name: str(answer.counts[of]) for name, of in told.items()}
        return self.words("recall.counted", **counted)

    def _parts(self, answer: _Answer) -> list[tuple[ItemView, ...]]:
        """Give what is signed a page without rows, then the rows of each further page."""
        found = answer.found
        rows = [
            *(self._lot(lot) for lot in found.lots),
            *(
                ItemView(None, one.location or "-", one.id, f"{one.quantity} {one.unit}", detail=one.reserved_for or "")
                for one in found.containers
            ),
            *(
                ItemView(None, f"{one.customer} {one.name}", one.lot, f"{one.quantity} {one.unit}", detail=one.contact)
                for one in found.shipments
            ),
        ]
        return [(), *(tuple(rows[start : start + PAGE]) for start in range(0, len(rows), PAGE))]

    def _lot(self, lot: RecalledLot) -> ItemView:
        """Show a lot with the numbers by which a supplier's letter names it."""
        name = lot.name.in_language(self.desk.language) or lot.material
        mark = MarkView(_TONES.get(lot.state, Tone.NONE), self.words(f"lot.{lot.state}"))
        return ItemView(None, name, lot.number, f"{lot.in_stock} {lot.unit}".strip(), mark, lot.outside)

    def _question(self) -> tuple[FieldView, ...]:
        return tuple(self._field(name) for name in _QUESTIONS[self._part])

    def _field(self, name: str) -> FieldView:
        hint = self.words(f"recall.hint.{_HINTS[name]}") if name in _HINTS else ""
        label, asked = self.words(f"recall.field.{name}"), "" if name in _QUESTIONS[0] else NONE
        return FieldView(name, label, FieldKind.WORDS, hint, value=asked, attempt=self._attempt)

    # ------------------------------------------------------------------ what is typed and pressed

    async def key(self, name: str) -> None:
        """Page keys turn the lots; F12 asks anew before anything is signed."""
        if name in ("pagedown", "pageup"):
            self._pages.turn(name, self._parts(self._answer) if self._answer is not None else ())
        else:
            await super().key(name)

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Take the question in its parts, then what two signers give."""
        if self._answer is not None:
            await super().fill(answers)
            return
        typed = {name: text.reveal().strip() for name, text in answers.items()}
        self._typed |= {name: "" if text == NONE else text for name, text in typed.items()}
        self.retry()
        more = not self._typed.get("lots") and self._part + 1 < len(_QUESTIONS)
        if more:
            self._part += 1
            self.changed()
        elif not await self.guarded(self._ask()):
            self._part, self._typed = 0, {}
            self.changed()

    async def _ask(self) -> None:
        typed, offset = self._typed, self.desk.recorder.plant.offset_min
        chosen = typed.get("class") or "2"
        if chosen not in CLASSES:
            raise QuestionUnfit("recall.class_unknown", got=chosen[:20])
        window = {
            "since": _instant(typed.get("since", ""), offset, 0),
            "until": _instant(typed.get("until", ""), offset, 1),
        }
        named = {name: typed.get(name, "") for name in ("equipment", "room", "person")}
        lots = typed.get("lots", "").replace(",", " ").replace("，", " ").split()
        asked: dict[str, object] = {"lots": lots, **named, **window}
        self._begun = self.desk.clock.monotonic()
        answer = await self._waited({"session": self.session, **asked})
        if not answer.paper.lots:
            raise QuestionUnfit("recall.nothing_found")
        self._answer, self._asked, self._class = answer, asked, chosen
        self._pages.begin()

    async def _waited(self, body: Mapping[str, object]) -> _Answer:
        """Ask, and show after a second how long it has been."""
        counting = asyncio.create_task(self._count())
        try:
            answer = await self.desk.ask("recall_found", body, TRACE_S)
            return msgspec.convert(answer, _Answer)
        except msgspec.ValidationError as error:
            raise AnswerUnreadable("kiosk.answer_unreadable", verb="recall_found") from error
        finally:
            counting.cancel()
            with suppress(asyncio.CancelledError):
                await counting
            self._asking = None

    async def _count(self) -> None:
        begun = self.desk.clock.monotonic()
        while True:
            await asyncio.sleep(1)
            self._asking = int(self.desk.clock.monotonic() - begun)
            self.changed()


def _instant(typed: str, offset_min: int, days: int) -> str:
    """Give the first instant of a day of the plant, or of the day after it; "" for nothing."""
    if not typed:
        return ""
    try:
        day = date.fromisoformat(typed) + timedelta(days=days)
    except (ValueError, OverflowError) as error:
        raise QuestionUnfit("recall.day_unfit", got=typed[:20]) from error
    return utc_text(datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(minutes=offset_min))
