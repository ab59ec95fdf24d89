"""The key shelf: wrapped keys of the people who sign at this kiosk, under a pepper of its own.

A wrapped key comes from the core sealed to this kiosk's box key. At the person's first opening here it is wrapped anew
under a pepper that is derived from the kiosk's key, and kept beside the records. A copy of the disk without the kiosk's
key file gives nobody anything to try passwords on. A key that the registry closes is dropped.
"""

import asyncio
import secrets
from collections.abc import Callable

import msgspec
import structlog

from console.answers import AnswerUnreadable
from console.plant import Cache
from core.errors import CountersignError
from core.people import Person, WrappedKey
from core.plant import Plant
from core.ports import Ask, Unreachable
from core.record.box import open_box
from core.record.canonical import Undecodable, strict_json
from core.record.digest import sha256_hex
from core.record.keys import KeyKind, PrivateKey, held_key
from core.record.sealed import NONCE_BYTES, SALT_BYTES, WrongPassword, pepper_share, rewrap_key, unwrap_key
from core.secret import Secret

CACHE = "key_shelf"
PEPPER = b"countersign-shlf"
"""BLAKE2b personalisation by which the kiosk's pepper is derived from its key."""
ASK_S = 5.0

log = structlog.get_logger(__name__)


class Shelved(msgspec.Struct, frozen=True):
    """One person's key as it is kept here.

    Attributes:
        sha256: Hash of the core's copy that it was made from.
        wrapped: Wrapped anew; the pepper's share is derived, not kept.
        by: Key id of the kiosk's key from which the pepper was derived.
    """

    sha256: str
    wrapped: WrappedKey
    by: str = ""


class _Handed(msgspec.Struct):
    """The core's answer; `box` is "" when this kiosk has the newest copy."""

    sha256: str
    box: str


class KeyShelf:
    """Opens a person's own key by the password."""

    def __init__(
        self,
        device: PrivateKey,
        cache: Cache,
        ask: Ask,
        plant: Callable[[], Plant],
        spare: Callable[[str], WrappedKey | None] = lambda _: None,
    ) -> None:
        """Join the parts; nothing is known before `load`.

        Args:
            device: The kiosk's key.
            cache: Where the shelf is kept.
            ask: The way to the core.
            plant: Gives the plant as last heard.
            spare: Gives the copy that a code book brought for a person new to this kiosk.
        """
        self._device = device
        self._pepper = device.derived(PEPPER)
        self._cache = cache
        self._ask = ask
        self._plant = plant
        self._spare = spare
        self._kept: dict[str, Shelved] = {}

    async def load(self) -> None:
        """Take what is kept on the disk; what cannot be read, or lies under a former key of the kiosk, comes anew."""
        data = await self._cache.cached(CACHE)
        try:
            found = msgspec.json.decode(data, type=dict[str, Shelved]) if data else {}
            self._kept = {person: kept for person, kept in found.items() if kept.by == self._device.id}
        except msgspec.DecodeError:
            log.warning("the key shelf could not be read")

    async def tidy(self) -> None:
        """Drop the keys of people who are closed, and keys that the registry has closed."""
        left = {person: kept for person, kept in self._kept.items() if self._holds(person, kept.wrapped.key)}
        if len(left) != len(self._kept):
            self._kept = left
            await self._store()

    async def open(self, person: Person, password: Secret, *, renew: bool = False) -> PrivateKey:
        """Open a person's key, beside the screen's loop; opening it is the check of the password.

        Args:
            person: Whose.
            password: As typed.
            renew: True to look first whether the core has a newer copy, as after a change of the password elsewhere.

        Raises:
            WrongPassword: It does not open, or the person has no key.
            Unreachable: No copy is here and the core cannot be asked.
        """
        kept = self._kept.get(person.id)
        if kept is not None and not self._holds(person.id, kept.wrapped.key):
            kept = None
        if kept is None or renew:
            return await self._renewed(person, password, kept)
        try:
            return await self._opened(person, kept, password)
        except WrongPassword:
            # The password may have been changed elsewhere since; the core's newer copy would tell.
            return await self._renewed(person, password, kept, tried=True)

    async def _renewed(
        self, person: Person, password: Secret, kept: Shelved | None, *, tried: bool = False
    ) -> PrivateKey:
        try:
            handed = await self._handed(person, kept)
        except Unreachable as error:
            return await self._without_core(person, password, None if tried else kept, error, known=kept is not None)
        if handed is None:
            if kept is None or tried:
                raise WrongPassword("refusal.not_accepted")
            return await self._opened(person, kept, password)
        sha256, wrapped = handed
        share = self._share(person.id, wrapped.key)
        salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
        key, anew = await asyncio.to_thread(rewrap_key, wrapped, person.id, password, share, salt=salt, nonce=nonce)
        self._kept[person.id] = Shelved(sha256, msgspec.structs.replace(anew, pepper=""), self._device.id)
        await self._store()
        return key

    async def _without_core(
        self, person: Person, password: Secret, kept: Shelved | None, error: Unreachable, *, known: bool
    ) -> PrivateKey:
        """Use the copy kept here, or for a person new to this kiosk the one that the code book brought."""
        if kept is not None:
            return await self._opened(person, kept, password)
        if known:
            raise WrongPassword("refusal.not_accepted")
        spare = self._spare(person.id)
        if spare is None or not self._holds(person.id, spare.key):
            raise Unreachable("keyshelf.not_here") from error
        return await asyncio.to_thread(unwrap_key, spare, person.id, password)

    async def _handed(self, person: Person, kept: Shelved | None) -> tuple[str, WrappedKey] | None:
        """Ask the core for the person's wrapped key; None when it has none newer, or none at all."""
        body = {"person": person.id, "have": kept.sha256 if kept else ""}
        try:
            answer = msgspec.convert(await self._ask("wrapped_key", body, ASK_S), _Handed)
        except msgspec.ValidationError as error:
            raise AnswerUnreadable("kiosk.answer_unreadable", verb="wrapped_key") from error
        except Unreachable:
            raise
        except CountersignError as error:
            if error.key == "decision.no_user_key":
                return None
            raise
        return None if not answer.box else self._unboxed(answer.box)

    def _unboxed(self, box: str) -> tuple[str, WrappedKey]:
        try:
            data = open_box(self._device, bytes.fromhex(box))
            return sha256_hex(data), msgspec.convert(strict_json(data), WrappedKey)
        except (ValueError, Undecodable) as error:
            raise AnswerUnreadable("kiosk.answer_unreadable", verb="wrapped_key") from error

    async def _opened(self, person: Person, kept: Shelved, password: Secret) -> PrivateKey:
        whole = msgspec.structs.replace(kept.wrapped, pepper=self._share(person.id, kept.wrapped.key))
        return await asyncio.to_thread(unwrap_key, whole, person.id, password)

    def _share(self, person: str, key: str) -> str:
        return pepper_share(self._pepper, person, key)

    def _holds(self, person: str, key: str) -> bool:
        plant = self._plant()
        known, held = plant.people.get(person), held_key(plant.keys, KeyKind.USER, person)
        return known is not None and known.active and held is not None and held.id == key

    async def _store(self) -> None:
        await self._cache.cache(CACHE, msgspec.json.encode(self._kept))
