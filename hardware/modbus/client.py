"""pymodbus clients as the guard wants them: no retry, no reconnecting of their own, every packet traced."""

from collections.abc import Callable

import msgspec
from pymodbus import FramerType
from pymodbus.client import AsyncModbusSerialClient, AsyncModbusTcpClient

from hardware.errors import NotRegistered
from hardware.transport import Address, SerialAddress

Client = AsyncModbusSerialClient | AsyncModbusTcpClient


class ModbusSettings(msgspec.Struct, frozen=True):
    """What a device URL says about Modbus.

    Attributes:
        address: Where the device hangs.
        framer: RTU frames, or TCP frames with transaction id.
        unit: Unit id, 1 to 247.
        echo: True on two-wire lines that hear what they send themselves.
    """

    address: Address
    framer: FramerType
    unit: int
    echo: bool


def read_settings(address: Address) -> ModbusSettings:
    """Read the words `unit`, `framer` and `echo` of a device URL.

    Raises:
        NotRegistered: A word that cannot be.
    """
    unit = address.options.get("unit", "1")
    if not (unit.isascii() and unit.isdigit() and 1 <= int(unit) <= 247):
        raise NotRegistered("device.address_bad", url=f"unit={unit}")
    serial = isinstance(address, SerialAddress)
    framer = address.options.get("framer", "rtu" if serial else "socket")
    if framer not in ({"rtu"} if serial else {"rtu", "socket"}):
        raise NotRegistered("device.address_bad", url=f"framer={framer}")
    if "echo" in address.options and not serial:
        # pymodbus takes away an echo on serial lines only; a device server must be told not to send one.
        raise NotRegistered("device.address_bad", url=f"echo={address.options['echo']}")
    frames = FramerType.RTU if framer == "rtu" else FramerType.SOCKET
    return ModbusSettings(address, frames, int(unit), address.options.get("echo") == "1")


def new_client(
    name: str,
    settings: ModbusSettings,
    answer_s: float,
    packet: Callable[[bool, bytes], bytes],
    connected: Callable[[bool], None],
) -> Client:
    """Make a client in the running event loop.

    Args:
        name: The device's name.
        settings: Where and how.
        answer_s: Longest wait for an answer, seconds.
        packet: Sees every packet and gives it on.
        connected: Called on each connection made (True) and lost (False).
    """
    address = settings.address
    # Reconnecting is ours: whoever comes back is asked who it is before anything is read.
    if isinstance(address, SerialAddress):
        return AsyncModbusSerialClient(
            address.path,
            framer=settings.framer,
            baudrate=address.baud,
            bytesize=address.bits,
            parity=address.parity,
            stopbits=address.stop,
            handle_local_echo=settings.echo,
            name=name,
            timeout=answer_s,
            retries=0,
            reconnect_delay=0,
            trace_packet=packet,
            trace_connect=connected,
        )
    return AsyncModbusTcpClient(
        address.host,
        port=address.port,
        framer=settings.framer,
        name=name,
        timeout=answer_s,
        retries=0,
        reconnect_delay=0,
        trace_packet=packet,
        trace_connect=connected,
    )
