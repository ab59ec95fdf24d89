"""Our Modbus against others': libmodbus as the device, and mbpoll as the one that asks.

Both are programs of the distribution (Debian: `mbpoll`, which brings `libmodbus5`). Tests are collected for those that
are installed; the raw peer of these tests is there always, so that the list is never empty.
"""

import asyncio
import os
import pty
import shutil
import sys
import tty
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from core.ports import Clock
from hardware.errors import EquipmentException
from hardware.modbus import ModbusLine, ModbusServer
from hardware.tagmap import Area
from hardware.transport import parse_address
from tests.hardware import libmodbus_peer
from tests.hardware.faulty_modbus import FaultyModbus, registers_of

MBPOLL = shutil.which("mbpoll")
_INSTALLED = ("libmodbus tcp", "libmodbus rtu") if libmodbus_peer.library() is not None else ()
PEERS = ("raw peer tcp", "raw peer rtu", *_INSTALLED)


def unheard() -> None:
    """Take no notice of a lost line."""


@asynccontextmanager
async def libmodbus(*words: str) -> AsyncGenerator[tuple[Process, str]]:
    script = Path(libmodbus_peer.__file__)
    peer = await asyncio.create_subprocess_exec(sys.executable, script, *words, stdin=PIPE, stdout=PIPE)
    assert peer.stdin is not None
    assert peer.stdout is not None
    try:
        yield peer, (await peer.stdout.readline()).decode().strip()
    finally:
        peer.stdin.close()
        await peer.wait()


@asynccontextmanager
async def joined_ptys() -> AsyncGenerator[tuple[str, str]]:
    """Give the two ends of a serial line."""
    (one, one_host), (two, two_host) = pty.openpty(), pty.openpty()
    loop = asyncio.get_running_loop()
    for end in (one_host, two_host):
        tty.setraw(end)
    loop.add_reader(one, lambda: os.write(two, os.read(one, 4096)))
    loop.add_reader(two, lambda: os.write(one, os.read(two, 4096)))
    try:
        yield os.ttyname(one_host), os.ttyname(two_host)
    finally:
        for end in (one, two):
            loop.remove_reader(end)
        for end in (one, one_host, two, two_host):
            os.close(end)


@asynccontextmanager
async def peer_url(peer: str) -> AsyncGenerator[str]:
    """Start a peer whose register n holds n + 1000, and give its URL."""
    match peer:
        case "libmodbus tcp":
            async with libmodbus("tcp") as (_, port):
                yield f"tcp://127.0.0.1:{port}"
        case "libmodbus rtu":
            async with joined_ptys() as (ours, theirs), libmodbus("rtu", theirs):
                yield f"serial://{ours}?baud=19200"
        case _:
            device = FaultyModbus(rtu=peer.endswith("rtu"), answer=_raised, keep_id=True)
            framer = "rtu" if peer.endswith("rtu") else "socket"
            yield f"tcp://127.0.0.1:{await device.listen()}?framer={framer}"
            await device.close()


def _raised(request: bytes) -> bytes:
    """Answer with registers from 1000 and every third bit; from 200 on with exception 2."""
    address, count = int.from_bytes(request[2:4], "big"), int.from_bytes(request[4:6], "big")
    if address + count > libmodbus_peer.REGISTERS:
        return bytes([request[0], request[1] | 0x80, 2])
    if request[1] in (1, 2):
        bits = sum(1 << place for place in range(count) if (address + place) % 3 == 0)
        return bytes([request[0], request[1], (count + 7) // 8]) + bits.to_bytes((count + 7) // 8, "little")
    return registers_of(request[:2] + (address + 1000).to_bytes(2, "big") + request[4:])


@pytest.mark.parametrize("peer", PEERS)
@pytest.mark.urs("F24")
async def test_each_area_of_an_independent_device_is_read_right(peer: str, clock: Clock) -> None:
    async with peer_url(peer) as url:
        line = ModbusLine("peer", parse_address(url), clock, unheard)
        await line.connect(5.0)
        for area in (Area.HOLDING, Area.INPUT):
            assert (await line.read(area, 5, 3, 2.0)).values == (1005, 1006, 1007)
            assert len((await line.read(area, 0, 100, 2.0)).values) == 100
        for area in (Area.COIL, Area.DISCRETE):
            assert (await line.read(area, 2, 11, 2.0)).values == (0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1)
        with pytest.raises(EquipmentException) as caught:
            await line.read(Area.HOLDING, 199, 2, 2.0)
        assert caught.value.params["number"] == "2"
        line.close()


if MBPOLL:  # only where mbpoll is installed

    @pytest.mark.parametrize(
        ("kind", "area"), [("4", Area.HOLDING), ("3", Area.INPUT), ("0", Area.COIL), ("1", Area.DISCRETE)]
    )
    async def test_mbpoll_which_is_installed_here_reads_the_simulated_controller(kind: str, area: Area) -> None:
        server = ModbusServer()
        await server.start()
        values = [1, 0, 1] if area.is_bits else [7, 40, 65]
        await server.put(area, 10, values)
        asked = ("-m", "tcp", "-a", "1", "-0", "-r", "10", "-c", "3", "-1", "-q", "-p", str(server.port))
        polled = await asyncio.create_subprocess_exec(str(MBPOLL), *asked, "-t", kind, "127.0.0.1", stdout=PIPE)
        told, _ = await polled.communicate()
        lines = [line.split() for line in told.decode().splitlines() if line.startswith("[")]
        assert [(line[0], int(line[1])) for line in lines] == [
            (f"[{address}]:", value) for address, value in enumerate(values, 10)
        ]
        await server.stop()
