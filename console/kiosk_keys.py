"""`countersign kiosk-keys`: a kiosk makes its own keys at its first start and announces their public halves.

The private halves never leave the kiosk; an administrator compares the fingerprint on both screens and registers them.
"""

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from console.next_key import sync_folder
from console.settings import KeyFiles
from core.announcement import Announcement, AnnouncementUnreadable, announce, can_announce
from core.errors import CountersignError
from core.language import text, worded
from core.record.keys import PrivateKey
from core.record.nkey import SEED_BYTES, raw_seed, user_public, user_seed
from core.text_fault import TextFault

DEVICE, BUS, ANNOUNCEMENT = "device.key", "kiosk.nk", "announcement.txt"
"""Names of the files: the signing key's seed, the bus user's seed, and what is announced."""
OUTBOX = "outbox.db"


class KeyFileTaken(AnnouncementUnreadable):
    """A key file holds something else than a key, so nothing is announced."""

    code = "KSK-041"


class KeysNotStored(CountersignError):
    """The keys of a kiosk cannot be written; none of them is left behind."""

    code = "KSK-044"


def make_keys(folder: Path, kiosk: str, epoch: int) -> Announcement:
    """Make the keys of a kiosk, or take those that are there, and write what it announces.

    Args:
        folder: Where the files lie; made for their owner alone.
        kiosk: Kiosk id.
        epoch: Which enrolment the keys are for.

    Raises:
        AnnouncementUnreadable: The id or the enrolment cannot be one; no key was made.
        KeyFileTaken: A file of that name holds something else.
    """
    if not can_announce(kiosk, epoch):
        raise AnnouncementUnreadable("kiosks.id_unfit", kiosk=kiosk[:40], epoch=str(epoch))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    device, bus = folder / DEVICE, folder / BUS
    keep_new(device, new_device_seed())
    keep_new(bus, new_bus_seed())
    try:
        key = PrivateKey(bytes.fromhex(device.read_text("ascii").strip()))
        public = user_public(raw_seed(bus.read_text("ascii")))
    except ValueError as error:
        raise KeyFileTaken("kiosks.key_file", folder=str(folder)) from error
    announced = announce(kiosk, epoch, key, public)
    (folder / ANNOUNCEMENT).write_text(announced.text + "\n", "ascii")
    return announced


def make_first_keys(files: KeyFiles) -> Announcement | None:
    """Make the keys of a kiosk that starts for the first time; None where it has keys, or has recorded anything before.

    A kiosk whose key file was lost must not go on under another key by itself: its records say that it is another one.

    Raises:
        KeysNotStored: There is no room, or no right to write there.
    """
    if files.device.exists() or files.bus.exists() or (files.data / OUTBOX).exists():
        return None
    made = (files.device, new_device_seed()), (files.bus, new_bus_seed())
    try:
        for file, seed in made:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            keep_new(file, seed)
    except OSError as error:
        for file, _ in made:  # half a pair would be taken for a kiosk that has lost its keys
            with suppress(OSError):
                file.unlink()
        raise KeysNotStored("kiosks.keys_not_stored", folder=str(files.device.parent)) from error
    announced = own_announcement(files)
    if announced is not None:
        with suppress(OSError):  # `countersign kiosk-keys` writes it again
            (files.device.parent / ANNOUNCEMENT).write_text(announced.text + "\n", "ascii")
    return announced


def own_announcement(files: KeyFiles) -> Announcement | None:
    """Say what a kiosk announces of itself, by the keys that it has; None where they cannot be read."""
    try:
        key = PrivateKey(bytes.fromhex(files.device.read_text("ascii").strip()))
        return announce(files.kiosk, files.epoch, key, user_public(raw_seed(files.bus.read_text("ascii"))))
    except (OSError, ValueError, AnnouncementUnreadable):
        return None


def before_founding(files: KeyFiles, faults: Sequence[TextFault]) -> Iterator[str]:
    """Say what the first terminal of a plant needs next, where nothing but the core's public key is missing."""
    announced = own_announcement(files)
    if announced is None or any(not _of_core_key(fault) for fault in faults):
        return
    file = files.device.parent / ANNOUNCEMENT
    yield text("kiosks.first_start", "en", kiosk=announced.kiosk, fingerprint=announced.fingerprint)
    yield text("kiosks.first_found", "en", file=str(file))
    yield text("kiosks.first_register", "en")


def _of_core_key(fault: TextFault) -> bool:
    return (fault.finding.key, fault.finding.params.get("key")) == ("text_file.key_missing", "public")


def register_kiosk_keys(app: typer.Typer) -> None:
    """Add the command."""
    app.command("kiosk-keys")(kiosk_keys)


def kiosk_keys(
    kiosk: Annotated[str, typer.Option(help="Kiosk id, such as WEIGH-02.", show_default=False)],
    folder: Annotated[Path, typer.Option("--dir", help="Where the keys lie.")] = Path(),
    epoch: Annotated[int, typer.Option(help="Which enrolment the keys are for; 1 for a new kiosk.")] = 1,
) -> None:
    """Make this kiosk's own keys, and show what an administrator scans and compares to register it.

    Keys that are there are kept. For another enrolment with new keys use a new folder and the next number.
    """
    from console.qr import qr_printed

    try:
        announced = make_keys(folder, kiosk, epoch)
    except AnnouncementUnreadable as error:
        typer.echo(worded(error, "en"), err=True)
        raise typer.Exit(1) from error
    typer.echo(qr_printed(announced.text))
    typer.echo(announced.text)
    typer.echo(f"\n{announced.kiosk}, enrolment {announced.epoch}\nfingerprint  {announced.fingerprint}")


def new_device_seed() -> str:
    """Make the seed of a signing key, as its file holds it."""
    return secrets.token_hex(SEED_BYTES)


def new_bus_seed() -> str:
    """Make the seed of a bus user, as its file holds it."""
    return user_seed(secrets.token_bytes(SEED_BYTES))


def keep_new(file: Path, text: str) -> None:
    """Write a secret into a new file of its owner alone, whole or not at all; one that is there stays."""
    if file.exists():
        return
    draft = file.with_name(f"{file.name}.draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        with suppress(FileExistsError):
            os.link(draft, file)  # unlike renaming, this never replaces a key
    finally:
        draft.unlink()
    sync_folder(file.parent)
