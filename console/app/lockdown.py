"""A Textual app that cannot be left: no palette, no quit, no shell, no traceback on the screen, a sane terminal after.

Measured on Textual 8.2.8, which is pinned; the private names used here are `_fatal_error`, `_exception`,
`_return_code`, `_close_messages_no_wait` and the decoder of `linux_driver`. A test shows each of them.
"""

import asyncio
import signal
from codecs import getincrementaldecoder
from collections.abc import Callable
from typing import Any, ClassVar

import structlog
from textual.app import App
from textual.binding import Binding, BindingType
from textual.drivers import linux_driver

from console.logs import traceback_text

STOPPING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
SIGNALLED = 128
"""Added to the number of the signal for the exit status, as shells do."""

log = structlog.get_logger(__name__)


def decode_leniently() -> None:
    """Let one wrong byte from a scanner or a mouse cost that byte and not the input thread.

    What it becomes, U+FFFD, is refused wherever a text is taken.
    """

    def lenient(encoding: str) -> Callable[[], Any]:
        made = getincrementaldecoder(encoding)
        return lambda: made(errors="replace")

    setattr(linux_driver, "getincrementaldecoder", lenient)  # noqa: B010 - the driver does not export it


class LockedDownApp(App[None], inherit_bindings=False):
    """Overrides every way out; subclasses bring the screens."""

    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    NOTIFICATION_TIMEOUT = 0
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, "noop", show=False, priority=True, id=f"noop-{key}", tooltip="does nothing")
        for key in ("ctrl+q", "ctrl+c", "ctrl+z", "ctrl+p", "ctrl+d", "ctrl+s", "ctrl+backslash", "super+c")
    ]
    CSS = "Screen { background: ansi_default; }"

    def __init__(self) -> None:
        decode_leniently()
        super().__init__(ansi_color=True)

    def take_signals(self) -> None:
        """End cleanly when told to, so that the terminal is restored; a stop signal stops nothing."""
        loop = asyncio.get_running_loop()
        for number in STOPPING:
            loop.add_signal_handler(number, self.end_by, number)
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)

    def end_by(self, number: signal.Signals) -> None:
        """End with the exit status of a signal."""
        log.info("ending", signal=number.name)
        self.exit(return_code=SIGNALLED + number)

    # ---------------------------------------------------------------- crash

    def _fatal_error(self) -> None:
        """Log without the values of variables, show nothing, end with status 1."""
        if self._exception is not None:
            log.critical("the terminal ends", traceback=traceback_text(self._exception))
        self._close_messages_no_wait()

    def panic(self, *renderables: object) -> None:
        """Do the same for what dies beside the app; what was to be shown may hold anything and is not shown."""
        log.critical("the terminal ends", panic=[type(item).__name__ for item in renderables])
        self._return_code = 1
        self._close_messages_no_wait()

    # ---------------------------------------------------------------- nothing happens

    def action_noop(self) -> None:
        """Do nothing."""

    async def action_quit(self) -> None:
        """Do nothing."""

    def action_help_quit(self) -> None:
        """Do nothing."""

    def action_suspend_process(self) -> None:
        """Do nothing."""

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Do nothing."""

    def action_copy_text(self) -> None:
        """Do nothing."""

    def action_command_palette(self) -> None:
        """Do nothing."""

    def action_change_theme(self) -> None:
        """Do nothing."""

    def action_toggle_dark(self) -> None:
        """Do nothing."""

    def action_show_help_panel(self) -> None:
        """Do nothing."""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Do nothing."""

    def copy_to_clipboard(self, text: str) -> None:
        """Do nothing."""

    def deliver_screenshot(self, *arguments: object, **named: object) -> None:
        """Do nothing."""

    def search_themes(self) -> None:
        """Do nothing."""
