"""The kiosk's app on a terminal that nobody sees, with hands on its keyboard; for playing a batch headless.

Everything is drawn as on a real terminal of 80x24 and the bytes are thrown away, so that what is measured is true.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any, ClassVar

from textual import events
from textual.drivers.headless_driver import HeadlessDriver
from textual.keys import _character_to_key as key_of_character

from console.app.kiosk import KioskApp
from screens.frame import FlowScreen

SIZE = (80, 24)
GRACE = 0.1
"""Share of a person's time in which dialogs ignore keys: the hands here wait for its end and never type ahead."""
_LOOK_S = 0.002


class UnseenTerminal(HeadlessDriver):
    """Takes what is drawn, and tells when."""

    @property
    def is_headless(self) -> bool:
        """Say no, so that everything is drawn."""
        return False

    def write(self, data: str) -> None:
        """Take a piece of the drawing."""
        if data and isinstance(self._app, UnseenApp):
            self._app.note_drawn()


class UnseenApp(KioskApp):
    """The app with hands on its keyboard.

    Attributes:
        drawn_at: When something was last drawn, by `time.perf_counter`.
    """

    GRACE: ClassVar[float] = GRACE
    drawn_at = 0.0

    def __init__(self, *parts: Any, **settings: Any) -> None:
        """Take what the app takes."""
        super().__init__(*parts, **settings)
        self.driver_class = UnseenTerminal
        self._drawn_listeners: list[Callable[[float], None]] = []

    async def run_unseen(self) -> int:
        """Run until the app ends; gives the exit status."""
        await self.run_async(size=SIZE, mouse=False)
        return self.return_code or 0

    def on_drawn(self, listener: Callable[[float], None]) -> None:
        """Call `listener` with the time of each drawing."""
        self._drawn_listeners.append(listener)

    # ---------------------------------------------------------------- the keyboard

    def press(self, *keys: str) -> None:
        """Press keys by name, such as `f8` and `enter`, as fast as the app takes them."""
        for key in keys:
            self.post_message(events.Key(key, "\r" if key == "enter" else None))

    def type(self, text: str) -> None:
        """Type a text of plain characters."""
        for character in text:
            self.post_message(events.Key(key_of_character(character), character))

    async def settled(self) -> None:
        """Wait until every key pressed so far has acted and the next one would act."""
        while True:
            await self._passed_by(self)
            await self._passed_by(self.screen)
            if self._awaits_keys():
                return
            await asyncio.sleep(_LOOK_S)

    def _awaits_keys(self) -> bool:
        if self.flow is None or self._wanted is not None or not isinstance(self.screen, FlowScreen):
            return False
        shown: FlowScreen[Any] = self.screen
        return shown.is_running and shown.takes_keys

    async def _passed_by(self, pump: Any) -> None:
        """Wait until what was posted before has been handled; a screen that goes meanwhile handles nothing more."""
        passed = asyncio.Event()
        if pump.call_later(passed.set):
            try:
                async with asyncio.timeout(0.2):
                    await passed.wait()
            except TimeoutError:
                return

    def note_drawn(self) -> None:
        """Take note that something was drawn just now."""
        self.drawn_at = time.perf_counter()
        for listener in self._drawn_listeners:
            listener(self.drawn_at)
