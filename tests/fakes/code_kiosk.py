"""A kiosk of a real core that signs with checked codes, online or by its code book, and sends when it is told to."""

import asyncio
from collections.abc import Mapping

import msgspec

from console.clock_trust import ClockTrust
from console.codebooks import CheckedHere, CodeBooks
from core.acts import ActKind, Manifest, Meaning, Signature, Who
from core.errors import CountersignError
from core.people import Person
from core.ports import Unreachable
from core.record.keys import KeyKind, PrivateKey
from core.record.payload import Record
from core.secret import Secret
from core.times import local_text
from server.enrolment import state_box_key, state_item, state_key
from server.keys import write_secret
from server.picture import Picture
from tests.fakes.clock import Keeper
from tests.fakes.core import CoreUnderTest, KioskUnderTest

MANIFEST = Manifest("", "note", "Note of the shift", "en", (), ())


class Disk:
    """What the outbox keeps, over restarts of the kiosk."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    async def cache(self, name: str, data: bytes) -> None:
        self._kept[name] = data

    async def cached(self, name: str) -> bytes | None:
        return self._kept.get(name)


class CodeKiosk(KioskUnderTest):
    """Attributes: `waiting`, the records that have not been sent."""

    def __init__(self, core: CoreUnderTest, name: str, keys: Mapping[str, PrivateKey]) -> None:
        super().__init__(core, name)
        self.waiting: list[Record] = []
        self._keys = keys
        self._disk = Disk()
        self.restart()

    def restart(self) -> None:
        """Start anew, with what the disk keeps."""
        registry, plant = (lambda: self._picture.registry), (lambda: self._picture.plant)
        clock = self.core.clock
        trust = ClockTrust(clock, Keeper(), steady=True)
        self.books = CodeBooks(self.name, self.device, self._disk, self._ask, plant, registry, clock, trust)
        asyncio.run(self.books.load())

    def refresh(self) -> None:
        """Fetch the newest code book."""
        asyncio.run(self.books.refresh())

    def online(self, person: str, code: str, step: int) -> Record | None:
        """Sign with a code that the core confirms; None when it refuses."""
        known = self._picture.plant.people[person]
        if self.books.seen(known, Secret(code)):
            return None
        answer = self.ask("check_code", person=person, code=code, purpose="sign")
        if answer.refusal is not None:
            return None
        assert answer.body["step"] == step
        asyncio.run(self.books.used(known, step))
        return self._signed(person, step, str(answer.body["confirmation"]))

    def offline(self, person: str, code: str) -> Record | None:
        """Sign with a code that the book holds; None when it refuses."""
        known = self._picture.plant.people[person]
        try:
            checked = asyncio.run(self.books.check(known, Secret(code)))
        except CountersignError:
            return None
        return self._signed(person, checked.step, "offline", checked)

    def sync(self) -> None:
        """Send what waits."""
        waiting, self.waiting = self.waiting, []
        if waiting:
            self.send(*waiting)

    def _signed(self, person: str, step: int, check: str, checked: CheckedHere | None = None) -> Record:
        known: Person = self._picture.plant.people[person]
        act = self.act(ActKind.SIGNED, Who(person=person, session="session-1"))
        local = local_text(self.core.clock.utc(), 480)
        role, key = known.roles[0].value, self._keys[person]
        offline = checked.offline if checked else None
        claim = (known.id, known.user_id, known.name, role, Meaning.PERFORMED, "", "", local, key.id, step, check)
        signature = Signature(*claim, (MANIFEST,), offline)
        record = self.seal(msgspec.structs.replace(act, signature=signature), key)
        self.waiting.append(record)
        return record

    @property
    def _picture(self) -> Picture:
        return self.core.service.writer.picture

    async def _ask(self, verb: str, body: Mapping[str, object], timeout_s: float = 5.0) -> Mapping[str, object]:
        answer = self.answered(self.request(verb, body))
        if answer.refusal is not None:
            raise Unreachable(answer.refusal.key)
        return answer.body


def enrol_kiosk(core: CoreUnderTest, name: str) -> None:
    """Register one more kiosk with its keys."""
    folder = core.founded.folder / name
    folder.mkdir(exist_ok=True)
    write_secret(folder / "device.key", name.encode().hex().ljust(64, "0"))
    device = core.founded.device(name)
    like = core.service.writer.picture.plant.kiosks["KIOSK-01"]
    with core.service.writer.writing() as writing:
        state_item(writing, "kiosks", name, msgspec.structs.replace(like, id=name))
        state_key(writing, device, KeyKind.DEVICE, name)
        state_box_key(writing, device, name)
