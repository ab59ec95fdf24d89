"""The judge of the store: may what a person states about stock be so, as far as is known where it is judged.

A kiosk asks it before an act is kept; the core asks again with what it knows, and what it finds is kept and flagged.
Goods that may not be used must be able to leave: they may be moved, returned and counted in any state.
Source: GMP (2010) articles 112, 115; 21 CFR 11.10(g).
"""

import re
from collections.abc import Callable, Mapping

from core.acts import Act, ActKind
from core.codes.plant import is_container
from core.finding import Finding, finding
from core.plant import Container, Lot, Material, Plant
from core.quantity import Quantity
from core.returned import apart_refusal
from core.rights import may
from core.stock import held_itself, held_place
from core.supply import GRADES

MOST_MERGED = 20
"""Containers that go into one at once, so that the record stays readable."""

RIGHT_OF: Mapping[ActKind, str] = {
    ActKind.CONTAINER_MOVED: "act.handle_stock",
    ActKind.CONTAINER_SPLIT: "act.handle_stock",
    ActKind.CONTAINERS_MERGED: "act.handle_stock",
    ActKind.CONTAINER_RELABELLED: "act.handle_stock",
    ActKind.MATERIAL_RETURNED: "act.return_material",
    ActKind.STOCK_COUNTED: "act.count_stock",
}
"""The right that each kind takes; kinds that are not here are not judged here."""

_LOCATION = re.compile(r"[A-Z0-9][A-Z0-9-]{0,23}", re.ASCII)


def store_refusals(act: Act, plant: Plant) -> tuple[Finding, ...]:
    """Judge an act about stock; the first finding is the one to show. Nothing is found in acts of other kinds.

    Args:
        act: What is stated.
        plant: The plant as it is known here.
    """
    right = RIGHT_OF.get(act.kind)
    if right is None:
        return ()
    if not _entitled(act, plant, right):
        return (finding("store.not_entitled"),)
    held = plant.containers.get(act.subject.container or "")
    if held is None:
        return (finding("store.container_unknown", container=(act.subject.container or "-")[:40]),)
    if act.subject.lot != held.lot:
        return (finding("store.lot_other", container=held.id, lot=held.lot),)
    if held.ended:
        return (finding("store.container_ended", container=held.id, why=held.ended),)
    on_hold = held_place(plant, held.location) if act.kind != ActKind.STOCK_COUNTED else None
    if on_hold is not None:
        return (on_hold,)
    return tuple(found for found in _BY_KIND[act.kind](act, held, plant) if found is not None)


def _entitled(act: Act, plant: Plant, right: str) -> bool:
    person = plant.people.get(act.who.person or "")
    return person is not None and person.active and may(person.roles, right)


# ------------------------------------------------------------------ by kind


def _moved(act: Act, held: Container, plant: Plant) -> list[Finding | None]:
    staged = act.facts.get("batch", "")
    taken = staged and held.reserved_for != staged
    target = act.facts.get("to", "")
    return [
        finding("store.already_there", container=held.id, location=target) if target == held.location else None,
        location_refusal(plant, held, target),
        finding("store.not_reserved", container=held.id, batch=staged) if taken else None,
        *_staged_lot(plant, held, staged),
    ]


def _staged_lot(plant: Plant, held: Container, batch: str) -> list[Finding | None]:
    """A hold beats a reservation: what is not released, or on hold by itself, is put aside for no batch."""
    lot = plant.lots[held.lot]
    if batch and held.held:
        return [held_itself(held)]
    refused = batch and lot.state != "released"
    return [finding("store.lot_not_released", lot=lot.number, state=lot.state.value) if refused else None]


def _counted(act: Act, held: Container, plant: Plant) -> list[Finding | None]:
    counted = _quantity(act, plant, held)
    if isinstance(counted, Finding):
        return [counted]
    again = act.facts.get("first_by") == act.who.person and act.who.person is not None
    negative = counted.value < 0
    return [
        finding("store.quantity_negative", container=held.id) if negative else None,
        _pieces(counted, held),
        finding("store.same_counter", container=held.id) if again else None,
        finding("store.count_unnamed", container=held.id)
        if bool(act.subject.record) != bool(act.facts.get("first_by"))
        else None,
    ]


def _split(act: Act, held: Container, plant: Plant) -> list[Finding | None]:
    parted = _quantity(act, plant, held)
    if isinstance(parted, Finding):
        return [parted]
    return [
        finding("store.nothing", container=held.id) if parted.value <= 0 else None,
        _pieces(parted, held),
        finding("store.too_much", container=held.id, have=str(held.net), asked=str(parted))
        if parted.value >= held.net.value
        else None,
        _new_label(act, plant),
        location_refusal(plant, held, act.facts.get("to", "")),
    ]


def _merged(act: Act, held: Container, plant: Plant) -> list[Finding | None]:
    sources = merged_from(act)
    if not 0 < len(sources) <= MOST_MERGED or len(set(sources)) != len(sources) or held.id in sources:
        return [finding("store.merge_named", n=str(MOST_MERGED))]
    return [_mergeable(plant, held, name) for name in sources]


def _mergeable(plant: Plant, held: Container, name: str) -> Finding | None:
    other = plant.containers.get(name)
    if other is None:
        return finding("store.container_unknown", container=name[:40])
    if other.lot != held.lot:
        return finding("store.other_lot", container=name, lot=other.lot, want=held.lot)
    if other.ended:
        return finding("store.container_ended", container=name, why=other.ended)
    if other.reserved_for != held.reserved_for:
        return finding("store.merge_reserved", container=name, batch=other.reserved_for or held.reserved_for or "-")
    if other.held != held.held:
        return held_itself(other) or held_itself(held)
    return held_place(plant, other.location)


