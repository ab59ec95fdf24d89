"""The core's side of the bus, and the one owner of the NATS client library here."""

from server.bus.bus import Arrival, Bus
from server.bus.client import BusSettings
from server.bus.doctor import doctor
from server.bus.errors import BusError, BusLost, BusRefused
from server.bus.streams import CONSUMER, RCPT, REC, WIT, ensure_streams

__all__ = [
    "CONSUMER",
    "RCPT",
    "REC",
    "WIT",
    "Arrival",
    "Bus",
    "BusError",
    "BusLost",
    "BusRefused",
    "BusSettings",
    "doctor",
    "ensure_streams",
]
