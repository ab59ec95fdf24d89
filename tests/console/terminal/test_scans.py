"""Scans from the scanner to the task on the screen."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.app.collector import Collector, Taken, pasted
from console.flows.flow import TaskFlow
from console.scans import ScanRouter
from core.acts import ActKind
from core.codes import Code
from core.ports import DeviceIdentity, Scan
from tests.fakes.devices import FakeDevices
from tests.fakes.terminal import Terminal

SCANNER = DeviceIdentity("Scanner", "DS3608", "S-1")
GS1 = b"]d201069400000000101021C-000981\x1d17270831"


class Listening(TaskFlow):
    """Keeps every scan that reaches it."""

    screen = "scan"

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(terminal.desk)
        self.codes: list[Code] = []

    async def scan(self, code: Code) -> None:
        self.codes.append(code)


def router(terminal: Terminal) -> tuple[ScanRouter, Listening]:
    flow = Listening(terminal)
    return ScanRouter(terminal.desk, lambda: flow), flow


def scan(terminal: Terminal, raw: bytes) -> Scan:
    return Scan(raw, terminal.clock.utc(), SCANNER, "cdc")


async def test_a_scan_reaches_the_current_flow_identified(terminal: Terminal) -> None:
    route, flow = router(terminal)
    await route.route(scan(terminal, b"C-000981"))
    assert [code.get("container") for code in flow.codes] == ["C-000981"]
    assert await terminal.acts() == []


async def test_the_same_code_within_two_seconds_counts_once_and_says_so(terminal: Terminal) -> None:
    devices = FakeDevices({})
    terminal.desk.devices = devices
    route, flow = router(terminal)
    await route.route(scan(terminal, b"C-000981"))
    terminal.clock.advance(1.9)
    await route.route(scan(terminal, b"C-000981"))
    assert len(flow.codes) == 1
    assert flow.message == "Same label scanned again. Counted once."
    assert (devices.heard_again, devices.signals) == (1, [])
    terminal.clock.advance(2.1)
    await route.route(scan(terminal, b"C-000981"))
    assert len(flow.codes) == 2


@pytest.mark.urs("F05")
@pytest.mark.parametrize("raw", [b"", b"LOT\xb5\xe9-1", b"C-000981\x1b[2J", b"A" * 201, b"\x00" * 40, b"]C1\x1d"])
async def test_a_code_that_cannot_be_read_is_a_sentence_and_a_refused_act(terminal: Terminal, raw: bytes) -> None:
    route, flow = router(terminal)
    await route.route(scan(terminal, raw))
    assert flow.codes == []
    assert flow.message
    [act] = await terminal.acts()
    assert act.kind == ActKind.REFUSED
    assert act.facts["raw"] == raw[:200].hex()


@given(raw=st.binary(max_size=260))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_hostile_bytes_never_end_the_routing(terminal: Terminal, raw: bytes) -> None:
    route, flow = router(terminal)
    failed: list[BaseException] = []
    route.failed = failed.append
    await route.route(scan(terminal, raw))
    assert failed == []
    for code in flow.codes:
        assert all(character == "\x1d" or 32 <= ord(character) < 127 for character in code.raw_text)


async def test_an_error_in_a_flow_is_told_and_the_next_scan_is_taken(terminal: Terminal) -> None:
    class Broken(Listening):
        async def scan(self, code: Code) -> None:
            if not self.codes:
                self.codes.append(code)
                raise ValueError("a fault of the program")
            await super().scan(code)

    flow = Broken(terminal)
    route = ScanRouter(terminal.desk, lambda: flow)
    failed: list[BaseException] = []
    route.failed = failed.append
    await route.route(scan(terminal, b"C-000981"))
    await route.route(scan(terminal, b"C-000982"))
    assert [type(error) for error in failed] == [ValueError]
    assert [code.text for code in flow.codes] == ["C-000981", "C-000982"]


async def test_a_scan_with_no_task_on_the_screen_is_dropped(terminal: Terminal) -> None:
    await ScanRouter(terminal.desk, lambda: None).route(scan(terminal, b"C-000981"))
    assert await terminal.acts() == []


# ------------------------------------------------------------------ scans that come as keys


def typed(collector: Collector, keys: list[tuple[str, str | None]], gap_s: float = 0.002) -> list[Taken]:
    return [collector.take(key, character, 10 + place * gap_s) for place, (key, character) in enumerate(keys)]


def wedge(code: str) -> list[tuple[str, str | None]]:
    keys = [("ctrl+right_square_bracket" if c == "\x1d" else c, c) for c in code]
    return [("ctrl+b", "\x02"), *keys, ("enter", "\r")]


def test_a_wedge_scan_is_complete_with_its_group_separators() -> None:
    collector = Collector()
    taken = typed(collector, wedge(GS1.decode()))
    assert taken[-1] is Taken.COMPLETE
    assert set(taken[:-1]) == {Taken.HELD}
    assert collector.scan == GS1


def test_typing_passes_at_once() -> None:
    collector = Collector()
    assert set(typed(collector, [("1", "1"), ("2", "2"), ("enter", "\r"), ("f8", None)])) == {Taken.PASSED}


def test_no_key_of_a_wedge_reaches_the_app_even_one_that_quits_elsewhere() -> None:
    collector = Collector()
    keys: list[tuple[str, str | None]] = [
        ("ctrl+b", "\x02"),
        ("L", "L"),
        ("ctrl+q", "\x11"),
        ("X", "X"),
        ("enter", "\r"),
    ]
    assert Taken.PASSED not in typed(collector, keys)
    assert collector.scan == b"L\x11X"


def test_a_cut_wedge_scan_is_dropped_and_typing_goes_on() -> None:
    collector = Collector()
    typed(collector, wedge("C-0009")[:-1])
    assert collector.take("1", "1", 20.0) is Taken.PASSED
    assert collector.dropped == 6


def test_a_second_prefix_begins_anew() -> None:
    collector = Collector()
    typed(collector, [*wedge("C-000")[:-1], *wedge("C-000981")])
    assert collector.scan == b"C-000981"


def test_a_paste_keeps_what_follows_the_first_group_separator() -> None:
    assert pasted(GS1.decode()) == GS1
