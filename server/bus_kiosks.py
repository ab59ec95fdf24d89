"""Whom the bus lets in, written down for it: a file that the embedded server follows, lines for one of your own."""

from pathlib import Path

import msgspec

from core.announcement import bus_kiosks
from core.plant import Plant
from server.embedded.nats_config import kiosk_permissions, user_line

FILE = "bus-kiosks.json"
"""Name in the core's folder; `python -m server.embedded --kiosks` follows it."""


def write_bus_kiosks(folder: Path, plant: Plant) -> None:
    """Write the registry's word on the bus whole or not at all; an unchanged one is left alone."""
    data, file = msgspec.json.encode(bus_kiosks(plant)), folder / FILE
    if file.is_file() and file.read_bytes() == data:
        return
    folder.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".draft")
    draft.write_bytes(data)
    draft.replace(file)


def bus_users(plant: Plant) -> str:
    """Write the users of registered kiosks as they stand in the configuration of a NATS server."""
    admitted = bus_kiosks(plant).admitted
    lines = [user_line(key, kiosk_permissions(plant.site, kiosk)) for kiosk, key in sorted(admitted.items())]
    return "".join(f"{line}\n" for line in lines)
