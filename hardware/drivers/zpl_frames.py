r"""Answers of ZPL printers: host status (`~HS`), host identification (`~HI`), serial number.

`~HS` gives three lines, each `STX ... ETX CR LF`, of comma-separated fields; counted from 0:
line 1: 1 paper out, 2 paused, 5 receive buffer full; line 2: 2 head up, 3 ribbon out.

Source: Zebra ZPL II programming guide, `~HS`, `~HI`; SGD `device.unique_id`.
"""

from collections.abc import Sequence

import msgspec

from hardware.errors import FrameBroken

WHO = b'! U1 getvar "device.unique_id"\r\n~HI\r\n'
_START = b"\x02"
_END = b"\x03\r\n"


class PrinterStatus(msgspec.Struct, frozen=True):
    """What hinders a printer."""

    paper_out: bool
    paused: bool
    buffer_full: bool
    head_up: bool
    ribbon_out: bool

    @property
    def ready(self) -> bool:
        """Tell whether nothing hinders it."""
        return not (self.paper_out or self.paused or self.buffer_full or self.head_up or self.ribbon_out)


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
        FrameBroken: Other lines, or a flag that is neither 0 nor 1.
    """
    if len(lines) != 3:
        raise FrameBroken("device.frame_broken", device=device)
    first, second, third = (fields(line, device) for line in lines)
    if len(first) != 12 or len(second) != 11 or len(third) != 2:
        raise FrameBroken("device.frame_broken", device=device)
    flags = [first[1], first[2], first[5], second[2], second[3]]
    if any(flag not in ("0", "1") for flag in flags):
        raise FrameBroken("device.frame_broken", device=device)
    return PrinterStatus(*(flag == "1" for flag in flags))


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
