"""The scanner driver: frames out of a stream, and the simulated scanner over a real pty."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codes import CodeKind, identify
from core.ports import Clock, DeviceState, Scan, Signal
from hardware.drivers.scan_frames import LONGEST, ScanAssembler
from hardware.drivers.scanner import SerialScanner
from hardware.errors import DeviceUnreachable
from hardware.row import DeviceKind, DeviceRow
from hardware.sim.scanner import SimulatedScanner
from tests.fakes.clock import ManualClock
from tests.fakes.until import until

LABEL = b"]d2010694000000001010LOT-a\x1d21SN01"

# ------------------------------------------------------------------ pure


def test_case_20_two_scans_in_one_read_are_two() -> None:
    assert ScanAssembler().feed(b"]C0C-000001\r]C0C-000002\r\n", 0.0)[0] == [b"]C0C-000001", b"]C0C-000002"]


def test_case_20_a_cut_scan_never_glues_to_the_next() -> None:
    assembler = ScanAssembler()
    assert assembler.feed(b"]C0C-0000", 0.0) == ([], b"")
    assert assembler.feed(b"]C0C-000002\r", 0.15) == ([b"]C0C-000002"], b"]C0C-0000")


def test_slices_within_the_gap_are_one_scan_with_its_separators() -> None:
    assembler = ScanAssembler()
    scans = [
        scan for place, byte in enumerate(LABEL + b"\r") for scan in assembler.feed(bytes([byte]), place * 0.05)[0]
    ]
    assert scans == [LABEL]


def test_prefix_and_suffix_stx_etx_are_taken_off_and_a_new_prefix_starts_anew() -> None:
    assert ScanAssembler().feed(b"\x02cut\x02]C0U-a\x03", 0.0) == ([b"]C0U-a"], b"cut")


def test_an_endless_scan_is_dropped_whole() -> None:
    scans, dropped = ScanAssembler().feed(b"A" * (LONGEST + 1) + b"\r" + b"B\r", 0.0)
    assert (scans, dropped) == ([b"B"], b"A" * LONGEST)


@given(st.lists(st.tuples(st.binary(max_size=30), st.floats(0, 0.3)), max_size=20))
def test_any_stream_gives_scans_without_ends_in_them(pieces: list[tuple[bytes, float]]) -> None:
    assembler, now = ScanAssembler(), 0.0
    for data, pause in pieces:
        now += pause
        for scan in assembler.feed(data, now)[0]:
            assert scan
            assert not {0x02, 0x03, 0x0D} & set(scan)


@given(
    st.lists(st.binary(min_size=1, max_size=40).filter(lambda b: not set(b) & {2, 3, 10, 13}), max_size=5), st.data()
)
def test_however_a_stream_is_sliced_the_scans_are_the_same(codes: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(code + b"\r" for code in codes)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    assembler = ScanAssembler()
    got: list[bytes] = []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        got += assembler.feed(stream[start:end], 0.0)[0]
    assert got == codes


# ------------------------------------------------------------------ over a pty


@pytest.fixture
def clock() -> ManualClock:
    """A clock that stands, so that no slow machine cuts a scan."""
    return ManualClock()


@pytest.fixture
async def scanner(scanner_row: DeviceRow, clock: Clock) -> AsyncIterator[SerialScanner]:
    device = SerialScanner(scanner_row, clock)
    await device.connect(2.0)
    yield device
    await device.close()


class Listening:
    """Waits for scans in a task of its own, as a flow does."""

    def __init__(self, scanner: SerialScanner) -> None:
        self._scans = scanner.scans()
        self._next: asyncio.Task[Scan] | None = None

    async def ready(self) -> None:
        self._next = asyncio.ensure_future(anext(self._scans))
        await asyncio.sleep(0)

    async def scan(self) -> Scan:
        if self._next is None:
            await self.ready()
        assert self._next is not None
        task, self._next = self._next, None
        return await asyncio.wait_for(task, 3)


@pytest.fixture
async def listening(scanner: SerialScanner) -> Listening:
    listener = Listening(scanner)
    await listener.ready()
    return listener


@pytest.mark.parametrize("fault", ["none", "split"])
async def test_case_15_a_scan_keeps_aim_and_separator(
    listening: Listening, sim_scanner: SimulatedScanner, fault: str, clock: Clock
) -> None:
    sim_scanner.fault(fault)
    sim_scanner.scan(LABEL)
    scan = await listening.scan()
    assert scan.raw == LABEL
    assert (scan.way, scan.device.simulated, scan.device.serial) == ("cdc", True, "SCN99871")
    code = identify(scan.raw, clock.utc().date())
    assert (code.kind, code.get("lot"), code.get("serial")) == (CodeKind.UDI_GS1, "LOT-a", "SN01")


async def test_a_cut_scan_gives_nothing_and_the_next_is_whole(
    scanner: SerialScanner, listening: Listening, sim_scanner: SimulatedScanner, clock: ManualClock
) -> None:
    sim_scanner.fault("cut")
    sim_scanner.scan("C-000001")
    await until(lambda: bool(scanner.tap.last()))
    clock.advance(0.15)
    sim_scanner.fault("none")
    sim_scanner.scan("C-000002")
    assert (await listening.scan()).raw == b"]C0C-000002"


async def test_a_scan_nobody_waits_for_is_not_used_later(scanner: SerialScanner, sim_scanner: SimulatedScanner) -> None:
    sim_scanner.scan("C-000001")
    await until(lambda: bool(scanner.tap.last()))
    listener = Listening(scanner)
    await listener.ready()
    sim_scanner.scan("C-000002")
    assert (await listener.scan()).raw == b"]C0C-000002"


async def test_an_unplugged_scanner_comes_back_by_itself(
    scanner: SerialScanner, listening: Listening, sim_scanner: SimulatedScanner
) -> None:
    sim_scanner.fault("unplug")
    await until(lambda: scanner.status.state is DeviceState.DISCONNECTED)
    with pytest.raises(DeviceUnreachable):
        await scanner.signal(Signal.OK, 1.0)
    sim_scanner.fault("none")
    await until(lambda: scanner.status.state is DeviceState.READY)
    sim_scanner.scan("U-operator1")
    assert (await listening.scan()).raw == b"]C0U-operator1"


async def test_accepted_scanned_again_and_refused_sound_different(
    scanner: SerialScanner, sim_scanner: SimulatedScanner
) -> None:
    for signal, bells in ((Signal.OK, 1), (Signal.AGAIN, 2), (Signal.BAD, 3)):
        sim_scanner.tones.clear()
        await scanner.signal(signal, 1.0)
        await until(lambda bells=bells: b"".join(sim_scanner.tones) == b"\x07" * bells)


async def test_a_scanner_that_is_not_there_is_told_within_the_deadline(clock: Clock, tmp_path: Path) -> None:
    row = DeviceRow("Scanner 1", DeviceKind.SCANNER, "scanner", f"serial://{tmp_path}/none", serial="1")
    lost = SerialScanner(row, clock)
    with pytest.raises(DeviceUnreachable):
        await lost.connect(0.2)
    assert lost.status.state is DeviceState.DISCONNECTED
