"""The audit trail: who did what when, old and new, and why; pages come from the core, the newest first."""

from functools import partial

import msgspec

from console.desk import Desk
from console.flows.audit_filter import AuditFilterFlow
from console.flows.audit_record import AuditRecordFlow
from console.flows.audit_review import AuditReviewFlow
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.trail_rows import entry_item, entry_rows
from core.codes import Code, CodeKind
from core.errors import CountersignError
from core.rights import may
from core.trail import TrailEntry, TrailFilter
from screens.everyone.listed import ListedView
from screens.views import SectionView, SidePanelView, Span, keys

PAGE = 8
ASK_S = 10.0


class _Page(msgspec.Struct):
    """What the core answers."""

    entries: tuple[TrailEntry, ...]
    more: bool


class AuditTrailFlow(TaskFlow):
    """One page at a time; F4 filters, Enter or a digit shows one record, F8 puts a review on record."""

    screen = "listed"

    def __init__(self, desk: Desk, wanted: TrailFilter | None = None) -> None:
        """Take what is looked for; nothing is asked before it opens."""
        super().__init__(desk)
        self._filter = wanted or TrailFilter()
        self._before: list[int | None] = [None]
        self._page: _Page | None = None
        self._chosen = 0

    @property
    def view(self) -> ListedView:
        """Show this page and what the chosen entry says."""
        page, session = self._page, self.desk.session
        entries = page.entries if page is not None else ()
        reviews = session is not None and may(session.person.roles, "act.review_audit_trail")
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("audit.title"),
            self.words("next.audit" if entries else "next.audit_none"),
            keys("f1", "f3", "f4", "f5", *(["f8"] if reviews else []), "f10"),
            subject=self._asked(),
            aside=(Span(self.words("audit.page", n=str(len(self._before)))),),
            side=self._side(),
            message=self.message,
        )
        items = tuple(
            entry_item(self.desk, entry, number, chosen=number == self._chosen + 1)
            for number, entry in enumerate(entries, 1)
        )
        chosen = self._entry
        rows = entry_rows(self.desk, chosen) if chosen is not None else ()
        return ListedView(view_frame, items, rows, (), self.words("audit.empty") if page is not None else "")

    async def opened(self) -> None:
        """Ask for the first page; a page that was asked for already is still there."""
        if self._page is None:
            await self._ask()

    async def key(self, name: str) -> None:
        """Move, turn pages, filter, look again, review, go back."""
        match name:
            case "f3":
                self.desk.navigation.home()
            case "f4":
                self.desk.navigation.go(AuditFilterFlow(self.desk, self._filter, partial(AuditTrailFlow, self.desk)))
            case "f5":
                await self._begin_again()
            case "f8":
                self.desk.navigation.go(AuditReviewFlow(self.desk, self._filter, lambda: self))
            case "up" | "down":
                await self._move(1 if name == "down" else -1)
            case "pagedown":
                await self._turn()
            case "pageup":
                await self._turn_back()
            case "enter":
                self._open(self._chosen)
            case _:
                return

    async def digit(self, number: int) -> None:
        """Show the record of a row."""
        self._open(number - 1)

    async def scan(self, code: Code) -> None:
        """Look for the batch of a label, or for the owner of a badge."""
        batch, badge = code.get("batch"), code.get("badge")
        if code.kind == CodeKind.BADGE and badge:
            await self._look_for(msgspec.structs.replace(self._filter, person=badge))
        elif batch:
            await self._look_for(msgspec.structs.replace(self._filter, batch=batch))
        else:
            await super().scan(code)

    async def _look_for(self, wanted: TrailFilter) -> None:
        self._filter = wanted
        await self.desk.devices.signal(True)
        await self._begin_again()

    async def _begin_again(self) -> None:
        self._before.clear()
        self._before.append(None)
        self._chosen = 0
        await self._ask()

    async def _ask(self) -> None:
        """Ask for the page that the last cursor begins."""
        body = {
            "session": self.desk.session.id if self.desk.session else "",
            "filter": msgspec.to_builtins(self._filter),
            "before": self._before[-1],
            "most": PAGE,
        }
        try:
            answer = await self.desk.ask("audit_trail", body, ASK_S)
            self._page = msgspec.convert(answer, _Page)
            self._chosen = max(0, min(self._chosen, len(self._page.entries) - 1))
            self.say(None)
        except CountersignError as error:
            self.say(error)

    async def _move(self, step: int) -> None:
        place = self._chosen + step
        if self._page is not None and 0 <= place < len(self._page.entries):
            self._chosen = place
            self.say(None)
        elif step > 0:
            await self._turn()
        else:
            await self._turn_back(last=True)

    async def _turn(self) -> None:
        if self._page is not None and self._page.more:
            self._before.append(self._page.entries[-1].seq)
            self._chosen = 0
            await self._ask()

    async def _turn_back(self, *, last: bool = False) -> None:
        if len(self._before) > 1:
            self._before.pop()
            self._chosen = PAGE - 1 if last else 0
            await self._ask()

    @property
    def _entry(self) -> TrailEntry | None:
        entries = self._page.entries if self._page is not None else ()
        return entries[self._chosen] if self._chosen < len(entries) else None

    def _open(self, place: int) -> None:
        entries = self._page.entries if self._page is not None else ()
        if 0 <= place < len(entries):
            self._chosen = place
            self.desk.navigation.go(AuditRecordFlow(self.desk, entries[place].seq, lambda: self))

    def _asked(self) -> str:
        told = self._filter.told()
        return self.words("audit.everything") if told == "all" else told

    def _side(self) -> SidePanelView | None:
        """Show at 120x40 what the chosen entry says in full."""
        entry = self._entry
        if entry is None:
            return None
        rows = entry_rows(self.desk, entry, most=20)
        lines = tuple(line for row in rows for line in ((Span(row.label),), f"{row.code} {row.detail}".strip()))
        return SidePanelView((SectionView(f"# {entry.seq}", lines),), 40)
