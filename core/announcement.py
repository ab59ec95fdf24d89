"""The announcement of a kiosk: the public halves of the keys it has made, as one line of text that fits a QR code.

It proves nothing by itself: an administrator compares its fingerprint on both screens and signs its registration.
Source: 21 CFR 11.10(h); `docs/adr/0013-kiosk-keys-come-by-announcement.md`.
"""

import base64
import binascii
import re
from collections.abc import Iterator

import msgspec

from core.changes import Change, change
from core.errors import CountersignError
from core.key_times import OF_KIOSKS, OVERLAP, ends_ahead
from core.plant import Kiosk, Plant
from core.policy import Policy
from core.record.box import BoxKey
from core.record.digest import sha256_hex
from core.record.keys import KeyKind, PrivateKey, PublicKey, key_id
from core.times import utc_from, utc_text
from core.words import Words

MARK = "CSK1"
"""First word of an announcement; a later form gets another one."""
LONGEST_EPOCH = 9999
_NKEY = re.compile(r"U[A-Z2-7]{55}")
_KIOSK = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,31}")
_PUBLIC_BYTES = 32


class AnnouncementUnreadable(CountersignError):
    """A text is no announcement of a kiosk."""

    code = "KSK-040"


class Announcement(msgspec.Struct, frozen=True):
    """What a kiosk says of itself before it is registered.

    Attributes:
        kiosk: Kiosk id, upper case.
        epoch: Which enrolment this is, from 1.
        device: Hex of the public signing key.
        box: Hex of the public box key.
        nkey: Public key for the bus, `U...`.
    """

    kiosk: str
    epoch: int
    device: str
    box: str
    nkey: str

    @property
    def text(self) -> str:
        """Write it as one line: `CSK1/KIOSK-03/1/<base32 of both keys>/<bus key>`."""
        keys = base64.b32encode(bytes.fromhex(self.device) + bytes.fromhex(self.box)).decode().rstrip("=")
        return "/".join((MARK, self.kiosk, str(self.epoch), keys, self.nkey))

    @property
    def fingerprint(self) -> str:
        """Give what is compared on both screens: six groups of four hex digits over the whole line."""
        digest = sha256_hex(self.text.encode())
        return " ".join(digest[start : start + 4] for start in range(0, 24, 4))


def announce(kiosk: str, epoch: int, device: PrivateKey, nkey: str) -> Announcement:
    """Make the announcement of a kiosk from its own keys.

    Raises:
        AnnouncementUnreadable: The id cannot be one, or the epoch or bus key has another form.
    """
    made = Announcement(kiosk, epoch, device.public.hex(), BoxKey(device).public.hex(), nkey)
    return read_announcement(made.text)


def can_announce(kiosk: str, epoch: int) -> bool:
    """Tell whether a kiosk may be called so, and be enrolled for that many times."""
    return _KIOSK.fullmatch(kiosk) is not None and 0 < epoch <= LONGEST_EPOCH


def read_announcement(text: str) -> Announcement:
    """Read an announcement.

    Raises:
        AnnouncementUnreadable: It has another form.
    """
    words = text.split("/")
    if len(words) != 5 or words[0] != MARK:
        raise AnnouncementUnreadable("kiosks.no_announcement")
    _, kiosk, epoch, keys, nkey = words
    try:
        raw = base64.b32decode(keys + "=" * (-len(keys) % 8))
    except (binascii.Error, ValueError) as error:
        raise AnnouncementUnreadable("kiosks.no_announcement") from error
    counted = epoch.isascii() and epoch.isdigit() and 0 < int(epoch[:6]) <= LONGEST_EPOCH and epoch == str(int(epoch))
    if not (_KIOSK.fullmatch(kiosk) and counted and _NKEY.fullmatch(nkey) and len(raw) == 2 * _PUBLIC_BYTES):
        raise AnnouncementUnreadable("kiosks.no_announcement")
    return Announcement(kiosk, int(epoch), raw[:_PUBLIC_BYTES].hex(), raw[_PUBLIC_BYTES:].hex(), nkey)


