"""Drivers: one file a family, pure frames first, then the device behind its port of `core.ports`."""
