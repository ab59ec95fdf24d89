"""Issue of a batch: the next number once and only once, with containers reserved for the whole bill (GMP 173)."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

import msgspec

from core.acts import ActKind, Source, Subject, Value
from core.fefo import earlier, order_of, usable
from core.logbook_forms import is_form
from core.master.model import MasterBatchRecord
from core.plant import Container, EffectiveMaster, Plant
from core.quantity import Quantity, quantity
from core.record.messages import Request
from core.record.payload import Record
from core.said import says_something
from server.decisions.answers import with_records
from server.decisions.numbering import next_number
from server.decisions.refused import DecisionRefused, body_as
from server.decisions.session import in_session
from server.writing import Writing


class IssueBatch(msgspec.Struct):
    """`issue_batch`: code of the master record or hash of its text, the batch size as value and unit.

    A master record is approved for one batch size, so the quantity may be left out, and may not differ.
    """

    master: str
    quantity: str = ""
    unit: str = ""


class ReserveContainer(msgspec.Struct):
    """`reserve_container`: one more container for a batch, and why, where another one expires earlier."""

    batch: str
    container: str
    reason: str = ""


def issue_batch(writing: Writing, request: Request) -> dict[str, object]:
    """Issue a batch; answers `batch`, `records` and `reserved`, the container ids.

    Raises:
        DecisionRefused: No right, no effective master record, another batch size, or stock is short.
    """
    wish, plant = body_as(request, IssueBatch), writing.picture.plant
    person = in_session(writing, request)
    effective = _effective(plant, wish.master, writing.today)
    master = writing.picture.master(effective.sha256)
    _same_size(wish, master)
    chosen = _whole_bill(plant, master, writing.today)
    number = next_number(writing, "B")
    facts = {"master": effective.sha256, "code": master.code, "version": str(master.version), "person": person.id}
    size = Value(f"{master.batch_size.value:f}", master.batch_size.unit, Source.CALCULATED)
    issued = writing.decide(ActKind.BATCH_ISSUED, Subject(batch=number), {"quantity": size}, facts)
    reserved = [_reserve(writing, number, container, person.id) for container in chosen]
    return with_records([issued, *reserved], batch=number, reserved=[container.id for container in chosen])


def reserve_container(writing: Writing, request: Request) -> dict[str, object]:
    """Reserve one container for a batch; asked again by the same batch, it answers without a new record.

    Raises:
        DecisionRefused: No right, no such batch or container, taken, empty, its lot may not be used, or a free
            container expires earlier and no reason is given.
    """
    wish, plant = body_as(request, ReserveContainer), writing.picture.plant
    person = in_session(writing, request)
    if writing.batch(wish.batch) is None:
        raise DecisionRefused("decision.batch_unknown", batch=wish.batch[:40])
    container = plant.containers.get(wish.container)
    if container is None:
        raise DecisionRefused("decision.container_unknown", container=wish.container[:40])
    if container.reserved_for == wish.batch:
        return with_records([])
    if container.reserved_for is not None:
        raise DecisionRefused("decision.container_taken", container=container.id, batch=container.reserved_for)
    today = writing.today
    if not usable(plant, container, today):
        raise DecisionRefused("decision.lot_not_usable", lot=container.lot, container=container.id)
    passed_over = earlier(plant, container, today)
    if passed_over is None:
        return with_records([_reserve(writing, wish.batch, container, person.id)])
    if not says_something(wish.reason):
        until = plant.lots[passed_over.lot].expiry or date.max
        raise DecisionRefused("store.fefo", container=passed_over.id, date=until.isoformat())
    why = {"reason": wish.reason.strip()[:400], "passed_over": passed_over.id}
    return with_records([_reserve(writing, wish.batch, container, person.id, why)])


def _effective(plant: Plant, wished: str, today: date) -> EffectiveMaster:
    """Find the version that is effective today by its code; a hash must be the one of that very version."""
    named = plant.masters.get(wished)
    found = plant.effective_master(named.code if named else wished, today)
    if named is not None and found != named:
        raise DecisionRefused("decision.master_not_effective", code=named.code, version=str(named.version))
    if found is None:
        raise DecisionRefused("decision.master_unknown", code=wished[:40])
    if is_form(found.text):
        raise DecisionRefused("decision.master_is_form", code=found.code)
    return found


def _same_size(wish: IssueBatch, master: MasterBatchRecord) -> None:
    if not wish.quantity:
        return
    asked = quantity(wish.quantity, wish.unit or master.batch_size.unit)
    if asked.to(master.batch_size.unit).value != master.batch_size.value:
        raise DecisionRefused("decision.batch_size", asked=str(asked), approved=str(master.batch_size))


def _whole_bill(plant: Plant, master: MasterBatchRecord, today: date) -> list[Container]:
    chosen: list[Container] = []
    short: list[str] = []
    for line in master.bill:
        material = plant.materials.get(line.material)
        need = line.quantity if material is None else line.quantity.to(material.unit)
        found = list(_first_expiring(plant, line.material, need, today, {c.id for c in chosen}))
        have = sum((container.net.value for container in found), Decimal(0))
        if have < need.value:
            short.append(f"{line.material} {Quantity(need.value - have, need.unit)}")
        chosen += found
    if short:
        raise DecisionRefused("decision.stock_short", list=", ".join(short))
    return chosen


def _first_expiring(plant: Plant, material: str, need: Quantity, today: date, taken: set[str]) -> Iterator[Container]:
    """Give containers in the order of expiry (FEFO) until the need is met."""
    free = [
        container
        for container in plant.containers.values()
        if plant.lots[container.lot].material == material
        and container.reserved_for is None
        and container.id not in taken
        and usable(plant, container, today)
    ]
    have = Decimal(0)
    for container in sorted(free, key=lambda c: order_of(plant, c)):
        if have >= need.value:
            return
        have += container.net.value
        yield container


def _reserve(
    writing: Writing, number: str, container: Container, person: str, why: Mapping[str, str] | None = None
) -> Record:
    subject = Subject(batch=number, lot=container.lot, container=container.id)
    return writing.decide(ActKind.CONTAINER_RESERVED, subject, facts={"person": person, **(why or {})})
