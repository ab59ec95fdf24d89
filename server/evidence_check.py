"""Is every stored record still what the log was made over? Each is read, hashed and verified again; nothing is written.

The service's own role refuses changes, but whoever administers the database can take that away. What such a hand
changes is found here by name, as long as the log's tree and the signed checkpoints were not made anew as well; that is
what witnesses are for.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from core.acts import ActKind
from core.errors import CountersignError
from core.finding import Finding, finding
from core.record.canonical import Undecodable
from core.record.chain import Head, Joint, advanced, joint
from core.record.checkpoint import read_checkpoint
from core.record.envelope import Unauthentic
from core.record.keys import KeyKind, KeyRegistry, PublicKey
from core.record.log import completed, envelope_leaf, root
from core.record.payload import CORE_STATION
from core.record.verify import Verified, verify_envelope
from core.times import utc_from
from server.brought import stated_keys
from server.db.statements import and_, or_, select
from server.db.store import Unit
from server.db.tables.audit import trail
from server.db.tables.evidence import checkpoint, kiosk_head, log_node, record
from server.decided_check import DecidedCheck
from server.journal import CLOCK_SLACK, columns_of
from server.stated_check import StatedCheck

_PAGE = 1000
MOST = 20
"""Most findings that are told; who reads them knows by then."""


def evidence_faults(unit: Unit, public: bytes) -> list[Finding]:
    """Go through all records in the order of the log, and name what does not hold.

    Args:
        unit: The transaction.
        public: The core's key of today.
    """
    return EvidenceCheck(unit, public).run()[:MOST]


class EvidenceCheck:
    """One pass over the records."""

    def __init__(self, unit: Unit, public: bytes) -> None:
        """Read what the pass is compared with: checkpoints and the core's keys."""
        self._unit = unit
        self._found: list[Finding] = []
        self._edge: dict[int, bytes] = {}
        self._made: dict[tuple[int, int], bytes] = {}
        self._size = 0
        self._heads: dict[tuple[str, int], Head] = {}
        self._decided, self._stated = DecidedCheck(unit), StatedCheck(unit)
        self._received = datetime.min.replace(tzinfo=UTC)
        changes = record.c.kind == ActKind.PLANT_CHANGED.value
        rows = unit.rows(select(record.c.envelope).where(changes).order_by(record.c.seq))
        self._core = [row for row in _stated([bytes(row.envelope) for row in rows]) if row.kind == KeyKind.CORE]
        self._keys = {row.id: row for row in self._core}
        self._registry = KeyRegistry(self._keys.values())
        self._publics = {public, *(bytes.fromhex(row.public) for row in self._core)}
        self._notes = {row.size: row.note for row in unit.rows(checkpoint.select())}

    def run(self) -> list[Finding]:
        """Give what was found, in the order of the log."""
        for page in self._pages():
            self._made = {}
            stored = self._leaves(page[0].seq, page[-1].seq)
            trails = {row.seq: row for row in self._unit.rows(trail.select().where(_between(trail.c.seq, page)))}
            for row in page:
                self._record(row, stored, trails.get(row.seq))
            self._nodes()
        self._ends()
        return [*self._found, *self._decided.faults(), *self._stated.faults()]

    def _record(self, row: Any, stored: dict[int, bytes], trailed: Any) -> None:
        while self._size < row.seq:
            self._found.append(finding("doctor.record_missing", index=str(self._size)))
            self._append(stored.get(self._size, b""))
        envelope = bytes(row.envelope)
        leaf = envelope_leaf(envelope)
        told = {"record": row.rid or row.sha256, "index": str(row.seq)}
        if stored.get(row.seq) != leaf:
            self._found.append(finding("doctor.record_altered", **told))
        self._append(stored.get(row.seq, leaf))
        try:
            verified = verify_envelope(envelope, self._registry)
        except (Undecodable, Unauthentic):
            self._found.append(finding("doctor.record_unauthentic", **told))
            return
        if not _agree(row, verified, trailed):
            self._found.append(finding("doctor.record_columns", **told))
        self._joined(row, verified, told)
        self._receipt(row, verified, told)
        if verified.act is not None:
            self._decided.take(row, verified.act)
            self._stated.take(row, verified.act)
            if verified.act.kind == ActKind.PLANT_CHANGED and verified.act.facts.get("kind") == "keys":
                self._keys |= {key.id: key for key in _stated([envelope])}
                self._registry = KeyRegistry(self._keys.values())

    def _joined(self, row: Any, verified: Verified, told: dict[str, str]) -> None:
        """Follow the chain of its station; the other side of a fork is beside it."""
        if not row.joined:
            return
        place = verified.place
        head = self._heads.get((place.kiosk, place.epoch), Head(place.kiosk, place.epoch))
        if joint(head, place) != Joint.NEXT:
            self._found.append(finding("doctor.chain_broken", **told))
        self._heads[place.kiosk, place.epoch] = advanced(head, place, verified.sha256)

    def _receipt(self, row: Any, verified: Verified, told: dict[str, str]) -> None:
        """Hold the time of receipt between those before and after it, and to what the core's own records say, signed.

        It goes back only where the core stated that its clock was set back.
        """
        act, back = verified.act, row.received_at + CLOCK_SLACK < self._received
        if act is not None and row.kiosk == CORE_STATION:
            back = back and act.kind != ActKind.CLOCK_JUMPED
            back = back or utc_from(act.when.utc) != row.received_at
        if back:
            self._found.append(finding("doctor.received_moved", **told))
        self._received = row.received_at

    def _append(self, leaf: bytes) -> None:
        for level, position, value in completed(self._size, leaf, lambda level, _: self._edge[level]):
            self._edge[level] = value
            self._made[level, position] = value
        self._size += 1
        if self._size in self._notes:
            self._checkpoint(self._size, self._notes[self._size])

    def _checkpoint(self, size: int, note: str) -> None:
        """Compare a signed checkpoint with the root over what is there."""
        for public in self._publics:
            try:
                claimed = read_checkpoint(note, public)
            except CountersignError:
                continue
            if (claimed.size, claimed.root) != (size, root(size, lambda level, _: self._edge[level])):
                self._found.append(finding("doctor.checkpoint_differs", size=str(size)))
            return
        self._found.append(finding("doctor.checkpoint_unsigned", size=str(size)))

    def _leaves(self, first: int, last: int) -> dict[int, bytes]:
        """Read the stored leaves of a page, and of a gap before it."""
        wanted = (log_node.c.level == 0) & (log_node.c.idx >= min(first, self._size)) & (log_node.c.idx <= last)
        return {row.idx: bytes(row.hash) for row in self._unit.rows(log_node.select().where(wanted))}

    def _nodes(self) -> None:
        """Compare the subtrees that a page completed with those that are stored."""
        levels: dict[int, list[int]] = {}
        for level, position in self._made:
            levels.setdefault(level, []).append(position)
        ranges = [
            and_(log_node.c.level == level, log_node.c.idx >= min(places), log_node.c.idx <= max(places))
            for level, places in levels.items()
        ]
        stored = {
            (row.level, row.idx): bytes(row.hash) for row in self._unit.rows(log_node.select().where(or_(*ranges)))
        }
        for (level, position), value in self._made.items():
            if stored.get((level, position)) != value:
                self._found.append(finding("doctor.log_node", level=str(level), index=str(position)))

    def _ends(self) -> None:
        """Compare the ends of the chains with those that the next records are joined to."""
        kept = {(row.kiosk, row.epoch): (row.seq, row.sha256) for row in self._unit.rows(kiosk_head.select())}
        here = {name: (head.seq, head.sha256) for name, head in self._heads.items()}
        differing = sorted(name for name in kept.keys() | here.keys() if kept.get(name) != here.get(name))
        self._found += [finding("doctor.chain_end", kiosk=kiosk) for kiosk, _ in differing]
        ahead = sorted(size for size in self._notes if size > self._size)
        self._found += [finding("doctor.checkpoint_differs", size=str(size)) for size in ahead]

    def _pages(self) -> Iterator[Sequence[Any]]:
        last = -1
        while True:
            rows = self._unit.rows(record.select().where(record.c.seq > last).order_by(record.c.seq).limit(_PAGE))
            if not rows:
                return
            yield rows
            last = rows[-1].seq


def _agree(row: Any, verified: Verified, trailed: Any) -> bool:
    """Tell whether the columns beside an envelope, and its row in the audit trail, say what the envelope says."""
    kept, shown = columns_of(row.seq, verified, row.received_at)
    columns = all(getattr(row, name) == value for name, value in kept.items() if name not in ("envelope", "fault"))
    looked_up = all(getattr(trailed, name, None) == value for name, value in shown.items() if name != "words")
    return columns and looked_up and bool(row.fault) == bool(verified.fault)


def _stated(envelopes: Sequence[bytes]) -> list[PublicKey]:
    """Give the keys that envelopes state; one that cannot be read is named when its turn comes."""
    found: list[PublicKey] = []
    for envelope in envelopes:
        try:
            found += stated_keys([envelope])
        except (CountersignError, ValueError, KeyError):
            continue
    return found


def _between(column: Any, page: Sequence[Any]) -> Any:
    return (column >= page[0].seq) & (column <= page[-1].seq)
