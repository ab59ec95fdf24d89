"""Modbus writes: one coil, one register or several, and that the answer is to this write.

Source: Modbus Application Protocol 1.1b3, 6.5 (function 05), 6.6 (06) and 6.12 (16). The answer to 05 and 06 is the
request once more, so that a line that hears itself cannot be told from a device that answers: only reading back proves
a write.
"""

from collections.abc import Sequence

from pymodbus.pdu import ModbusPDU

from hardware.errors import AnswerMismatch, EquipmentException
from hardware.modbus.client import Client
from hardware.tagmap import Area

ONE_COIL, ONE_REGISTER, REGISTERS = 5, 6, 16


def function_for(area: Area, values: Sequence[int]) -> int:
    """Give the function code that writes some values into an area."""
    if area is Area.COIL:
        return ONE_COIL
    return ONE_REGISTER if len(values) == 1 else REGISTERS


async def write(client: Client, area: Area, address: int, values: Sequence[int], unit: int) -> ModbusPDU:
    """Send one write and give the answer as it came."""
    if area is Area.COIL:
        return await client.write_coil(address, bool(values[0]), device_id=unit)
    if len(values) == 1:
        return await client.write_register(address, values[0], device_id=unit)
    return await client.write_registers(address, list(values), device_id=unit)


def confirm(answer: ModbusPDU, area: Area, address: int, values: Sequence[int], device: str) -> None:
    """Check the answer to a write.

    Raises:
        EquipmentException: The device refused by a Modbus exception.
        AnswerMismatch: The answer is to something else.
    """
    function = function_for(area, values)
    if answer.function_code == function | 0x80:
        raise EquipmentException("device.modbus_exception", device=device, number=str(answer.exception_code))
    if answer.function_code != function:
        raise AnswerMismatch("device.answer_other_function", device=device)
    if answer.address != address or (function == REGISTERS and answer.count != len(values)):
        raise AnswerMismatch("device.answer_other_write", device=device)
