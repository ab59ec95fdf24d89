"""Bytes to and from devices over serial lines and TCP; the one place that uses pyserial."""

from hardware.transport.address import (
    Address,
    EvdevAddress,
    SerialAddress,
    TcpAddress,
    parse_address,
    parse_scanner_address,
)
from hardware.transport.channel import Channel, open_channel
from hardware.transport.evdev import open_input_device
from hardware.transport.line import LineTransport
from hardware.transport.tap import Traffic, WireTap

__all__ = [
    "Address",
    "Channel",
    "EvdevAddress",
    "LineTransport",
    "SerialAddress",
    "TcpAddress",
    "Traffic",
    "WireTap",
    "open_channel",
    "open_input_device",
    "parse_address",
    "parse_scanner_address",
]
