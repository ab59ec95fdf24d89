"""Modbus under guard; the one place that uses pymodbus."""

from hardware.modbus.answer import ModbusAnswer
from hardware.modbus.guard import ModbusLine, ModbusTiming
from hardware.modbus.server import ModbusServer

__all__ = ["ModbusAnswer", "ModbusLine", "ModbusServer", "ModbusTiming"]
