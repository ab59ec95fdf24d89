"""The kiosk's app with the plant panel over it, on F11; for the demo only."""

from collections.abc import Callable
from typing import Any, cast

from textual import events

from console.app.kiosk import KioskApp
from console.flows.flow import TaskFlow
from screens.demo.plant_panel import PlantPanelScreen
from screens.theme import Theme

PANEL_KEY = "f11"


class PanelledApp(KioskApp):
    """Lays the panel over whatever is on the screen; the task below goes on as if nothing were there.

    Attributes:
        panel: Makes the flow of the panel; set before the app runs.
    """

    panel: Callable[[], TaskFlow]

    def __init__(self, *parts: Any, **settings: Any) -> None:
        """Take what the app takes."""
        super().__init__(*parts, **settings)
        self._theme_of_panel = settings.get("theme", Theme.DARK)

    async def on_event(self, event: events.Event) -> None:
        """Take the panel's key before everything else, and no other key of the terminal while it is up."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            if event.key == PANEL_KEY:
                event.stop()
                await self._turn_panel()
                return
            if self._panel_up:
                self._noticed()
                self.screen._forward_event(event)  # noqa: SLF001  (as App.on_event does for the screen on top)
                event.stop()
                return
        await super().on_event(event)

    async def close_panel(self) -> None:
        """Show the terminal again."""
        if self._panel_up:
            await self.pop_screen()

    async def _open_wanted(self) -> None:
        """Change tasks below the panel never: it goes first."""
        await self.close_panel()
        await super()._open_wanted()

    @property
    def _panel_up(self) -> bool:
        return bool(self.screen_stack) and isinstance(self.screen, PlantPanelScreen)

    async def _turn_panel(self) -> None:
        if self._panel_up:
            await self.close_panel()
        elif self.flow is not None and self._wanted is None:
            flow = self.panel()
            await flow.opened()
            await self.push_screen(PlantPanelScreen(cast("Any", flow), self._theme_of_panel))
