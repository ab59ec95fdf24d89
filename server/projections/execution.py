"""Material in a batch: dispensed, put back, used up, put out; and the genealogy that follows from it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from core.acts import ActKind
from core.batch.materials import inputs_added, moves_material, scanned_lot
from core.batch.packaging import containers_of, moved
from core.batch.shelf_life import expires_on
from core.batch.state import BatchState, Dispensed, Input, Output, StepState
from core.finding import Finding
from core.master.kinds import Reconciliation
from core.quantity import Quantity, dimension
from server.db.statements import insert, select
from server.db.store import Unit
from server.db.tables.plant import container, lot, lot_edge
from server.db.tables.stock import STATED_BY, stock, stock_move
from server.projections.happening import Happening
from server.projections.ledger import WASTE, container_place, new_container, new_lot, post


def material_followed(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Post what the fold of the batch says has become of material."""
    before, after = happening.before, happening.after
    if before is None or after is None:
        return ()
    if happening.act.kind in (ActKind.ENTRIES_UNDONE, ActKind.DISPENSE_REVERSED, ActKind.STEP_REPEATED):
        return _put_back(unit, happening, before, after)
    if len(after.outputs) > len(before.outputs):
        return _put_out(unit, happening, after, after.outputs[-1])
    found: list[Finding] = []
    for identity in sorted(before.dispensed.keys() | after.dispensed.keys()):
        found += _dispensed(unit, happening, before.dispensed.get(identity), after.dispensed.get(identity))
    for number, used in enumerate(inputs_added(before, after), start=1):
        found += _used(unit, happening, number, used)
    return (*found, *_counted(unit, happening, after))


def _put_back(unit: Unit, happening: Happening, before: BatchState, after: BatchState) -> tuple[Finding, ...]:
    """Post the counter-entries of what an undone, reversed or repeated step had moved; nothing when it was kept."""
    step = happening.act.subject.step or ""
    if after.step(step).filled or not before.step(step).filled:
        return ()
    undone = _moving(happening, before.step(step))
    if not undone:
        return ()
    made = stock_move.select().where(STATED_BY.in_(undone))
    moves = unit.rows(made.order_by(stock_move.c.seq.desc(), stock_move.c.request.desc()))
    found: list[Finding] = []
    for number, move in enumerate(moves, start=1):
        found += post(unit, happening, number, move.target, move.origin, Quantity(move.qty, ""))
    return tuple(found)


def _moving(happening: Happening, recorded: StepState) -> list[str]:
    """Give the ids of the acts of a step that may have moved something; most steps only measure."""
    step = happening.master.step(happening.act.subject.step or "") if happening.master else None
    return [item.act.id for item in recorded.filled.values() if step is None or moves_material(item.act, step)]


def _dispensed(
    unit: Unit, happening: Happening, before: Dispensed | None, after: Dispensed | None
) -> tuple[Finding, ...]:
    item = after
    if item is None or before is not None:
        return ()
    source, dispensed = container_place(item.source), container_place(item.container)
    net = _based(happening, item.material, item.net)
    room = happening.act.facts.get("room", "")
    batch = happening.act.subject.batch
    new_container(unit, item.container, item.lot, net.unit, room, batch, happening.seq)
    return post(unit, happening, 1, source, dispensed, net)


def _used(unit: Unit, happening: Happening, number: int, used: Input) -> tuple[Finding, ...]:
    """Post what went into the batch: a charged container, or what was taken from those reserved for it."""
    batch = happening.act.subject.batch or ""
    quantity = _based(happening, used.material, used.quantity)
    if happening.act.kind == ActKind.MATERIAL_CHARGED:
        origin = container_place(happening.act.subject.container or "")
        return post(unit, happening, number, origin, f"batch:{batch}", quantity)
    named = happening.act.subject.container
    if named is not None:
        return post(unit, happening, number, container_place(named), f"batch:{batch}", quantity)
    return _taken(unit, happening, used.lot, quantity, f"batch:{batch}")


