"""New keys of a kiosk before its old ones end: made here, announced like the first ones, taken up once registered.

The new pair lies beside the old one (`console.next_key`) until the registry names it.
Source: `docs/how-to/add-a-kiosk.md`; 21 CFR 11.10(h), 11.300(c).
"""

from collections.abc import Callable
from datetime import datetime

import structlog

from console.kiosk_keys import keep_new, new_bus_seed, new_device_seed, own_announcement
from console.next_key import next_file
from console.settings import KeyFiles
from core.announcement import Announcement
from core.finding import Finding, finding
from core.key_times import WARNING
from core.plant import Plant
from core.record.keys import KeyKind, PublicKey, held_key, key_id
from core.times import local_text, utc_from

log = structlog.get_logger(__name__)


def finish_take_over(files: KeyFiles) -> None:
    """Bring to its end what a power cut has interrupted: the signing key is in its place, the bus key is not yet."""
    if next_file(files.bus).exists() and not next_file(files.device).exists():
        next_file(files.bus).replace(files.bus)


class KeyRenewal:
    """Follows the end of this kiosk's keys."""

    def __init__(self, files: KeyFiles, own: str, plant: Callable[[], Plant], now: Callable[[], datetime]) -> None:
        """Take what is followed.

        Args:
            files: Where the keys lie.
            own: Id of the signing key that this process signs with.
            plant: Gives the plant as last heard.
            now: Tells the time.
        """
        self._files, self._own, self._plant, self._now = files, own, plant, now

    @property
    def key(self) -> PublicKey | None:
        """Give the row of the key that is used here, or None where the plant does not know it."""
        return next((key for key in self._plant().keys if key.id == self._own), None)

    @property
    def announced(self) -> Announcement | None:
        """Give what the new keys announce, once they are made."""
        if not next_file(self._files.device).exists():
            return None
        files = self._files
        return own_announcement(
            KeyFiles(files.kiosk, files.epoch, next_file(files.device), next_file(files.bus), files.data)
        )

    def look(self) -> bool:
        """Make new keys when the end comes near; tells whether new ones are registered and wait to be taken up."""
        key, announced = self.key, self.announced
        if key is None or key.closed:
            return False
        if announced is None:
            if key.over_at(self._now() + WARNING):
                self._make()
            return False
        held = held_key(self._plant().keys, KeyKind.DEVICE, self._files.kiosk)
        return held is not None and held.id == key_id(bytes.fromhex(announced.device))

    def take_over(self) -> None:
        """Put the new keys in the place of the old ones; the process that uses the old ones has to end."""
        next_file(self._files.device).replace(self._files.device)
        finish_take_over(self._files)
        log.info("keys_renewed", kiosk=self._files.kiosk)

    @property
    def warning(self) -> Finding | None:
        """Say what everybody at the screen should know of the end of the keys; None while it is far."""
        key = self.key
        if key is None or key.valid_to is None or not key.over_at(self._now() + WARNING):
            return None
        day = local_text(utc_from(key.valid_to), self._plant().offset_min)[:16]
        return finding("kiosk.keys_ended" if key.over_at(self._now()) else "kiosk.keys_ending", t=day)

    def _make(self) -> None:
        device, bus = next_file(self._files.device), next_file(self._files.bus)
        if not (device.exists() and bus.exists()):
            keep_new(device, new_device_seed())
            keep_new(bus, new_bus_seed())
            log.info("keys_made", kiosk=self._files.kiosk)
