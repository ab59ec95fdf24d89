"""PlantChanged: master data as documents. Facts: `kind`, `id` and `body`, the struct of `core.plant` as JSON."""

from typing import Any

import msgspec

from core.finding import Finding
from core.plant import EquipmentItem
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
    row = insert(plant_item).values(kind=facts["kind"], id=facts["id"], body=body, changed=happening.seq)
    changed = {"body": body, "changed": happening.seq}
    unit.do(row.on_conflict_do_update(index_elements=["kind", "id"], set_=changed))
    return ()


def _equipment(unit: Unit, identity: str, body: Any, seq: int) -> None:
    item = msgspec.convert(body, EquipmentItem)
    values = {"body": body, "state": item.state.value, "checked_on": item.checked_on, "changed": seq}
    row = insert(equipment).values(id=identity, **values)
    unit.do(row.on_conflict_do_update(index_elements=["id"], set_=values))
