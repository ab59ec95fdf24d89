"""PlantChanged: master data as documents. Facts: `kind`, `id` and `body`, the struct of `core.plant` as JSON."""

from typing import Any

import msgspec

from core.finding import Finding
from core.plant import EquipmentItem, ReplacedSpecification, Specification
from core.specified import replaced_key
from server.db.statements import insert
from server.db.store import Unit
from server.db.tables.plant import equipment, plant_item
from server.projections.happening import Happening


def plant_changed(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Keep an item as stated."""
    facts = happening.act.facts
    body = msgspec.json.decode(facts["body"])
    if facts["kind"] == "equipment":
        _equipment(unit, facts["id"], body, happening.seq)
        return ()
    if facts["kind"] == "specifications":
        _replaced(unit, happening, facts["id"])
    _kept(unit, facts["kind"], facts["id"], body, happening.seq)
    return ()


def _kept(unit: Unit, kind: str, identity: str, body: object, seq: int) -> None:
    row = insert(plant_item).values(kind=kind, id=identity, body=body, changed=seq)
    unit.do(row.on_conflict_do_update(index_elements=["kind", "id"], set_={"body": body, "changed": seq}))


def _replaced(unit: Unit, happening: Happening, code: str) -> None:
    """Keep the version that has been in force till now: samples that were drawn by it are tested by it."""
    row = unit.first(plant_item.select().where(plant_item.c.kind == "specifications", plant_item.c.id == code))
    if row is None:
        return
    before = msgspec.convert(row.body, Specification)
    kept = ReplacedSpecification(before, happening.act.when.utc)
    named = replaced_key(code, before.version)
    _kept(unit, "replaced_specifications", named, msgspec.to_builtins(kept), happening.seq)


def _equipment(unit: Unit, identity: str, body: Any, seq: int) -> None:
    item = msgspec.convert(body, EquipmentItem)
    values = {"body": body, "state": item.state.value, "checked_on": item.checked_on, "changed": seq}
    row = insert(equipment).values(id=identity, **values)
    unit.do(row.on_conflict_do_update(index_elements=["id"], set_=values))
