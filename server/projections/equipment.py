"""Equipment: its daily checks, and its logbook with that of rooms (GMP articles 86, 87)."""

from typing import Any

import msgspec

from core.device_checks import daily_check_day
from core.finding import Finding
from core.plant import Standing
from core.times import utc_from
from core.usage.line import BESIDE, LOOKED_BACK, UsageLine, continued, grown
from core.usage.standing import standing_key, stands_after
from core.usage.touches import touches
from server.db.statements import func, insert, select
from server.db.store import Unit
from server.db.tables.evidence import record
from server.db.tables.plant import equipment
from server.db.tables.usage import usage_line, usage_standing
from server.plain import plain
from server.projections.happening import Happening


def balance_checked(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Let a passed check of a balance count for its day."""
    act = happening.act
    day = daily_check_day(act, happening.plant.offset_min)
    if day is not None and act.subject.equipment is not None:
        checked = {"checked_on": day, "changed": happening.seq}
        unit.do(equipment.update().where(equipment.c.id == act.subject.equipment).values(**checked))
    return ()


def usage_followed(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Write what an act has to say in the logbooks of equipment and rooms: a new line, or more of one that goes on."""
    act, about = happening.act, (happening.before, happening.after, happening.master)
    if not _instant_holds(act.when.utc):
        return ()
    stand = dict(happening.plant.standings)
    for touch in touches(happening.seq, act, happening.plant, *about, _signers(unit, happening)):
        key = standing_key(touch.of, touch.thing)
        after = stands_after(stand.get(key), touch)
        if after is not None and after != stand.get(key):
            stand[key] = after
            _stands(unit, touch, after, happening.seq)
        keep_touch(unit, touch)
    return ()


def keep_touch(unit: Unit, touch: UsageLine) -> None:
    """Write what one act has to say: more of the line that it goes on with, or a new one."""
    line = continued(_newest(unit, touch), touch)
    if line is None and touch.records:
        _insert(unit, touch)
    elif line is not None:
        _update(unit, grown(line, touch))


def _instant_holds(told: str) -> bool:
    try:
        utc_from(told)
    except ValueError:
        return False  # flagged on arrival
    return True


def _signers(unit: Unit, happening: Happening) -> tuple[str, ...]:
    """Name who gave the signatures that a decision rests on, in the order in which they were given."""
    identities = [identity for identity in happening.act.facts.get("signatures", "").split(",") if identity]
    if not identities:
        return ()
    signed = select(record.c.person).where(record.c.rid == func.any(identities)).order_by(record.c.seq)
    return tuple(row.person for row in unit.rows(signed) if row.person)


def _newest(unit: Unit, touch: UsageLine) -> list[UsageLine]:
    mine = usage_line.c.of == touch.of.value, usage_line.c.thing == plain(touch.thing)
    apart = usage_line.c.kind.not_in([kind.value for kind in BESIDE])
    wanted = select(usage_line.c.body).where(*mine, apart)
    rows = unit.rows(wanted.order_by(usage_line.c.seq.desc(), usage_line.c.kind.desc()).limit(LOOKED_BACK))
    return [msgspec.convert(row.body, UsageLine) for row in rows]


def _stands(unit: Unit, touch: UsageLine, standing: Standing, seq: int) -> None:
    values = {"body": _keepable(msgspec.to_builtins(standing)), "changed": seq}
    row = insert(usage_standing).values(of=touch.of.value, thing=plain(touch.thing), **values)
    unit.do(row.on_conflict_do_update(index_elements=["of", "thing"], set_=values))


def _insert(unit: Unit, line: UsageLine) -> None:
    named = {"of": line.of.value, "thing": plain(line.thing), "seq": line.seq, "kind": line.kind.value}
    unit.do(insert(usage_line).values(**named, **_content(line)).on_conflict_do_nothing())


def _update(unit: Unit, line: UsageLine) -> None:
    mine = usage_line.c.of == line.of.value, usage_line.c.thing == plain(line.thing)
    one = usage_line.c.seq == line.seq, usage_line.c.kind == line.kind.value
    unit.do(usage_line.update().where(*mine, *one).values(**_content(line)))


def _content(line: UsageLine) -> dict[str, Any]:
    span = {"since": utc_from(line.since), "until": utc_from(line.until)}
    return {**span, "batch": plain(line.batch), "body": _keepable(msgspec.to_builtins(line))}


def _keepable(value: Any) -> Any:
    """Give plain JSON with every text in it fit to be kept."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        pairs = msgspec.convert(value, dict[str, Any])
        return {plain(name): _keepable(item) for name, item in pairs.items()}
    if isinstance(value, (list, tuple)):
        return [_keepable(item) for item in msgspec.convert(value, list[Any])]
    return value
