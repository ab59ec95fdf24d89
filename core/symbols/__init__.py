"""Symbols of codes as modules, for what draws labels: simulated printers, and specimens on paper."""
