"""Devices of a kiosk: transports, drivers, registry, and simulators that speak the real bytes."""
