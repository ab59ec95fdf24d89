"""Start-up check: the terminal looks at itself, records it, and lets people in."""

from console.checkup import CheckUp
from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from core.language import worded
from screens.everyone.startup_check import StartupCheckView
from screens.views import MarkView, RowView, Tone, keys


class StartupFlow(TaskFlow):
    """Goes on by itself when all is well; a failed check stays until somebody has read it."""

    screen = "startup_check"

    def __init__(self, desk: Desk, checkup: CheckUp) -> None:
        """Take the checks."""
        super().__init__(desk)
        self._checkup = checkup
        self._done = False

    @property
    def view(self) -> StartupCheckView:
        """Show each check and what to do about the first failed one."""
        following = self.words("next.startup_go_on" if self._done else "next.startup_wait")
        live = keys("f5") if self._done else ()
        view_frame = frame(
            self.desk, header(self.desk), self.words("startup.title"), following, live, message=self.message
        )
        found = next((check.advice for check in self._checkup.checks if check.advice is not None), None)
        advice = worded(found, self.desk.language) if found else ""
        return StartupCheckView(view_frame, check_rows(self.desk, self._checkup), advice)

    async def opened(self) -> None:
        """Read back what is stored, then look at everything."""
        self._done = False
        read = await self.guarded(self.desk.recorder.load())
        if await self.guarded(self._checkup.run(self.changed)) and read and self._checkup.passed:
            self.desk.navigation.home()
            return
        self._done = True
        self.changed()

    async def key(self, name: str) -> None:
        """Enter goes on all the same, F5 looks again."""
        if self._done and name == "enter":
            self.desk.navigation.home()
        elif self._done and name == "f5":
            await self.opened()


def check_rows(desk: Desk, checkup: CheckUp) -> tuple[RowView, ...]:
    """Show each check with its state."""
    return tuple(
        RowView(worded(check.label, desk.language), mark=MarkView(check.tone, worded(check.state, desk.language)))
        for check in checkup.checks
    )


def failing_first(rows: tuple[RowView, ...]) -> tuple[RowView, ...]:
    """Put what needs somebody at the top, where only a few rows are shown."""
    return tuple(sorted(rows, key=lambda row: row.mark is None or row.mark.tone not in (Tone.FAIL, Tone.WARN)))
