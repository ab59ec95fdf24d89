"""Do flags, alarms and locks stand in their tables as the core stated them in the log?"""

from typing import Any

import msgspec

from core.acts import Act, ActKind
from core.finding import Finding, finding
from core.record.payload import CORE_STATION
from core.times import utc_from
from server.db.statements import func, select
from server.db.store import Unit
from server.db.tables.evidence import alarm, record, record_flag
from server.db.tables.secrets import person_lock


class StatedCheck:
    """Gathers what the core stated while records pass in the order of the log, and compares at the end."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._flags: dict[tuple[int, str], Any] = {}
        self._alarms: dict[int, Any] = {}
        self._locks: dict[str, Any] = {}

    def take(self, row: Any, act: Act) -> None:
        """Take in the next record."""
        if row.kiosk != CORE_STATION:
            return
        facts = act.facts
        if act.kind == ActKind.RECORD_FLAGGED:
            flags = msgspec.json.decode(facts["flags"])
            self._flags |= {(int(facts["index"]), code): params for code, params in flags.items()}
        elif act.kind == ActKind.ALARM_RAISED:
            told = (facts["kind"], facts.get("kiosk", ""), facts.get("detail", ""), facts.get("person"))
            self._alarms[row.seq] = (utc_from(act.when.utc), *told, int(facts.get("times", "1")))
        elif act.kind == ActKind.PERSON_LOCKED:
            self._locks[facts["locked"]] = utc_from(facts["until"])
        elif act.kind == ActKind.PERSON_UNLOCKED:
            self._locks[facts["locked"]] = None

    def faults(self) -> list[Finding]:
        """Name every flag, alarm and lock that is gone, is another one, or was never stated."""
        unit = self._unit
        flags = {(row.seq, row.code): row.params for row in unit.rows(record_flag.select())}
        told = alarm.c.at, alarm.c.kind, alarm.c.kiosk, alarm.c.detail, alarm.c.person, alarm.c.times
        alarms = {row.id: tuple(row)[1:] for row in unit.rows(select(alarm.c.id, *told))}
        locks = {row.person: row.until for row in unit.rows(person_lock.select())}
        flagged = sorted({seq for seq, _ in _differing(self._flags, flags)})
        named = select(record.c.seq, func.coalesce(record.c.rid, record.c.sha256).label("id"))
        names = {row.seq: row.id for row in unit.rows(named.where(record.c.seq == func.any(flagged)))}
        return [
            *(finding("doctor.flag_differs", record=names.get(seq, "-"), index=str(seq)) for seq in flagged),
            *(finding("doctor.alarm_differs", index=str(seq)) for seq in sorted(_differing(self._alarms, alarms))),
            *(finding("doctor.lock_differs", person=person) for person in sorted(_differing(self._locks, locks))),
        ]


def _differing(stated: dict[Any, Any], kept: dict[Any, Any]) -> set[Any]:
    missing = object()
    return {name for name in stated.keys() | kept.keys() if stated.get(name, missing) != kept.get(name, missing)}
