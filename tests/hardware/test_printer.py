"""Label printers: frames, the driver against the simulated printer, and labels scanned back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codes import CodeKind, identify
from core.ports import Clock, DeviceError, DeviceState, Printer, PrintOutcome
from core.zpl import zpl_datamatrix_gs1, zpl_escape
from hardware.drivers.zpl import ZplPrinter
from hardware.drivers.zpl_frames import parse_identity, parse_status
from hardware.errors import DeviceUnreachable, FrameBroken
from hardware.registry import Registry
from hardware.sim.label import read_label
from hardware.sim.printer import SimulatedPrinter
from hardware.sim.simulator import Simulator

HS = [
    b"\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n",
    b"\x02000,0,0,0,0,2,4,0,00000000,1,000\x03\r\n",
    b"\x021234,0\x03\r\n",
]
JOB = b"^XA^CI28^FO20,20^BCN,100,Y^FH^FDC_2D000981^FS^FO20,200^FH^FD_E6_89_B9 A^FS^XZ"


@pytest.fixture
async def printer(registry: Registry) -> Printer:
    device = registry.printer("Printer 1")
    await device.connect(2.0)
    return device


# ------------------------------------------------------------------ frames


def test_a_ready_printer_says_so() -> None:
    assert parse_status(HS, "p").ready


@pytest.mark.parametrize(
    ("line", "place", "hindrance"),
    [
        (0, 1, "paper_out"),
        (0, 2, "paused"),
        (0, 5, "buffer_full"),
        (0, 9, "memory_lost"),
        (0, 10, "too_cold"),
        (0, 11, "too_hot"),
        (1, 2, "head_up"),
        (1, 3, "ribbon_out"),
    ],
)
@pytest.mark.urs("F23")
def test_every_hindrance_is_seen(line: int, place: int, hindrance: str) -> None:
    status = parse_status(changed(line, place, b"1"), "p")
    assert not status.ready
    assert [found.value for found in status.hindrances] == [hindrance]


def changed(line: int, place: int, field: bytes) -> list[bytes]:
    """Give the lines of a ready printer with one field changed."""
    lines = list(HS)
    words = lines[line].removesuffix(b"\x03\r\n").split(b",")
    words[place] = field
    lines[line] = b",".join(words) + b"\x03\r\n"
    return lines


def test_what_is_still_to_print_is_counted() -> None:
    lines = [changed(0, 4, b"003")[0], changed(1, 8, b"00000012")[1], HS[2]]
    lines[1] = lines[1].replace(b",0,00000012", b",1,00000012")
    status = parse_status(lines, "p")
    assert (status.ready, status.waiting, status.remaining, status.label_waiting) == (True, 3, 12, True)


def test_of_several_hindrances_the_first_to_see_to_is_named_first() -> None:
    lines = [changed(0, 1, b"1")[0], changed(1, 2, b"1")[1], HS[2]]
    assert [found.value for found in parse_status(lines, "p").hindrances] == ["head_up", "paper_out"]


@pytest.mark.parametrize(
    ("line", "place", "field"), [(0, 1, b"2"), (0, 4, b"x"), (1, 8, b"-1"), (1, 7, b""), (0, 11, b" 1 0")]
)
def test_a_field_that_cannot_be_is_no_status(line: int, place: int, field: bytes) -> None:
    with pytest.raises(FrameBroken):
        parse_status(changed(line, place, field), "p")


@given(st.lists(st.binary(max_size=60).map(lambda body: b"\x02" + body + b"\x03\r\n"), max_size=4))
def test_any_answer_is_a_status_or_broken(lines: list[bytes]) -> None:
    with pytest.raises(FrameBroken):
        parse_status(lines, "p")


@given(st.binary(max_size=60))
def test_any_answer_is_an_identity_or_broken(answer: bytes) -> None:
    try:
        serial, model = parse_identity(answer, "p")
    except DeviceError:
        return
    assert serial.isascii()
    assert model.isascii()


def test_identity_is_read_with_or_without_a_line_end_behind_the_serial_number() -> None:
    told = b"\x02ZT411-300dpi,V93.21.26Z,12,65536KB\x03\r\n"
    assert parse_identity(b'"XXZ1"' + told, "p") == ("XXZ1", "ZT411-300dpi")
    assert parse_identity(b'"XXZ1"\r\n' + told, "p") == ("XXZ1", "ZT411-300dpi")


# ------------------------------------------------------------------ the driver


@pytest.mark.urs("F23")
async def test_a_job_is_printed_once_and_its_codes_can_be_scanned_back(printer: Printer, simulator: Simulator) -> None:
    assert await printer.print(JOB, 3.0) is PrintOutcome.ACCEPTED
    (label,) = simulator.printed("Printer 1")
    assert label.texts == ("批 A",)
    code = identify(label.codes[0].encode(), date(2026, 11, 20))
    assert (code.kind, code.aim, code.get("container")) == (CodeKind.CONTAINER, "]C0", "C-000981")


@pytest.mark.parametrize("fault", [*sorted(SimulatedPrinter.HINDRANCES), "silent"])
@pytest.mark.urs("F23")
async def test_a_printer_that_is_not_ready_or_silent_prints_nothing(
    printer: Printer, simulator: Simulator, fault: str
) -> None:
    await simulator.fault("Printer 1", fault)
    assert await printer.print(JOB, 0.3) is PrintOutcome.NOT_READY
    assert simulator.printed("Printer 1") == ()
    assert printer.status.state is DeviceState.FAULT
    assert printer.status.reason is not None
    assert printer.status.reason.key == ("device.silent" if fault == "silent" else f"device.printer_{fault}")
    with pytest.raises(DeviceError):
        await printer.connect(0.3)
    await simulator.fault("Printer 1", "none")
    assert await printer.print(JOB, 3.0) is PrintOutcome.ACCEPTED
    assert len(simulator.printed("Printer 1")) == 1
    assert printer.status.state is DeviceState.READY


async def test_a_printer_that_vanishes_is_not_ready_and_comes_back(printer: Printer, simulator: Simulator) -> None:
    await simulator.fault("Printer 1", "unplug")
    assert await printer.print(JOB, 0.3) is PrintOutcome.NOT_READY
    assert printer.status.state is DeviceState.DISCONNECTED
    with pytest.raises(DeviceUnreachable):
        await printer.connect(0.1)
    await simulator.fault("Printer 1", "none")
    assert await printer.print(JOB, 3.0) is PrintOutcome.ACCEPTED


async def test_a_printer_that_dies_behind_the_job_leaves_the_outcome_unknown(
    simulator: Simulator, clock: Clock
) -> None:
    row = next(row for row in simulator.rows() if row.name == "Printer 1")
    printer = ZplPrinter(row, clock)
    await printer.connect(2.0)
    # The media ends with this label: it takes the job, then says that it is not ready.
    sim = simulator._devices["Printer 1"]

    class Ends(list[bytes]):
        def append(self, job: bytes) -> None:
            super().append(job)
            sim._faults.add("silent")  # type: ignore[union-attr]  (made loosely)

    sim.jobs = Ends()  # type: ignore[union-attr]  (made loosely)
    assert await printer.print(JOB, 0.4) is PrintOutcome.UNKNOWN
    await printer.close()


# ------------------------------------------------------------------ scan-back


def test_a_gs1_datamatrix_scans_back_with_its_separators() -> None:
    message = "0106940000000010" + "17270831" + "10L-240817-03\x1d21C-000981"
    field = zpl_datamatrix_gs1(message)
    label = read_label(f"^XA^BXN,8,200,,,,#,1^FH^FD{field}^FS^XZ".encode())
    assert label.codes == (f"]d2{message}",)
    code = identify(label.codes[0].encode(), date(2026, 11, 20))
    assert (code.get("lot"), code.get("container")) == ("L-240817-03", "C-000981")


def test_code_128_in_mode_d_is_gs1() -> None:
    label = read_label(b"^XA^BCN,100,N,N,N,D^FD(01)06940000000010(10)LOT-A(21)S1^FS^XZ")
    assert label.codes == ("]C1010694000000001010LOT-A\x1d21S1",)


def test_qr_and_plain_datamatrix() -> None:
    assert read_label(b"^XA^BQN,2,5^FDQA,MA.156^FS^BXN,8,200^FDhello^FS^XZ").codes == ("]Q1MA.156", "]d1hello")


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=40))
def test_any_text_survives_the_label_and_stays_text(text: str) -> None:
    label = read_label(f"^XA^CI28^FH^FD{zpl_escape(text)}^FS^XZ".encode())
    assert label.texts == (text,)


@given(
    st.text("ABC_-1()#\x1d", min_size=1, max_size=30).filter(
        lambda t: "\x1d\x1d" not in t and t.strip("\x1d") == t and t
    )
)
def test_any_gs1_text_survives_the_datamatrix(text: str) -> None:
    label = read_label(f"^XA^BXN,8,200,,,,#,1^FH^FD{zpl_datamatrix_gs1(text)}^FS^XZ".encode())
    assert label.codes == (f"]d2{text}",)
