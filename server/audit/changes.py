"""What changed from what to what, computed when it is asked for: the records hold it, no table repeats it."""

import msgspec

from core.acts import Act, ActKind
from core.field_changes import field_changes
from core.record.canonical import Undecodable, strict_json
from core.record.digest import sha256_hex
from core.trail import FieldChange, item_of
from server.db.statements import Condition, select
from server.db.store import Unit
from server.db.tables.audit import trail
from server.db.tables.evidence import record
from server.records import record_from

_MOST_UNDONE = 200
_ENDS = (ActKind.ENTRIES_UNDONE, ActKind.STEP_REPEATED, ActKind.STEP_STARTED, ActKind.SIGNED)
_BESIDE = (ActKind.REFUSED, ActKind.CORRECTION_MADE, ActKind.COMMENT_MADE)


def changes_of(unit: Unit, seq: int, act: Act, longest: int = 160) -> tuple[FieldChange, ...]:
    """Give old and new values of an act, in words as they were recorded; nothing for what replaces nothing.

    Args:
        unit: The transaction.
        seq: Log index of the record.
        act: What happened.
        longest: Longest value that is given whole.
    """
    if act.kind == ActKind.PLANT_CHANGED:
        found = _item_changes(unit, seq, act)
    elif act.kind in (ActKind.ENTRIES_UNDONE, ActKind.STEP_REPEATED):
        found = _undone(unit, seq, act)
    elif act.facts.get("reprint"):
        found = _reprint(act)
    elif "old" in act.facts and "new" in act.facts:
        found = [(act.facts.get("field", "state"), act.facts["old"], act.facts["new"])]
    else:
        return ()
    return tuple(FieldChange(name, shortened(old, longest), shortened(new, longest)) for name, old, new in found)


def shortened(value: str, longest: int) -> str:
    """Give a value whole, or its beginning with the hash of all of it."""
    if len(value) <= longest:
        return value
    return f"{value[: longest - 60]} ... ({len(value)}, sha256 {sha256_hex(value.encode())[:16]})"


def flattened(value: object, prefix: str = "") -> list[tuple[str, str]]:
    """List the leaves of plain JSON as (dotted name, value), in their order."""
    if isinstance(value, dict):
        pairs = msgspec.convert(value, dict[str, object])
        return [
            leaf for name, item in pairs.items() for leaf in flattened(item, f"{prefix}.{name}" if prefix else name)
        ]
    if isinstance(value, list):
        items = msgspec.convert(value, list[object])
        return [leaf for place, item in enumerate(items, 1) for leaf in flattened(item, f"{prefix}.{place}")]
    return [(prefix, value if isinstance(value, str) else str(value).lower() if value is not None else "")]


def _item_changes(unit: Unit, seq: int, act: Act) -> list[tuple[str, str, str]]:
    """Compare the body of an item with the one stated before it."""
    before = select(trail.c.seq).where(trail.c.item == item_of(act), trail.c.seq < seq)
    last = unit.value(before.order_by(trail.c.seq.desc()).limit(1))
    old = None
    if last is not None:
        kept = record_from(bytes(unit.value(select(record.c.envelope).where(record.c.seq == last))))
        old = _body(kept.act) if kept is not None else None
    return list(field_changes(old, _body(act)))


def _body(act: Act) -> object | None:
    try:
        return strict_json(act.facts.get("body", "").encode())
    except Undecodable:
        return None


def _undone(unit: Unit, seq: int, act: Act) -> list[tuple[str, str, str]]:
    """Give what a step had recorded and what was recorded in its place afterwards."""
    old = _entries(unit, act, record.c.seq < seq, newest_first=True)
    new = _entries(unit, act, record.c.seq > seq, newest_first=False)
    return [(name, value, new.get(name, "")) for name, value in old.items()]


def _entries(unit: Unit, act: Act, side: Condition, *, newest_first: bool) -> dict[str, str]:
    """Give the entries of the same step on one side of the undoing, up to where the step began, ended or was undone.

    What was repeated was signed before, and begins anew after.
    """
    order = record.c.seq.desc() if newest_first else record.c.seq
    mine = select(record.c.envelope).where(record.c.batch == act.subject.batch, record.c.step == act.subject.step, side)
    found: list[tuple[str, str]] = []
    for row in unit.rows(mine.order_by(order).limit(_MOST_UNDONE)):
        kept = record_from(bytes(row.envelope))
        if kept is None or kept.act.kind in _BESIDE:
            continue
        at_once = act.kind == ActKind.STEP_REPEATED and not found
        if at_once and kept.act.kind in (ActKind.SIGNED, ActKind.STEP_STARTED):
            continue
        if kept.act.kind in _ENDS:
            break
        found.append((kept.act.subject.entry or kept.act.kind.value, _recorded(kept.act)))
    return dict(reversed(found) if newest_first else found)


def _recorded(act: Act) -> str:
    """Write what one entry recorded: its value, else the code that was scanned, else the kind of the act."""
    value = next(iter(act.values.values()), None)
    if value is not None:
        return value.value if value.unit == "1" else f"{value.value} {value.unit}"
    subject = act.subject
    return subject.container or subject.equipment or subject.room or subject.sample or act.kind.value


def _reprint(act: Act) -> list[tuple[str, str, str]]:
    count = act.facts["reprint"]
    return [("reprint", str(int(count) - 1) if count.isdecimal() else "", count)]
