"""Goods out of a place on hold: where they go and what becomes of them, by who works in the store and quality."""

import msgspec

from core.acts import ActKind, Manifest, Subject
from core.held_goods import RIGHTS, GoodsHold, held_goods_manifest, held_goods_refusals, held_round
from core.language import Language
from core.record.messages import Request
from server.decisions.answers import with_records
from server.decisions.refused import DecisionRefused, body_as
from server.decisions.store import both_signed
from server.writing import Writing


class SettleGoods(msgspec.Struct):
    """`settle_goods`: the containers, where they go, what becomes of them, why, and both signatures in their order."""

    containers: tuple[str, ...]
    to: str
    hold: GoodsHold
    reason: str
    signatures: tuple[str, ...]


def settle_goods(writing: Writing, request: Request) -> dict[str, object]:
    """Take goods out of a place on hold, or lift the hold of a container, by two signatures; one record each.

    Raises:
        DecisionRefused: The goods or the place do not fit, or signatures that do not.
    """
    wish, plant = body_as(request, SettleGoods), writing.picture.plant
    found = held_goods_refusals(plant, wish.containers, wish.to, wish.hold)
    if found:
        raise DecisionRefused(found[0].key, **found[0].params)

    def drawn(language: Language) -> Manifest:
        return held_goods_manifest(plant, wish.containers, wish.to, wish.hold, wish.reason, language)

    first, _ = both_signed(writing, wish.signatures, RIGHTS, drawn)
    signed = {"person": first.person, "signatures": ",".join(wish.signatures)}
    told = {"to": wish.to, "hold": wish.hold.value, "reason": wish.reason[:400], **signed}
    records = []
    for container in (plant.containers[name] for name in wish.containers):
        facts = {"from": container.location, "round": held_round(plant, container), **told}
        about = Subject(lot=container.lot, container=container.id)
        records.append(writing.decide(ActKind.HELD_GOODS_SETTLED, about, facts=facts))
    return with_records(records)
