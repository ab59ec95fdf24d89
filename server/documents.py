"""Exports and documents of a batch, made from the database and written to files."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from core.record.keys import PrivateKey
from core.times import utc_text
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
from server.reports.wording import Languages

Kind = Literal["batch-record", "certificate"]


def write_export(config: Path, batch: str, out: Path) -> int:
    """Write a batch as a zip that can be verified anywhere, its batch record as PDF inside; give the record count.

    Raises:
        CountersignError: Settings, database or batch are not as needed, or the file cannot be written.
    """
    with _opened(config) as (settings, unit, picture, core):
        now = settings.clock().utc()
        note = batch_checkpoint(unit, batch, f"countersign/{settings.site}", core, now)
        printed = batch_record(read_evidence(unit, picture, batch), log_mark(note, core), "both")
        export = read_export(unit, picture, batch, note, now, {"batch-record.pdf": printed})
        write_new(out, build_export(export, core))
    return len(export.records)


def write_report(config: Path, batch: str, out: Path, languages: Languages, kind: Kind) -> None:
    """Write the batch record or the certificate of analysis as PDF/A; raises like `write_export`."""
    with _opened(config) as (settings, unit, picture, core):
        note = batch_checkpoint(unit, batch, f"countersign/{settings.site}", core, settings.clock().utc())
        make = batch_record if kind == "batch-record" else certificate
        write_new(out, make(read_evidence(unit, picture, batch), log_mark(note, core), languages))


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
