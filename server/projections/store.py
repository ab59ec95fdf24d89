"""The store: what became of containers and counts, and the postings that follow.

A record is kept whatever it says; what it says of containers that are not there, or of labels in use, moves nothing.
"""

from decimal import Decimal
from typing import Any

from core.acts import Act
from core.batch.packaging import printed
from core.finding import Finding, finding
from core.held_goods import GoodsHold
from core.plant import Container
from core.quantity import Quantity
from core.store_judge import merged_from
from server.db.statements import func, insert, select
from server.db.store import Unit
from server.db.tables.plant import container
from server.db.tables.stock import stock_count, stock_move
from server.plain import plain
from server.projections.happening import Happening
from server.projections.ledger import ADJUSTMENT, WASTE, container_place, new_container, post, to_be_labelled


def container_moved(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Put a container where it is said to stand; facts `from`, `to` and, where it is put aside for one, `batch`."""
    held = _held(happening)
    if held is None:
        return _unknown(happening)
    _change(unit, happening, held.id, location=plain(happening.act.facts["to"]))
    return ()


def container_split(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Post a part into a container with a label of its own; facts `into` and `to`. The rest needs a new label too."""
    held, act = _held(happening), happening.act
    if held is None:
        return _unknown(happening)
    part, name = plain(act.facts["into"]), plain(act.facts["to"])
    if part in happening.plant.containers:
        return (finding("store.label_used", container=part),)
    new_container(unit, part, held.lot, held.net.unit, name, held.reserved_for, happening.seq)
    _change(unit, happening, part, held=held.held)
    for name_due in (part, held.id):
        to_be_labelled(unit, name_due, happening.seq)
    return post(unit, happening, 1, container_place(held.id), container_place(part), _stated(act, held))


def containers_merged(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Empty containers of the same lot into one; those emptied end."""
    held = _held(happening)
    if held is None:
        return _unknown(happening)
    found: list[Finding] = []
    for number, name in enumerate(merged_from(happening.act), start=1):
        other = happening.plant.containers.get(name)
        if other is None or other.lot != held.lot or other.id == held.id or other.ended:
            found.append(finding("store.other_lot", container=plain(name)[:40], lot="-", want=held.lot))
            continue
        found += post(unit, happening, number, container_place(name), container_place(held.id), other.net)
        _end(unit, happening, name, "merged")
    # What stands on its label is no longer what is in it.
    to_be_labelled(unit, held.id, happening.seq)
    return tuple(found)


def container_relabelled(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Carry everything over to a new label; the old one is void."""
    held, new = _held(happening), plain(happening.act.facts["into"])
    if held is None:
        return _unknown(happening)
    if new in happening.plant.containers:
        return (finding("store.label_used", container=new),)
    new_container(unit, new, held.lot, held.net.unit, held.location, held.reserved_for, happening.seq)
    _change(unit, happening, new, held=held.held)
    to_be_labelled(unit, new, happening.seq)
    found = post(unit, happening, 1, container_place(held.id), container_place(new), held.net)
    _end(unit, happening, held.id, "relabelled")
    return found


def material_returned(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """End the reservation and book what is really left; the difference is what the batch took or gave back."""
    held, act = _held(happening), happening.act
    if held is None:
        return _unknown(happening)
    rest = _stated(act, held)
    used = held.net - rest
    batch, place = f"batch:{plain(act.facts['batch'])}", container_place(held.id)
    origin, target = (place, batch) if used.value > 0 else (batch, place)
    found = post(unit, happening, 1, origin, target, Quantity(abs(used.value), used.unit))
    if used.value != 0 and _reconciled(unit, happening, held.lot, batch):
        counts = {"booked": str(held.net), "counted": str(rest)}
        found = (*found, finding("store.return_differs", container=held.id, batch=plain(act.facts["batch"]), **counts))
    _change(unit, happening, held.id, location=plain(act.facts["to"]), reserved_for=None)
    return found


def _reconciled(unit: Unit, happening: Happening, number: str, batch: str) -> bool:
    """Tell whether what a batch used of a printed packaging lot was counted: then nothing may be missing (GMP 215)."""
    if not printed(happening.plant.lots[number].material, happening.plant):
        return False
    of_lot = select(func.concat("container:", container.c.id)).where(container.c.lot == number)
    counted = stock_move.c.target == batch, stock_move.c.origin.in_(of_lot)
    return unit.first(select(stock_move.c.request).where(*counted).limit(1)) is not None


def sample_taken(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Post a sample of a lot out of the container it was drawn from; in a batch it comes out of the batch."""
    held, act = _held(happening), happening.act
    if act.subject.batch is not None or held is None:
        return ()
    return post(
        unit, happening, 1, container_place(held.id), f"sample:{plain(act.subject.sample or '')}", _stated(act, held)
    )


def stock_adjusted(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Post the difference that a count has shown, as a counter-entry."""
    act, place = happening.act, container_place(happening.act.subject.container or "")
    difference = act.values["quantity"].quantity
    origin, target = (ADJUSTMENT, place) if difference.value > 0 else (place, ADJUSTMENT)
    mine = stock_count.c.record == act.subject.record
    unit.do(stock_count.update().where(mine).values(state="adjusted"))
    return post(unit, happening, 1, origin, target, Quantity(abs(difference.value), difference.unit))


def container_destroyed(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Post everything to waste; the label is void."""
    act, name = happening.act, happening.act.subject.container or ""
    found = post(unit, happening, 1, container_place(name), WASTE, act.values["quantity"].quantity)
    _end(unit, happening, name, "destroyed")
    return found


def held_goods_settled(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Put a container where it was taken, on hold by itself or free; facts `to`, `hold` and `round`."""
    held, facts = _held(happening), happening.act.facts
    if held is None:
        return _unknown(happening)
    stays = facts["hold"] == GoodsHold.STAYS.value
    _change(unit, happening, held.id, location=facts["to"], held=facts["round"] if stays else "")
    return ()


def stock_counted(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Keep a count with what was booked then; the second one by another person settles it or proposes an adjustment."""
    held, act = _held(happening), happening.act
    if held is None:
        return _unknown(happening)
    counted = _stated(act, held).value
    if act.subject.record is None:
        open_ = stock_count.c.container == held.id, stock_count.c.state.in_(("first", "agreed", "differs"))
        unit.do(stock_count.update().where(*open_).values(state="replaced"))
        _keep(unit, happening, held, counted, None, "first")
        return ()
    first = unit.first(stock_count.select().where(stock_count.c.record == plain(act.subject.record)))
    if first is not None and (first.container, first.state) == (held.id, "differs"):
        return _counted_by_another(unit, happening, held, counted, first)
    wrong = first is None or (first.container, first.state) != (held.id, "first")
    if first is None or wrong or first.person == act.who.person:
        _keep(unit, happening, held, counted, None, "void")
        return (finding("store.first_count_other", container=held.id),)
    difference = counted - held.net.value
    agreed = difference == Decimal(first.counted) - Decimal(first.booked)
    state = ("agreed" if difference else "settled") if agreed else "differs"
    unit.do(stock_count.update().where(stock_count.c.record == first.record).values(state="counted_again"))
    _keep(unit, happening, held, counted, first.record, state)
    return ()


def _counted_by_another(
    unit: Unit, happening: Happening, held: Container, counted: Decimal, second: Any
) -> tuple[Finding, ...]:
    """Take the count of a third person where two differ: what it found alike with one of them is proposed."""
    one = unit.first(stock_count.select().where(stock_count.c.record == second.first))
    before = tuple(row for row in (one, second) if row is not None)
    if happening.act.who.person in {row.person for row in before}:
        _keep(unit, happening, held, counted, None, "void")
        return (finding("store.same_counter", container=held.id),)
    difference = counted - held.net.value
    alike = next((row for row in before if difference == Decimal(row.counted) - Decimal(row.booked)), None)
    state = "differs" if alike is None else "agreed" if difference else "settled"
    unit.do(stock_count.update().where(stock_count.c.record == second.record).values(state="counted_again"))
    _keep(unit, happening, held, counted, (alike or second).record, state)
    return ()


def _keep(unit: Unit, happening: Happening, held: Container, counted: Decimal, first: str | None, state: str) -> None:
    said = {"container": held.id, "lot": held.lot, "first": first, "person": happening.act.who.person, "state": state}
    amount = {"counted": counted, "booked": held.net.value, "unit": held.net.unit}
    row = insert(stock_count).values(record=happening.act.id, seq=happening.seq, at=happening.at, **said, **amount)
    unit.do(row)


def _held(happening: Happening) -> Container | None:
    """Give the container that an act is about, unless its label is void."""
    held = happening.plant.containers.get(happening.act.subject.container or "")
    return None if held is None or held.ended else held


def _unknown(happening: Happening) -> tuple[Finding, ...]:
    name = plain(happening.act.subject.container or "-")[:40]
    return (finding("store.container_unknown", container=name),)


def _stated(act: Act, held: Container) -> Quantity:
    return act.values["quantity"].quantity.to(held.net.unit)


def _change(unit: Unit, happening: Happening, name: str, **values: object) -> None:
    unit.do(container.update().where(container.c.id == name).values(changed=happening.seq, **values))


def _end(unit: Unit, happening: Happening, name: str, why: str) -> None:
    _change(unit, happening, name, ended=why, reserved_for=None)
