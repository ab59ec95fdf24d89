"""The first kiosks of a plant: each has made its own keys and announces them; the founders compare the fingerprints.

Only in a simulated plant are keys made for a kiosk that has announced none, so that one machine plays the whole plant.
Source: 21 CFR 11.10(h); `docs/adr/0013-kiosk-keys-come-by-announcement.md`.
"""

import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from core.announcement import Announcement, AnnouncementUnreadable, key_rows, read_announcement
from core.changes import change
from core.key_times import ends_ahead
from core.language import text
from core.plant import Plant
from core.record.box import box_row
from core.record.keys import KeyKind, PrivateKey, PublicKey, public_key
from core.record.sealed import KEY_BYTES
from server.enrolment import founded_since, state_founding
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
    since = founded_since(writing)
    for kiosk in plant.kiosks:
        rows: tuple[PublicKey, ...] = ()
        if kiosk in announced:
            rows = key_rows(announced[kiosk], since, plant.policy)
        elif plant.simulated:
            rows = _made_rows(_made(folder, kiosk), kiosk, since, ends_ahead(since, plant.policy.kiosk_key_days))
        for row in rows:
            state_founding(writing, change("keys", row.id, row))


def device_key(folder: Path, kiosk: str) -> PrivateKey:
    """Read the device key that was made for a kiosk of a simulated plant."""
    return PrivateKey(read_secret(folder / kiosk / "device.key"))


def _made_rows(device: PrivateKey, kiosk: str, since: str, until: str) -> tuple[PublicKey, ...]:
    rows = public_key(device, KeyKind.DEVICE, kiosk, since), box_row(device, kiosk, since)
    return tuple(msgspec.structs.replace(row, valid_to=until) for row in rows)


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
