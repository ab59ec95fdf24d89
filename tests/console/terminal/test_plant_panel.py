"""The plant panel of the demo: it takes F11 from the terminal, and gives it back where the task has one."""

from types import SimpleNamespace
from typing import Any

from console.demo.panel import PlantPanelFlow
from console.flows.flow import TaskFlow
from tests.fakes.terminal import Terminal


class _Below(TaskFlow):
    """A task with some keys, which notes what is pressed."""

    def __init__(self, terminal: Terminal, *names: str) -> None:
        super().__init__(terminal.desk)
        self.pressed: list[str] = []
        self._keys = tuple(SimpleNamespace(name=name, does="") for name in names)

    @property
    def view(self) -> Any:
        return SimpleNamespace(frame=SimpleNamespace(keys=self._keys))

    async def key(self, name: str) -> None:
        self.pressed.append(name)


def panel_over(below: _Below, terminal: Terminal) -> PlantPanelFlow:
    async def close() -> None:
        """The panel goes."""

    plant: Any = SimpleNamespace(cable=SimpleNamespace(is_cut=False, cut=close, mend=close))
    around: Any = SimpleNamespace(desk=terminal.desk)
    return PlantPanelFlow(around, plant, below, close, lambda: None)


async def test_the_terminals_own_f11_is_a_row_of_the_panel_where_the_task_has_one(terminal: Terminal) -> None:
    below = _Below(terminal, "f1", "f11")
    panel = panel_over(below, terminal)
    number = next(item.digit for item in panel.view.items if item.name == "Press F11 of the terminal itself: Note")
    await panel.digit(number or 0)
    assert below.pressed == ["f11"]
    without = panel_over(_Below(terminal, "f1"), terminal).view
    assert not any("F11" in item.name for item in without.items)
