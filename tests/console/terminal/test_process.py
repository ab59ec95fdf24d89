"""The real terminal on a pseudo-terminal: it cannot be left, and leaves the terminal sane when it ends."""

import random
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.terminal.station import RUN, write_station
from tests.fakes.pty_process import PtyProcess

LEAVE_ALTERNATE = b"\x1b[?1049l"
SHOW_CURSOR = b"\x1b[?25h"


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[PtyProcess]:
    """The terminal at its sign-in; its core cannot be reached."""
    write_station(tmp_path)
    with PtyProcess(["-c", RUN], folder=tmp_path) as running:
        running.shows("scan your badge")
        yield running


def alive(kiosk: PtyProcess) -> None:
    """See that it still draws: the clock in the header moves on."""
    assert kiosk.process.poll() is None
    state = Path(f"/proc/{kiosk.process.pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    assert state not in "TZ"
    seen = len(kiosk.raw)
    kiosk.until(lambda _: len(kiosk.raw) > seen, 5)


def help_opens(kiosk: PtyProcess) -> None:
    """Press F1 until help is there: a key typed before an error was shown is dropped on purpose."""
    kiosk.presses(b"\x1bOP", lambda: "HELP" in kiosk.text())


@pytest.mark.parametrize(
    "raw",
    [
        b"\x11",
        b"\x03",
        b"\x1a",
        b"\x10",
        b"\x1c",
        b"\x04",
        b"\x13",
        b"\x1b[113;5u",
        b"\x1b[99;5u\x1b[112;5u\x1b[122;5u",
        b"LOT\xb5\xe9-1\r",
        b"\xff\xfe\x80\x81",
        b"\x1b[M\xff\xff\xff",
        b"\x1b[200~" + b"A" * 5000 + b"\x1b[201~",
        b"\x1b]52;c;AAAA\x07\x1bP+q\x1b\\",
    ],
    ids=lambda raw: raw[:12].hex(),
)
def test_no_key_and_no_byte_ends_or_stops_it(kiosk: PtyProcess, raw: bytes) -> None:
    kiosk.write(raw * 3)
    alive(kiosk)
    assert kiosk.children() == []
    help_opens(kiosk)


@pytest.mark.urs("11.10(d)")
def test_ten_thousand_random_keys_leave_the_same_process_alone_and_alive(kiosk: PtyProcess) -> None:
    chance = random.Random(20261120)  # noqa: S311 - the same keys in every run
    pieces = [bytes([n]) for n in range(256)] + [f"\x1b[{n}~".encode() for n in range(1, 35)]
    pieces += [f"\x1b[{chr(c)}".encode() for c in range(65, 91)] + [f"\x1bO{chr(c)}".encode() for c in range(65, 91)]
    pieces += [f"\x1b[{n};{m}u".encode() for n in (9, 13, 27, 99, 112, 113, 122) for m in range(1, 9)]
    for _ in range(100):
        kiosk.write(b"".join(chance.choice(pieces) for _ in range(100)))
    # A paste that was begun takes what follows for its text until it ends; scans and keys come after it.
    kiosk.write(b"\x1b[201~")
    alive(kiosk)
    assert kiosk.children() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_with_a_sane_terminal_and_its_own_status(kiosk: PtyProcess, number: signal.Signals) -> None:
    assert kiosk.end(number) == 128 + number
    assert LEAVE_ALTERNATE in kiosk.raw[-400:]
    assert SHOW_CURSOR in kiosk.raw[-400:]


def test_a_stop_signal_from_elsewhere_stops_nothing(kiosk: PtyProcess) -> None:
    kiosk.process.send_signal(signal.SIGTSTP)
    alive(kiosk)


def test_a_wedge_scan_of_a_badge_is_routed_whatever_is_on_the_screen(kiosk: PtyProcess) -> None:
    kiosk.write(b"\x02U-operator1\r")
    kiosk.shows("operator1")
    kiosk.shows("type password and one-time code")


def test_a_pasted_damaged_scan_is_refused_with_a_sentence(kiosk: PtyProcess) -> None:
    kiosk.write("\x1b[200~C-0009\u00b581\x1b[201~".encode())
    kiosk.shows("characters that no label may hold")


def test_it_never_prints_what_a_record_or_a_scan_wants_it_to(kiosk: PtyProcess) -> None:
    kiosk.write(b"\x1b[200~]0;title\x07[red]X[/red]\x1b[201~")
    kiosk.shows("characters that no label may hold")
    assert b"\x1b]0;" not in kiosk.raw


def test_inherited_variables_of_textual_change_nothing(tmp_path: Path) -> None:
    write_station(tmp_path)
    variables = {"TEXTUAL_DRIVER": "os:system", "TEXTUAL_PRESS": "ctrl+q", "TEXTUAL_LOG": str(tmp_path / "textual.log")}
    with PtyProcess(["-c", RUN], folder=tmp_path, environment=variables) as running:
        running.shows("scan your badge")
        alive(running)
    assert not (tmp_path / "textual.log").exists()


def test_a_wrong_station_file_is_told_before_anything_is_drawn(tmp_path: Path) -> None:
    file = write_station(tmp_path)
    file.write_text(file.read_text().replace("kiosk: KIOSK-01", "kiosk: A B"), encoding="utf-8")
    with PtyProcess(["-c", RUN], folder=tmp_path) as running:
        assert running.wait() == 2
        assert "station.yaml:1:" in running.text()
        assert LEAVE_ALTERNATE not in running.raw


def test_a_second_terminal_on_the_same_outbox_says_so_and_ends(kiosk: PtyProcess, tmp_path: Path) -> None:
    with PtyProcess(["-c", RUN], folder=tmp_path) as second:
        assert second.wait() == 1
        assert "in use by another console" in second.text().replace("\n", " ")
    alive(kiosk)


CRASH = """
import sys
from console.environment import clear_environment
clear_environment()
from console.flows.help import HelpFlow
where, totp_secret = sys.argv[1], "JBSWY3DPEHPK3PXP"

def crash(self, *arguments):
    totp = "local " + totp_secret
    raise RuntimeError("a fault of the program")

if where == "view":
    HelpFlow.view = property(crash)
elif where == "handler":
    from console.app.kiosk import KioskApp
    KioskApp._tick = crash
else:
    from textual.drivers.linux_driver import LinuxDriver
    original = LinuxDriver.run_input_thread
    def run_input_thread(self):
        crash(self)
    LinuxDriver.run_input_thread = run_input_thread
"""


@pytest.mark.parametrize("where", ["view", "handler", "input"])
def test_a_crash_ends_with_status_1_a_sane_terminal_and_no_secret(tmp_path: Path, where: str) -> None:
    write_station(tmp_path)
    with PtyProcess(["-c", CRASH + RUN, where], folder=tmp_path) as running:
        if where == "view":
            running.shows("scan your badge")
            running.presses(b"\x1bOP", lambda: running.process.poll() is not None)
        assert running.wait() == 1
        assert b"JBSWY3DPEHPK3PXP" not in running.raw
        assert b"Traceback" not in running.raw
        assert LEAVE_ALTERNATE in running.raw
    log = (tmp_path / "data" / "terminal.log").read_text(encoding="utf-8")
    assert "the terminal ends" in log
    assert "JBSWY3DPEHPK3PXP" not in log