def _counted(unit: Unit, happening: Happening, after: BatchState) -> tuple[Finding, ...]:
    """Post what a reconciliation says was sampled, or destroyed before a witness, out of its lot (GMP 215, 216)."""
    act, master = happening.act, happening.master
    step = master.step(act.subject.step or "") if master else None
    if master is None or step is None or not isinstance(step.detail, Reconciliation):
        return ()
    where = moved(act, after.step(step.id).filled)
    if where is None:
        return ()
    lot_number = act.subject.lot or scanned_lot(after, step.detail.material, master)
    target = WASTE if where == "destroyed" else f"sample:{after.number}"
    return _taken(unit, happening, lot_number, act.values["value"].quantity, target)


def _taken(unit: Unit, happening: Happening, number: str, quantity: Quantity, target: str) -> tuple[Finding, ...]:
    """Post a quantity out of the containers of a lot that were set apart for the batch, one after another."""
    names = containers_of(number, happening.before) if happening.before is not None else ()
    mine = container.c.lot == number, container.c.id.in_(names), container.c.ended == ""
    joined = container.outerjoin(stock, stock.c.container == container.c.id)
    held = unit.rows(select(container.c.id, stock.c.qty).select_from(joined).where(*mine).order_by(container.c.id))
    rest, found = quantity.value, list[Finding]()
    for place, row in enumerate(held, start=1):
        last = place == len(held)
        part = rest if last else min(rest, row.qty or Decimal(0))
        found += post(unit, happening, place, container_place(row.id), target, Quantity(part, quantity.unit))
        rest -= part
    if not held:
        found += post(unit, happening, 1, container_place(number), target, quantity)
    return tuple(found)


def _put_out(unit: Unit, happening: Happening, state: BatchState, output: Output) -> tuple[Finding, ...]:
    batch, seq = state.number, happening.seq
    child = new_lot(unit, output.lot, output.material, seq, batch=batch, expiry=_expiry(happening, state))
    quantity = _based(happening, output.material, output.quantity)
    holder = happening.act.subject.container or output.lot
    new_container(unit, holder, output.lot, quantity.unit, happening.act.subject.room or "", None, seq)
    found = list(post(unit, happening, 1, f"batch:{batch}", container_place(holder), quantity))
    carried = {earlier.lot for earlier in state.outputs[:-1]}
    for number, used in enumerate(output.inputs, start=2):
        if used.lot in carried:
            origin = container_place(_holder(unit, used.lot))
            found += post(unit, happening, number, origin, f"batch:{batch}", used.quantity)
    _edges(unit, child, output.inputs, seq)
    return tuple(found)


def _expiry(happening: Happening, state: BatchState) -> date | None:
    """Give the last day of use of the finished lot, where the master record is at hand."""
    if happening.master is None:
        return None
    return expires_on(state, happening.master, happening.plant.offset_min)


def _edges(unit: Unit, child: int, inputs: Iterable[Input], seq: int) -> None:
    """Write one edge per lot, with the sum of what went in of it."""
    sums: dict[str, Quantity] = {}
    for used in inputs:
        sums[used.lot] = sums[used.lot] + used.quantity if used.lot in sums else used.quantity
    ids = {row.number: row.id for row in unit.rows(select(lot.c.id, lot.c.number).where(lot.c.number.in_(sums)))}
    rows = [
        {"child": child, "parent": ids[number], "seq": seq, "quantity": f"{total.value:f}", "unit": total.unit}
        for number, total in sums.items()
        if number in ids and ids[number] != child
    ]
    unit.do(insert(lot_edge).on_conflict_do_nothing(), rows)


def _holder(unit: Unit, number: str) -> str:
    found = unit.value(select(container.c.id).where(container.c.lot == number).order_by(container.c.id))
    return str(found or number)


def _based(happening: Happening, material: str, quantity: Quantity) -> Quantity:
    """Give a quantity in the base unit of its material, where the two can be compared."""
    known = happening.plant.materials.get(material)
    if known is None or dimension(known.unit) != dimension(quantity.unit):
        return quantity
    return quantity.to(known.unit)
