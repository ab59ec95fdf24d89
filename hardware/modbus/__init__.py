"""Modbus under guard; the one place that uses pymodbus."""

from hardware.modbus.guard import ModbusAnswer, ModbusLine, ModbusTiming
from hardware.modbus.server import ModbusServer

__all__ = ["ModbusAnswer", "ModbusLine", "ModbusServer", "ModbusTiming"]
