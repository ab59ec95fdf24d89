"""Goods in a place on hold: taken out by quality's decision, each on hold by itself from then on, or free again.

A round of a logbook form holds a place until its exception is settled; what stands there goes neither in nor out by
hand. Whoever works in the store and quality sign together which containers leave, where to, and what becomes of them.
Source: GMP (2010) articles 58, 61, 131; 21 CFR 11.50, 11.70; `docs/adr/0019-goods-leave-a-place-on-hold.md`.
"""

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from core.acts import Manifest, ManifestLine
from core.finding import Finding, finding
from core.language import LANGUAGE_TAGS, Language, text
from core.logbook_effects import held_by_round
from core.plant import Container, Plant
from core.store_judge import place_refusal, stands

HELD_GOODS = "held_goods"
"""What stands as `step` in the manifest."""
RIGHTS = ("decide.take_out_held", "decide.approve_held_goods")
"""Of the first signer and of the second."""
MOST = 40
"""Containers that one decision names, so that its manifest stays readable."""


class GoodsHold(StrEnum):
    """What becomes of the goods."""

    STAYS = "stays"
    """Each container is on hold by itself, until another decision lifts it."""
    LIFTED = "lifted"
    """They may be used as their lot allows."""


def held_round(plant: Plant, container: Container) -> str:
    """Name the round that holds a container: by the place where it stands, or since it was taken out; "" for none."""
    return container.held or held_by_round(plant, container.location) or ""


def held_places(plant: Plant) -> dict[str, tuple[Container, ...]]:
    """List places on hold where goods stand, with them, by id."""
    found: dict[str, list[Container]] = {}
    places = {c.location for c in plant.containers.values() if stands(c)}
    held = {place for place in places if held_by_round(plant, place)}
    for container in sorted(plant.containers.values(), key=lambda c: c.id):
        if container.location in held and stands(container):
            found.setdefault(container.location, []).append(container)
    return {place: tuple(found[place]) for place in sorted(found)}


def held_containers(plant: Plant) -> tuple[Container, ...]:
    """List containers that are on hold by themselves, by id."""
    return tuple(sorted((c for c in plant.containers.values() if c.held and stands(c)), key=lambda c: c.id))


def held_goods_refusals(plant: Plant, containers: Sequence[str], to: str, hold: GoodsHold) -> tuple[Finding, ...]:
    """Judge what is to become of goods; empty when it may be.

    Args:
        plant: The plant as known where the judge sits.
        containers: Ids; out of one place on hold, or one that is on hold by itself.
        to: Where they go; the same place for one that is on hold by itself.
        hold: What becomes of them.
    """
    found = [plant.containers.get(name) for name in containers]
    known = [container for container in found if container is not None and not container.ended]
    if not known or len(known) != len(found) or len(set(containers)) != len(found) or len(found) > MOST:
        return (finding("held_goods.named", n=str(MOST)),)
    place = known[0].location
    if any(container.location != place for container in known):
        return (finding("held_goods.places"),)
    if held_by_round(plant, place) is None:
        return _by_themselves(known, to, hold)
    if to == place:
        return (finding("held_goods.same_place", location=place),)
    for container in known:
        unfit = place_refusal(plant, plant.lots[container.lot], container.id, to)
        if unfit is not None:
            return (unfit,)
        moved = msgspec.structs.replace(container, location=to)
        plant = msgspec.structs.replace(plant, containers={**plant.containers, container.id: moved})
    return ()


def _by_themselves(known: Sequence[Container], to: str, hold: GoodsHold) -> tuple[Finding, ...]:
    """A container on hold stays where it is, and only its hold is lifted; it is moved as any other."""
    free = next((container.id for container in known if not container.held), None)
    if free is not None:
        return (finding("held_goods.free", container=free),)
    return () if hold is GoodsHold.LIFTED and to == known[0].location else (finding("held_goods.only_lifted"),)


def held_goods_manifest(
    plant: Plant, containers: Sequence[str], to: str, hold: GoodsHold, reason: str, language: Language
) -> Manifest:
    """Draw what both signers are shown: every container with its lot, from where to where, its hold, and why."""
    goods = [plant.containers[name] for name in containers if name in plant.containers]
    rounds = ", ".join(dict.fromkeys(held_round(plant, container) for container in goods))
    rows = [
        ("held_goods.from", goods[0].location if goods else "-"),
        ("held_goods.round", rounds or "-"),
        *(("store.paper.container", _container(container, plant, language)) for container in goods),
        ("held_goods.to", to),
        ("held_goods.hold", text(f"held_goods.{hold.value}", language)),
        ("store.paper.reason", reason),
    ]
    lines = tuple(ManifestLine(text(key, language), value) for key, value in rows)
    return Manifest("", HELD_GOODS, text("held_goods.title", language), LANGUAGE_TAGS[language], lines, ())


def _container(container: Container, plant: Plant, language: Language) -> str:
    lot = plant.lots[container.lot]
    state = text(f"lot.{lot.state.value}", language)
    return f"{container.id}  {lot.number} {state}  {container.net}"
