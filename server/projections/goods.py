"""Goods in the warehouse: received, reserved, judged, shipped."""

from collections.abc import Mapping
from datetime import date

import msgspec

from core.finding import Finding
from core.lot_sample import REQUESTED
from core.times import local_day
from server.db.statements import insert
from server.db.store import Unit
from server.db.tables.batches import sample
from server.db.tables.plant import container, lot, lot_status_event, plant_item, receipt_line, shipment_line
from server.plain import plain
from server.projections.happening import Happening
from server.projections.ledger import container_place, new_container, new_lot, post, to_be_labelled

_SUPPLY = ("supplier", "supplier_lot", "manufacturer", "manufacturer_lot")


def goods_received(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Register lot and container under quarantine and post what came (GMP article 106)."""
    act, facts = happening.act, happening.act.facts
    number, identity = act.subject.lot or "", act.subject.container or ""
    expiry = date.fromisoformat(facts["expiry"]) if facts.get("expiry") else None
    retest = date.fromisoformat(facts["retest"]) if facts.get("retest") else None
    received = local_day(happening.at, act.when.offset_min)
    supply = {name: facts.get(name, "") for name in _SUPPLY}
    receipt = {"expiry": expiry, "retest": retest, "received": received, "purchase_order": facts.get("order", "")}
    receipt["assay_until"] = date.fromisoformat(facts["assay_until"]) if facts.get("assay_until") else None
    new_lot(unit, number, facts["material"], happening.seq, **supply, **receipt, **_contents(facts))
    quantity = act.values["quantity"].quantity.to(happening.plant.materials[facts["material"]].unit)
    new_container(unit, identity, number, quantity.unit, facts.get("location", ""), None, happening.seq)
    if facts.get("person"):
        # Received by somebody: its label is printed now. Opening stock stands labelled already.
        to_be_labelled(unit, identity, happening.seq)
    if facts.get("order_closed"):
        _order_closed(unit, happening)
    row = {"supplier": supply["supplier"], "supplier_lot": supply["supplier_lot"], "at": happening.at}
    row |= {"purchase_order": facts.get("order", ""), "serial": facts.get("serial", "")}
    amount = {"quantity": f"{quantity.value:f}", "unit": quantity.unit}
    unit.do(insert(receipt_line).values(seq=happening.seq, lot=number, **row, **amount))
    if facts.get("sample"):
        sample_requested(unit, happening, identity)
    return post(unit, happening, 1, f"supplier:{supply['supplier']}", container_place(identity), quantity)


def _contents(facts: Mapping[str, str]) -> dict[str, str]:
    """Give what opening stock is known to hold; of what is received, the laboratory finds it out."""
    return {name: facts.get(name, "") for name in ("assay", "water", "assay_basis")}


def sample_requested(unit: Unit, happening: Happening, identity: str) -> None:
    """Register the sample that is to be drawn from this container, with others of the same lot."""
    act, facts = happening.act, happening.act.facts
    row = insert(sample).values(
        id=facts["sample"], lot=act.subject.lot, specification=facts["specification"], state=REQUESTED,
        drawn_at=happening.at, seq=happening.seq, containers=identity,
    )  # fmt: skip
    joined = sample.c.containers + "," + identity
    unit.do(row.on_conflict_do_update(index_elements=["id"], set_={"containers": joined}))


def _order_closed(unit: Unit, happening: Happening) -> None:
    """Close an order of which everything has come."""
    order = happening.plant.orders.get(happening.act.facts["order"])
    if order is not None and not order.closed:
        body = msgspec.to_builtins(msgspec.structs.replace(order, closed=True))
        named = plant_item.c.kind == "orders", plant_item.c.id == order.id
        unit.do(plant_item.update().where(*named).values(body=body, changed=happening.seq))


def label_scanned_back(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Note that a container bears its label; facts `label`."""
    subject = happening.act.subject
    if subject.batch is None and subject.container and happening.act.facts.get("label") == subject.container:
        named = container.c.id == plain(subject.container), container.c.lot == plain(subject.lot or "")
        unit.do(container.update().where(*named).values(labelled=True, changed=happening.seq))
    return ()


def container_reserved(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Keep a container for a batch."""
    subject = happening.act.subject
    reserved = {"reserved_for": subject.batch, "changed": happening.seq}
    unit.do(container.update().where(container.c.id == subject.container).values(**reserved))
    return ()


def reservation_ended(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Free a container that a hold has taken from its batch."""
    subject = happening.act.subject
    named = container.c.id == subject.container, container.c.reserved_for == subject.batch
    unit.do(container.update().where(*named).values(reserved_for=None, changed=happening.seq))
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
    row |= {"box": act.facts.get("box", "")}
    unit.do(insert(shipment_line).values(**row, **amount))
    return post(unit, happening, 1, container_place(act.subject.container or ""), f"customer:{customer}", quantity)
