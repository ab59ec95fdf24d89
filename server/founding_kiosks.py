"""The first kiosks of a plant: each has made its own keys and announces them; the founders compare the fingerprints.

Only in a simulated plant are keys made for a kiosk that has announced none, so that one machine plays the whole plant.
Source: 21 CFR 11.10(h); `docs/adr/0013-kiosk-keys-come-by-announcement.md`.
"""

import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from core.announcement import Announcement, AnnouncementUnreadable, read_announcement
from core.changes import change
from core.language import text
from core.plant import Plant
from core.record.keys import KeyKind, PrivateKey, PublicKey, key_id
from core.record.sealed import KEY_BYTES
from server.enrolment import founded_since, state_box_key, state_founding, state_key
from server.founders import Talk
from server.keys import read_secret, write_secret
from server.writing import Writing


class KiosksMissing(AnnouncementUnreadable):
    """A real plant begins with at least one kiosk that has announced its keys, each of them in the plant file."""

    code = "COR-027"


def ask_kiosks(files: Iterable[Path], talk: Talk) -> dict[str, Announcement]:
    """Read what kiosks have announced, and have the fingerprint on the screen of each typed until it is the same.

    Raises:
        AnnouncementUnreadable: A file holds no announcement.
    """
    announced = [read_announcement(_line(file)) for file in files]
    for one in announced:
        while _digits(talk.typed(text("founders.kiosk", "en", kiosk=one.kiosk))) != _digits(one.fingerprint):
            talk.say(text("kiosks.fingerprint_other", "en", kiosk=one.kiosk))
    return {one.kiosk: one for one in announced}


def with_announced(plant: Plant, announced: Mapping[str, Announcement]) -> Plant:
    """Give the plant with the bus keys and enrolments that its kiosks have announced.

    Raises:
        KiosksMissing: A real plant of which no kiosk has announced, or a kiosk that the plant does not have.
    """
    unknown = sorted(announced.keys() - plant.kiosks.keys())
    if unknown:
        raise KiosksMissing("founders.kiosk_unknown", kiosk=unknown[0])
    if not announced and not plant.simulated:
        raise KiosksMissing("founders.no_kiosk")
    kiosks = {
        name: msgspec.structs.replace(kiosk, epoch=announced[name].epoch, nkey=announced[name].nkey)
        if name in announced
        else kiosk
        for name, kiosk in plant.kiosks.items()
    }
    return msgspec.structs.replace(plant, kiosks=kiosks)


def state_kiosk_keys(writing: Writing, plant: Plant, announced: Mapping[str, Announcement], folder: Path) -> None:
    """Register the keys that kiosks have announced; a kiosk of a real plant that has not is enrolled later."""
    for kiosk in plant.kiosks:
        if kiosk in announced:
            for row in _rows(announced[kiosk], founded_since(writing)):
                state_founding(writing, change("keys", row.id, row))
        elif plant.simulated:
            device = _made(folder, kiosk)
            state_key(writing, device, KeyKind.DEVICE, kiosk)
            state_box_key(writing, device, kiosk)


def device_key(folder: Path, kiosk: str) -> PrivateKey:
    """Read the device key that was made for a kiosk of a simulated plant."""
    return PrivateKey(read_secret(folder / kiosk / "device.key"))


def _rows(announced: Announcement, since: str) -> tuple[PublicKey, PublicKey]:
    device, box = (
        PublicKey(key_id(bytes.fromhex(public)), kind, announced.kiosk, public, since)
        for kind, public in ((KeyKind.DEVICE, announced.device), (KeyKind.BOX, announced.box))
    )
    return device, box


def _made(folder: Path, kiosk: str) -> PrivateKey:
    path = folder / kiosk
    path.mkdir(mode=0o700, exist_ok=True)
    write_secret(path / "device.key", secrets.token_hex(KEY_BYTES))
    return device_key(folder, kiosk)


def _digits(typed: str) -> str:
    return "".join(typed.split()).casefold()


def _line(file: Path) -> str:
    try:
        return file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise KiosksMissing("settings.no_file", file=str(file)) from error
