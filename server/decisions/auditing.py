"""Questions about the audit trail: a page of it, a count, one record with everything about it."""

import msgspec

from core.record.messages import Request
from core.rights import holders
from core.trail import TrailFilter
from server.audit.pages import MOST_AT_ONCE, count, detail, page
from server.db.store import Unit
from server.decisions.asker import signed_in
from server.decisions.refused import DecisionRefused, body_as
from server.picture import Picture

_READERS = holders("screen.audit_trail")


class AskTrail(msgspec.Struct):
    """`audit_trail`: by which session, what is looked for, before which log index, how many, and whether to count."""

    session: str
    filter: TrailFilter = TrailFilter()
    before: int | None = None
    most: int = 20
    count: bool = False


class AskRecord(msgspec.Struct):
    """`audit_record`: by which session, and the log index."""

    session: str
    seq: int


def audit_trail(unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
    """Give `entries`, the newest first, and `more`; with `count`, also `counted`: count, first and last log index.

    Raises:
        DecisionRefused: Nobody of these roles is signed in there.
        FilterUnfit: There is no such instant or word.
    """
    wish = body_as(request, AskTrail)
    signed_in(unit, picture, request, wish.session, *_READERS)
    plant, most = picture.plant, max(1, min(wish.most, MOST_AT_ONCE))
    found, more = page(unit, plant, wish.filter, wish.before, most)
    counted = {"counted": msgspec.to_builtins(count(unit, plant, wish.filter))} if wish.count else {}
    return {"entries": msgspec.to_builtins(found), "more": more, **counted}


def audit_record(unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
    """Give `record`: every field, the signatures, the place in chain and log.

    Raises:
        DecisionRefused: Nobody of these roles is signed in there, or there is no such record.
    """
    wish = body_as(request, AskRecord)
    signed_in(unit, picture, request, wish.session, *_READERS)
    found = detail(unit, picture.plant, picture.registry, wish.seq) if wish.seq >= 0 else None
    if found is None:
        raise DecisionRefused("decision.record_unknown", seq=str(wish.seq)[:20])
    return {"record": msgspec.to_builtins(found)}
