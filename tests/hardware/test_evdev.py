"""Scanners that act as keyboards, read as input devices: real input events, grabbed, mapped and never read short."""

import asyncio
import random
import struct
from datetime import date
from pathlib import Path

import pytest

from core.codes import CodeError, CodeKind, identify
from core.ports import Clock, DeviceState, Scan
from hardware.drivers.scan_frames import ScanAssembler
from hardware.drivers.scanner import SerialScanner
from hardware.errors import DeviceUnreachable, NotRegistered
from hardware.row import DeviceKind, DeviceRow
from hardware.sim.scanner import SimulatedScanner
from hardware.transport import parse_scanner_address
from hardware.transport.key_events import DAMAGED, EVENT, KeyDecoder, key_events

LABEL = b"]d2010694000000001010LOT-a\x1d21SN01"
KEYBOARD = bytes(range(0x20, 0x7F)) + b"\r\t\x02\x03\x1d"

pytestmark = pytest.mark.urs("F05")


def event(kind: int, code: int, value: int) -> bytes:
    return EVENT.pack(1_790_000_000, 250_000, kind, code, value)


def test_an_event_has_the_24_bytes_of_a_64_bit_linux() -> None:
    # linux/input.h: struct input_event { struct timeval time; __u16 type; __u16 code; __s32 value; }
    assert EVENT.size == struct.calcsize("@ll") + 8
    captured = bytes.fromhex("0a00000000000000 1400000000000000 0100 1e00 01000000")
    assert KeyDecoder().feed(captured) == b"a"


def test_every_character_of_the_us_layout_is_read_back() -> None:
    assert KeyDecoder().feed(key_events(KEYBOARD)) == KEYBOARD


def test_only_presses_count_and_a_held_key_is_one() -> None:
    held = event(1, 30, 1) + event(1, 30, 2) + event(1, 30, 2) + event(1, 30, 0)
    assert KeyDecoder().feed(event(4, 4, 458756) + held + event(0, 0, 0)) == b"a"


def test_the_other_shift_and_ctrl_are_the_same_and_locks_change_nothing() -> None:
    right_shift, right_ctrl = (event(1, 54, 1), event(1, 54, 0)), (event(1, 97, 1), event(1, 97, 0))
    bracket, a = key_events(b"]"), key_events(b"a")
    assert KeyDecoder().feed(right_shift[0] + a + right_shift[1] + a) == b"Aa"
    assert KeyDecoder().feed(right_ctrl[0] + bracket + right_ctrl[1] + bracket) == b"\x1d]"
    assert KeyDecoder().feed(event(1, 58, 1) + event(1, 58, 0) + a) == b"a"


@pytest.mark.parametrize(
    "events",
    [
        event(1, 59, 1),  # F1
        event(1, 240, 1),  # KEY_UNKNOWN
        event(1, 56, 1) + key_events(b"6") + event(1, 56, 0),  # Alt and a number: another layout's way to a character
        event(1, 29, 1) + key_events(b"1") + event(1, 29, 0),  # Ctrl with what has no control character
        event(0, 3, 0),  # SYN_DROPPED: the kernel has lost events
    ],
)
def test_what_cannot_be_read_damages_the_scan_and_is_never_left_out(events: bytes) -> None:
    read = KeyDecoder().feed(key_events(b"]C0C-0000") + events + key_events(b"81\r"))
    assert DAMAGED in read
    with pytest.raises(CodeError):
        identify(ScanAssembler().feed(read, 0.0)[0][0], date(2026, 11, 20))


def test_however_the_events_are_sliced_the_bytes_are_the_same() -> None:
    stream, decoder = key_events(LABEL + b"\r"), KeyDecoder()
    got = b"".join(decoder.feed(stream[place : place + 7]) for place in range(0, len(stream), 7))
    assert got == LABEL + b"\r"


@pytest.mark.urs("F24")
def test_twenty_thousand_made_events_give_bytes_and_nothing_else() -> None:
    rng = random.Random(20_261_120)  # noqa: S311  (events to try, no secret)
    decoder, read = KeyDecoder(), 0
    for _ in range(20_000):
        piece = event(rng.choice((0, 1, 1, 1, 4)), rng.choice((rng.randrange(256), 0x1D, 42)), rng.randrange(3))
        read += len(decoder.feed(piece if rng.random() < 0.98 else rng.randbytes(EVENT.size)))
    assert read > 1000


# ------------------------------------------------------------------ over a pty, which carries the events


@pytest.fixture
def evdev_row(tmp_path: Path) -> DeviceRow:
    url = f"evdev://{tmp_path / 'scanner'}"
    return DeviceRow("Scanner 1", DeviceKind.SCANNER, "scanner", url, serial="SCN99871", simulated=True)


async def test_case_15_a_scan_keeps_aim_and_separator_over_an_input_device(
    evdev_row: DeviceRow, clock: Clock, tmp_path: Path
) -> None:
    sim = SimulatedScanner(tmp_path / "scanner", prefix=b"\x02", keys=True)
    sim.start()
    scanner = SerialScanner(evdev_row, clock)
    await scanner.connect(2.0)
    scans = scanner.scans()
    waiting: asyncio.Future[Scan] = asyncio.ensure_future(anext(scans))
    await asyncio.sleep(0)
    sim.scan(LABEL)
    scan = await asyncio.wait_for(waiting, 3)
    assert (scan.raw, scan.way) == (LABEL, "evdev")
    code = identify(scan.raw, clock.utc().date())
    assert (code.kind, code.get("lot"), code.get("serial")) == (CodeKind.UDI_GS1, "LOT-a", "SN01")
    await scanner.close()
    sim.stop()


async def test_what_is_no_input_device_is_not_opened(evdev_row: DeviceRow, clock: Clock, tmp_path: Path) -> None:
    """A device that cannot be grabbed would let its scans land elsewhere; only a simulator may be read ungrabbed."""
    sim = SimulatedScanner(tmp_path / "scanner", keys=True)
    sim.start()
    real = DeviceRow("Scanner 1", DeviceKind.SCANNER, "scanner", evdev_row.url, serial="1")
    scanner = SerialScanner(real, clock)
    with pytest.raises(DeviceUnreachable) as caught:
        await scanner.connect(0.2)
    assert caught.value.params == {"device": "Scanner 1"}
    assert scanner.status.state is DeviceState.DISCONNECTED
    await scanner.close()
    sim.stop()


def test_an_input_device_has_a_path_and_no_line_settings() -> None:
    for url in ("evdev://", "evdev:///dev/input/x?baud=9600", "evdev://host/dev/input/x"):
        with pytest.raises(NotRegistered):
            parse_scanner_address(url)


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


async def test_no_descriptor_stays_open_after_a_refusal(clock: Clock, tmp_path: Path) -> None:
    plain = tmp_path / "file"
    plain.write_bytes(b"")
    row = DeviceRow("Scanner 1", DeviceKind.SCANNER, "scanner", f"evdev://{plain}", serial="1")
    before = open_descriptors()
    with pytest.raises(DeviceUnreachable):
        await SerialScanner(row, clock).connect(0.2)
    assert open_descriptors() == before
