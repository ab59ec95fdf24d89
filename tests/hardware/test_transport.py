"""Addresses, channels and lines, over real ptys and sockets."""

import asyncio
import os
import pty
import tty
from pathlib import Path

import pytest

from core.ports import Clock
from hardware.errors import DeviceSilent, DeviceUnreachable, FrameBroken, NotRegistered
from hardware.transport import LineTransport, SerialAddress, TcpAddress, WireTap, parse_address


def test_addresses_are_read_with_their_line_settings() -> None:
    address = parse_address("serial:///dev/serial/by-id/usb-MT?baud=19200&parity=E&stop=2&unit=3")
    assert address == SerialAddress("/dev/serial/by-id/usb-MT", 19200, parity="E", stop=2, options={"unit": "3"})
    assert parse_address("tcp://10.0.0.7:8001") == TcpAddress("10.0.0.7", 8001)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/dev/ttyS0",
        "tcp://host",
        "tcp://host:0",
        "tcp://host:99999",
        "tcp://h:1/path",
        "serial://host/x",
        "http://h:1",
        "serial:///dev/x?baud=fast",
        "serial:///dev/x?baud=0",
        "serial:///dev/x?parity=X",
        "serial:///dev/x?bits=9",
        "serial:///dev/x?stop=3",
        "serial:///dev/x?flow=dsr",
        "serial:///dev/x?baud",
    ],
)
def test_an_address_that_cannot_be_is_refused(url: str) -> None:
    with pytest.raises(NotRegistered):
        parse_address(url)


def unheard() -> None:
    """Take no notice of a lost line."""


def serial_line(path: str, clock: Clock, settings: str = "") -> LineTransport:
    return LineTransport("dev", parse_address(f"serial://{path}{settings}"), clock, unheard)


async def test_one_line_goes_out_and_one_comes_back(clock: Clock) -> None:
    device, host = pty.openpty()
    tty.setraw(host)
    line = serial_line(os.ttyname(host), clock)
    await line.open(1.0)
    await line.send(b"I4\r\n")
    assert os.read(device, 100) == b"I4\r\n"
    os.write(device, b"one\r\ntw")
    assert await line.receive(1.0) == b"one\r\n"
    with pytest.raises(DeviceSilent):
        await line.receive(0.02)
    os.write(device, b"o\r\n")
    assert await line.receive(1.0) == b"two\r\n"
    assert (line.tap.last()[0].sent, line.tap.last()[0].data) == (True, b"I4\r\n")
    line.close()
    os.close(device)
    os.close(host)


async def test_a_port_is_ours_alone_and_parity_is_refused_on_a_pty(clock: Clock) -> None:
    device, host = pty.openpty()
    path = os.ttyname(host)
    first, second = serial_line(path, clock), serial_line(path, clock)
    await first.open(1.0)
    with pytest.raises(DeviceUnreachable):
        await second.open(0.05)
    first.close()
    first.close()
    await second.open(1.0)
    second.close()
    with pytest.raises(DeviceUnreachable):
        await serial_line(path, clock, "?parity=E").open(0.05)
    os.close(device)
    os.close(host)


async def test_pulling_the_plug_ends_a_wait_at_once(clock: Clock) -> None:
    device, host = pty.openpty()
    tty.setraw(host)
    line = serial_line(os.ttyname(host), clock)
    await line.open(1.0)
    waiting = asyncio.create_task(line.receive(60.0))
    await asyncio.sleep(0)
    os.close(device)
    with pytest.raises(DeviceUnreachable):
        await asyncio.wait_for(waiting, 5)
    assert not line.is_open
    os.close(host)


async def test_a_port_that_appears_late_is_opened_within_the_deadline(clock: Clock, tmp_path: Path) -> None:
    device, host = pty.openpty()
    opening = asyncio.create_task(serial_line(str(tmp_path / "late"), clock).open(5.0))
    await asyncio.sleep(0.02)
    (tmp_path / "late").symlink_to(os.ttyname(host))
    await opening
    os.close(device)
    os.close(host)


async def test_garbage_without_an_end_is_dropped(clock: Clock) -> None:
    async def babble(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"#" * 10_000)
        await writer.drain()
        await _reader.read()
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    line = LineTransport("dev", TcpAddress("127.0.0.1", port), clock, unheard)
    await line.open(1.0)
    with pytest.raises(FrameBroken):
        await line.receive(2.0)
    line.close()
    server.close()
    await server.wait_closed()
    with pytest.raises(DeviceUnreachable):
        await LineTransport("dev", TcpAddress("127.0.0.1", port), clock, unheard).open(0.05)


def test_the_tap_keeps_the_last_pieces_and_hashes_all(clock: Clock) -> None:
    tap, again = WireTap(clock, keep=2), WireTap(clock, keep=2)
    for each in (tap, again):
        for data in (b"a", b"b", b"c"):
            each.note(sent=True, data=data)
    assert [piece.data for piece in tap.last()] == [b"b", b"c"]
    assert tap.sha256() == again.sha256()
    again.note(sent=False, data=b"")
    assert tap.sha256() != again.sha256()
