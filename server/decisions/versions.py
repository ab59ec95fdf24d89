"""The question `versions`: every version of one item whose changes are signed, the newest first."""

import msgspec

from core.acts import Act
from core.field_changes import field_changes
from core.record.canonical import Undecodable, strict_json
from core.record.messages import Request
from core.rights import holders
from core.times import utc_text
from core.versions import ItemVersion
from server.db.statements import select
from server.db.store import Unit
from server.db.tables.audit import trail
from server.db.tables.evidence import record
from server.decisions.asker import signed_in
from server.decisions.refused import DecisionRefused, body_as
from server.picture import Picture
from server.records import record_from

MOST = 50
_TOLD = ("policy", "rule_set", "procedures", "qualifications", "kiosks", "specifications")


class AskVersions(msgspec.Struct):
    """`versions`: by which session, and the kind and id of the item."""

    session: str
    kind: str
    id: str


def item_versions(unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
    """Give `versions`, the newest first, at most fifty.

    Raises:
        DecisionRefused: Items of this kind are not told, or nobody who may see them is signed in there.
    """
    wish = body_as(request, AskVersions)
    if wish.kind not in _TOLD:
        raise DecisionRefused("change.refused.kind", kind=wish.kind[:40])
    signed_in(unit, picture, request, wish.session, *holders(f"screen.{wish.kind}"))
    mine = trail.c.item == f"{wish.kind}/{wish.id}"
    seqs = select(trail.c.seq).where(mine).order_by(trail.c.seq.desc()).limit(MOST + 1)
    rows = unit.rows(record.select().where(record.c.seq.in_(seqs)).order_by(record.c.seq))
    acts = [(row.seq, row.received_at, kept.act) for row in rows if (kept := record_from(bytes(row.envelope)))]
    told: list[ItemVersion] = []
    before: object | None = None
    for seq, at, act in acts:
        after = _body(act)
        told.append(ItemVersion(seq, utc_text(at), _signers(unit, picture, act), field_changes(before, after)))
        before = after
    whole = told[1:] if len(acts) > MOST else told
    return {"versions": msgspec.to_builtins(tuple(reversed(whole)))}


def _body(act: Act) -> object | None:
    try:
        return strict_json(act.facts.get("body", "").encode())
    except Undecodable:
        return None


def _signers(unit: Unit, picture: Picture, act: Act) -> tuple[str, ...]:
    people = picture.plant.people
    named = [identity for identity in act.facts.get("signatures", "").split(",") if identity]
    found = {row.rid: row.person for row in unit.rows(record.select().where(record.c.rid.in_(named)))}
    return tuple(people[found[rid]].user_id for rid in named if found.get(rid) in people)