def registration(
    announced: Announcement, plant: Plant, name: Words, room: str | None, now: str, because: str
) -> tuple[Change, ...]:
    """Propose what registers a kiosk, renews its keys or enrols it anew: itself, its two keys, the end of those it had.

    An announcement of the enrolment that the kiosk is in renews its keys: the earlier ones hold on for `OVERLAP`.
    One of the next enrolment closes them at once.

    Args:
        announced: What it said.
        plant: The plant before.
        name: Its name.
        room: Where it stands, or None.
        now: From when on, as `core.times.utc_text` writes it.
        because: Why earlier keys end.
    """
    kiosk = Kiosk(announced.kiosk, name, room, announced.epoch, announced.nkey)
    earlier = shortened(kiosk.id, plant, now) if renews(announced, plant) else revocation(kiosk.id, plant, now, because)
    rows = key_rows(announced, now, plant.policy)
    return (change("kiosks", kiosk.id, kiosk), *(change("keys", row.id, row) for row in rows), *earlier)


def key_rows(announced: Announcement, since: str, policy: Policy) -> tuple[PublicKey, ...]:
    """Give the registry rows of what a kiosk announced, with the end that the policy sets."""
    until = ends_ahead(since, policy.kiosk_key_days)
    return tuple(
        PublicKey(key_id(bytes.fromhex(public)), kind, announced.kiosk, public, since, until)
        for kind, public in ((KeyKind.DEVICE, announced.device), (KeyKind.BOX, announced.box))
    )


def renews(announced: Announcement, plant: Plant) -> bool:
    """Tell whether an announcement renews the keys of a kiosk within its enrolment, so that its chain goes on."""
    known = plant.kiosks.get(announced.kiosk)
    return known is not None and known.epoch == announced.epoch and registered(announced.kiosk, plant) is not None


def shortened(kiosk: str, plant: Plant, now: str) -> tuple[Change, ...]:
    """Propose that every open key of a kiosk ends soon, where it does not end sooner by itself."""
    until = utc_from(now) + OVERLAP
    return tuple(
        change("keys", key.id, msgspec.structs.replace(key, valid_to=utc_text(until)))
        for key in open_keys(kiosk, plant)
        if key.valid_to is None or utc_from(key.valid_to) > until
    )


def revocation(kiosk: str, plant: Plant, now: str, because: str) -> tuple[Change, ...]:
    """Propose the end of every open key of a kiosk, now at the latest."""
    return tuple(
        change("keys", key.id, msgspec.structs.replace(key, valid_to=_sooner(key, now), revoked_because=because))
        for key in open_keys(kiosk, plant)
    )


def _sooner(key: PublicKey, now: str) -> str:
    return key.valid_to if key.valid_to is not None and key.over_at(utc_from(now)) else now


def open_keys(kiosk: str, plant: Plant) -> Iterator[PublicKey]:
    """Give the keys of a kiosk that have not been closed, those of an earlier date first."""
    held = (k for k in plant.keys if k.owner == kiosk and k.kind in OF_KIOSKS and not k.closed)
    return iter(sorted(held, key=lambda key: key.valid_from))


def registered(kiosk: str, plant: Plant) -> Announcement | None:
    """Give what is registered of a kiosk as it would announce it; None while it has no open keys."""
    keys = {key.kind: key.public for key in open_keys(kiosk, plant)}
    known = plant.kiosks.get(kiosk)
    if known is None or KeyKind.DEVICE not in keys or KeyKind.BOX not in keys:
        return None
    return Announcement(kiosk, known.epoch, keys[KeyKind.DEVICE], keys[KeyKind.BOX], known.nkey)


class BusKiosks(msgspec.Struct, frozen=True):
    """Whom the bus lets in by the registry, and whom it puts out.

    Attributes:
        admitted: Bus key by kiosk id, of kiosks that made their own and have an open signing key.
        revoked: Kiosks without an open signing key.
    """

    admitted: dict[str, str] = {}
    revoked: tuple[str, ...] = ()


def bus_kiosks(plant: Plant) -> BusKiosks:
    """Read off the registry who may be on the bus."""
    opened = {key.owner for key in plant.keys if key.kind == KeyKind.DEVICE and not key.closed}
    admitted = {kiosk.id: kiosk.nkey for kiosk in plant.kiosks.values() if kiosk.nkey and kiosk.id in opened}
    return BusKiosks(admitted, tuple(sorted(kiosk for kiosk in plant.kiosks if kiosk not in opened)))
