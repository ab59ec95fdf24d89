"""Own lots on hold: listed, and the hold lifted or the lot rejected by QA and the authorised person together."""

import msgspec

from core.acts import ActKind, Manifest, Subject
from core.held_lot import RIGHTS, Settled, held_lot_manifest, standing, target_of
from core.language import Language, worded
from core.record.messages import Request
from core.rights import RightKind, holders
from server.db.store import Unit
from server.decisions.answers import with_records
from server.decisions.asker import signed_in
from server.decisions.refused import DecisionRefused, body_as
from server.decisions.store import both_signed
from server.held_lots import held_lot, held_lots
from server.picture import Picture
from server.writing import Writing


class AskHeldLots(msgspec.Struct):
    """`held_lots`: by which session, and which lot alone where one is named."""

    session: str
    lot: str = ""


class SettleHold(msgspec.Struct):
    """`settle_hold`: the lot, lifted or rejected, why, both signatures in their order, and the reader's language."""

    lot: str
    settled: Settled
    reason: str
    signatures: tuple[str, ...]
    language: Language = "en"


def list_held_lots(unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
    """List own lots on hold, or give the one that is named, with what stands against lifting each hold."""
    wish = body_as(request, AskHeldLots)
    signed_in(unit, picture, request, wish.session, *holders(f"{RightKind.SCREEN}.held_lots"))
    named = held_lot(unit, wish.lot) if wish.lot else None
    found = held_lots(unit) if not wish.lot else [named] if named is not None else []
    return {"lots": msgspec.to_builtins(found)}


def settle_hold(writing: Writing, request: Request) -> dict[str, object]:
    """Lift the hold of an own lot, back to the state before it, or reject the lot, by two signatures.

    Raises:
        DecisionRefused: No own lot on hold, something still holds it, or signatures that do not fit.
    """
    wish, plant = body_as(request, SettleHold), writing.picture.plant
    held = held_lot(writing.unit, wish.lot)
    if held is None:
        raise DecisionRefused("held_lot.not_held", lot=wish.lot[:40] or "-")
    against = standing(held, plant, writing.today) if wish.settled == "lift" else ()
    if against:
        raise DecisionRefused(
            "held_lot.stands", lot=held.lot, list="; ".join(worded(item, wish.language) for item in against)
        )

    def drawn(language: Language) -> Manifest:
        return held_lot_manifest(held, wish.settled, wish.reason, plant, language)

    first, _ = both_signed(writing, wish.signatures, RIGHTS, drawn)
    facts = {"old": "on_hold", "new": target_of(held, wish.settled).value, "reason": wish.reason[:400]}
    facts |= {"set_aside": ", ".join(held.set_aside)[:400]} if held.set_aside and wish.settled == "lift" else {}
    facts |= {"person": first.person, "signatures": ",".join(wish.signatures)}
    about = Subject(lot=held.lot, record=wish.signatures[0])
    return with_records([writing.decide(ActKind.LOT_STATE_CHANGED, about, facts=facts)])
