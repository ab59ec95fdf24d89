"""Recalls: opened, customers told, goods back, closed; and returned goods with or without a recall."""

from decimal import Decimal

from core.finding import Finding
from server.db.statements import insert, select
from server.db.store import Unit
from server.db.tables.plant import lot, lot_edge
from server.db.tables.recalls import recall_case, recall_customer, return_line
from server.plain import plain
from server.projections.goods import sample_requested
from server.projections.happening import Happening
from server.projections.ledger import container_place, new_container, new_lot, post


def recall_opened(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Register a recall with what its customers have of the lots concerned; fact `customers` is `K-001 100 pcs;...`."""
    facts = happening.act.facts
    name, began = facts["recall"], facts["began"].split(",")
    row = {"seq": happening.seq, "state": "opened", "mock": facts["mock"] == "yes", "recall_class": facts["class"]}
    about = {"reason": facts["reason"], "began": began, "lots": int(facts["lots"]), "opened": happening.at}
    unit.do(insert(recall_case).values(id=name, **row, **about))
    for line in filter(None, facts["customers"].split(";")):
        customer, quantity, unit_of = line.split(" ")
        told = {"customer": customer, "unit": unit_of, "shipped": Decimal(quantity), "returned": Decimal(0)}
        unit.do(insert(recall_customer).values(recall=name, **told))
    return ()


def customer_notified(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Note that a customer was told, by whom and how; the last one told turns the state."""
    facts = happening.act.facts
    name = facts["recall"]
    mine = recall_customer.c.recall == name
    told = {"notified": happening.at, "how": facts["how"]}
    unit.do(recall_customer.update().where(mine, recall_customer.c.customer == facts["customer"]).values(**told))
    waiting = unit.first(select(recall_customer.c.customer).where(mine, recall_customer.c.notified.is_(None)).limit(1))
    if waiting is None:
        unit.do(recall_case.update().where(recall_case.c.id == name).values(state="notified"))
    return ()


def goods_returned(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Take goods back under a lot of their own in quarantine, whose one input is the lot that was shipped."""
    act, facts = happening.act, happening.act.facts
    number, identity, origin = act.subject.lot or "", act.subject.container or "", plain(facts["origin"])
    shipped = unit.first(lot.select().where(lot.c.number == origin))
    if shipped is None:
        return ()
    quantity, customer = act.values["quantity"].quantity, plain(facts["customer"])
    kept = {"expiry": shipped.expiry, "received": happening.at.date(), "supplier": customer, "supplier_lot": origin}
    child = new_lot(unit, number, shipped.material, happening.seq, **kept)
    edge = {"child": child, "parent": shipped.id, "seq": happening.seq}
    unit.do(insert(lot_edge).values(**edge, quantity=f"{quantity.value:f}", unit=quantity.unit))
    line = {"seq": happening.seq, "lot": number, "origin": origin, "customer": customer, "channel": facts["channel"]}
    unit.do(insert(return_line).values(**line, quantity=quantity.value, unit=quantity.unit, at=happening.at))
    new_container(unit, identity, number, quantity.unit, plain(facts["location"]), None, happening.seq)
    if facts.get("sample"):
        sample_requested(unit, happening, identity)
    _counted_in_recall(unit, facts.get("recall", ""), customer, quantity.unit, quantity.value)
    return post(unit, happening, 1, f"customer:{customer}", container_place(identity), quantity)


def _counted_in_recall(unit: Unit, name: str, customer: str, unit_of: str, quantity: Decimal) -> None:
    if name:
        mine = recall_customer.c.recall == name, recall_customer.c.customer == customer
        more = {"returned": recall_customer.c.returned + quantity}
        unit.do(recall_customer.update().where(*mine, recall_customer.c.unit == unit_of).values(**more))


def recall_closed(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """End a recall with what was found out about its effectiveness."""
    facts = happening.act.facts
    ended = {"state": "closed", "closed": happening.at, "effectiveness": facts["effectiveness"]}
    unit.do(recall_case.update().where(recall_case.c.id == facts["recall"]).values(**ended))
    return ()
