"""The real terminal with the weighing screen up; run by `benchmarks.terminal`.

F2 changes the weight; with `live` behind the station file the weight changes by itself, 20 times a second.
"""

import asyncio
import dataclasses
import sys
from pathlib import Path

from console.app.kiosk import KioskApp
from console.ceremony import Session
from console.composition import Terminal
from console.environment import clear_environment
from console.flows.flow import TaskFlow
from console.settings import load_settings
from core.people import Person, Role
from screens.gallery.weighing import weigh
from screens.operator.weigh import WeighView


class Weighing(TaskFlow):
    """Shows the weighing screen; each F2 brings another last digit."""

    screen = "weigh"
    _last = 0

    @property
    def view(self) -> WeighView:
        """Give the example with the last digit of now."""
        shown = weigh("en")
        reading = dataclasses.replace(shown.reading, digits=f"{shown.reading.digits[:-1]}{self._last}")
        return dataclasses.replace(shown, reading=reading)

    async def opened(self) -> None:
        """Follow the weight, where that was asked for."""
        if sys.argv[2:] == ["live"]:
            self._ticking = asyncio.create_task(self._tick())

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(1 / 20)
            await self.key("f2")

    async def key(self, name: str) -> None:
        """Change the last digit."""
        if name == "f2":
            self._last = (self._last + 1) % 10
            self.changed()


class WeighingApp(KioskApp):
    """Comes to the weighing instead of to the sign-in."""

    def home(self) -> None:
        """Weigh."""
        self.desk.session = Session("S-1", Person("P-1", "operator1", "Operator", (Role.OPERATOR,)), Role.OPERATOR)
        self.go(Weighing(self.desk))


async def run(station: Path) -> None:
    """Run until ended."""
    terminal = await Terminal.opened(load_settings(station))
    app = WeighingApp(terminal.desk, terminal.checkup, terminal.background)
    terminal.start(app)
    await app.run_async(mouse=False)
    await terminal.close()


if __name__ == "__main__":
    clear_environment()
    asyncio.run(run(Path(sys.argv[1])))
