"""What is behind one line of a logbook: its particulars and every record it follows from; a digit opens the record."""

from collections.abc import Callable

import msgspec

from console.desk import Desk
from console.flows.audit_record import AuditRecordFlow
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.trail_rows import entry_item
from console.flows.usage_rows import line_rows
from core.errors import CountersignError
from core.trail import TrailEntry
from core.usage.line import UsageLine
from core.usage.shown import kind_of_line, sentence
from screens.everyone.listed import ListedView
from screens.views import RowView, SectionView, SidePanelView, Span, keys

PAGE = 7


class _Entries(msgspec.Struct):
    entries: tuple[TrailEntry, ...]


class UsageLineFlow(TaskFlow):
    """The records in the order of the log, a page at a time."""

    screen = "listed"

    def __init__(self, desk: Desk, line: UsageLine, back: Callable[[], TaskFlow]) -> None:
        """Take the line, and where to go back to."""
        super().__init__(desk)
        self._line, self._back = line, back
        self._found: tuple[TrailEntry, ...] | None = None
        self._page, self._chosen = 0, 0

    @property
    def view(self) -> ListedView:
        """Show a page of records, and when, what, by whom."""
        line, found = self._line, self._found or ()
        pages = max(1, -(-len(line.records) // PAGE))
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("usage_log.of_line"),
            self.words("next.usage_log_line" if found else "next.audit_none"),
            keys("f1", "f3", "f5", "f10"),
            subject=f"{line.thing}  {kind_of_line(line, self.desk.language)}",
            aside=(Span(self.words("kiosk.page", page=str(self._page + 1), pages=str(pages))),),
            side=self._side(),
            message=self.message,
        )
        items = tuple(
            entry_item(self.desk, entry, number, chosen=number == self._chosen + 1)
            for number, entry in enumerate(found, 1)
        )
        return ListedView(view_frame, items, self._rows())

    async def opened(self) -> None:
        """Ask for the first page of records."""
        if self._found is None:
            await self._ask()

    async def digit(self, number: int) -> None:
        """Show a record."""
        self._open(number - 1)

    async def key(self, name: str) -> None:
        """Move, turn pages, look again, go back."""
        last = max(0, -(-len(self._line.records) // PAGE) - 1)
        match name:
            case "f3":
                self.desk.navigation.go(self._back())
            case "f5":
                await self._ask()
            case "up" | "down":
                most = len(self._found or ()) - 1
                self._chosen = max(0, min(most, self._chosen + (1 if name == "down" else -1)))
                self.say(None)
            case "pagedown" | "pageup":
                self._page = max(0, min(last, self._page + (1 if name == "pagedown" else -1)))
                self._chosen = 0
                await self._ask()
            case "enter":
                self._open(self._chosen)
            case _:
                return

    async def _ask(self) -> None:
        try:
            answer = await self.desk.ask("usage_line", {**self._wish(), "first": self._page * PAGE, "most": PAGE})
            self._found = msgspec.convert(answer, _Entries).entries
            self.say(None)
        except CountersignError as error:
            self.say(error)

    def _wish(self) -> dict[str, object]:
        line, session = self._line, self.desk.session
        named = {"of": line.of.value, "thing": line.thing, "seq": line.seq, "kind": line.kind.value}
        return {"session": session.id if session else "", **named}

    def _open(self, place: int) -> None:
        found = self._found or ()
        if 0 <= place < len(found):
            self._chosen = place
            self.desk.navigation.go(AuditRecordFlow(self.desk, found[place].seq, lambda: self, self._wish()))

    def _rows(self) -> tuple[RowView, ...]:
        """Give what there is to say first where nothing was made, else product and batch, specification, persons."""
        told = [RowView("", detail=sentence(found, self.desk.language)) for found in self._line.told]
        rows = [row for row in line_rows(self.desk, self._line) if row.code or row.detail]
        return (*rows, *told)

    def _side(self) -> SidePanelView | None:
        """Show at 120x40 all that there is to say."""
        told = tuple(sentence(found, self.desk.language) for found in self._line.told[:25])
        return SidePanelView((SectionView(self.words("usage_log.what"), told),), 40) if told else None
