"""The simulated devices of the demo plant, and the hand that moves them over their control socket."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from console.demo.product import BALANCE, PRINTER, SCANNER
from core.errors import CountersignError


class SimulatorRefused(CountersignError):
    """The simulator did not do what was asked."""

    code = "DEM-003"


class Hand:
    """Moves the simulated devices: pulls triggers, loads pans, pulls plugs."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take an open connection; `reach` makes one."""
        self._reader = reader
        self._writer = writer
        self._turn = asyncio.Lock()

    @classmethod
    async def reach(cls, socket: Path) -> "Hand":
        """Connect to the control socket."""
        return cls(*await asyncio.open_unix_connection(str(socket)))

    async def scan(self, code: str) -> None:
        """Hold the scanner to a code; a code without AIM identifier is a Code 128 label."""
        await self._do(do="scan", device=SCANNER, text=code)

    async def load(self, amount: Decimal, unit: str) -> None:
        """Put a load on the balance in place of what was there."""
        await self._do(do="load", device=BALANCE, amount=f"{amount:f}", unit=unit)

    async def fault(self, device: str, kind: str) -> None:
        """Let something go wrong with a device; `none` repairs it."""
        await self._do(do="fault", device=device, kind=kind)

    async def printed(self) -> list[str]:
        """Give what a scanner reads off each label printed so far, oldest first."""
        labels = cast("list[dict[str, list[str]]]", await self._do(do="printed", device=PRINTER))
        return [label["codes"][0] for label in labels if label["codes"]]

    async def rows(self) -> Sequence[Mapping[str, Any]]:
        """Give the registry rows of the running devices."""
        return cast("list[dict[str, Any]]", await self._do(do="rows"))

    async def close(self) -> None:
        """Let go."""
        self._writer.close()

    async def _do(self, **request: object) -> object:
        async with self._turn:
            self._writer.write(json.dumps(request).encode() + b"\n")
            await self._writer.drain()
            line = await self._reader.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"ok": False, "error": "demo.simulator_gone"}
        if not answer["ok"]:
            raise SimulatorRefused(answer["error"], **answer.get("params", {}))
        return answer.get("result")


def station_text(rows: Sequence[Mapping[str, Any]], head: Mapping[str, object]) -> str:
    """Write a station file: YAML as JSON, each value a text, devices as the simulator registers them."""
    devices = [{key: _text(value) for key, value in row.items() if value not in ("", None)} for row in rows]
    return json.dumps({**head, "devices": devices}, ensure_ascii=False, indent=2)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
