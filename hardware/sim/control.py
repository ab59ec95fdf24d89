"""The simulator's control socket: JSON lines over AF_UNIX, one answer a request.

{"do": "scan", "device": "Scanner 1", "text": "C-000981"}          -> {"ok": true}
{"do": "scan", "device": "Scanner 1", "hex": "5d6432..."}
{"do": "load", "device": "Balance 1", "amount": "12.5", "unit": "kg"}
{"do": "fault", "device": "Balance 1", "kind": "unplug"}
{"do": "set_tag", "device": "Granulator", "tag": "impeller_speed", "value": "180"}   (value null: live again)
{"do": "printed", "device": "Printer 1"}    -> {"ok": true, "result": [{"codes": [...], "texts": [...]}]}
{"do": "tones", "device": "Scanner 1"}      -> {"ok": true, "result": ["07"]}
{"do": "rows"}                              -> {"ok": true, "result": [registry rows]}
anything wrong                              -> {"ok": false, "error": key, "params": {...}}
"""

import asyncio
import os
import socket
from decimal import Decimal
from pathlib import Path

import msgspec

from core.errors import CountersignError
from hardware.errors import NotRegistered
from hardware.sim.simulator import Simulator


class ScanNow(msgspec.Struct, frozen=True, tag="scan", tag_field="do", forbid_unknown_fields=True):
    """Pull a trigger; `hex` for codes with bytes that text cannot hold."""

    device: str
    text: str = ""
    hex: str = ""


class LoadNow(msgspec.Struct, frozen=True, tag="load", tag_field="do", forbid_unknown_fields=True):
    """Put a load on a balance."""

    device: str
    amount: Decimal
    unit: str = "kg"


class FaultNow(msgspec.Struct, frozen=True, tag="fault", tag_field="do", forbid_unknown_fields=True):
    """Let something go wrong."""

    device: str
    kind: str


class SetTag(msgspec.Struct, frozen=True, tag="set_tag", tag_field="do", forbid_unknown_fields=True):
    """Hold a tag, or let it live again."""

    device: str
    tag: str
    value: Decimal | None = None


class Printed(msgspec.Struct, frozen=True, tag="printed", tag_field="do", forbid_unknown_fields=True):
    """Ask for the labels printed."""

    device: str


class Tones(msgspec.Struct, frozen=True, tag="tones", tag_field="do", forbid_unknown_fields=True):
    """Ask for the tones sounded."""

    device: str


class Rows(msgspec.Struct, frozen=True, tag="rows", tag_field="do", forbid_unknown_fields=True):
    """Ask for the registry rows."""


Request = ScanNow | LoadNow | FaultNow | SetTag | Printed | Tones | Rows

_LONGEST = 65536


async def serve_control(simulator: Simulator, path: Path) -> asyncio.Server:
    """Listen on a socket that only this user can open."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(await answer(simulator, line) + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):  # ValueError: a line beyond the limit; the caller is cut off
            return
        finally:
            writer.close()

    return await asyncio.start_unix_server(serve, sock=_listening(path), limit=_LONGEST)


def _listening(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listening.bind(str(path))
    except OSError:
        listening.close()
        raise
    finally:
        os.umask(before)
    return listening


async def answer(simulator: Simulator, line: bytes) -> bytes:
    """Do what one line asks for and word the answer as one line of JSON."""
    try:
        request = msgspec.json.decode(line, type=Request)
        return msgspec.json.encode({"ok": True, "result": await _do(simulator, request)})
    except (msgspec.DecodeError, ValueError, ArithmeticError) as error:
        wrong: CountersignError = NotRegistered("device.control_unknown", reason=str(error))
    except CountersignError as error:
        wrong = error
    return msgspec.json.encode({"ok": False, "error": wrong.key, "params": wrong.params})


async def _do(simulator: Simulator, request: Request) -> object:
    match request:
        case ScanNow(device=device, text=text, hex=digits):
            simulator.scan(device, bytes.fromhex(digits) if digits else text)
        case LoadNow(device=device, amount=amount, unit=unit):
            if unit not in ("mg", "g", "kg") or not amount.is_finite():
                raise NotRegistered("device.control_unknown", reason=f"{amount} {unit}")
            simulator.load(device, amount, unit)
        case FaultNow(device=device, kind=kind):
            await simulator.fault(device, kind)
        case SetTag(device=device, tag=tag, value=value):
            await simulator.set_tag(device, tag, value)
        case Printed(device=device):
            return simulator.printed(device)
        case Tones(device=device):
            return [tone.hex() for tone in simulator.tones(device)]
        case Rows():
            return simulator.rows()
    return None
