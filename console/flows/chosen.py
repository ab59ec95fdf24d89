"""Tasks that are one list by pages of which arrows choose a row: about it more is told, and Enter opens it."""

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.pages import MOVES, ChosenRow
from screens.everyone.listed import ListedView
from screens.views import FieldView, HeaderView, ItemView, RowView, SidePanelView, Span, keys

T = TypeVar("T")


class ChosenTask(TaskFlow, Generic[T]):
    """A list with one chosen row. Subclasses say what is listed and how it looks, and give `view` by `listed`.

    Attributes:
        size: How many rows a page has, at most nine.
        rows: Which row is chosen.
    """

    screen = "listed"
    size: ClassVar[int] = 9

    def __init__(self, desk: Desk, place: int = 0) -> None:
        """Take the desk, and the row that is chosen at first, counted from 0."""
        super().__init__(desk)
        self.rows = ChosenRow(self, self.size, self.name, place)

    def found(self) -> Sequence[T]:
        """Give what is listed now."""
        raise NotImplementedError

    def name(self, one: T) -> object:
        """Tell one of the list from every other, however it has changed since."""
        return one

    def item(self, number: int, one: T) -> ItemView:
        """Draw a row."""
        raise NotImplementedError

    def about(self, one: T) -> tuple[RowView, ...]:
        """Tell of the chosen one what its row has no room for."""
        del one
        return ()

    async def open(self, one: T) -> None:
        """Take what was chosen by its digit, or by Enter."""

    async def again(self) -> None:
        """Ask the core what is new."""
        await self.guarded(self.desk.reload())

    def back(self) -> None:
        """Leave the list."""
        self.desk.navigation.home()

    def listed(
        self,
        title: str,
        following: str,
        *,
        found: Sequence[T],
        live: tuple[str, ...] = ("f1", "f3", "f5", "f10"),
        empty: str = "",
        subject: str = "",
        fields: tuple[FieldView, ...] = (),
        head: HeaderView | None = None,
        side: SidePanelView | None = None,
    ) -> ListedView:
        """Make the view: the page of the chosen row, and what is known about it."""
        page, chosen = self.rows.words(found), self.rows.row(found)
        view_frame = frame(
            self.desk,
            head or header(self.desk),
            title,
            following,
            keys(*live),
            subject=subject,
            aside=(Span(page),) if page else (),
            side=side,
            message=self.message,
        )
        about = self.about(chosen) if chosen is not None else ()
        return ListedView(view_frame, self.rows.items(found, self.item), about, fields, empty)

    async def digit(self, number: int) -> None:
        """Choose a row of this page, and open it."""
        chosen = self.rows.chosen(self.found(), number)
        if chosen is not None:
            self.rows.choose(chosen)
            await self.open(chosen)

    async def key(self, name: str) -> None:
        """Arrows and page keys choose, Enter opens, F5 asks the core what is new, F3 goes back."""
        match name:
            case _ if name in MOVES:
                self.rows.turn(name, self.found())
            case "enter":
                chosen = self.rows.row(self.found())
                if chosen is not None:
                    await self.open(chosen)
            case "f5":
                await self.again()
            case "f3":
                self.back()
            case _:
                return
