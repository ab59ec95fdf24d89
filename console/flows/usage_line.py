"""What is behind one line of a logbook: its particulars and every record it follows from; a digit opens the record."""

from collections.abc import Callable

import msgspec

from console.desk import Desk
from console.flows.audit_record import AuditRecordFlow
from console.flows.chosen import ChosenTask
from console.flows.flow import TaskFlow
from console.flows.pages import MOVES
from console.flows.trail_rows import entry_item
from console.flows.usage_rows import line_rows
from core.errors import CountersignError
from core.trail import TrailEntry
from core.usage.line import UsageLine
from core.usage.shown import kind_of_line, sentence
from screens.everyone.listed import ListedView
from screens.views import ItemView, RowView, SectionView, SidePanelView


class _Entries(msgspec.Struct):
    entries: tuple[TrailEntry, ...]


class UsageLineFlow(ChosenTask[int]):
    """The records in the order of the log, a page at a time: each is listed by its index there."""

    size = 7

    def __init__(self, desk: Desk, line: UsageLine, back: Callable[[], TaskFlow]) -> None:
        """Take the line, and where to go back to."""
        super().__init__(desk)
        self._line, self._back = line, back
        self._heard: dict[int, TrailEntry] = {}

    @property
    def view(self) -> ListedView:
        """Show a page of records, and when, what, by whom."""
        line = self._line
        return self.listed(
            self.words("usage_log.of_line"),
            self.words("next.usage_log_line" if self._heard else "next.audit_none"),
            found=self.found(),
            subject=f"{line.thing}  {kind_of_line(line, self.desk.language)}",
            side=self._side(),
        )

    def found(self) -> tuple[int, ...]:
        """List every record behind the line."""
        return self._line.records

    def item(self, number: int, one: int) -> ItemView:
        """Draw what is told of a record; until the core has told of it, its index."""
        entry = self._heard.get(one)
        return ItemView(number, f"# {one}") if entry is None else entry_item(self.desk, entry, number, chosen=False)

    async def opened(self) -> None:
        """Ask for the first page of records."""
        await self._ask_unheard()

    async def key(self, name: str) -> None:
        """Move, turn pages, look again, go back; a page that was not shown yet is asked for."""
        await super().key(name)
        if name in MOVES:
            await self._ask_unheard()

    def back(self) -> None:
        """Go to the lines."""
        self.desk.navigation.go(self._back())

    async def _ask_unheard(self) -> None:
        """Ask for the page that is shown unless everything on it is there."""
        if any(one not in self._heard for one in self.rows.shown(self.found())):
            await self.again()

    async def again(self) -> None:
        """Ask for the page that is shown."""
        first = self.rows.page(self.found()) * self.size
        try:
            answer = await self.desk.ask("usage_line", {**self._wish(), "first": first, "most": self.size})
            self._heard |= {entry.seq: entry for entry in msgspec.convert(answer, _Entries).entries}
            self.say(None)
        except CountersignError as error:
            self.say(error)

    def _wish(self) -> dict[str, object]:
        line, session = self._line, self.desk.session
        named = {"of": line.of.value, "thing": line.thing, "seq": line.seq, "kind": line.kind.value}
        return {"session": session.id if session else "", **named}

    async def open(self, one: int) -> None:
        """Show a record that the core has told of."""
        if one in self._heard:
            self.desk.navigation.go(AuditRecordFlow(self.desk, one, lambda: self, self._wish()))

    def about(self, one: int) -> tuple[RowView, ...]:
        """Give product and batch, specification and persons of the line, and what there is to say of it."""
        del one  # whichever record is chosen, they are all of this line
        told = [RowView("", detail=sentence(found, self.desk.language)) for found in self._line.told]
        rows = [row for row in line_rows(self.desk, self._line) if row.code or row.detail]
        return (*rows, *told)

    def _side(self) -> SidePanelView | None:
        """Show at 120x40 all that there is to say."""
        told = tuple(sentence(found, self.desk.language) for found in self._line.told[:25])
        return SidePanelView((SectionView(self.words("usage_log.what"), told),), 40) if told else None
