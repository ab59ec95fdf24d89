"""Signatures: which confirmation of a one-time code each of them used up, and which decision it was used by."""

from core.finding import Finding, finding
from core.record.payload import CORE_STATION
from server.db.statements import insert
from server.db.store import Unit
from server.db.tables.secrets import confirmation, confirmation_use, signature_use
from server.projections.happening import Happening


def confirmation_used(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Tie a signature to the core's confirmation of its code, and say where the two do not fit.

    A confirmation holds for one person, one kiosk, one time step, and for one signature; that of a sign-in for none.
    """
    signature = happening.act.signature
    if signature is None or happening.record.place.kiosk == CORE_STATION:
        return ()
    given = unit.first(confirmation.select().where(confirmation.c.id == signature.code_check))
    if given is None:
        return (finding("exception.code_unconfirmed", person=signature.person),)
    stated = (signature.person, happening.record.place.kiosk, signature.code_step, "sign")
    if (given.person, given.kiosk, given.step, given.purpose) != stated:
        return (finding("exception.code_of_another", person=signature.person),)
    used = insert(confirmation_use).values(confirmation=given.id, seq=happening.seq).on_conflict_do_nothing()
    if unit.first(used.returning(confirmation_use.c.seq)) is None:
        return (finding("exception.code_used_before", person=signature.person),)
    return ()


def signatures_spent(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Note that the signatures which a decision names have decided; decisions taken together name the same ones."""
    for identity in filter(None, happening.act.facts.get("signatures", "").split(",")):
        unit.do(insert(signature_use).values(record=identity, seq=happening.seq).on_conflict_do_nothing())
    return ()
