"""The audit trail read from the source: one page by keyset, a count, one record with everything about it."""

from collections.abc import Iterator
from datetime import datetime

from core.plant import Plant
from core.record.canonical import strict_json
from core.record.envelope import open_envelope, signed_by
from core.record.keys import KeyRegistry
from core.record.log import envelope_leaf
from core.record.payload import decode_place
from core.times import utc_from
from core.trail import KeyShown, TrailCount, TrailDetail, TrailEntry, TrailFilter
from server.audit.changes import flattened, shortened
from server.audit.entries import LONGEST_IN_DETAIL, entries
from server.audit.searching import FilterUnfit, searched
from server.db.statements import Condition, func, select, tuple_
from server.db.store import Unit
from server.db.tables.audit import trail
from server.db.tables.evidence import checkpoint, log_node, record

MOST_AT_ONCE = 50
_MOST_FIELDS = 600
_NUMBERS = ("act.values.", "act.facts.")


def page(
    unit: Unit, plant: Plant, wanted: TrailFilter, before: int | None = None, most: int = MOST_AT_ONCE
) -> tuple[tuple[TrailEntry, ...], bool]:
    """Give entries before a log index, the newest first, and whether there are more.

    A period that has ended is told by when things happened, since what came late stands elsewhere in the log.

    Raises:
        FilterUnfit: The filter names an instant or a word that there cannot be.
    """
    found = select(trail.c.seq).where(*_conditions(unit, wanted, plant))
    by_time = [trail.c.at.desc()] if wanted.until else []
    if before is not None and by_time:
        at = select(trail.c.at).where(trail.c.seq == before).scalar_subquery()
        found = found.where(tuple_(trail.c.at, trail.c.seq) < tuple_(at, before))
    elif before is not None:
        found = found.where(trail.c.seq < before)
    ordered = found.order_by(*by_time, trail.c.seq.desc()).limit(most + 1)
    numbers = [row.seq for row in unit.rows(ordered)]
    return tuple(entries(unit, plant, numbers[:most])), len(numbers) > most


def count(unit: Unit, plant: Plant, wanted: TrailFilter) -> TrailCount:
    """Count what a filter finds; it reads all of it."""
    found = select(func.count(), func.min(trail.c.seq), func.max(trail.c.seq)).where(*_conditions(unit, wanted, plant))
    row = unit.first(found)
    number, first, last = tuple(row) if row is not None else (0, None, None)
    return TrailCount(number, -1 if first is None else first, -1 if last is None else last)


def walk(unit: Unit, plant: Plant, wanted: TrailFilter, size: int, at_once: int = 500) -> Iterator[TrailEntry]:
    """Give every entry below a size of the log, the oldest first, a page at a time."""
    conditions, last = _conditions(unit, wanted, plant), -1
    while True:
        found = select(trail.c.seq).where(*conditions, trail.c.seq > last, trail.c.seq < size)
        numbers = [row.seq for row in unit.rows(found.order_by(trail.c.seq).limit(at_once))]
        if not numbers:
            return
        yield from entries(unit, plant, numbers)
        last = numbers[-1]


def detail(unit: Unit, plant: Plant, registry: KeyRegistry, number: int) -> TrailDetail | None:
    """Give everything about one record; None when the log has none at this index."""
    row = unit.first(record.select().where(record.c.seq == number))
    if row is None:
        return None
    envelope, payload = open_envelope(bytes(row.envelope))
    keys: list[KeyShown] = []
    for signature in envelope.signatures:
        known = registry.find(signature.keyid)
        holds = known is not None and signed_by(envelope, payload, bytes.fromhex(known.public), known.id)
        kind, owner = (known.kind.value, known.owner) if known is not None else ("", "")
        keys.append(KeyShown(signature.keyid, kind, owner, holds))
    leaf = envelope_leaf(bytes(row.envelope))
    kept = unit.value(select(log_node.c.hash).where(log_node.c.level == 0, log_node.c.idx == number))
    covered = unit.value(select(func.min(checkpoint.c.size)).where(checkpoint.c.size > number))
    (entry,) = entries(unit, plant, [number], whole=True)
    fields = [(name, shortened(value, LONGEST_IN_DETAIL)) for name, value in flattened(strict_json(payload))]
    shown = [field for field in fields if not (entry.unseen and field[0].startswith(_NUMBERS))]
    return TrailDetail(
        entry,
        tuple(shown[:_MOST_FIELDS]),
        tuple(keys),
        row.epoch,
        row.kiosk_seq,
        decode_place(payload).prev,
        row.joined,
        leaf.hex(),
        kept is not None and bytes(kept) == leaf,
        -1 if covered is None else covered,
    )


# ------------------------------------------------------------------ what is looked for


def _conditions(unit: Unit, wanted: TrailFilter, plant: Plant) -> list[Condition]:
    found: list[Condition] = []
    if wanted.person:
        known = (person.id for person in plant.people.values() if person.user_id == wanted.person)
        found.append(trail.c.person == next(known, wanted.person))
    for column, value in ((trail.c.kiosk, wanted.kiosk), (trail.c.batch, wanted.batch), (trail.c.grp, wanted.group)):
        if value:
            found.append(column == value)
    if wanted.since:
        found.append(trail.c.at >= _instant(wanted.since))
    if wanted.until:
        found.append(trail.c.at < _instant(wanted.until))
    if wanted.refusals:
        found.append(trail.c.grp == "refusal")
    if wanted.changes:
        found.append(trail.c.changed)
    if wanted.words:
        found.append(searched(unit, wanted.words, plant))
    return found


def _instant(told: str) -> datetime:
    try:
        return utc_from(told)
    except ValueError as error:
        raise FilterUnfit("audit.date_unfit", got=told[:20]) from error
