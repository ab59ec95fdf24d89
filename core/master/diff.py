"""What differs between two versions of a master batch record, in the words of the domain.

Steps, operations and bill lines are matched by their ids, so that a step moved is told as moved and not as two changes.
Source: `design/domain.md`, life of a master record; F01.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import msgspec

from core.field_changes import field_changes
from core.language import Language, catalogue, text
from core.master.model import MasterBatchRecord


class Kind(StrEnum):
    """How something differs."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


class Difference(msgspec.Struct, frozen=True):
    """One thing that differs.

    Attributes:
        kind: How.
        part: `header`, `bill`, `procedure`, `operation` or `step`.
        id: Its id there; "" for the header.
        field: Dotted name of the field; "" where the whole part was added, removed or moved.
        old: Value before, "" where there was none; for `moved` what it stood after.
        new: Value now, likewise.
    """

    kind: Kind
    part: str
    id: str
    field: str = ""
    old: str = ""
    new: str = ""


_POSITION = frozenset({"line", "number", "steps", "operations", "procedures", "bill"})
"""Fields that only say where something stands, or hold parts that are compared by themselves."""


def differences(old: MasterBatchRecord, new: MasterBatchRecord) -> tuple[Difference, ...]:
    """List everything that differs, header first, then the bill, then the process in its new order."""
    found = _fields("header", "", _plain(old), _plain(new))
    found += _parts("bill", {line.material: line for line in old.bill}, {line.material: line for line in new.bill})
    found += _parts("procedure", {p.id: p for p in old.procedures}, {p.id: p for p in new.procedures})
    found += _parts("operation", {o.id: o for o in old.operations()}, {o.id: o for o in new.operations()})
    found += _parts("step", {s.id: s for s in old.steps()}, {s.id: s for s in new.steps()})
    return tuple(found)


def touched_steps(found: Sequence[Difference], new: MasterBatchRecord) -> frozenset[str]:
    """Name the steps that have to be looked at again: those that differ, and those of what holds them."""
    steps = {item.id for item in found if item.part == "step"}
    changed = {item.id for item in found if item.part == "operation"}
    stages = {item.id for item in found if item.part == "procedure" and item.field == "parallel"}
    changed |= {operation.id for stage in new.procedures if stage.id in stages for operation in stage.operations}
    return frozenset(steps | {step.id for o in new.operations() if o.id in changed for step in o.steps})


def worded_difference(item: Difference, language: Language) -> tuple[str, str]:
    """Word a difference as label and value, as a manifest or a list shows it."""
    part = text(f"diff.part.{item.part}", language)
    label = f"{part} {item.id}".strip()
    if item.kind == Kind.MOVED:
        return label, text("diff.moved", language, old=item.old or "-", new=item.new or "-")
    if not item.field:
        return label, f"{text(f'diff.{item.kind.value}', language)} {item.new or item.old}".strip()
    return f"{label} {field_label(item.field, language)}", f"{item.old or '-'} -> {item.new or '-'}"


def field_label(field: str, language: Language) -> str:
    """Word a dotted field: what the catalogue knows of it, the rest as it stands in the text."""
    known = catalogue()
    words = [text(key, language) if (key := f"diff.field.{name}") in known else name for name in field.split(".")]
    return " ".join(words)


def _parts(part: str, old: Mapping[str, msgspec.Struct], new: Mapping[str, msgspec.Struct]) -> list[Difference]:
    found = [
        Difference(Kind.REMOVED, part, identity, old=_named(old[identity])) for identity in old if identity not in new
    ]
    moved = _moved([i for i in old if i in new], [i for i in new if i in old])
    for identity, item in new.items():
        if identity not in old:
            found.append(Difference(Kind.ADDED, part, identity, new=_named(item)))
            continue
        if identity in moved:
            found.append(Difference(Kind.MOVED, part, identity, "", _before(old, identity), _before(new, identity)))
        found += _fields(part, identity, _plain(old[identity]), _plain(item))
    return found


def _fields(part: str, identity: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    return [
        Difference(Kind.CHANGED, part, identity, _short(name), before, after)
        for name, before, after in field_changes(old, new)
    ]


def _short(name: str) -> str:
    """Leave out the inner names that the text of a master record does not have."""
    return name.removeprefix("detail.")


def _plain(item: msgspec.Struct) -> dict[str, Any]:
    plain = msgspec.to_builtins(item)
    for name in ("when", "until"):
        conditions = getattr(item, name, None) or ()
        if name in plain:
            plain[name] = "; ".join(map(str, conditions if isinstance(conditions, tuple) else (conditions,)))
    return {name: value for name, value in plain.items() if name not in _POSITION}


def _named(item: msgspec.Struct) -> str:
    name = getattr(item, "name", None)
    return f"{name.zh} / {name.en}" if name is not None else ""


def _before(parts: Mapping[str, object], identity: str) -> str:
    """Give what stands before a part, "" for the first."""
    order = list(parts)
    place = order.index(identity)
    return order[place - 1] if place else ""


def _moved(old: Sequence[str], new: Sequence[str]) -> frozenset[str]:
    """Name the fewest parts that must have moved: those outside a longest run that kept its order."""
    place = {identity: n for n, identity in enumerate(new)}
    best: list[list[str]] = []
    for identity in old:
        runs = [run for run in best if place[run[-1]] < place[identity]]
        best.append([*max(runs, key=len, default=[]), identity])
    kept = max(best, key=len, default=[])
    return frozenset(old) - frozenset(kept)
