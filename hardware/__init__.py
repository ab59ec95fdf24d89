"""Devices: transport, drivers, Modbus, registry, and simulators that speak the real bytes."""
