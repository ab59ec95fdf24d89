"""What lists have of which arrows choose one, as last heard from the core."""

from collections.abc import Sequence

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from screens.everyone.listed import ListedView
from screens.views import ItemView, RowView, keys


class ChosenTask(TaskFlow):
    """A list with one chosen row. Subclasses give `view` by `listed`."""

    screen = "listed"

    def __init__(self, desk: Desk) -> None:
        """Take the desk; the first row is chosen."""
        super().__init__(desk)
        self._chosen = 0

    def choice(self, found: Sequence[object]) -> int:
        """Give the place of the chosen row, the last where the list has become shorter."""
        self._chosen = max(0, min(self._chosen, len(found) - 1))
        return self._chosen

    def listed(
        self,
        of: str,
        *,
        live: tuple[str, ...],
        items: tuple[ItemView, ...],
        rows: tuple[RowView, ...],
        subject: str = "",
    ) -> ListedView:
        """Make the view; title, next step and the words of an empty list are those of an area of the catalogue."""
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words(f"{of}.title"),
            self.words(f"next.{of}" if items else "next.work_none"),
            keys(*live),
            subject=subject,
            message=self.message,
        )
        return ListedView(view_frame, items, rows, (), self.words(f"{of}.none"))

    async def key(self, name: str) -> None:
        """Arrows choose, F5 asks the core what is new, F3 goes back."""
        match name:
            case "up" | "down":
                self._chosen += 1 if name == "down" else -1
                self.changed()
            case "f5":
                await self.guarded(self.desk.reload())
            case "f3":
                self.desk.navigation.home()
            case _:
                return
