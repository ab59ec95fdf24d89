"""Do flags, alarms, locks, counts of wrong codes and the quarantine stand in their tables as the core stated them?"""

from typing import Any

import msgspec

from core.acts import Act, ActKind
from core.finding import Finding, finding
from core.record.payload import CORE_STATION
from core.times import utc_from
from server.codes import COUNTED
from server.db.statements import func, select
from server.db.store import Unit
from server.db.tables.evidence import alarm, quarantine, record, record_flag
from server.db.tables.secrets import code_use, person_lock
from server.quarantined import row_digest


class StatedCheck:
    """Gathers what the core stated while records pass in the order of the log, and compares at the end."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._flags: dict[tuple[int, str], Any] = {}
        self._alarms: dict[int, Any] = {}
        self._locks: dict[str, Any] = {}
        self._failures: dict[str, int] = {}
        self._set_aside: dict[str, Any] = {}

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
            if facts["kind"] in COUNTED and "person" in facts:
                self._failures[facts["person"]] = self._failures.get(facts["person"], 0) + 1
        elif act.kind == ActKind.PERSON_LOCKED:
            self._locks[facts["locked"]] = utc_from(facts["until"])
            self._failures[facts["locked"]] = 0
        elif act.kind == ActKind.CODE_ACCEPTED:
            self._failures[facts["person"]] = 0
        elif act.kind == ActKind.BYTES_QUARANTINED:
            rows = msgspec.json.decode(facts["rows"], type=dict[str, str])
            self._set_aside |= {sha256: (utc_from(act.when.utc), digest) for sha256, digest in rows.items()}
        elif act.kind == ActKind.PERSON_UNLOCKED:
            self._locks[facts["locked"]] = None

    def faults(self) -> list[Finding]:
        """Name everything that is gone, is another one, or was never stated."""
        unit = self._unit
        flags = {(row.seq, row.code): row.params for row in unit.rows(record_flag.select())}
        told = alarm.c.at, alarm.c.kind, alarm.c.kiosk, alarm.c.detail, alarm.c.person, alarm.c.times
        alarms = {row.id: tuple(row)[1:] for row in unit.rows(select(alarm.c.id, *told))}
        locks = {row.person: row.until for row in unit.rows(person_lock.select())}
        uses = unit.rows(select(code_use.c.person, code_use.c.failures))
        failures = {row.person: row.failures for row in uses if row.failures or row.person in self._failures}
        stated = {person: count for person, count in self._failures.items() if count or person in failures}
        flagged = sorted({seq for seq, _ in _differing(self._flags, flags)})
        named = select(record.c.seq, func.coalesce(record.c.rid, record.c.sha256).label("id"))
        names = {row.seq: row.id for row in unit.rows(named.where(record.c.seq == func.any(flagged)))}
        return [
            *(finding("doctor.flag_differs", record=names.get(seq, "-"), index=str(seq)) for seq in flagged),
            *(finding("doctor.alarm_differs", index=str(seq)) for seq in sorted(_differing(self._alarms, alarms))),
            *(finding("doctor.lock_differs", person=person) for person in sorted(_differing(self._locks, locks))),
            *(finding("doctor.failures_differ", person=person) for person in sorted(_differing(stated, failures))),
            *(finding("doctor.quarantine_differs", sha256=sha256) for sha256 in sorted(self._quarantine())),
        ]

    def _quarantine(self) -> set[str]:
        hashed = func.encode(func.sha256(quarantine.c.raw), "hex").label("hashed")
        beside = (quarantine.c.kiosk, quarantine.c.hint, quarantine.c.reason, quarantine.c.detail)
        rows = self._unit.rows(select(quarantine.c.sha256, quarantine.c.at, hashed, *beside))
        kept = {row.sha256: (row.at, row_digest(row.kiosk, row.hint, row.reason, row.detail)) for row in rows}
        return _differing(self._set_aside, kept) | {row.sha256 for row in rows if row.hashed != row.sha256}


def _differing(stated: dict[Any, Any], kept: dict[Any, Any]) -> set[Any]:
    missing = object()
    return {name for name in stated.keys() | kept.keys() if stated.get(name, missing) != kept.get(name, missing)}
