"""Logbooks: what is due here without a batch, and opening a round of a form by the label of its thing."""

from datetime import date, datetime, timedelta

from console.answers import ask_for_records
from console.desk import Desk, Notice
from console.flows.chosen import ChosenTask
from console.flows.qualified import today
from console.flows.usage_rows import dirty_words
from core.codes import Code
from core.errors import CountersignError
from core.finding import finding
from core.language import text
from core.logbook_forms import FormDue, dues
from core.master.logbook import About
from core.plant import Plant
from core.ports import Unreachable
from core.times import local_text, utc_from
from core.usage.line import Kept
from core.usage.standing import dirty_until
from screens.everyone.listed import ListedView
from screens.views import ItemView, MarkView, RowView, Tone

ASK_S = 10.0


class LogbooksFlow(ChosenTask[FormDue]):
    """One row a form and thing, the most overdue first; the scanned label opens the round of the chosen row."""

    def __init__(self, desk: Desk, chosen: str = "") -> None:
        """Take the desk.

        Args:
            desk: The desk.
            chosen: Form and thing of the row chosen beforehand, as `named` writes it.
        """
        super().__init__(desk)
        if chosen:
            self.rows.seek(chosen)

    @property
    def view(self) -> ListedView:
        """Show the page of the chosen row, and what is known about it."""
        found = self.found()
        chosen = self.rows.row(found)
        following = "next.back" if chosen is None else "next.logbook_open" if chosen.under_way else "next.logbook"
        return self.listed(
            self.words("logbook.title"), self.words(following), found=found, empty=self.words("logbook.none")
        )

    def found(self) -> list[FormDue]:
        """List the forms with the things here."""
        return due_here(self.desk)

    def name(self, one: FormDue) -> str:
        """Name it by form and thing."""
        return named(one)

    async def digit(self, number: int) -> None:
        """Choose a row of this page; its round is opened by the label."""
        chosen = self.rows.chosen(self.found(), number)
        if chosen is not None:
            self._choose(chosen)

    async def scan(self, code: Code) -> None:
        """Open the round of the chosen row, or of the one row that is about what was scanned."""
        got, found = thing_on(code), self.found()
        fitting = [due for due in found if due.thing.id == got]
        chosen = self.rows.row(found)
        if chosen is not None and chosen in fitting:
            await self._begin(chosen)
        elif len(fitting) == 1:
            self._choose(fitting[0])
            await self._begin(fitting[0])
        elif fitting:
            self._choose(fitting[0])
            self.say(finding("logbook.several", n=str(len(fitting)), thing=got))
        else:
            self.say(finding("logbook.no_form", got=code.text[:40]))
            await self.desk.devices.signal(False)

    async def open(self, one: FormDue) -> None:
        """Go on with a round under way; a new one is opened by the label alone."""
        if one.under_way and one.last is not None:
            number = one.last.number
            await self.guarded(self._go_on(number))
        else:
            self.say(finding("logbook.scan", thing=one.thing.id))

    async def _go_on(self, number: str) -> None:
        self.desk.navigation.go(self.desk.ways.step(number))

    async def _begin(self, due: FormDue) -> None:
        if due.under_way:
            await self.open(due)
            return
        if await self.guarded(self._opened(due)):
            await self.desk.devices.signal(True)

    async def _opened(self, due: FormDue) -> None:
        """Ask the core for the round; offline nobody numbers one."""
        session = self.desk.session
        body = {"form": due.form.code, "thing": due.thing.id, **(session.asks if session else {})}
        try:
            answer = await ask_for_records(self.desk.ask, self.desk.recorder, "open_round", body, ASK_S)
        except Unreachable as error:
            raise RoundUnnumbered("logbook.offline") from error
        number = str(answer.get("round", ""))
        self.desk.navigation.go(self.desk.ways.step(number))
        self.desk.notice = Notice(finding("logbook.opened", round=number), Tone.OK)

    # ------------------------------------------------------------------ what is shown

    def _choose(self, due: FormDue) -> None:
        self.rows.choose(due)
        self.say(None)

    def item(self, number: int, one: FormDue) -> ItemView:
        """Draw a row."""
        name = one.record.name.in_language(self.desk.language)
        return ItemView(number, name, one.thing.id, "", due_mark(self.desk, one))

    def about(self, one: FormDue) -> tuple[RowView, ...]:
        """Say where it is, when it was done last, how often and by when."""
        offset, logbook = self.desk.recorder.plant.offset_min, one.record.logbook
        last = self.words("logbook.never")
        if one.last is not None:
            at = local_text(utc_from(one.last.completed or one.last.opened), offset)[:16]
            last = self.words("logbook.number_at", number=one.last.number, t=at)
        every = timedelta(seconds=logbook.every_s) if logbook is not None else timedelta(0)
        interval = spell(self.desk, every) if every else self.words("logbook.on_demand")
        return (
            RowView(self.words("logbook.where"), one.thing.room, one.form.code),
            RowView(self.words("logbook.last"), last),
            RowView(self.words("logbook.every"), interval),
            RowView(self.words("logbook.due_at"), local_text(one.at, offset)[:16] if one.at is not None else "-"),
        )


