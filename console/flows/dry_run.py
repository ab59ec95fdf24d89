"""Dry run: the acts of recorded batches that would have gone differently under a draft."""

from collections.abc import Callable

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.rights import turned
from core.batch.dry_run import OtherBehaviour
from core.finding import Finding
from core.language import worded
from screens.everyone.told import ToldView
from screens.views import RowView, keys


class DryRunFlow(TaskFlow):
    """Told act by act; F3 goes back to where it was called."""

    screen = "told"

    def __init__(self, desk: Desk, acts: tuple[OtherBehaviour, ...], back: Callable[[], TaskFlow]) -> None:
        """Take the acts, and what makes the flow to go back to."""
        super().__init__(desk)
        self._acts, self._back = acts, back
        self._first = 0

    @property
    def view(self) -> ToldView:
        """Show each act with what was found of it and what would be."""
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("masters.dry_run"),
            self.words("next.versions"),
            keys("f1", "f3", "f10"),
            message=self.message,
        )
        return ToldView(view_frame, self._rows(), self._first)

    async def key(self, name: str) -> None:
        """Page keys turn, F3 goes back."""
        if name == "f3":
            self.desk.navigation.go(self._back())
        elif name in ("pagedown", "pageup"):
            self._first = turned(self._first, name, len(self._rows()))
            self.changed()

    def _rows(self) -> tuple[RowView, ...]:
        rows: list[RowView] = []
        for act in self._acts:
            rows.append(RowView(act.batch, f"{act.step} {act.entry}".strip()))
            rows.append(RowView(f"  {self.words('masters.was')}", detail=self._said(act.before)))
            rows.append(RowView(f"  {self.words('masters.would')}", detail=self._said(act.after)))
        return tuple(rows)

    def _said(self, found: tuple[Finding, ...]) -> str:
        return " ".join(worded(item, self.desk.language) for item in found) or self.words("diff.fine")
