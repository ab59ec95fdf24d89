"""What each act has to say in the logbooks of equipment and rooms; acts of batches are in `core.usage.of_batch`."""

from collections.abc import Iterator, Sequence

import msgspec

from core.acts import Act, ActKind
from core.batch.state import BatchState
from core.device_checks import DAILY
from core.field_changes import field_changes
from core.finding import Finding, finding
from core.master.model import MasterBatchRecord
from core.plant import Plant
from core.record.canonical import Undecodable, strict_json
from core.usage.line import Kept, UsageKind, UsageLine
from core.usage.of_batch import shown, touches_of_batch, touches_of_result
from core.usage.of_round import touches_of_round

_KINDS = {"equipment": Kept.EQUIPMENT, "rooms": Kept.ROOM}
_MOST_CHANGES = 20
_APART = {
    "calibrated_to": UsageKind.CALIBRATION,
    "certificate": UsageKind.CALIBRATION,
    "maintained_to": UsageKind.MAINTENANCE,
    "maintenance": UsageKind.MAINTENANCE,
    "state": UsageKind.STATE,
}


def touches(
    seq: int,
    act: Act,
    plant: Plant,
    before: BatchState | None,
    after: BatchState | None,
    master: MasterBatchRecord | None,
    signers: Sequence[str] = (),
) -> tuple[UsageLine, ...]:
    """Give the lines that one act alone would be.

    Args:
        seq: Log index of its record.
        act: What happened.
        plant: The plant before it.
        before: Its batch before it, or None.
        after: Its batch after it, or None.
        master: What the batch pins, or None.
        signers: Who signed it, where it is a decision that names signatures.
    """
    if act.kind == ActKind.DEVICE_CHECKED:
        return tuple(_check(seq, act))
    if act.kind == ActKind.PLANT_CHANGED:
        return tuple(_change(seq, act, plant, signers))
    if act.kind == ActKind.RESULT_ENTERED:
        return tuple(touches_of_result(seq, act, plant, after, master))
    if before is None or after is None or master is None:
        return ()
    if after.thing is not None:
        return tuple(touches_of_round(seq, act, after.thing, before, after, master))
    return tuple(touches_of_batch(seq, act, plant, before, after, master))


def _check(seq: int, act: Act) -> Iterator[UsageLine]:
    if not act.subject.equipment:
        return
    what = "daily" if act.facts.get("check") == DAILY else "shift" if "check" in act.facts else "bound"
    passed = act.facts.get("result", "passed") == "passed"
    told = [finding(f"usage.check_{what}"), finding("usage.passed" if passed else "usage.failed")]
    for name, value in act.values.items():
        told.append(finding("usage.check_point", nominal=act.facts.get(f"nominal_{name}", "-"), shown=shown(value)))
    yield _line(seq, act, Kept.EQUIPMENT, act.subject.equipment, UsageKind.CHECK, told)


def _change(seq: int, act: Act, plant: Plant, signers: Sequence[str]) -> Iterator[UsageLine]:
    """Tell a change of master data: of calibration, of state, of anything else."""
    of, thing = _KINDS.get(act.facts.get("kind", "")), act.facts.get("id", "")
    if of is None or not thing:
        return
    known = (plant.equipment if of == Kept.EQUIPMENT else plant.rooms).get(thing)
    before = None if known is None else msgspec.to_builtins(known)
    try:
        changed = field_changes(before, strict_json(act.facts.get("body", "").encode()))
    except Undecodable:
        return
    apart = _APART if before is not None else {}
    groups: dict[UsageKind, list[Finding]] = {}
    for name, old, new in changed[:_MOST_CHANGES]:
        if name not in ("id", "checked_on"):
            told = finding("usage.field_changed", field=name, old=old or "-", new=new or "-")
            groups.setdefault(apart.get(name, UsageKind.MASTER_DATA), []).append(told)
    if before is None and groups:
        groups = {UsageKind.MASTER_DATA: [finding("usage.registered")]}
    for kind, told in groups.items():
        line = _line(seq, act, of, thing, kind, told)
        yield msgspec.structs.replace(line, persons=tuple(signers[:1]) or line.persons, checkers=tuple(signers[1:]))


def _line(seq: int, act: Act, of: Kept, thing: str, kind: UsageKind, told: Sequence[Finding]) -> UsageLine:
    persons = (act.who.person,) if act.who.person else ()
    return UsageLine(of, thing, kind, act.when.utc, act.when.utc, (seq,), persons=persons, told=tuple(told))