class RoundUnnumbered(CountersignError):
    """The core cannot be asked, so that no round can be opened; nothing was recorded."""

    code = "KSK-090"


def due_here(desk: Desk) -> list[FormDue]:
    """List the forms with the things in this room, or in every room for a terminal that goes along."""
    now, room = desk.clock.utc(), desk.place.room
    found = (due for due in _dues(desk.recorder.plant, today(desk)) if room is None or due.thing.room == room.id)

    def order(due: FormDue) -> tuple[bool, bool, float, str, str]:
        late = due.overdue(now)
        ahead = (due.at - now).total_seconds() if due.at is not None else 0.0
        soonest = -late.total_seconds() if late is not None else ahead
        return not due.under_way, late is None, soonest, due.form.code, due.thing.id

    return sorted(found, key=order)


# Every drawing of my work asks three times for the rounds of the whole plant; only a new plant or day changes them.
_KNOWN: list[tuple[Plant, date, tuple[FormDue, ...]]] = []


def _dues(plant: Plant, day: date) -> tuple[FormDue, ...]:
    if not _KNOWN or _KNOWN[0][0] is not plant or _KNOWN[0][1] != day:
        _KNOWN[:] = [(plant, day, dues(plant, day))]
    return _KNOWN[0][2]


def due_mark(desk: Desk, due: FormDue) -> MarkView:
    """Say where a form about a thing stands: under way, overdue by how long, due in how long, or when needed."""
    language, now = desk.language, desk.clock.utc()
    if due.last is not None and due.last.held:
        return MarkView(Tone.FAIL, text("logbook.held", language))
    if due.under_way:
        return MarkView(Tone.WAIT, text("logbook.under_way", language))
    until = dirty_by(desk, due)
    if until is not None:
        return MarkView(Tone.WARN if now <= until else Tone.FAIL, dirty_words(desk, until))
    late = due.overdue(now)
    if late is not None and due.at is None:
        return MarkView(Tone.WARN, text("logbook.due_now", language))
    if late is not None:
        return MarkView(Tone.WARN, text("logbook.overdue", language, t=spell(desk, late)))
    if due.at is not None:
        return MarkView(Tone.OK, text("logbook.due_in", language, t=spell(desk, due.at - now)))
    return MarkView(Tone.NONE, text("logbook.on_demand", language))


def dirty_by(desk: Desk, due: FormDue) -> datetime | None:
    """Give the instant by which a cleaning has to begin: of a form that cleans, about equipment that was used."""
    logbook = due.record.logbook
    if logbook is None or not logbook.cleans or due.under_way or due.thing.about != About.EQUIPMENT:
        return None
    return dirty_until(desk.recorder.plant, Kept.EQUIPMENT, due.thing.id)


def named(due: FormDue) -> str:
    """Name a form with its thing, as a row is chosen by it."""
    return f"{due.form.code}/{due.thing.id}"


def thing_on(code: Code) -> str:
    """Give the id on the label of a room, equipment or location."""
    return code.get("room") or code.get("equipment") or code.text


def spell(desk: Desk, length: timedelta) -> str:
    """Write a length of time in its largest fitting unit."""
    minutes, language = int(length.total_seconds()) // 60, desk.language
    if minutes < 120:
        return text("logbook.minutes", language, n=str(minutes))
    if minutes < 48 * 60:
        return text("logbook.hours", language, n=str(minutes // 60))
    return text("logbook.days", language, n=str(minutes // (24 * 60)))
