"""The question `kiosks`: how far the chain of each kiosk is, and whether it has forked."""

import msgspec

from core.record.messages import Request
from core.rights import holders
from server.db.store import Unit
from server.db.tables.evidence import kiosk_head
from server.decisions.asker import signed_in
from server.decisions.refused import body_as
from server.picture import Picture


class AskKiosks(msgspec.Struct):
    """`kiosks`: by which session."""

    session: str


def list_kiosks(unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
    """Give `kiosks`: `epoch`, `seq` and `forked` of the newest chain by kiosk id.

    Raises:
        DecisionRefused: No administrator is signed in there.
    """
    signed_in(unit, picture, request, body_as(request, AskKiosks).session, *holders("screen.kiosks"))
    rows = unit.rows(kiosk_head.select().order_by(kiosk_head.c.kiosk, kiosk_head.c.epoch))
    return {"kiosks": {row.kiosk: {"epoch": row.epoch, "seq": row.seq, "forked": row.forked} for row in rows}}
