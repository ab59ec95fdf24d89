"""Bytes to and from devices over serial lines and TCP; the one place that uses pyserial."""

from hardware.transport.address import Address, SerialAddress, TcpAddress, parse_address
from hardware.transport.channel import Channel, open_channel
from hardware.transport.line import LineTransport
from hardware.transport.tap import Traffic, WireTap

__all__ = [
    "Address",
    "Channel",
    "LineTransport",
    "SerialAddress",
    "TcpAddress",
    "Traffic",
    "WireTap",
    "open_channel",
    "parse_address",
]
