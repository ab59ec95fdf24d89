"""Master data: kinds, their items, and one item column by column; what is changed goes to the signatures."""

from collections.abc import Mapping
from typing import Any

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.form import FormTask
from console.flows.pages import Pages
from core.changes import change
from core.coding import RULES
from core.errors import CountersignError
from core.proposals import Proposal
from core.rights import may
from core.secret import Secret
from core.supply_change import sort_of
from core.supply_rows import COLUMNS, identity_of, read_row, row_of
from screens.everyone.form import FormView
from screens.views import FieldKind, FieldView, ItemView, RowView

PAGE = 8
NONE = "-"
"""What is typed to leave a column empty."""


class MasterDataFlow(FormTask):
    """The kinds of master data."""

    @property
    def view(self) -> FormView:
        """Show one row a kind, with how many there are."""
        items = tuple(
            ItemView(number, self.words(f"change.kind.{kind}"), count=str(len(getattr(self._plant, kind))))
            for number, kind in enumerate(COLUMNS, 1)
        )
        live = ("f1", "f3", "f4", "f10")
        return self.form(self.words("work.master_data"), self.words("next.master_data"), live=live, items=items)

    @property
    def _plant(self) -> Any:
        return self.desk.recorder.plant

    async def digit(self, number: int) -> None:
        """Open a kind."""
        if 1 <= number <= len(COLUMNS):
            self.desk.navigation.go(ItemsFlow(self.desk, tuple(COLUMNS)[number - 1]))

    async def key(self, name: str) -> None:
        """F4 shows the tables that wait for their signatures, F3 goes back."""
        if name == "f3":
            self.desk.navigation.home()
        elif name == "f4":
            self.desk.navigation.go(ProposalsFlow(self.desk))


class _Proposals(msgspec.Struct, frozen=True):
    proposals: tuple[Proposal, ...]


