r"""Answers of ZPL printers: host status (`~HS`), host identification (`~HI`), serial number.

`~HS` gives three lines, each `STX ... ETX CR LF`, of comma-separated fields; counted from 0:

- line 1: 0 interface settings, 1 paper out, 2 paused, 3 label length in dots, 4 formats waiting in the receive buffer,
  5 receive buffer full, 6 diagnostic mode, 7 partial format, 8 unused, 9 memory lost, 10 too cold, 11 too hot;
- line 2: 0 function settings, 1 unused, 2 head up, 3 ribbon out, 4 thermal transfer, 5 print mode, 6 print width mode,
  7 a label waits to be taken, 8 labels still to print, 9 format while printing, 10 graphics stored;
- line 3: 0 password, 1 static memory.

Source: Zebra ZPL II programming guide, `~HS`, `~HI`; SGD `device.unique_id`.
"""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from hardware.errors import FrameBroken

WHO = b'! U1 getvar "device.unique_id"\r\n~HI\r\n'
_START = b"\x02"
_END = b"\x03\r\n"


class Hindrance(StrEnum):
    """What can hinder a printer, the most likely first."""

    HEAD_UP = "head_up"
    PAPER_OUT = "paper_out"
    RIBBON_OUT = "ribbon_out"
    PAUSED = "paused"
    TOO_HOT = "too_hot"
    TOO_COLD = "too_cold"
    BUFFER_FULL = "buffer_full"
    MEMORY_LOST = "memory_lost"


class PrinterStatus(msgspec.Struct, frozen=True):
    """How a printer stands.

    Attributes:
        hindrances: What hinders it, the most likely first; empty when it is ready.
        waiting: Formats received and not yet printed.
        remaining: Labels of the batch in print still to come.
        label_waiting: True while a printed label waits to be taken (peel-off mode).
    """

    hindrances: tuple[Hindrance, ...]
    waiting: int
    remaining: int
    label_waiting: bool

    @property
    def ready(self) -> bool:
        """Tell whether nothing hinders it."""
        return not self.hindrances


_FLAGS = {
    Hindrance.HEAD_UP: (1, 2),
    Hindrance.PAPER_OUT: (0, 1),
    Hindrance.RIBBON_OUT: (1, 3),
    Hindrance.PAUSED: (0, 2),
    Hindrance.TOO_HOT: (0, 11),
    Hindrance.TOO_COLD: (0, 10),
    Hindrance.BUFFER_FULL: (0, 5),
    Hindrance.MEMORY_LOST: (0, 9),
}
"""Line and field of each hindrance."""
_FIELDS = (12, 11, 2)


def fields(line: bytes, device: str) -> list[str]:
    """Split one line of an answer into its fields.

    Raises:
        FrameBroken: Not framed by STX and ETX CR LF, or no printable ASCII.
    """
    if not (line.startswith(_START) and line.endswith(_END)):
        raise FrameBroken("device.frame_broken", device=device)
    body = line[len(_START) : -len(_END)]
    if any(byte < 0x20 or byte > 0x7E for byte in body):
        raise FrameBroken("device.frame_broken", device=device)
    return [field.strip() for field in body.decode("ascii").split(",")]


def parse_status(lines: Sequence[bytes], device: str) -> PrinterStatus:
    """Read the three lines of `~HS`.

    Raises:
        FrameBroken: Other lines, a flag that is neither 0 nor 1, or a count that is no number.
    """
    told = [fields(line, device) for line in lines]
    if tuple(len(line) for line in told) != _FIELDS:
        raise FrameBroken("device.frame_broken", device=device)
    return PrinterStatus(
        tuple(hindrance for hindrance, (line, field) in _FLAGS.items() if _flag(told[line][field], device)),
        _count(told[0][4], device),
        _count(told[1][8], device),
        _flag(told[1][7], device),
    )


def _flag(field: str, device: str) -> bool:
    if field not in ("0", "1"):
        raise FrameBroken("device.frame_broken", device=device)
    return field == "1"


def _count(field: str, device: str) -> int:
    if not (field.isdigit() and len(field) <= 8):
        raise FrameBroken("device.frame_broken", device=device)
    return int(field)


def parse_identity(answer: bytes, device: str) -> tuple[str, str]:
    """Read the answer to `WHO`: the serial number in quotes, then `~HI`'s `model,version,dots,memory`.

    Raises:
        FrameBroken: Another answer.
    """
    quoted, start, told = answer.partition(_START)
    serial = quoted.strip().decode("ascii", "replace")
    if not (len(serial) > 2 and serial.startswith('"') and serial.endswith('"') and serial[1:-1].isascii()):
        raise FrameBroken("device.frame_broken", device=device)
    model = fields(start + told, device)
    if len(model) < 4 or not model[0] or not serial.isprintable():
        raise FrameBroken("device.frame_broken", device=device)
    return serial[1:-1], model[0]
