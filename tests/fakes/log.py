"""Stations that seal and a log that remembers: what the core does at intake, in memory."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec

from core.acts import Act, ActKind, ActReference, Manifest, ManifestLine, Meaning, Signature, When, Who
from core.record.canonical import canonical
from core.record.chain import Head, advanced, seal_record
from core.record.checkpoint import Checkpoint, sign_checkpoint
from core.record.keys import KeyKind, PrivateKey, PublicKey, public_key
from core.record.log import completed, consistency, envelope_leaf, inclusion, root
from core.record.payload import CORE_STATION, Record
from server.export import EarlierCheckpoint, Export, LoggedEnvelope

START = "2026-01-01T00:00:00.000000Z"
ORIGIN = "countersign/test"
BOOT = "0193c1a0-0000-7000-8000-000000000001"


def key(name: str) -> PrivateKey:
    """Make a key that is the same in every run."""
    return PrivateKey(name.encode().ljust(32, b"."))


class Station:
    """A station with its key and the head of its chain."""

    def __init__(self, name: str) -> None:
        self.key = key(name)
        self.head = Head(name)

    def registered(self) -> PublicKey:
        kind = KeyKind.CORE if self.head.kiosk == CORE_STATION else KeyKind.DEVICE
        return public_key(self.key, kind, self.head.kiosk, START)

    def seal(self, act: Act, user: PrivateKey | None = None) -> Record:
        record = seal_record(act, self.head, BOOT, self.key, user)
        self.head = advanced(self.head, record.place, record.sha256)
        return record


def registry(people: Iterable[str], kiosk: str) -> tuple[PublicKey, ...]:
    """Give the keys of core, kiosk and people."""
    stations = tuple(Station(name).registered() for name in (CORE_STATION, kiosk))
    return (*stations, *(public_key(key(person), KeyKind.USER, person, START) for person in people))


def reference(record: Record) -> ActReference:
    """Name a record as a manifest does."""
    return ActReference(record.act.id, record.sha256)


class Log:
    """A Merkle log in memory."""

    def __init__(self) -> None:
        self.size = 0
        self._nodes: dict[tuple[int, int], bytes] = {}

    def append(self, envelope: bytes) -> int:
        for level, index, value in completed(self.size, envelope_leaf(envelope), self.node):
            self._nodes[level, index] = value
        self.size += 1
        return self.size - 1

    def node(self, level: int, index: int) -> bytes:
        return self._nodes[level, index]

    def note(self, core: PrivateKey, size: int | None = None) -> str:
        at = self.size if size is None else size
        return sign_checkpoint(Checkpoint(ORIGIN, at, root(at, self.node)), core)


class Founding:
    """The records with which a plant begins: its keys, stated as `docs/record-format.md` asks, and what follows them.

    The first two persons found; they register everybody else. The core's founding stands in an epoch of its own, so
    that any rehearsal can follow it.
    """

    def __init__(self, keys: Sequence[PublicKey], core: PrivateKey) -> None:
        self.records: list[Record] = []
        self._station = Station(CORE_STATION)
        self._station.key = core
        self._station.head = Head(CORE_STATION, epoch=9)
        persons = [row for row in keys if row.kind == KeyKind.USER]
        for row in (*(row for row in keys if row.kind != KeyKind.USER), *persons[:2]):
            self.state(row, founding="yes")
        if persons[2:]:
            self.decide(*persons[2:], signers=[row.owner for row in persons[:2]])

    def state(self, row: PublicKey, **facts: str) -> Record:
        """State a row of the registry, with any facts, as they are."""
        stated = {"kind": "keys", "id": row.id, "body": canonical(row).decode(), **facts}
        return self.keep(self._act(ActKind.PLANT_CHANGED, facts=stated))

    def sign(self, person: str, digest: str, meaning: Meaning = Meaning.APPROVED) -> Record:
        """Have a person sign a change by its hash, at the core's own machine."""
        manifest = Manifest("", "change", "Change", "en", (ManifestLine("sha256", digest),), ())
        own = key(person)
        claim = Signature(person, person, person, "admin", meaning, "", "", "", own.id, 0, "founding", (manifest,))
        return self.keep(self._act(ActKind.SIGNED, person, signature=claim), own)

    def decide(self, *rows: PublicKey, signers: Iterable[str]) -> list[Record]:
        """Register keys together by signatures."""
        bodies = [{"body": canonical(row).decode(), "id": row.id, "kind": "keys"} for row in rows]
        digest = sha256(canonical(sorted(bodies, key=lambda change: change["id"]))).hexdigest()
        named = ",".join(self.sign(person, digest).act.id for person in signers)
        return [self.state(row, signatures=named) for row in rows]

    def keep(self, act: Act, user: PrivateKey | None = None) -> Record:
        self.records.append(self._station.seal(act, user))
        return self.records[-1]

    def skip(self) -> None:
        """Leave a number of the chain out, as if another record had been logged between."""
        self._station.head = msgspec.structs.replace(self._station.head, seq=self._station.head.seq + 1)

    def unwind(self) -> None:
        """Let the next record take the place of the last one, which was taken out."""
        last = self.records[-1]
        self._station.head = advanced(self._station.head, last.place, last.sha256)

    def _act(self, kind: ActKind, person: str | None = None, **content: Any) -> Act:
        identity = f"00000000-0000-7000-8000-{len(self.records):012d}"
        who = Who(person=person) if person else Who(service="core")
        return Act(kind, identity, who, When(START, 0, 480, "synchronised"), **content)


def exported(
    batch: str,
    records: Sequence[Record],
    keys: Sequence[PublicKey],
    core: PrivateKey,
    strangers: int = 3,
    earlier: Sequence[int] = (),
) -> Export:
    """Log founding and records with strangers between them, as other batches' would stand, and gather the export."""
    log, places, founding = Log(), list[int](), Founding(keys, core).records
    every = [*founding, *records]
    for number, record in enumerate(every):
        for stranger in range(strangers if number % 5 == 0 and number >= len(founding) else 0):
            log.append(b"of another batch %d %d" % (number, stranger))
        places.append(log.append(record.envelope))
    logged = tuple(
        LoggedEnvelope(place, record.envelope, tuple(inclusion(place, log.size, log.node)), number < len(founding))
        for number, (place, record) in enumerate(zip(places, every, strict=True))
    )
    old = tuple(
        EarlierCheckpoint(size, log.note(core, size), tuple(consistency(size, log.size, log.node))) for size in earlier
    )
    made = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    return Export({"batch": batch}, made, logged, tuple(keys), log.note(core), old)