class ProposalsFlow(FormTask):
    """The tables that wait for their signatures; a digit opens one for reading and signing."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__(desk)
        self._waiting: tuple[Proposal, ...] = ()
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> FormView:
        """Show one row a table."""
        items, page = self._pages.items(self._waiting, self._item), self._pages.words(self._waiting)
        title, empty = self.words("master_data.proposals"), self.words("proposal.none")
        return self.form(title, self.words("next.proposals"), items=items, page=page, empty=empty)

    def _item(self, digit: int, one: Proposal) -> ItemView:
        name = f"{self.words(f'change.kind.{one.kind}')}  {one.file}"
        return ItemView(digit, name, one.id[:12], self.words("proposal.changes", n=str(len(one.changes))))

    async def opened(self) -> None:
        """Ask the core."""
        await self.guarded(self._asked())

    async def _asked(self) -> None:
        answer = await self.desk.ask("proposals", {})
        self._waiting = msgspec.convert(dict(answer), _Proposals).proposals

    async def digit(self, number: int) -> None:
        """Read a table and sign it."""
        chosen = self._pages.chosen(self._waiting, number)
        if chosen is not None:
            back = MasterDataFlow(self.desk)
            self.desk.navigation.go(self.desk.ways.change(chosen.changes, lambda: back))

    async def key(self, name: str) -> None:
        """F3 goes back; page keys turn."""
        if name == "f3":
            self.desk.navigation.go(MasterDataFlow(self.desk))
        elif name in ("pagedown", "pageup"):
            self._pages.turn(name, self._waiting)


class ItemsFlow(FormTask):
    """The items of one kind; a digit opens one, F4 begins a new one."""

    def __init__(self, desk: Desk, kind: str) -> None:
        """Take the kind."""
        super().__init__(desk)
        self._kind = kind
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> FormView:
        """Show one page."""
        names = self._names()
        return self.form(
            self.words(f"change.kind.{self._kind}"),
            self.words("next.master_data_item"),
            live=("f1", "f3", "f4", "f10"),
            items=self._pages.items(names, self._item),
            page=self._pages.words(names),
            empty=self.words("master_data.none"),
        )

    async def digit(self, number: int) -> None:
        """Open an item."""
        chosen = self._pages.chosen(self._names(), number)
        if chosen is not None:
            self.desk.navigation.go(ItemFlow(self.desk, self._kind, self._rows()[chosen]))

    async def key(self, name: str) -> None:
        """F4 begins a new item, F3 goes back; page keys turn."""
        if name == "f3":
            self.desk.navigation.go(MasterDataFlow(self.desk))
        elif name == "f4":
            self.desk.navigation.go(ItemFlow(self.desk, self._kind, dict.fromkeys(COLUMNS[self._kind], ""), new=True))
        elif name in ("pagedown", "pageup"):
            self._pages.turn(name, self._names())

    def _rows(self) -> dict[str, dict[str, str]]:
        items: dict[str, Any] = dict(getattr(self.desk.recorder.plant, self._kind))
        rows = {name: row_of(self._kind, item) for name, item in items.items()}
        if self._kind == "coding":
            rows = {name: {"id": name, "pattern": pattern} for name, pattern in RULES.items()} | rows
        return rows

    def _names(self) -> list[str]:
        return sorted(self._rows())

    def _item(self, number: int, name: str) -> ItemView:
        row = self._rows()[name]
        zh = self.desk.language == "zh"
        shown = row.get("name_zh" if zh else "name_en") or row.get("name") or row.get("pattern") or row.get("lines", "")
        return ItemView(number, shown or row.get("state", ""), name)


class ItemFlow(FormTask):
    """One item; a digit chooses a column, F8 goes to the signatures; a new one is asked column by column."""

    def __init__(self, desk: Desk, kind: str, row: Mapping[str, str], *, new: bool = False) -> None:
        """Take the kind, and the item as a row."""
        super().__init__(desk)
        self._kind, self._row = kind, dict(row)
        self._open = list(COLUMNS[kind]) if new else []
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> FormView:
        """Show the columns, or the field of the one that is typed."""
        asked = self._open[0] if self._open else ""
        columns = COLUMNS[self._kind]
        label = self.words(f"column.{asked}") if asked else ""
        field = FieldView("cell", label, FieldKind.WORDS, value=self._row.get(asked, ""), attempt=self._attempt)
        return self.form(
            self.words(f"change.kind.{self._kind}"),
            self.words("next.master_data_cell" if asked else "next.master_data_edit"),
            live=("f1", "f3", "f10") if asked else ("f1", "f3", "f8", "f10"),
            subject=self._row[columns[0]],
            rows=tuple(RowView(self.words(f"column.{name}"), "", self._row[name]) for name in columns[:7])
            if asked
            else (),
            items=() if asked else self._pages.items(columns, self._item),
            page="" if asked else self._pages.words(columns),
            fields=(field,) if asked else (),
        )

    def _rows(self) -> tuple[RowView, ...]:
        return tuple(RowView(self.words(f"column.{name}"), "", self._row[name]) for name in COLUMNS[self._kind][:7])

    def _item(self, number: int, name: str) -> ItemView:
        return ItemView(number, self.words(f"column.{name}"), self._row[name])

    async def digit(self, number: int) -> None:
        """Choose a column."""
        chosen = self._pages.chosen(COLUMNS[self._kind], number)
        if not self._open and chosen is not None:
            self._open = [chosen]
            self.retry()

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Take a cell."""
        if not self._open:
            return
        typed = answers["cell"].reveal().strip()
        self._row[self._open.pop(0)] = "" if typed == NONE else typed
        self.message = ""
        self.retry()

    async def key(self, name: str) -> None:
        """F8 proposes the item, F3 goes back a step; page keys turn the columns."""
        if name == "f3" and self._open:
            self._open.clear()
            self.retry()
        elif name == "f3":
            self.desk.navigation.go(self._list())
        elif name == "f8" and not self._open:
            self._propose()
        elif name in ("pagedown", "pageup") and not self._open:
            self._pages.turn(name, COLUMNS[self._kind])

    def _propose(self) -> None:
        try:
            item = read_row(self.desk.recorder.plant, self._kind, self._row)
        except CountersignError as error:
            self.say(error)
            return
        session = self.desk.session
        if session is None or not may(session.person.roles, f"change.{sort_of(self._kind)}.performed"):
            self.message = self.words("master_data.no_right")
            self.changed()
            return
        proposed = (change(self._kind, identity_of(item), item),)
        self.desk.navigation.go(self.desk.ways.change(proposed, self._list))

    def _list(self) -> TaskFlow:
        return ItemsFlow(self.desk, self._kind)
