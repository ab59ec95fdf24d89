"""Questions about the logbooks of equipment and rooms: a page of one, the records behind a line, one of them."""

import msgspec

from core.record.messages import Request
from core.rights import holders
from core.usage.line import Kept, UsageKind, UsageLine
from server.audit.entries import entries
from server.audit.pages import detail
from server.db.store import Unit
from server.decisions.asker import signed_in
from server.decisions.refused import DecisionRefused, body_as
from server.picture import Picture
from server.usage_log import MOST_AT_ONCE, Place, last, line_at, page

_READERS = holders("screen.usage_scan")


class AskUsage(msgspec.Struct):
    """`usage_log`: by which session, of which thing, before which line, how many."""

    session: str
    of: Kept
    thing: str
    before: Place | None = None
    most: int = 20


class AskLine(msgspec.Struct):
    """`usage_line`, `usage_record`: by which session, which line, from which of its records on, or which record."""

    session: str
    of: Kept
    thing: str
    seq: int
    kind: UsageKind
    first: int = 0
    most: int = 20
    record: int = -1


def usage_log(unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
    """Give `lines`, the newest first, `more`, and `last`: the last use, cleaning and check.

    Raises:
        DecisionRefused: Nobody of these roles is signed in there, or there is no such thing.
    """
    wish = body_as(request, AskUsage)
    signed_in(unit, picture, request, wish.session, *_READERS)
    known = picture.plant.equipment if wish.of == Kept.EQUIPMENT else picture.plant.rooms
    if wish.thing not in known:
        raise DecisionRefused("usage_log.unknown", thing=wish.thing[:40])
    lines, more = page(unit, wish.of, wish.thing, wish.before, _at_once(wish.most))
    done = last(unit, wish.of, wish.thing)
    return {"lines": msgspec.to_builtins(lines), "more": more, "last": msgspec.to_builtins(done)}


def usage_line_records(unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
    """Give `entries`: what the records behind a line tell, in the order of the log.

    Raises:
        DecisionRefused: Nobody of these roles is signed in there, or there is no such line.
    """
    wish = body_as(request, AskLine)
    line = _line(unit, picture, request, wish)
    first = max(0, wish.first)
    wanted = line.records[first : first + _at_once(wish.most)]
    return {"entries": msgspec.to_builtins(tuple(entries(unit, picture.plant, wanted)))}


def usage_record(unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
    """Give `record`: one record behind a line, as the audit trail shows it.

    Raises:
        DecisionRefused: Nobody of these roles is signed in there, or the record does not stand behind this line.
    """
    wish = body_as(request, AskLine)
    line = _line(unit, picture, request, wish)
    found = detail(unit, picture.plant, picture.registry, wish.record) if wish.record in line.records else None
    if found is None:
        raise DecisionRefused("decision.record_unknown", seq=str(wish.record)[:20])
    return {"record": msgspec.to_builtins(found)}


def _line(unit: Unit, picture: Picture, request: Request, wish: AskLine) -> UsageLine:
    signed_in(unit, picture, request, wish.session, *_READERS)
    found = line_at(unit, wish.of, wish.thing, wish.seq, wish.kind)
    if found is None:
        raise DecisionRefused("decision.record_unknown", seq=str(wish.seq)[:20])
    return found


def _at_once(most: int) -> int:
    return max(1, min(most, MOST_AT_ONCE))
