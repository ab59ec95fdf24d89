"""Raw bytes to what they say, for engineers and tests: each reading, scan or refusal as plain data."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Protocol

from core.codes import CodeError, identify
from core.errors import CountersignError
from core.language import Language, worded
from core.ports import DeviceError
from hardware.drivers import (
    aandd_frames,
    mt_sics_frames,
    ohaus_frames,
    radwag_frames,
    sartorius_sbi_frames,
)
from hardware.drivers.balance_frames import CRLF, Reading, Said
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
_LONGEST = 4096


class Decoder(Protocol):
    """Follows a stream of bytes from a device."""

    def feed(self, data: bytes) -> Iterator[Decoded]:
        """Take the bytes that just came and give what is whole now."""
        ...

    def finish(self) -> Iterator[Decoded]:
        """Give what was left without an end."""
        ...


def decoder(family: str, today: date, language: Language = "en") -> Decoder:
    """Make a decoder.

    Args:
        family: One of `FAMILIES`.
        today: The date, for two-digit years in codes.
        language: Of the sentences.

    Raises:
        NotRegistered: No such family.
    """
    if family == SCANNER:
        return ScanDecoder(today, language)
    if family not in LINES:
        raise NotRegistered("device.family_unknown", family=family, families=", ".join(FAMILIES))
    return LineDecoder(family, language)


class LineDecoder:
    """Decodes the lines of a balance."""

    def __init__(self, family: str, language: Language = "en") -> None:
        self._family = family
        self._language: Language = language
        self._pending = bytearray()

    def feed(self, data: bytes) -> Iterator[Decoded]:
        """Give every line that is whole now; an endless one is told as broken."""
        self._pending += data
        while (end := self._pending.find(CRLF)) >= 0 or len(self._pending) > _LONGEST:
            size = end + len(CRLF) if end >= 0 else _LONGEST
            line = bytes(self._pending[:size])
            del self._pending[:size]
            yield self._line(line)

    def finish(self) -> Iterator[Decoded]:
        """Give what was left as a broken line."""
        if self._pending:
            yield self._line(bytes(self._pending))
            self._pending.clear()

    def _line(self, line: bytes) -> Decoded:
        shown = _shown(self._family, line)
        try:
            found = LINES[self._family](line, self._family)
        except DeviceError as error:
            return shown | _refusal(error, self._language)
        if isinstance(found, Said):
            return shown | {"kind": found.what} | ({"says": found.text} if found.text else {})
        shown |= {"kind": "weight", "value": f"{found.value:f}", "unit": found.unit, "stable": found.stable}
        return shown | ({"unverified_digit": True} if found.unverified else {})


class ScanDecoder:
    """Decodes the scans of a scanner, as one stream without pauses."""

    def __init__(self, today: date, language: Language = "en") -> None:
        self._today = today
        self._language: Language = language
        self._assembler = ScanAssembler()

    def feed(self, data: bytes) -> Iterator[Decoded]:
        """Give every scan that is whole now, and what was dropped before it."""
        scans, dropped = self._assembler.feed(data, 0.0)
        yield from self._cut(dropped)
        for raw in scans:
            yield self._scan(raw)

    def finish(self) -> Iterator[Decoded]:
        """Give what was left: a scan without CR or ETX is cut and never taken."""
        yield from self._cut(self._assembler.expire(float("inf")))

    def _cut(self, rest: bytes) -> Iterator[Decoded]:
        if rest:
            yield _shown(SCANNER, rest) | {"kind": "cut"}

    def _scan(self, raw: bytes) -> Decoded:
        try:
            code = identify(raw, self._today)
        except CodeError as error:
            return _shown(SCANNER, raw) | _refusal(error, self._language)
        return _shown(SCANNER, raw) | {"kind": code.kind.value, "aim": code.aim, "fields": dict(code.fields)}


def readable(data: bytes) -> str:
    r"""Write bytes as text: printable ASCII as it is, everything else as `\xNN`."""
    return "".join(chr(byte) if 0x20 <= byte <= 0x7E else f"\\x{byte:02x}" for byte in data)


def _shown(family: str, data: bytes) -> Decoded:
    return {"family": family, "hex": data.hex(" "), "text": readable(data)}


def _refusal(error: CountersignError, language: Language) -> Decoded:
    return {"kind": "refused", "code": error.code, "why": error.key, "sentence": worded(error, language)}
