"""Exports and documents of a batch, made from the database and written to files."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Literal

import msgspec

from core.batch.evidence import Evidence
from core.record.keys import PrivateKey
from core.times import utc_text
from server.attached_photographs import photographs_of
from server.config import CoreConfig, read_config
from server.daily import read_daily
from server.db.store import Store, Unit
from server.export import build_export
from server.keys import load_keys
from server.new_file import NotWritten, write_new
from server.picture import Picture
from server.proof import batch_checkpoint, covering_checkpoint, log_mark, read_evidence, read_export
from server.reports.batch_record import batch_record
from server.reports.certificate import certificate
from server.reports.daily import daily_report
from server.reports.mark import LogMark
from server.reports.wording import Languages
from server.scopes import Scope, batch_scope, lot_scope, period_scope

Kind = Literal["batch-record", "certificate"]


class Wish(msgspec.Struct, frozen=True):
    """What is to be exported: a batch, or a lot with all that went into it, or a period.

    Attributes:
        batch: Batch number.
        lot: Lot number.
        since: First day such as `2026-11-20`, or instant, in ISO 8601.
        until: Last day, or the instant at which the period ends.
    """

    batch: str = ""
    lot: str = ""
    since: str = ""
    until: str = ""


def write_export(config: Path, wish: Wish, out: Path) -> int:
    """Write what is wished as a zip that can be verified anywhere, batch records as PDF inside; give the record count.

    Raises:
        CountersignError: Settings, database or wish are not as needed, or the file cannot be written.
    """
    with _opened(config) as (settings, unit, picture, core):
        now, scope = settings.clock().utc(), _scope(unit, wish, picture.plant.offset_min)
        note = covering_checkpoint(unit, scope.least, f"countersign/{settings.site}", core, now)
        mark = log_mark(note, core)
        printed = {
            _document(number, scope.batches): _record(unit, read_evidence(unit, picture, number), mark, "both")
            for number in scope.batches
        }
        export = read_export(unit, picture, scope, note, core, now, printed)
        write_new(out, build_export(export, core))
    return sum(not record.brought for record in export.records)


def _scope(unit: Unit, wish: Wish, offset_min: int) -> Scope:
    """Find what is wished; a day begins and ends at the plant's midnight."""
    if sum(map(bool, (wish.batch, wish.lot, wish.since or wish.until))) != 1 or bool(wish.since) != bool(wish.until):
        raise NotWritten("report.export_unclear")
    if wish.batch:
        return batch_scope(unit, wish.batch)
    if wish.lot:
        return lot_scope(unit, wish.lot)
    return period_scope(unit, _instant(wish.since, offset_min, 0), _instant(wish.until, offset_min, 1))


def _instant(told: str, offset_min: int, days: int) -> datetime:
    """Read an instant with its offset, or a day of the plant, of which `days` have passed."""
    try:
        read = datetime.fromisoformat(told)
        local = timezone(timedelta(minutes=offset_min))
        if len(told) == len("2026-11-20"):
            return (read + timedelta(days=days)).replace(tzinfo=local).astimezone(UTC)
        return (read if read.tzinfo else read.replace(tzinfo=local)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NotWritten("report.date_unfit", date=told[:40]) from error


def _document(number: str, batches: tuple[str, ...]) -> str:
    return "batch-record.pdf" if len(batches) == 1 else f"batch-records/{number}.pdf"


def write_report(config: Path, batch: str, out: Path, languages: Languages, kind: Kind) -> None:
    """Write the batch record or the certificate of analysis as PDF/A; raises like `write_export`."""
    with _opened(config) as (settings, unit, picture, core):
        note = batch_checkpoint(unit, batch, f"countersign/{settings.site}", core, settings.clock().utc())
        make = _record if kind == "batch-record" else _certificate
        write_new(out, make(unit, read_evidence(unit, picture, batch), log_mark(note, core), languages))


def _record(unit: Unit, evidence: Evidence, mark: LogMark, languages: Languages) -> bytes:
    return batch_record(evidence, mark, languages, photographs_of(unit, evidence))


def _certificate(_: Unit, evidence: Evidence, mark: LogMark, languages: Languages) -> bytes:
    return certificate(evidence, mark, languages)


def write_daily(config: Path, day: str, out: Path, languages: Languages) -> None:
    """Write the daily report of a day such as `2026-11-20`, "" for today, as PDF/A; raises like `write_export`."""
    with _opened(config) as (settings, unit, picture, core):
        now = settings.clock().utc()
        found = read_daily(unit, picture, _day(day, now, picture.plant.offset_min))
        note = covering_checkpoint(unit, found.end, f"countersign/{settings.site}", core, now)
        printed = daily_report(found, log_mark(note, core), utc_text(now), languages)
        write_new(out, printed)


def _day(told: str, now: datetime, offset_min: int) -> date:
    try:
        return date.fromisoformat(told) if told else (now + timedelta(minutes=offset_min)).date()
    except ValueError as error:
        raise NotWritten("daily.date_unfit", date=told[:20]) from error


@contextmanager
def _opened(config: Path) -> Generator[tuple[CoreConfig, Unit, Picture, PrivateKey]]:
    """Open the database and read the plant; one transaction, so that all is of one moment."""
    settings = read_config(config)
    keys = load_keys(settings.keys)
    store = Store(settings.postgres_url)
    try:
        with store.unit() as unit:
            picture = Picture()
            picture.refresh(unit)
            yield settings, unit, picture, keys.core
    finally:
        store.close()
