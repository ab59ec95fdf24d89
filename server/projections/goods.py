"""Goods in the warehouse: received, reserved, judged, shipped."""

from datetime import date

from core.finding import Finding
from server.db.statements import insert
from server.db.store import Unit
from server.db.tables.plant import container, lot, lot_status_event, receipt_line, shipment_line
from server.projections.happening import Happening
from server.projections.ledger import container_place, new_container, new_lot, post

_SUPPLY = ("supplier", "supplier_lot", "manufacturer", "manufacturer_lot")


def goods_received(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Register lot and container under quarantine and post what came (GMP article 106)."""
    act, facts = happening.act, happening.act.facts
    number, identity = act.subject.lot or "", act.subject.container or ""
    expiry = date.fromisoformat(facts["expiry"]) if facts.get("expiry") else None
    supply = {name: facts.get(name, "") for name in _SUPPLY}
    new_lot(unit, number, facts["material"], happening.seq, expiry=expiry, **supply)
    quantity = act.values["quantity"].quantity.to(happening.plant.materials[facts["material"]].unit)
    new_container(unit, identity, number, quantity.unit, facts.get("location", ""), None, happening.seq)
    row = {"supplier": supply["supplier"], "supplier_lot": supply["supplier_lot"], "at": happening.at}
    amount = {"quantity": f"{quantity.value:f}", "unit": quantity.unit}
    unit.do(insert(receipt_line).values(seq=happening.seq, lot=number, **row, **amount))
    return post(unit, happening, 1, f"supplier:{supply['supplier']}", container_place(identity), quantity)


def container_reserved(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Keep a container for a batch."""
    subject = happening.act.subject
    reserved = {"reserved_for": subject.batch, "changed": happening.seq}
    unit.do(container.update().where(container.c.id == subject.container).values(**reserved))
    return ()


def lot_state_changed(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Change the state of a lot; facts `old`, `new`, `reason`."""
    number, facts = happening.act.subject.lot or "", happening.act.facts
    unit.do(lot.update().where(lot.c.number == number).values(state=facts["new"], changed=happening.seq))
    event = {"old": facts["old"], "new": facts["new"], "reason": facts.get("reason", ""), "at": happening.at}
    unit.do(insert(lot_status_event).values(seq=happening.seq, lot=number, **event))
    return ()


def goods_shipped(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Post a shipment from one container; fact `customer`."""
    act = happening.act
    number, customer = act.subject.lot or "", act.facts["customer"]
    quantity = act.values["quantity"].quantity
    amount = {"quantity": f"{quantity.value:f}", "unit": quantity.unit}
    row = {"seq": happening.seq, "lot": number, "customer": customer, "at": happening.at}
    unit.do(insert(shipment_line).values(**row, **amount))
    return post(unit, happening, 1, container_place(act.subject.container or ""), f"customer:{customer}", quantity)
