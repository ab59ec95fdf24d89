"""Rebuild: empty the projections, replay every record in the order of the log, and compare with what was there."""

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec

from server.db.statements import text
from server.db.store import Store, Unit
from server.db.tables import PROJECTIONS
from server.db.tables.evidence import record
from server.picture import Picture
from server.projecting import Projecting
from server.records import record_from
from server.states import BatchStates

_PAGE = 1000


class Rebuilt(msgspec.Struct, frozen=True):
    """What a rebuild came to.

    Attributes:
        records: Number replayed.
        differing: Tables whose rows are not the same as before; empty when all is well.
    """

    records: int
    differing: tuple[str, ...]


def rebuild(owner: Store) -> Rebuilt:
    """Refill the projections from the records, in one transaction; nothing is kept when it fails.

    Args:
        owner: The database as its owner; the service has no right to empty a table.
    """
    with owner.unit() as unit:
        unit.do(text("LOCK TABLE log_head IN EXCLUSIVE MODE"))
        before = _digests(unit)
        unit.do(text("SET LOCAL countersign.rebuilding = 'on'"))
        unit.do(text(f"TRUNCATE {', '.join(table.name for table in PROJECTIONS)}"))
        count = _replay(unit, Projecting(unit, Picture(), BatchStates()))
        after = _digests(unit)
    return Rebuilt(count, tuple(name for name in before if before[name] != after[name]))


def _replay(unit: Unit, projecting: Projecting) -> int:
    """Project every record; none is judged anew, and the exceptions of flagged ones are records themselves."""
    count = 0
    for row in _stored(unit):
        count += 1
        found = record_from(bytes(row.envelope))
        if found is None:
            continue
        if row.joined and not row.twin and not row.fault:
            projecting.take(row.seq, found)
    return count


def _stored(unit: Unit) -> Iterator[Any]:
    """Give the records in the order of the log, page by page."""
    last = -1
    while True:
        rows = unit.rows(record.select().where(record.c.seq > last).order_by(record.c.seq).limit(_PAGE))
        yield from rows
        if not rows:
            return
        last = rows[-1].seq


def _digests(unit: Unit) -> dict[str, str]:
    """Hash the rows of every projection, whatever their order on the disk."""
    return {table.name: _digest(unit, table.name) for table in PROJECTIONS}


def _digest(unit: Unit, name: str) -> str:
    rows = unit.rows(text(f"SELECT t::text AS line FROM {name} t ORDER BY 1"))  # noqa: S608  (our own table names)
    return hashlib.sha256("\n".join(row.line for row in rows).encode()).hexdigest()
