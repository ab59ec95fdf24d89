"""New keys of a kiosk before its old ones end: made here, announced like the first ones, taken up once registered.

The new pair lies beside the old one (`console.next_key`) until the registry names it.
Source: `docs/how-to/add-a-kiosk.md`; 21 CFR 11.10(h), 11.300(c).
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from console.kiosk_keys import keep_new, new_bus_seed, new_device_seed, own_announcement
from console.next_key import next_file, take_place
from console.settings import KeyFiles, load_device_key
from core.announcement import Announcement
from core.errors import CountersignError
from core.finding import Finding, finding
from core.key_times import WARNING
from core.plant import Plant
from core.record.keys import KeyKind, PrivateKey, PublicKey, held_key, key_id
from core.times import local_text, utc_from

log = structlog.get_logger(__name__)


def finish_take_over(files: KeyFiles) -> None:
    """Bring to its end what a power cut has interrupted: the signing key is in its place, the bus key is not yet."""
    if next_file(files.bus).exists() and not next_file(files.device).exists():
        try:
            take_place(files.bus)
        except OSError as error:  # the link tries the new key from where it lies
            log.warning("bus_key_waits", kiosk=files.kiosk, error=str(error))


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
        self._fault = ""

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
        """Make new keys when the end comes near; tells whether new ones are registered and wait to be taken up.

        They wait until they hold by this kiosk's own clock: the core sets aside what is dated before its key.
        """
        key, announced = self.key, self.announced
        if key is None or key.closed:
            return False
        if announced is None:
            if key.over_at(self._now() + WARNING):
                self._make()
            return False
        held = held_key(self._plant().keys, KeyKind.DEVICE, self._files.kiosk)
        if held is None or held.id != key_id(bytes.fromhex(announced.device)):
            return False
        return held.valid_at(self._now())

    def may_take_up(self, *, at_work: bool) -> bool:
        """Look, and tell whether to take up new keys now: not under somebody's hands, while the old ones still record.

        Args:
            at_work: Whether somebody is signed in.
        """
        key = self.key
        return self.look() and (not at_work or (key is not None and key.over_at(self._now())))

    async def take_up(self, hand_on: Callable[[PrivateKey], Awaitable[None]]) -> bool:
        """Take up the new keys; False where that cannot be stored now, and all goes on by the old ones.

        Args:
            hand_on: Seals for the new signing key what is kept under the old one.
        """
        try:
            await hand_on(load_device_key(next_file(self._files.device)))
            self.take_over()
        except (CountersignError, OSError) as error:
            self._note("keys_not_taken_up", error)
            return False
        return True

    def take_over(self) -> None:
        """Put the new keys in the place of the old ones; the process that uses the old ones has to end."""
        take_place(self._files.device)
        finish_take_over(self._files)
        log.info("keys_renewed", kiosk=self._files.kiosk)

    @property
    def warning(self) -> Finding | None:
        """Say what everybody at the screen should know of the end of the keys; None while it is far."""
        key = self.key
        if key is None or key.valid_to is None or not key.over_at(self._now() + WARNING):
            return None
        day = local_text(utc_from(key.valid_to), self._plant().offset_min)[:16]
        if key.over_at(self._now()):
            return finding("kiosk.keys_ended", t=day)
        return finding("kiosk.keys_unstored" if self._fault else "kiosk.keys_ending", t=day)

    def _make(self) -> None:
        device, bus = next_file(self._files.device), next_file(self._files.bus)
        if device.exists() and bus.exists():
            return
        try:
            keep_new(device, new_device_seed())
            keep_new(bus, new_bus_seed())
        except OSError as error:  # no room, or no right to write there: the old keys hold, and it is tried again
            self._note("keys_not_made", error)
            return
        self._fault = ""
        log.info("keys_made", kiosk=self._files.kiosk)

    def _note(self, what: str, error: Exception) -> None:
        """Log a fault when it is new; it is met again every second."""
        if self._fault != str(error):
            self._fault = str(error)
            log.warning(what, kiosk=self._files.kiosk, error=self._fault)
