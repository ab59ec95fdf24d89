"""What goes to the terminal: only the cells that changed, and nothing of a record that a terminal obeys."""

import asyncio
import dataclasses
import fcntl
import os
import pty
import re
import struct
import sys
import termios
from collections.abc import Generator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console
from textual.geometry import Region

from screens.compositor import SpanUpdate
from screens.gallery.examples import EXAMPLES
from screens.gallery.register import screen_of
from screens.gallery.still import StillFlow
from screens.operator.weigh import WeighView
from screens.sheet import Sheet
from screens.theme import Theme

_ROOT = Path(__file__).parents[2]
_PROGRAM = """
import dataclasses, sys
from textual.app import App
from screens.gallery.examples import EXAMPLES
from screens.gallery.register import screen_of
from screens.gallery.still import StillFlow
from screens.theme import Theme
class Live(App):
    ENABLE_COMMAND_PALETTE = False
    def on_mount(self):
        self.flow = StillFlow(EXAMPLES["weigh"]("zh"))
        self.push_screen(screen_of(self.flow, Theme(sys.argv[1])))
    def on_key(self): pass
    def on_app_blur(self):
        view = self.flow.view
        code = "\\x1b[2J\\x9b1m\\x1b]52;c;QUJD\\x07"
        rows = (dataclasses.replace(view.rows[0], code=code), *view.rows[1:])
        self.flow.show(dataclasses.replace(view, rows=rows, reading=dataclasses.replace(view.reading, digits="12.487")))
Live().run()
"""


@contextmanager
def _terminal(theme: Theme) -> Generator[int]:
    """Run the weighing screen on a pseudo terminal of 120x40."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    environment = {
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "TEXTUAL_ANIMATIONS": "none",
        "PYTHONPATH": str(_ROOT),
    }
    actions = [(os.POSIX_SPAWN_DUP2, child, fd) for fd in (0, 1, 2)]
    process = os.posix_spawn(
        sys.executable, [sys.executable, "-c", _PROGRAM, theme.value], environment, file_actions=actions, setsid=True
    )
    os.close(child)
    try:
        yield parent
    finally:
        os.kill(process, 9)
        os.waitpid(process, 0)
        os.close(parent)


async def _read_until(terminal: int, wanted: bytes) -> bytes:
    """Read what comes until some bytes have come."""
    loop = asyncio.get_running_loop()
    held = bytearray()
    done = asyncio.Event()

    def take() -> None:
        try:
            held.extend(os.read(terminal, 65536))
        except OSError:
            loop.remove_reader(terminal)
            done.set()
        if wanted in held:
            done.set()

    loop.add_reader(terminal, take)
    await done.wait()
    loop.remove_reader(terminal)
    return bytes(held)


async def test_a_hostile_code_sends_nothing_for_the_terminal_to_obey() -> None:
    with _terminal(Theme.DARK) as terminal:
        await _read_until(terminal, "取消".encode())
        os.write(terminal, b"\x1b[O")
        sent = await _read_until(terminal, b"52;c;QUJD")
    assert b"\x1b[2J" not in sent
    assert b"\x1b]52" not in sent
    assert "\x9b".encode() not in sent
    # A read may end within a sequence, whose rest has not come yet.
    controls = re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]|\x1b(\[[0-9;?]*)?\Z", b"", sent)
    assert not [byte for byte in controls if byte < 0x20 and byte not in b"\r\n"]


def _update(old: str, new: str) -> str:
    """Give the sequences of one changed value, as the compositor would send them."""
    view = EXAMPLES["weigh"]("en")
    assert isinstance(view, WeighView)
    assert view.bar is not None
    sheet = Sheet(Theme.DARK)
    regions: list[Region] = []
    sheet.refresh = lambda *spans, **_: regions.extend(spans) or sheet  # type: ignore[method-assign, assignment] - to see what is repainted
    for digits in (old, new):
        reading = dataclasses.replace(view.reading, digits=digits)
        bar = dataclasses.replace(view.bar, value=Decimal(digits))
        flow = StillFlow(dataclasses.replace(view, reading=reading, bar=bar))
        sheet.show(screen_of(flow, Theme.DARK).draw(120, 40))
    chops = [{0: sheet.render_line(y)} for y in range(40)]
    spans = [(region.y, region.x, region.right) for region in regions]
    update = SpanUpdate(chops, spans, [[120]] * 40)
    return update.render_segments(Console(force_terminal=True, color_system="truecolor", width=120))


@pytest.mark.parametrize(("old", "new"), [("12.486", "12.487"), ("12.480", "12.497"), ("12.486", "12.499")])
def test_twenty_updates_a_second_stay_below_twenty_kilobytes(old: str, new: str) -> None:
    sent = _update(old, new)
    assert 0 < len(sent.encode()) <= 1000


def test_an_update_moves_to_where_the_change_begins() -> None:
    columns = [int(found) for found in re.findall(r"\x1b\[\d+;(\d+)H", _update("12.486", "12.487"))]
    assert columns
    assert min(columns) > 30
