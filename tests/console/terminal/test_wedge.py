"""Scans that come as keys, told from typing by how they begin: the collector, and the real terminal."""

import random

import pytest
from textual import events
from textual._xterm_parser import XTermParser  # the parser that the terminal's bytes really pass
from textual.events import Key

from console.app.collector import BURST, GAP_S, Collector, Taken, WedgeStart
from console.app.kiosk import KioskApp
from console.background import Background
from console.flows.devices_and_link import DevicesAndLinkFlow
from console.flows.sign_in import SignInFlow
from core.codes import Code
from tests.fakes.terminal import Terminal
from tests.fakes.until import until

LABEL = "]d2010694000000001010LOT-a\x1d21SN01"
SCANNER_S, PERSON_S = 0.002, 0.08
pytestmark = pytest.mark.urs("F05")


def keys_of(text: str) -> list[tuple[str, str | None]]:
    """Give the keys that these bytes are at the terminal, by its own parser."""
    return [(event.key, event.character) for event in XTermParser().feed(text) if isinstance(event, Key)]


def fed(collector: Collector, text: str, gap_s: float, from_s: float = 10.0) -> str:
    """Feed keys as the app does, and give what came out as typing."""
    typed, waiting = "", ""
    for place, (key, character) in enumerate(keys_of(text)):
        taken = collector.take(key, character, from_s + place * gap_s)
        while taken is Taken.TYPED:
            typed, waiting = typed + waiting, ""
            taken = collector.take(key, character, from_s + place * gap_s)
        if taken is Taken.UNDECIDED:
            waiting += character or ""
        elif taken is Taken.PASSED:
            typed += character or ""
        else:
            waiting = ""
    if collector.undecided:
        collector.give_up()
    return typed + waiting


@pytest.mark.parametrize(
    ("start", "prefix"),
    [(WedgeStart.STX, "\x02"), (WedgeStart.AIM, ""), (WedgeStart.AIM, "\x02"), (WedgeStart.TIMING, "")],
)
@pytest.mark.parametrize("gap_s", [0.00002, SCANNER_S])
def test_a_scan_is_told_by_its_beginning_and_none_of_it_is_typing(start: WedgeStart, prefix: str, gap_s: float) -> None:
    collector = Collector(start)
    assert fed(collector, f"{prefix}{LABEL}\r", gap_s) == ""
    assert collector.scan == LABEL.encode()


@pytest.mark.parametrize("start", WedgeStart)
@pytest.mark.parametrize("gap_s", [PERSON_S, GAP_S + 0.001])
def test_whatever_a_person_types_comes_out_in_its_order(start: WedgeStart, gap_s: float) -> None:
    typed = "Aa]b[]]12.5 C-000981\r]\r9"
    collector = Collector(start)
    assert fed(collector, typed, gap_s) == typed
    assert collector.scan == b""


def test_a_short_burst_is_typing_and_one_more_character_is_not() -> None:
    short, long = "1" * (BURST - 1), "1" * BURST
    collector = Collector(WedgeStart.TIMING)
    assert fed(collector, f"{short}\r", SCANNER_S) == f"{short}\r"
    assert fed(collector, f"{long}\r", SCANNER_S, from_s=20.0) == ""
    assert collector.scan == long.encode()


def test_a_scan_right_after_typing_is_whole_and_the_typing_too() -> None:
    collector = Collector(WedgeStart.TIMING)
    assert fed(collector, "12", PERSON_S) == "12"
    assert fed(collector, f"{LABEL}\r", SCANNER_S, from_s=10 + 2 * PERSON_S) == ""
    assert collector.scan == LABEL.encode()


@pytest.mark.parametrize("start", WedgeStart)
def test_twenty_thousand_keys_at_any_pace_lose_nothing_and_double_nothing(start: WedgeStart) -> None:
    rng = random.Random(20_261_120)  # noqa: S311  (keys to try, no secret)
    collector, at_s = Collector(start), 10.0
    given, waiting, came, complete = 0, 0, 0, 0
    for _ in range(20_000):
        at_s += rng.choice((0.0, 0.002, 0.002, 0.025, 0.08, 0.3))
        character = rng.choice("]]0123456789AZ\x1d\r\r\x02")
        (key, character_of) = keys_of(character)[0]
        came += 1
        while (taken := collector.take(key, character_of, at_s)) is Taken.TYPED:
            given, waiting = given + waiting, 0
        if taken is Taken.UNDECIDED:
            waiting += 1
        elif taken is Taken.PASSED:
            assert waiting == 0  # nothing overtakes what waits
            given += 1
        else:
            waiting = 0
            complete += taken is Taken.COMPLETE
    assert complete
    assert given + complete < came


# ------------------------------------------------------------------ through the real terminal


class Listening(DevicesAndLinkFlow):
    """Keeps the codes and digits that reach it."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(terminal.desk, SignInFlow(terminal.desk, terminal.checkup))
        self.codes: list[Code] = []
        self.digits: list[int] = []

    async def digit(self, number: int) -> None:
        self.digits.append(number)

    async def scan(self, code: Code) -> None:
        self.codes.append(code)


@pytest.mark.parametrize(("start", "prefix"), [(WedgeStart.STX, "\x02"), (WedgeStart.AIM, ""), (WedgeStart.TIMING, "")])
async def test_case_15_a_wedge_scan_through_the_real_terminal_keeps_its_separator(
    terminal: Terminal, start: WedgeStart, prefix: str
) -> None:
    background = Background()
    app = KioskApp(terminal.desk, terminal.checkup, background, wedge=start)
    async with app.run_test(size=(80, 24)):
        await until(lambda: isinstance(app.flow, SignInFlow))
        flow = Listening(terminal)
        app.go(flow)
        await until(lambda: app.flow is flow)
        for event in XTermParser().feed(f"{prefix}{LABEL}\r"):
            if isinstance(event, events.Key):
                app.post_message(event)
        await until(lambda: flow.codes)
        assert (flow.codes[0].get("lot"), flow.codes[0].get("serial")) == ("LOT-a", "SN01")
        assert flow.digits == []
    await background.end()


@pytest.mark.parametrize("start", WedgeStart)
async def test_a_digit_typed_by_hand_still_chooses_whatever_a_scan_begins_with(
    terminal: Terminal, start: WedgeStart
) -> None:
    background = Background()
    app = KioskApp(terminal.desk, terminal.checkup, background, wedge=start)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: isinstance(app.flow, SignInFlow))
        flow = Listening(terminal)
        app.go(flow)
        await until(lambda: app.flow is flow)
        await pilot.press("3")
        await until(lambda: flow.digits == [3])
        assert flow.codes == []
    await background.end()