def _returned(act: Act, held: Container, plant: Plant) -> list[Finding | None]:
    rest = _quantity(act, plant, held)
    if isinstance(rest, Finding):
        return [rest]
    batch = act.facts.get("batch", "")
    return [
        finding("store.quantity_negative", container=held.id) if rest.value < 0 else None,
        _pieces(rest, held),
        finding("store.not_reserved", container=held.id, batch=batch or "-")
        if not batch or held.reserved_for != batch
        else None,
        location_refusal(plant, held, act.facts.get("to", "")),
    ]


def _relabelled(act: Act, held: Container, plant: Plant) -> list[Finding | None]:
    reason = act.facts.get("reason", "").strip()
    return [_new_label(act, plant), None if reason else finding("store.reason_missing", container=held.id)]


_BY_KIND: Mapping[ActKind, Callable[[Act, Container, Plant], list[Finding | None]]] = {
    ActKind.CONTAINER_MOVED: _moved,
    ActKind.STOCK_COUNTED: _counted,
    ActKind.CONTAINER_SPLIT: _split,
    ActKind.CONTAINERS_MERGED: _merged,
    ActKind.MATERIAL_RETURNED: _returned,
    ActKind.CONTAINER_RELABELLED: _relabelled,
}


# ------------------------------------------------------------------ what several ask


def merged_from(act: Act) -> tuple[str, ...]:
    """Name the containers that a `ContainersMerged` act empties."""
    return tuple(filter(None, act.facts.get("from", "").split(",")))


def location_refusal(plant: Plant, held: Container, target: str) -> Finding | None:
    """Judge a place for a container as `place_refusal` does for its lot."""
    return place_refusal(plant, plant.lots[held.lot], held.id, target)


def place_refusal(plant: Plant, lot: Lot, container: str, target: str) -> Finding | None:
    """Judge a place for a container of a lot: known, of its storage class and grade, with room for one more.

    Returned goods stand apart from other returns. Where no locations are registered, any name of the right form will
    do; rooms are places for goods in work.
    """
    if _LOCATION.fullmatch(target) is None:
        return finding("store.location_form", location=target[:40] or "-")
    material = plant.materials[lot.material]
    place = plant.locations.get(target)
    if place is None:
        known = not plant.locations or target in plant.rooms
        unfit = grade_refusal(plant, material, target) if known else finding("store.location_unknown", location=target)
        return unfit or apart_refusal(plant, lot, target)
    unfit = held_place(plant, target) or storage_refusal(plant, material, target)
    if unfit is not None:
        return unfit
    others = [c for c in plant.containers.values() if c.location == target and c.id != container and stands(c)]
    if place.capacity and len(others) >= place.capacity:
        return finding("store.location_full", location=target, n=str(place.capacity))
    return apart_refusal(plant, lot, target)


def storage_refusal(plant: Plant, material: Material, target: str) -> Finding | None:
    """Judge whether a registered place is fit for a material: its storage class, and its grade."""
    place = plant.locations[target]
    if material.storage and place.storage and material.storage != place.storage:
        return finding("store.storage_class", location=target, have=place.storage, need=material.storage)
    return grade_refusal(plant, material, target)


def grade_refusal(plant: Plant, material: Material, target: str) -> Finding | None:
    """Judge the cleanliness grade of a place: its own, else that of its room; A is the cleanest.

    Source: GMP (2010), annex 1, articles 9 and 13.
    """
    if not material.grade:
        return None
    place = plant.locations.get(target)
    room = plant.rooms.get(place.room if place is not None else target)
    have = (place.grade if place is not None else "") or (room.grade if room is not None else "")
    # `A in B` is a grade A in its middle.
    clean = have[:1] if have[:1] in GRADES and have[1:2] in ("", " ") else ""
    if clean and GRADES.index(clean) <= GRADES.index(material.grade):
        return None
    return finding("store.grade", location=target, have=have or "-", need=material.grade)


def stands(container: Container) -> bool:
    """Tell whether a container takes up a place: it has not ended and is not empty."""
    return not container.ended and container.net.value > 0


def put_away(plant: Plant, container: Container) -> str | None:
    """Suggest a place of the material's storage class: where its lot stands already, else the emptiest; or None."""
    return place_for(plant, plant.lots[container.lot], container.id, container.location)


def place_for(plant: Plant, lot: Lot, container: str, left: str = "") -> str | None:
    """Suggest a place for a container of a lot, which leaves the place `left`; or None."""
    wanted = plant.materials[lot.material].storage
    fitting = [
        place
        for place in plant.locations.values()
        if place.storage == wanted and place.id != left and place_refusal(plant, lot, container, place.id) is None
    ]
    standing = [c for c in plant.containers.values() if stands(c) and c.id != container]

    def order(place: str) -> tuple[bool, int, str]:
        there = [c for c in standing if c.location == place]
        return not any(c.lot == lot.number for c in there), len(there), place

    return min((place.id for place in fitting), key=order, default=None)


def _quantity(act: Act, plant: Plant, held: Container) -> Quantity | Finding:
    """Give the quantity stated, in the unit of the container."""
    stated = act.values.get("quantity")
    if stated is None:
        return finding("store.quantity_missing", container=held.id)
    return stated.quantity.to(plant.materials[plant.lots[held.lot].material].unit)


def _pieces(stated: Quantity, held: Container) -> Finding | None:
    whole = stated.unit != "pcs" or stated.value == stated.value.to_integral_value()
    return None if whole else finding("store.whole_pieces", container=held.id)


def _new_label(act: Act, plant: Plant) -> Finding | None:
    name = act.facts.get("into", "")
    if not is_container(name):
        return finding("store.label_form", container=name[:40] or "-")
    return finding("store.label_used", container=name) if name in plant.containers else None
