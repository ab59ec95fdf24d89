"""Raw bytes to what they say, for engineers and tests: each reading, scan or refusal as plain data."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from core.codes import CodeError, identify
from core.ports import DeviceError
from hardware.drivers import (
    aandd_frames,
    mt_sics_frames,
    ohaus_frames,
    radwag_frames,
    sartorius_sbi_frames,
)
from hardware.drivers.balance_frames import Reading, Said
from hardware.drivers.scan_frames import ScanAssembler
from hardware.errors import NotRegistered

Decoded = dict[str, object]
LINES: Mapping[str, Callable[[bytes, str], Reading | Said]] = {
    "mt_sics": mt_sics_frames.read_line,
    "sartorius_sbi": sartorius_sbi_frames.read_line,
    "aandd": aandd_frames.read_line,
    "ohaus": ohaus_frames.read_line,
    "radwag": radwag_frames.read_line,
}
"""Readers of one line, by family; each gives a reading or what else is said, or raises `DeviceError`."""

SCANNER = "scanner"
FAMILIES = (*LINES, SCANNER)
_CRLF = b"\r\n"
_LONGEST = 4096


def decode(family: str, data: bytes, today: date) -> Iterator[Decoded]:
    """Decode all that came from a device, oldest first.

    Args:
        family: One of `FAMILIES`.
        data: The bytes.
        today: The date, for two-digit years in codes.

    Raises:
        NotRegistered: No such family.
    """
    if family == SCANNER:
        return decode_scans(data, today)
    if family not in LINES:
        raise NotRegistered("device.family_unknown", family=family, families=", ".join(FAMILIES))
    return (decode_line(family, line) for line in lines_of(data))


def lines_of(data: bytes) -> Iterator[bytes]:
    """Part bytes into lines with their CR LF; what is cut or endless comes as it is and is told as broken."""
    while data:
        end = data.find(_CRLF, 0, _LONGEST)
        size = end + len(_CRLF) if end >= 0 else min(len(data), _LONGEST)
        yield data[:size]
        data = data[size:]


def decode_line(family: str, line: bytes) -> Decoded:
    """Decode one line of a balance."""
    shown: Decoded = {"family": family, "hex": line.hex(" "), "text": readable(line)}
    try:
        found = LINES[family](line, family)
    except DeviceError as error:
        return shown | refusal(error)
    if isinstance(found, Said):
        return shown | {"kind": found.what} | ({"says": found.text} if found.text else {})
    shown |= {"kind": "weight", "value": f"{found.value:f}", "unit": found.unit, "stable": found.stable}
    return shown | ({"unverified_digit": True} if found.unverified else {})


def decode_scans(data: bytes, today: date) -> Iterator[Decoded]:
    """Decode what a scanner sent, as one stream without pauses; bytes that belong to no whole scan come last."""
    assembler = ScanAssembler()
    scans, dropped = assembler.feed(data, 0.0)
    for raw in scans:
        yield decode_scan(raw, today)
    rest = dropped + assembler.expire(float("inf"))
    if rest:
        yield {"family": SCANNER, "hex": rest.hex(" "), "text": readable(rest), "kind": "cut"}


def decode_scan(raw: bytes, today: date) -> Decoded:
    """Decode one scan."""
    shown: Decoded = {"family": SCANNER, "hex": raw.hex(" "), "text": readable(raw)}
    try:
        code = identify(raw, today)
    except CodeError as error:
        return shown | refusal(error)
    return shown | {"kind": code.kind.value, "aim": code.aim, "fields": dict(code.fields)}


def refusal(error: DeviceError | CodeError) -> Decoded:
    """Word a refusal as data."""
    return {"kind": "refused", "code": error.code, "why": error.key}


def readable(data: bytes) -> str:
    r"""Write bytes as text: printable ASCII as it is, everything else as `\xNN`."""
    return "".join(chr(byte) if 0x20 <= byte <= 0x7E else f"\\x{byte:02x}" for byte in data)
