"""The plant as this kiosk last heard of it: asked of the core, kept on the disk for work without it."""

from collections.abc import Callable
from typing import Protocol

import msgspec
import structlog

from console.answers import AnswerUnreadable
from core.plant import Plant
from core.ports import Ask
from core.record.canonical import Undecodable
from core.record.digest import sha256_hex
from core.record.envelope import Unauthentic, open_envelope, seal, signed_by
from core.record.keys import KeyKind, KeyRegistry, PrivateKey, PublicKey, key_id
from core.record.payload import CORE_STATION
from core.words import Words

CACHE, HANDED_ON = "plant", "plant_handed_on"
"""Names of the copy on the disk, and of the one that is sealed by the kiosk's next key."""
CACHE_TYPE = "application/vnd.countersign.cached-plant+json"
LONGEST_CACHE = 64 * 1024 * 1024
ASK_S = 10.0

_ALWAYS = "1970-01-01T00:00:00.000000Z"

log = structlog.get_logger(__name__)


class Cache(Protocol):
    """What is needed of the outbox to keep bytes."""

    async def cache(self, name: str, data: bytes) -> None:
        """Keep bytes under a name."""
        ...

    async def cached(self, name: str) -> bytes | None:
        """Give the bytes under a name, or None."""
        ...


class _Part(msgspec.Struct):
    """A part of the core's answer; `parts` is 0 when nothing has changed."""

    sha256: str
    parts: int
    data: bytes = b""


class PlantMirror:
    """Holds the newest snapshot; the copy on the disk is sealed by the kiosk's key, so a changed one is not believed.

    Attributes:
        current: The snapshot; before the first one an empty plant of this site.
    """

    def __init__(self, site: str, core_public: str, device: PrivateKey, cache: Cache) -> None:
        """Take what the station file says of site and core."""
        self.current = Plant(site, Words(site, site), 0)
        self._core = PublicKey(key_id(bytes.fromhex(core_public)), KeyKind.CORE, CORE_STATION, core_public, _ALWAYS)
        self._device = device
        self._cache = cache
        self._have = ""
        self._changed: list[Callable[[Plant], None]] = []
        self._registry = KeyRegistry((self._core,))

    @property
    def known(self) -> bool:
        """Tell whether a snapshot has ever been heard."""
        return bool(self._have)

    @property
    def registry(self) -> KeyRegistry:
        """Give the registered keys: the core's as enrolled here, and what the core has registered since."""
        return self._registry

    def listen(self, changed: Callable[[Plant], None]) -> None:
        """Call `changed` with each new snapshot."""
        self._changed.append(changed)

    async def load(self) -> bool:
        """Take the copy on the disk; False when there is none that can be believed."""
        for name in (CACHE, HANDED_ON):
            data = await self._cache.cached(name)
            if data is None:
                continue
            try:
                payload = self._believed(data)
                plant = _decoded(payload)
            except (Undecodable, Unauthentic, AnswerUnreadable) as error:
                log.warning("the kept plant snapshot was not believed", name=name, reason=str(error)[:120])
                continue
            self._take(plant, sha256_hex(payload))
            return True
        return False

    def _believed(self, data: bytes) -> bytes:
        envelope, payload = open_envelope(data, LONGEST_CACHE)
        ours = signed_by(envelope, payload, self._device.public, self._device.id)
        if envelope.payload_type != CACHE_TYPE or not ours:
            raise Unauthentic("record.signature_wrong", kiosk=self._device.id)
        return payload

    async def hand_on(self, device: PrivateKey) -> None:
        """Keep another copy, sealed by the kiosk's new key, which is believed after the change; the own one stays."""
        data = await self._cache.cached(CACHE)
        if data is None:
            return
        try:
            payload = self._believed(data)
        except (Undecodable, Unauthentic):  # then there is nothing to hand on, and the core is asked again
            return
        await self._cache.cache(HANDED_ON, seal(CACHE_TYPE, payload, device))

    async def refresh(self, ask: Ask) -> Plant:
        """Ask the core for the plant, in parts when it has changed, keep it, and give it.

        Raises:
            CountersignError: The core cannot be asked, or answers in another form.
        """
        first = await self._part(ask, 0)
        if first.parts == 0:
            return self.current
        data = [first.data]
        while len(data) < first.parts:
            part = await self._part(ask, len(data))
            if part.sha256 != first.sha256:
                # The plant has changed between two parts; the next announcement or try begins again.
                raise AnswerUnreadable("kiosk.answer_unreadable", verb="plant")
            data.append(part.data)
        payload = b"".join(data)
        if sha256_hex(payload) != first.sha256:
            raise AnswerUnreadable("kiosk.answer_unreadable", verb="plant")
        plant = _decoded(payload)
        await self._cache.cache(CACHE, seal(CACHE_TYPE, payload, self._device))
        self._take(plant, first.sha256)
        return plant

    async def _part(self, ask: Ask, number: int) -> "_Part":
        answer = await ask("plant", {"have": self._have, "part": number}, ASK_S)
        try:
            return msgspec.convert(answer, _Part)
        except msgspec.ValidationError as error:
            raise AnswerUnreadable("kiosk.answer_unreadable", verb="plant") from error

    def _take(self, plant: Plant, sha256: str) -> None:
        self.current, self._have = plant, sha256
        self._registry = KeyRegistry((*plant.keys, self._core))
        for changed in self._changed:
            changed(plant)


def _decoded(payload: bytes) -> Plant:
    try:
        return msgspec.json.decode(payload, type=Plant)
    except msgspec.DecodeError as error:
        raise AnswerUnreadable("kiosk.answer_unreadable", verb="plant") from error
