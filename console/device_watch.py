"""What goes over the wire of one device, piece by piece, with what it says."""

import asyncio
import logging
import signal
from collections.abc import Iterator

import msgspec
import structlog
import typer

from console.clock import SystemClock
from console.settings import Settings
from core.language import Language, worded
from core.ports import DeviceError, Weight
from hardware.decode import SCANNER, Decoded, Decoder, decoder, readable
from hardware.drivers.polled_balance import PolledBalance
from hardware.drivers.scanner import SerialScanner
from hardware.errors import NotRegistered
from hardware.registry import Registry
from hardware.row import DeviceKind, DeviceRow
from hardware.transport import (
    Channel,
    EvdevAddress,
    Traffic,
    WireTap,
    open_channel,
    open_input_device,
    parse_scanner_address,
)

_CONNECT_S = 3.0
_INDENT = " " * 13
_WATCHED = (DeviceKind.BALANCE, DeviceKind.SCANNER)


async def watch_device(
    settings: Settings, name: str, listen: bool, seconds: float, as_json: bool, language: Language
) -> bool:
    """Watch a device until told to stop.

    Args:
        settings: The station file.
        name: Name of the row.
        listen: Send nothing.
        seconds: End after so long, 0 for never.
        as_json: Print one JSON line a piece.
        language: Of the sentences.

    Returns:
        Whether anything came from it.

    Raises:
        NotRegistered: No such balance or scanner.
        DeviceError: The way to it could not be opened.
    """
    # What the log would say of drained and lost bytes stands on the screen already.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    row = _row(settings, name)
    today = SystemClock().utc().date()
    shown = Shown(decoder(SCANNER if row.kind is DeviceKind.SCANNER else row.driver, today, language), as_json)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    watching = asyncio.create_task(_listen(row, shown) if listen else _drive(row, shown, language))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait((watching, stopping), timeout=seconds or None, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not watching.done():
        watching.cancel()
    await asyncio.gather(stopping, return_exceptions=True)
    try:
        await watching
    except asyncio.CancelledError:
        shown.finish()
    return shown.came


class Shown:
    """Prints traffic and what it says.

    Attributes:
        came: True once bytes have come from the device.
    """

    def __init__(self, decoder: Decoder, as_json: bool) -> None:
        self._decoder = decoder
        self._as_json = as_json
        self._told = ""
        self.came = False

    def traffic(self, piece: Traffic) -> None:
        """Print bytes that passed."""
        at, way, data = piece.at.astimezone(), ">" if piece.sent else "<", piece.data
        if self._as_json:
            self._line({"at": piece.at.isoformat(), "sent": piece.sent, "hex": data.hex(" "), "text": readable(data)})
        else:
            typer.echo(f"{at:%H:%M:%S}.{at.microsecond // 1000:03d} {way} {data.hex(' '):<48}  {readable(data)}")
        if not piece.sent:
            self.came, self._told = True, ""
            self._said(self._decoder.feed(data))

    def trouble(self, sentence: str) -> None:
        """Print what is wrong, once."""
        if sentence != self._told:
            self._told = sentence
            if self._as_json:
                self._line({"kind": "trouble", "sentence": sentence})
            else:
                typer.echo(f"{_INDENT}! {sentence}")

    def finish(self) -> None:
        """Print what was left without an end."""
        self._said(self._decoder.finish())

    def _said(self, found: Iterator[Decoded]) -> None:
        for item in found:
            if self._as_json:
                self._line(item)
            else:
                typer.echo(f"{_INDENT}= {_words(item)}")

    def _line(self, item: Decoded) -> None:
        typer.echo(msgspec.json.encode(item))


def _row(settings: Settings, name: str) -> DeviceRow:
    watched = {row.name: row for row in settings.devices if row.kind in _WATCHED}
    if name not in watched:
        raise NotRegistered("device.not_watched", device=name, names=", ".join(watched) or "-")
    return watched[name]


async def _drive(row: DeviceRow, shown: Shown, language: Language) -> None:
    """Watch through the driver, which asks a balance for its weight again and again."""
    registry = Registry([row], SystemClock())
    driver = registry.scanner(row.name) if row.kind is DeviceKind.SCANNER else registry.balance(row.name)
    if not isinstance(driver, SerialScanner | PolledBalance):
        raise NotRegistered("device.not_watched", device=row.name, names=row.name)
    driver.tap.noted = shown.traffic
    try:
        if isinstance(driver, SerialScanner):
            await driver.connect(_CONNECT_S)
            await asyncio.Event().wait()
            return
        async for reading in driver.live():
            if not isinstance(reading, Weight):
                shown.trouble(worded(reading, language))
    finally:
        await registry.close()


async def _listen(row: DeviceRow, shown: Shown) -> None:
    """Watch without sending a byte."""
    tap = WireTap(SystemClock())
    tap.noted = shown.traffic
    lost = asyncio.Event()
    channel = await _opened(row, tap, lost)
    try:
        await lost.wait()
    finally:
        channel.close()
    raise DeviceError("device.unreachable", device=row.name)


async def _opened(row: DeviceRow, tap: WireTap, lost: asyncio.Event) -> Channel:
    address = parse_scanner_address(row.url)

    def received(data: bytes) -> None:
        tap.note(sent=False, data=data)

    if isinstance(address, EvdevAddress):
        return open_input_device(address, row.name, not row.simulated, received, lost.set)
    return await open_channel(address, row.name, received, lost.set)


def _words(item: Decoded) -> str:
    if item["kind"] == "weight":
        return f"weight {item['value']} {item['unit']}".rstrip() + (" stable" if item["stable"] else " moving")
    fields = item.get("fields")
    told = item.get("sentence") or item.get("says") or (_fields(fields) if isinstance(fields, dict) else "")
    return f"{item['kind']} {told}".rstrip()


def _fields(fields: dict[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in fields.items())
