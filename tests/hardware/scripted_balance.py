"""A balance that answers with exactly the bytes it is given, in the pieces it is given, over TCP."""

import asyncio
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import TracebackType

from core.ports import Clock
from hardware.drivers.polled_balance import PolledBalance
from hardware.registry import BALANCES
from hardware.row import DeviceKind, DeviceRow

SERIAL = "1126493049"
IDENTITY: Mapping[str, Mapping[bytes, Sequence[bytes]]] = {
    "mt_sics": {b"I4": [b'I4 A "1126493049"\r\n'], b"I2": [b'I2 A "XS204 220.0090 g"\r\n']},
    "sartorius_sbi": {b"\x1bx2_": [b"SerNo.    1126493049\r\n"], b"\x1bx1_": [b"MSE1203S\r\n"]},
    "aandd": {b"?SN": [b"SN,1126493049\r\n"], b"?TN": [b"TN,GC-3K\r\n"]},
    "ohaus": {b"PSN": [b"1126493049\r\n"]},
    "radwag": {b"NB": [b'NB A "1126493049"\r\n'], b"BN": [b'BN A "PS"\r\n']},
}


class ScriptedBalance:
    """One family's driver in front of a script.

    Args:
        family: Driver.
        weighed: What is answered to every other command, in pieces.
        clock: Of the driver.
    """

    def __init__(self, family: str, weighed: Sequence[bytes], clock: Clock) -> None:
        self._answers = dict(IDENTITY[family])
        self._weighed = weighed
        self._family, self._clock = family, clock

    async def __aenter__(self) -> PolledBalance:
        self._ended = asyncio.Event()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        url = f"tcp://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        row = DeviceRow("Balance 1", DeviceKind.BALANCE, self._family, url, serial=SERIAL, capacity=Decimal(220))
        self._driver = BALANCES[self._family](row, self._clock)
        await self._driver.connect(3.0)
        return self._driver

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._driver.close()
        self._server.close()
        await self._ended.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            for piece in self._answers.get(line.strip(), self._weighed):
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.01)
        writer.close()
        await writer.wait_closed()
        self._ended.set()
