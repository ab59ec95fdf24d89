"""The kiosk's link to the core, and the one owner of the NATS client library on the kiosk."""

from console.link.errors import LinkError, RequestRefused
from console.link.link import Link
from console.link.settings import LinkSettings

__all__ = ["Link", "LinkError", "LinkSettings", "RequestRefused"]
