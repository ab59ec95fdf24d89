"""How a thing stands by its logbook: clean, in use, dirty; from when, for what, and for how long it stays clean.

A thing is followed from its first cleaning by an approved form on; before that its acts say nothing of its cleanness.
Source: GMP articles 84 (clean and dirty hold), 87 (status), 199 (left-overs of the last batch).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from core.finding import Finding, finding
from core.plant import EquipmentState, Plant, Standing
from core.times import utc_from
from core.usage.line import Effect, Kept, UsageKind, UsageLine


def standing_key(of: Kept, thing: str) -> str:
    """Name a thing among the standings of a plant."""
    return f"{of.value}/{thing}"


def stands_after(standing: Standing | None, touch: UsageLine) -> Standing | None:
    """Give how a thing stands after what one act has to say; None while it was never cleaned by a form.

    What was made earlier and arrives later changes nothing.
    """
    if touch.effect == Effect.CLEANS:
        clean = Standing(EquipmentState.CLEAN, touch.until, touch.batch, touch.until, touch.clean_hold_s)
        return clean if standing is None or touch.until >= standing.since else standing
    if standing is None or touch.until < standing.since:
        return standing
    if touch.effect == Effect.ENDS:
        if (standing.state, standing.batch) != (EquipmentState.IN_USE, touch.batch):
            return standing
        ended = {"state": EquipmentState.DIRTY, "since": touch.until, "used": touch.until}
        return msgspec.structs.replace(_used(standing), **ended)
    if touch.effect == Effect.GIVES_BACK:
        return _given_back(standing, touch)
    if touch.kind == UsageKind.STATE and touch.effect == Effect.NONE:
        # Whatever was done to it out of service: it is cleaned before it is used again.
        return msgspec.structs.replace(_used(standing), state=EquipmentState.DIRTY, since=touch.until, batch="")
    if touch.kind != UsageKind.USE or not touch.records or touch.only_checks:
        return standing
    only_scanned = touch.effect == Effect.BINDS
    if (standing.state, standing.batch) == (EquipmentState.IN_USE, touch.batch):
        return standing if only_scanned else _used(standing)
    was, was_of = (standing.state, standing.batch) if only_scanned else (None, "")
    begun = msgspec.structs.replace(standing, state=EquipmentState.IN_USE, since=touch.until, batch=touch.batch)
    return msgspec.structs.replace(begun, was=was, was_of=was_of)


def _used(standing: Standing) -> Standing:
    """Forget how a thing stood before its use: something was done with it."""
    return standing if standing.was is None else msgspec.structs.replace(standing, was=None, was_of="")


def _given_back(standing: Standing, touch: UsageLine) -> Standing:
    """Let a thing that was scanned by mistake stand as before."""
    if (standing.state, standing.batch) != (EquipmentState.IN_USE, touch.batch) or standing.was is None:
        return standing
    before = {"state": standing.was, "batch": standing.was_of, "since": touch.until}
    return msgspec.structs.replace(_used(standing), **before)


def standings(touches: Iterable[UsageLine]) -> dict[str, Standing]:
    """Fold what acts have to say, in the order of the log, into how each thing stands."""
    found: dict[str, Standing] = {}
    for touch in touches:
        key = standing_key(touch.of, touch.thing)
        after = stands_after(found.get(key), touch)
        if after is not None:
            found[key] = after
    return found


def clean_until(standing: Standing) -> datetime | None:
    """Give the instant at which a clean thing counts as clean no more; None where it has no limit or is not clean."""
    if standing.state != EquipmentState.CLEAN or not standing.clean_hold_s:
        return None
    return utc_from(standing.cleaned) + timedelta(seconds=standing.clean_hold_s)


def dirty_until(plant: Plant, of: Kept, thing: str) -> datetime | None:
    """Give the instant by which the cleaning of dirty equipment has to begin; None where it has no limit."""
    item = plant.equipment.get(thing) if of == Kept.EQUIPMENT else None
    standing = plant.standings.get(standing_key(of, thing))
    if item is None or not item.dirty_hold_s or standing is None or standing.state != EquipmentState.DIRTY:
        return None
    return utc_from(standing.used or standing.since) + timedelta(seconds=item.dirty_hold_s)


def state_at(plant: Plant, of: Kept, thing: str, at: datetime) -> EquipmentState | None:
    """Give the state of a thing: out of use as master data states it, else what its logbook says.

    A cleaning that holds no longer counts as dirty. A room has no state before it was cleaned by a form.
    """
    item = plant.equipment.get(thing) if of == Kept.EQUIPMENT else None
    standing = plant.standings.get(standing_key(of, thing))
    if standing is None or (item is not None and item.state != EquipmentState.CLEAN):
        return item.state if item is not None else None
    until = clean_until(standing)
    return EquipmentState.DIRTY if until is not None and at > until else standing.state


def standing_refusals(standing: Standing | None, of: Kept, thing: str, batch: str, at: datetime) -> list[Finding]:
    """Judge the use of a thing for a batch by how it stands.

    Equipment is refused while it is in use for another batch, while another batch has left it dirty, and when its
    cleaning holds no longer. A room is judged by its line clearance, and refused when its cleaning holds no longer.
    """
    if standing is None:
        return []
    until = clean_until(standing)
    if until is not None and at > until:
        return [finding(f"refusal.{of.value}_clean_hold", thing=thing, hours=str(standing.clean_hold_s // 3600))]
    if of == Kept.ROOM or standing.batch == batch:
        return []
    if standing.state == EquipmentState.IN_USE:
        return [finding("refusal.equipment_in_use", equipment=thing, batch=standing.batch)]
    return [finding("refusal.equipment_dirty", equipment=thing)] if standing.state == EquipmentState.DIRTY else []
