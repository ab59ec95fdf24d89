"""Stations that seal and a log that remembers: what the core does at intake, in memory."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from core.acts import Act, ActReference
from core.record.chain import Head, advanced, seal_record
from core.record.checkpoint import Checkpoint, sign_checkpoint
from core.record.keys import KeyKind, PrivateKey, PublicKey, public_key
from core.record.log import completed, consistency, envelope_leaf, inclusion, root
from core.record.payload import CORE_STATION, Record
from server.export import BatchExport, EarlierCheckpoint, LoggedEnvelope

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


def exported(
    batch: str,
    records: Sequence[Record],
    keys: Sequence[PublicKey],
    core: PrivateKey,
    strangers: int = 3,
    earlier: Sequence[int] = (),
) -> BatchExport:
    """Log the records with strangers between them, as other batches' records would stand, and gather the export."""
    log, places = Log(), list[int]()
    for number, record in enumerate(records):
        for stranger in range(strangers if number % 5 == 0 else 0):
            log.append(b"of another batch %d %d" % (number, stranger))
        places.append(log.append(record.envelope))
    logged = tuple(
        LoggedEnvelope(place, record.envelope, tuple(inclusion(place, log.size, log.node)))
        for place, record in zip(places, records, strict=True)
    )
    old = tuple(
        EarlierCheckpoint(size, log.note(core, size), tuple(consistency(size, log.size, log.node))) for size in earlier
    )
    made = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
    return BatchExport(batch, made, logged, tuple(keys), log.note(core), old)
