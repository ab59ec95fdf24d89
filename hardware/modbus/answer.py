"""What a Modbus answer must be before its values are used: for this question, of this function, as long as asked.

pymodbus takes answers of another function and of another length, and on a line that hears itself it can take the
question for its own answer: read from register 900, `01 03 03 84 00 01` followed by its check sum is a whole frame with
a byte count of 3.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from pymodbus.pdu import ModbusPDU

from hardware.errors import AnswerMismatch, EquipmentException
from hardware.tagmap import Area

FUNCTION = {Area.COIL: 1, Area.DISCRETE: 2, Area.HOLDING: 3, Area.INPUT: 4}
"""Function code by which each area is read (Modbus Application Protocol 1.1b3, 6.1 to 6.4)."""


class ModbusAnswer(msgspec.Struct, frozen=True):
    """What one request gave.

    Attributes:
        values: Registers (0 to 65535) or bits (0 or 1), as many as were asked for.
        raw: Request and answer as they were on the wire.
        at: When the answer came.
    """

    values: tuple[int, ...]
    raw: bytes
    at: datetime


def values_of(answer: ModbusPDU, area: Area, count: int, device: str) -> tuple[int, ...]:
    """Check an answer and give its registers, or its bits as 0 and 1.

    Raises:
        EquipmentException: The device refused by a Modbus exception.
        AnswerMismatch: Another function, or another number of values.
    """
    function = FUNCTION[area]
    if answer.function_code == function | 0x80:
        raise EquipmentException("device.modbus_exception", device=device, number=str(answer.exception_code))
    if answer.function_code != function:
        raise AnswerMismatch("device.answer_other_function", device=device)
    if area.is_bits:
        return _bits(answer.bits, count, device)
    if len(answer.registers) != count:
        raise AnswerMismatch("device.answer_short", device=device, got=str(len(answer.registers)), want=str(count))
    return tuple(answer.registers)


def refuse_echo(sent: bytes, received: bytes, device: str) -> None:
    """Refuse what is the question itself, heard again on a two-wire line.

    Raises:
        AnswerMismatch: What came begins with what was sent.
    """
    if sent and received.startswith(sent):
        raise AnswerMismatch("device.answer_is_echo", device=device)


def _bits(bits: Sequence[bool], count: int, device: str) -> tuple[int, ...]:
    # Bits come in whole bytes: as many as are needed, not one more.
    if len(bits) != (count + 7) // 8 * 8:
        raise AnswerMismatch("device.answer_short", device=device, got=str(len(bits)), want=str(count))
    return tuple(int(bit) for bit in bits[:count])
