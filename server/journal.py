"""The journal: what one transaction adds to the evidence: records at their place, log leaves, receipts owed."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from core.acts import Act
from core.errors import CountersignError
from core.ports import Clock
from core.record.chain import Head, advanced, seal_record
from core.record.envelope import MAX_ENVELOPE
from core.record.keys import PrivateKey
from core.record.log import envelope_leaf
from core.record.payload import CORE_STATION, Record
from core.record.verify import Verified
from core.times import utc_from
from server.audit.rows import trail_row
from server.db.store import Unit
from server.db.tables.audit import trail
from server.db.tables.evidence import record
from server.log import LogAppend
from server.plain import plain, plain_or_none

CLOCK_SLACK = timedelta(seconds=2)
"""By how much the core's clock may be corrected backwards without a word of it in the log."""


_HEADS = """
SELECT kiosk, epoch, seq, sha256, forked FROM kiosk_head WHERE kiosk = ANY(%s) ORDER BY kiosk, epoch FOR UPDATE
"""
_MOVE = """
INSERT INTO kiosk_head (kiosk, epoch, seq, sha256, forked) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (kiosk, epoch) DO UPDATE SET seq = excluded.seq, sha256 = excluded.sha256, forked = excluded.forked
"""
_OWE = """
INSERT INTO receipt (kiosk, epoch, owed, published) VALUES (%s, %s, 1, 0)
ON CONFLICT (kiosk, epoch) DO UPDATE SET owed = receipt.owed + 1
"""


class RecordTooLong(CountersignError):
    """What is to be stated does not fit into one record; nothing was stated."""

    code = "COR-042"


class Station(msgspec.Struct, frozen=True):
    """Who writes: the core's key, the id of this start of the process, and the name of the log."""

    key: PrivateKey
    boot: str
    origin: str


class Journal:
    """Appends within one transaction; rows are gathered and written by `flush`."""

    def __init__(self, unit: Unit, station: Station, clock: Clock) -> None:
        """Lock the head of the log, so that one transaction appends at a time, and only then look at the clock.

        So the times of receipt follow one another as the records do, as long as the core's clock is not set back.
        """
        self.unit = unit
        self.station = station
        self._log = LogAppend(unit)
        self.now = clock.utc()
        self.before = self._received_last()
        self._heads: dict[str, Head] = {}
        self._forked: set[str] = set()
        self._moved: set[str] = set()
        self._records: list[dict[str, object]] = []
        self._trail: list[dict[str, object]] = []
        self.alarms: list[dict[str, str]] = []
        self._owed: set[str] = set()

    @property
    def size(self) -> int:
        """Give the log's size, this transaction's leaves included."""
        return self._log.size

    def lock_heads(self, kiosks: Iterable[str]) -> None:
        """Lock and read the ends of chains, in the order of their names."""
        wanted = sorted(set(kiosks) - self._heads.keys())
        if not wanted:
            return
        self._heads |= {name: Head(name) for name in wanted}
        for kiosk, epoch, seq, sha256, forked in self.unit.told(_HEADS, [wanted]):
            self._heads[kiosk] = Head(kiosk, epoch, seq, sha256)
            self._forked |= {kiosk} if forked else set()

    def head(self, kiosk: str) -> Head:
        """Give the end of a chain."""
        self.lock_heads([kiosk])
        return self._heads[kiosk]

    def begin_epoch(self, kiosk: str, epoch: int) -> None:
        """Let the chain of a new enrolment begin; it is written once its first record has joined."""
        self.lock_heads([kiosk])
        self._heads[kiosk] = Head(kiosk, epoch)
        self._forked.discard(kiosk)

    def keep(self, verified: Verified, *, joined: bool = True, twin: bool = False) -> int:
        """Keep an authentic envelope as the next leaf, and give its log index."""
        place = verified.place
        seq = self._log.append(envelope_leaf(verified.envelope))
        kept, shown = columns_of(seq, verified, self.now)
        self._records.append({**kept, "joined": joined, "twin": twin})
        self._trail.append(shown)
        if joined:
            self._heads[place.kiosk] = advanced(self.head(place.kiosk), place, verified.sha256)
            self._moved.add(place.kiosk)
        return seq

    def state(self, act: Act, user: PrivateKey | None = None) -> tuple[int, Record]:
        """Seal an act of the core as the next record of its chain, keep it, and give its log index.

        Raises:
            RecordTooLong: It is longer than a record may be; nobody could read it again.
        """
        sealed = seal_record(act, self.head(CORE_STATION), self.station.boot, self.station.key, user)
        if len(sealed.envelope) > MAX_ENVELOPE:
            raise RecordTooLong("core.too_long", bytes=str(len(sealed.envelope)), most=str(MAX_ENVELOPE))
        seq = self.keep(Verified(sealed.place, sealed.sha256, sealed.envelope, act))
        return seq, sealed

    def fork(self, kiosk: str) -> None:
        """Mark a chain as forked."""
        self._forked.add(kiosk)
        self._moved.add(kiosk)

    def alarm(
        self, kind: str, kiosk: str, detail: str, person: str | None = None, more: Mapping[str, str] | None = None
    ) -> None:
        """Raise an alarm, to be stated when all else is; `person` is whom it concerns, `more` further facts."""
        about = {"kiosk": plain(kiosk), "detail": plain(detail), "person": plain(person or "")}
        self.alarms.append({"kind": kind, **about, **(more or {})})

    def owe(self, kiosk: str) -> None:
        """Note that a kiosk is owed a receipt."""
        self._owed.add(kiosk)

    def flush(self) -> None:
        """Write everything gathered."""
        self.unit.copy_in(record, self._records)
        self.unit.copy_in(trail, self._trail)
        for kiosk in sorted(self._moved):
            self._write_head(self._heads[kiosk])
        for kiosk in sorted(self._owed):
            self.unit.told(_OWE, [kiosk, self.head(kiosk).epoch])
        self._log.flush()

    def _write_head(self, head: Head) -> None:
        self.unit.told(_MOVE, [head.kiosk, head.epoch, head.seq, head.sha256, head.kiosk in self._forked])

    def _received_last(self) -> datetime | None:
        found = self.unit.told("SELECT received_at FROM record WHERE seq = %s", [self._log.size - 1])
        return found[0][0] if found else None


def columns_of(seq: int, verified: Verified, received: datetime) -> tuple[dict[str, object], dict[str, object]]:
    """Give what follows from an envelope alone: the columns beside it, and its row in the audit trail."""
    place, act = verified.place, verified.act
    kept: dict[str, object] = {
        "seq": seq,
        "rid": plain(act.id) if act else None,
        "kiosk": place.kiosk,
        "epoch": place.epoch,
        "kiosk_seq": place.seq,
        "sha256": verified.sha256,
        "envelope": verified.envelope,
        "kind": act.kind.value if act else None,
        "batch": plain_or_none(act.subject.batch) if act else None,
        "step": plain_or_none(act.subject.step) if act else None,
        "person": plain_or_none(act.who.person) if act else None,
        "made_at": utc_from(act.when.utc) if act else None,
        "received_at": received,
        "fault": plain(verified.fault),
    }
    return kept, trail_row(seq, verified, received)
