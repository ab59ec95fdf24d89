"""Simulated devices that speak the real bytes, so that no driver can tell; the registry row says `simulated`."""
