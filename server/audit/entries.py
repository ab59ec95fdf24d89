"""One record as the trail tells it: who, when, what, about what, old and new, why."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from core.acts import Act, ActKind, Value
from core.finding import Finding
from core.people import Person
from core.plant import Plant
from core.record.canonical import Undecodable, strict_json
from core.record.envelope import open_envelope
from core.record.payload import decode_payload
from core.times import utc_text
from core.trail import TrailEntry, doer, group_of
from server.audit.changes import changes_of, shortened
from server.audit.unseen import Unseen
from server.db.statements import func, select
from server.db.store import Unit
from server.db.tables.evidence import record, record_flag

LONGEST = 160
"""Longest text of an entry in a list that is given whole."""
LONGEST_IN_DETAIL = 2000
_MOST_CHANGES, _MOST_TOLD = 6, 12
_REASONS = ("reason", "comment", "cause", "disposition")


def entries(unit: Unit, plant: Plant, numbers: Sequence[int], *, whole: bool = False) -> Iterator[TrailEntry]:
    """Give the entries of log indexes, in their order; `whole` cuts nothing short."""
    rows = {row.seq: row for row in unit.rows(record.select().where(record.c.seq == func.any(list(numbers))))}
    flags, unseen = _flags(unit, numbers), Unseen(unit)
    for number in numbers:
        yield _entry(unit, plant, rows[number], flags.get(number, ()), unseen, whole=whole)


def _entry(unit: Unit, plant: Plant, row: Any, flags: Sequence[str], unseen: Unseen, *, whole: bool) -> TrailEntry:
    envelope = bytes(row.envelope)
    act = _act(envelope)
    bare = TrailEntry(
        row.seq,
        row.rid or "",
        "",
        "",
        "",
        utc_text(row.received_at),
        row.kiosk,
        row.sha256,
        flags=(*flags, *_fault(row)),
    )
    if act is None:
        return bare
    most, longest = (10_000, LONGEST_IN_DETAIL) if whole else (_MOST_CHANGES, LONGEST)
    hidden = unseen.hides(row.seq, act) or unseen.hides_flag(act)
    changes = () if hidden else changes_of(unit, row.seq, act, longest)
    person = plant.people.get(doer(act) or "")
    return msgspec.structs.replace(
        bare,
        kind=act.kind.value,
        group=group_of(act).value,
        utc=act.when.utc,
        person=doer(act) or "",
        user_id=person.user_id if person else "",
        name=_name(act, person),
        service=act.who.service or "",
        about=tuple((name, value[:80]) for name, value in msgspec.structs.asdict(act.subject).items() if value),
        told=() if hidden else _told(unit, act, longest)[: most if whole else _MOST_TOLD],
        why=shortened(_why(act), longest),
        refusal=None if hidden else _refusal(act),
        findings=() if hidden else _findings(act),
        unseen=hidden,
        changes=changes[:most],
        more=max(0, len(changes) - most),
        meaning=act.signature.meaning.value if act.signature else "",
    )


def _act(envelope: bytes) -> Act | None:
    try:
        return decode_payload(open_envelope(envelope)[1]).act
    except Undecodable:
        return None


def _fault(row: Any) -> Iterator[str]:
    """Name what is wrong with a record that does not count."""
    if row.fault:
        yield row.fault
    if not row.joined:
        yield "record.chain_forked"
    if row.twin:
        yield "record.id_reused"


def _flags(unit: Unit, numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for row in unit.rows(record_flag.select().where(record_flag.c.seq == func.any(list(numbers)))):
        found[row.seq] = (*found.get(row.seq, ()), row.code)
    return found


def _name(act: Act, person: Person | None) -> str:
    """A signature keeps the name that was printed when it was given."""
    if act.signature is not None:
        return act.signature.name
    return person.name if person is not None else ""


def _why(act: Act) -> str:
    if act.signature is not None:
        return act.signature.reason
    return next((act.facts[name] for name in _REASONS if act.facts.get(name)), "")


def _refusal(act: Act) -> Finding | None:
    if act.kind != ActKind.REFUSED:
        return None
    params = {name.removeprefix("got_"): value for name, value in act.facts.items() if name.startswith("got_")}
    return Finding(act.facts.get("why", ""), params)


def _findings(act: Act) -> tuple[Finding, ...]:
    """Give the sentences of a flag, of which the record keeps keys and values; none where it keeps something else."""
    if act.kind != ActKind.RECORD_FLAGGED:
        return ()
    try:
        flags = msgspec.convert(strict_json(act.facts.get("flags", "").encode()), dict[str, dict[str, str]])
    except (Undecodable, msgspec.ValidationError):
        return ()
    return tuple(Finding(key, params) for key, params in flags.items())


def _told(unit: Unit, act: Act, longest: int) -> tuple[tuple[str, str], ...]:
    """Give values and facts, but for what is told elsewhere in the entry."""
    apart = {"old", "new", "body", "person", "signatures", *_REASONS}
    if _findings(act):
        apart.add("flags")
    if act.kind == ActKind.REFUSED:
        apart |= {"why", *(name for name in act.facts if name.startswith("got_"))}
    told = [(name, _shown(value)) for name, value in act.values.items()]
    told += [(name, shortened(value, longest)) for name, value in act.facts.items() if name not in apart]
    if act.signature is not None:
        told += [("signed", manifest.title) for manifest in act.signature.manifests]
        told += [("statement", act.signature.statement), ("role", act.signature.role)]
    signatures = [identity for identity in act.facts.get("signatures", "").split(",") if identity]
    if signatures:
        signers = select(record.c.person).where(record.c.rid == func.any(signatures)).order_by(record.c.seq)
        told.append(("signed_by", ", ".join(row.person or "-" for row in unit.rows(signers))))
    return tuple(told)


def _shown(value: Value) -> str:
    unit = "" if value.unit == "1" else f" {value.unit}"
    return f"{value.value}{unit} ({value.source.value})"
