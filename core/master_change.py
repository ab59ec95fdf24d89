"""The judge of master records: which version may be approved, and how an approved one is retired.

An approved text is never changed: a new version comes as a new text with a higher number. Batches pin the hash of their
text and go on under it whatever becomes of the version.
Source: GMP articles 154, 168, 173; design/domain.md, life of a master record; F01.
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from core.changes import LONGEST_BODY, Change
from core.finding import Finding, finding
from core.master.check import check_master
from core.plant import EffectiveMaster, Plant
from core.record.canonical import canonical, strict_json
from core.record.digest import sha256_hex

MASTERS = "masters"
"""Kind of change that approves and retires."""


def master_refusals(master: EffectiveMaster, plant: Plant) -> list[Finding]:
    """Judge one version as it shall be; whether its day is still to come, `timing_refusals` says."""
    if master.sha256 != sha256_hex(master.text.encode()):
        return [finding("master_change.hash", sha256=master.sha256[:16])]
    before = plant.masters.get(master.sha256)
    if before is not None:
        return _retirement(before, master)
    found = text_refusals(master, plant)
    if master.version <= plant.master_versions.get(master.code, 0):
        newest = str(plant.master_versions[master.code])
        found.append(finding("master_change.version", code=master.code[:40], version=newest))
    if master.effective_from is None or master.retired:
        found.append(finding("master_change.no_day", code=master.code[:40]))
    if len(canonical(master)) > LONGEST_BODY:
        found.append(finding("master_change.long", limit=str(LONGEST_BODY)))
    return found


def text_refusals(master: EffectiveMaster, plant: Plant) -> list[Finding]:
    """Say what is wrong with a text at this plant, and whether code and version are the text's own."""
    checked = check_master(master.text, f"{master.code}.yaml", plant)
    if checked.faults or checked.record is None:
        first, count = checked.faults[0], str(len(checked.faults))
        return [finding("master_change.faulty", code=master.code[:40], n=count, line=str(first.line))]
    if (checked.record.code, checked.record.version) != (master.code, master.version):
        got = f"{checked.record.code} v{checked.record.version}"
        return [finding("master_change.named", code=master.code[:40], version=str(master.version), got=got)]
    return []


def timing_refusals(changes: Sequence[Change], plant: Plant, day: date) -> tuple[Finding, ...]:
    """Hold the first day of newly approved versions against a day of the plant.

    None begins in the past, and only one of a code waits for its day, so that a plant, which carries two versions of
    each code, always carries the effective one.
    """
    found: list[Finding] = []
    codes: set[str] = set()
    for item in changes:
        if item.kind != MASTERS or item.id in plant.masters:
            continue
        master = msgspec.convert(strict_json(item.body.encode()), EffectiveMaster)
        if master.code in codes:
            found.append(finding("master_change.together", code=master.code))
        codes.add(master.code)
        waiting = waiting_master(plant, master.code, day)
        if waiting is not None:
            params = {"version": str(waiting.version), "d": str(waiting.effective_from)}
            found.append(finding("master_change.waiting", code=master.code, **params))
        if master.effective_from is None or master.effective_from < day:
            found.append(finding("master_change.past", d=day.isoformat()))
    return tuple(found)


def waiting_master(plant: Plant, code: str, day: date) -> EffectiveMaster | None:
    """Give the approved version of a code whose first day has not come, or None."""
    mine = (master for master in plant.masters.values() if master.code == code)
    return next((master for master in mine if master.effective_from is not None and master.effective_from > day), None)


def _retirement(before: EffectiveMaster, after: EffectiveMaster) -> list[Finding]:
    retired = msgspec.structs.replace(before, retired=True)
    if before.retired or after != retired:
        return [finding("master_change.fixed", code=before.code, version=str(before.version))]
    return []
