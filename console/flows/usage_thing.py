"""The logbook of one piece of equipment or room: its state now, what was last done, and every line by pages."""

from collections.abc import Callable

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.trail_rows import local
from console.flows.usage_line import UsageLineFlow
from console.flows.usage_rows import line_rows, standing_words, state_mark
from core.errors import CountersignError
from core.plant import EquipmentItem
from core.times import utc_text
from core.usage.line import Kept, UsageKind, UsageLine
from core.usage.shown import LastOfThing, kind_of_line, product_of, sentence, span_of, what_of
from screens.everyone.listed import ListedView
from screens.views import ItemView, MarkView, RowView, SectionView, SidePanelView, Span, Tone, keys

PAGE = 8
ASK_S = 10.0


class _Page(msgspec.Struct):
    """What the core answers."""

    lines: tuple[UsageLine, ...]
    more: bool
    last: LastOfThing


class UsageThingFlow(TaskFlow):
    """One page at a time, the newest first; a digit or Enter shows what is behind a line."""

    screen = "listed"

    def __init__(self, desk: Desk, of: Kept, thing: str, back: Callable[[], TaskFlow] | None = None) -> None:
        """Take what the logbook is of, and where to go back to."""
        super().__init__(desk)
        self._of, self._thing, self._back = of, thing, back
        self._before: list[UsageLine | None] = [None]
        self._page: _Page | None = None
        self._chosen = 0

    @property
    def view(self) -> ListedView:
        """Show the state, what was last done, and a page of lines."""
        lines = self._lines
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("usage_log.title"),
            self.words("next.usage_log_thing" if lines else "next.audit_none"),
            keys("f1", "f3", "f5", "f10"),
            subject=f"{self._thing}  {self._name()}",
            aside=(Span(self.words("audit.page", n=str(len(self._before)))),),
            side=self._side(),
            message=self.message,
        )
        items = tuple(self._item(number, line) for number, line in enumerate(lines, 1))
        empty = self.words("usage_log.empty") if self._page is not None else ""
        return ListedView(view_frame, items, self._standing(), (), empty)

    async def opened(self) -> None:
        """Ask for the first page; a page that was asked for already is still there."""
        if self._page is None:
            await self._ask()

    async def digit(self, number: int) -> None:
        """Show what is behind a line."""
        self._open(number - 1)

    async def key(self, name: str) -> None:
        """Move, turn pages, look again, go back."""
        match name:
            case "f3" if self._back is not None:
                self.desk.navigation.go(self._back())
            case "f3":
                self.desk.navigation.home()
            case "f5":
                del self._before[1:]
                self._chosen = 0
                await self._ask()
            case "up" | "down":
                self._chosen = max(0, min(len(self._lines) - 1, self._chosen + (1 if name == "down" else -1)))
                self.say(None)
            case "pagedown" if self._page is not None and self._page.more:
                self._before.append(self._lines[-1])
                self._chosen = 0
                await self._ask()
            case "pageup" if len(self._before) > 1:
                self._before.pop()
                self._chosen = 0
                await self._ask()
            case "enter":
                self._open(self._chosen)
            case _:
                return

    async def _ask(self) -> None:
        before = self._before[-1]
        place = None if before is None else {"since": before.since, "seq": before.seq, "kind": before.kind.value}
        session = self.desk.session.id if self.desk.session else ""
        body = {"session": session, "of": self._of.value, "thing": self._thing, "before": place, "most": PAGE}
        try:
            self._page = msgspec.convert(await self.desk.ask("usage_log", body, ASK_S), _Page)
            self.say(None)
        except CountersignError as error:
            self.say(error)

    def _open(self, place: int) -> None:
        if 0 <= place < len(self._lines):
            self._chosen = place
            self.desk.navigation.go(UsageLineFlow(self.desk, self._lines[place], lambda: self))

    # ------------------------------------------------------------------ what is shown

    @property
    def _lines(self) -> tuple[UsageLine, ...]:
        return self._page.lines if self._page is not None else ()

    @property
    def _item_of_plant(self) -> EquipmentItem | None:
        return self.desk.recorder.plant.equipment.get(self._thing) if self._of == Kept.EQUIPMENT else None

    def _name(self) -> str:
        plant = self.desk.recorder.plant
        known = self._item_of_plant or plant.rooms.get(self._thing)
        return known.name.in_language(self.desk.language) if known is not None else ""

    def _item(self, number: int, line: UsageLine) -> ItemView:
        language, chosen = self.desk.language, number == self._chosen + 1
        name = product_of(line, language) if line.kind == UsageKind.USE else ""
        begun = self._begun(line)
        return ItemView(number, name or what_of(line, language), line.batch, begun, self._mark(line), chosen=chosen)

    def _begun(self, line: UsageLine) -> str:
        """Write when a line begins: the day of this year with its time, of any other year the date."""
        told, today = (
            span_of(line, self.desk.recorder.plant.offset_min),
            local(self.desk, utc_text(self.desk.clock.utc())),
        )
        return told[5:16] if told[:4] == today[:4] else told[:10]

    def _mark(self, line: UsageLine) -> MarkView:
        tone = {UsageKind.EXCEPTION: Tone.FAIL, UsageKind.CLEANING: Tone.OK}.get(line.kind, Tone.NONE)
        if any(found.key == "usage.failed" for found in line.told):
            tone = Tone.FAIL
        return MarkView(tone, kind_of_line(line, self.desk.language))

    def _standing(self) -> tuple[RowView, ...]:
        """Say how it stands: state, last use with product and batch, last cleaning, calibration or daily check."""
        done = self._page.last if self._page is not None else LastOfThing()
        rows: list[RowView] = []
        item, words = self._item_of_plant, standing_words(self.desk, self._of, self._thing)
        mark = state_mark(self.desk, self._of, self._thing)
        if item is not None and item.calibrated_to is not None:
            words = f"{words}  {self.words('usage_log.calibrated_to')} {item.calibrated_to.isoformat()}".strip()
        if mark is not None:
            rows.append(RowView(self.words("usage_log.state"), detail=words, mark=mark))
        rows.append(self._last("usage_log.last_use", done.use))
        rows.append(self._last("usage_log.last_cleaning", done.cleaning))
        if self._of == Kept.EQUIPMENT:
            rows.append(self._last("usage_log.last_check", done.check))
        return tuple(rows)

    def _last(self, label: str, line: UsageLine | None) -> RowView:
        if line is None:
            return RowView(self.words(label), detail=self.words("usage_log.never"))
        language = self.desk.language
        what = product_of(line, language) if line.kind == UsageKind.USE else what_of(line, language)
        when = span_of(line, self.desk.recorder.plant.offset_min)
        return RowView(self.words(label), line.batch, f"{what}  {when}")

    def _side(self) -> SidePanelView | None:
        """Show at 120x40 what the chosen line says."""
        if self._chosen >= len(self._lines):
            return None
        line = self._lines[self._chosen]
        told = tuple(sentence(found, self.desk.language) for found in line.told[:12])
        rows = [row for row in line_rows(self.desk, line) if row.code or row.detail]
        lines = tuple(part for row in rows for part in ((Span(row.label),), f"{row.code} {row.detail}".strip()))
        return SidePanelView((SectionView(kind_of_line(line, self.desk.language), (*lines, *told)),), 40)
