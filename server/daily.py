"""What the database holds of one calendar day of the plant, gathered for the daily report."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec

from core.acts import ActKind
from core.alarms import AlarmLine
from core.batch.rules.of_records import refusal_of
from core.finding import Finding
from core.times import utc_text
from server.db.statements import Condition, func, select
from server.db.store import Unit
from server.db.tables.batches import batch_case
from server.db.tables.evidence import alarm, checkpoint, cosignature, record
from server.log import log_root
from server.picture import Picture
from server.records import SOUND, record_from
from server.reports.daily import CheckpointLine, ClosedLine, DailyEvidence, OpenedLine, RefusedLine
from server.witnesses import log_standing


def read_daily(unit: Unit, picture: Picture, day: date) -> DailyEvidence:
    """Read a day by the plant's clock, by when its records arrived at the core."""
    first = datetime.combine(day, time(), UTC) - timedelta(minutes=picture.plant.offset_min)
    within = record.c.received_at >= first, record.c.received_at < first + timedelta(days=1)
    begin, end = _span(unit, within, first)
    counts = select(record.c.kind, record.c.kiosk, func.count().label("n")).where(*within)
    by_kind = unit.rows(counts.group_by(record.c.kind, record.c.kiosk).order_by(record.c.kind, record.c.kiosk))
    return DailyEvidence(
        day=day,
        plant=picture.plant,
        begin=begin,
        end=end,
        begin_root=log_root(unit, begin).hex(),
        end_root=log_root(unit, end).hex(),
        counts=tuple((row.kind or "-", row.kiosk, row.n) for row in by_kind),
        checkpoints=tuple(_checkpoints(unit, first)),
        opened=tuple(_opened(unit, first)),
        closed=tuple(_closed(unit, within)),
        refused=tuple(_refused(unit, within)),
        alarms=tuple(_alarms(unit, first)),
        standing=log_standing(unit),
    )


def _span(unit: Unit, within: tuple[Condition, ...], first: datetime) -> tuple[int, int]:
    """Give the size of the log before and after the day."""
    before = int(unit.value(select(func.count()).select_from(record).where(record.c.received_at < first)))
    return before, before + int(unit.value(select(func.count()).select_from(record).where(*within)))


def _checkpoints(unit: Unit, first: datetime) -> list[CheckpointLine]:
    of_size = select(func.count()).select_from(cosignature).where(cosignature.c.size == checkpoint.c.size)
    columns = select(checkpoint.c.size, checkpoint.c.at, checkpoint.c.note, of_size.scalar_subquery().label("n"))
    of_day = checkpoint.c.at >= first, checkpoint.c.at < first + timedelta(days=1)
    rows = unit.rows(columns.where(*of_day).order_by(checkpoint.c.size))
    return [CheckpointLine(row.size, utc_text(row.at), str(row.note).split("\n")[2], row.n) for row in rows]


def _opened(unit: Unit, first: datetime) -> list[OpenedLine]:
    of_day = batch_case.c.opened >= first, batch_case.c.opened < first + timedelta(days=1)
    rows = unit.rows(batch_case.select().where(*of_day).order_by(batch_case.c.opened, batch_case.c.id))
    return [
        OpenedLine(
            *(utc_text(row.opened), row.id, row.batch, row.step, row.severity, row.state),
            msgspec.convert(row.what, Finding),
        )
        for row in rows
    ]


def _closed(unit: Unit, within: tuple[Condition, ...]) -> list[ClosedLine]:
    return [
        ClosedLine(
            *(act.when.utc, act.subject.exception or "-", act.subject.batch or "-"),
            *(act.facts.get("disposition", "-"), act.who.person or "-"),
        )
        for _, act in _acts(unit, within, ActKind.EXCEPTION_DISPOSED)
    ]


def _refused(unit: Unit, within: tuple[Condition, ...]) -> list[RefusedLine]:
    return [
        RefusedLine(act.when.utc, kiosk, act.who.person or "-", act.facts.get("attempt", "-"), refusal_of(act))
        for kiosk, act in _acts(unit, within, ActKind.REFUSED)
    ]


def _acts(unit: Unit, within: tuple[Condition, ...], kind: ActKind) -> list[tuple[str, Any]]:
    wanted = select(record.c.kiosk, record.c.envelope).where(*within, record.c.kind == kind.value, SOUND)
    rows = unit.rows(wanted.order_by(record.c.seq))
    found = [(row.kiosk, record_from(bytes(row.envelope))) for row in rows]
    return [(kiosk, kept.act) for kiosk, kept in found if kept is not None]


def _alarms(unit: Unit, first: datetime) -> list[AlarmLine]:
    of_day = alarm.c.at >= first, alarm.c.at < first + timedelta(days=1)
    rows = unit.rows(alarm.select().where(*of_day).order_by(alarm.c.id))
    return [
        AlarmLine(row.id, utc_text(row.at), row.kind, row.kiosk, row.detail, person=row.person or "") for row in rows
    ]
