"""The audit trail as a file: CSV that a spreadsheet opens without running anything, or JSON lines.

Its last line names size and root of the log, so that it can be held against any checkpoint of the same log.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Literal

import msgspec

from core.errors import CountersignError
from core.language import text
from core.plant import Plant
from core.record.checkpoint import read_checkpoint
from core.times import local_text, utc_from
from core.trail import TrailEntry, TrailFilter, instant_asked
from core.trail_words import change_words, kind_words, told
from server.audit.pages import walk
from server.config import read_config
from server.db.statements import select
from server.db.store import Store, Unit
from server.db.tables.batches import batch as batches
from server.keys import load_keys
from server.log import make_checkpoint
from server.picture import Picture

Format = Literal["csv", "jsonl"]

COLUMNS = (
    "log_index", "utc", "local_time", "received_utc", "kiosk", "person", "user_id", "name", "service", "kind", "what",
    "about", "old_and_new", "why", "told", "refusal", "meaning", "flags", "record_id", "sha256",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class TrailNotWritten(CountersignError):
    """The file could not be written."""

    code = "AUD-002"


class Written(msgspec.Struct, frozen=True):
    """What was written.

    Attributes:
        file: Path.
        entries: Number of records in it.
        filter: What was asked for.
        size: Size of the log that it was taken from.
        root: Hex of the root of the log at that size.
    """

    file: str
    entries: int
    filter: str
    size: int
    root: str


def write_trail(
    config: Path, out: Path, form: Format, *, since: str = "", until: str = "", person: str = "", batch: str = ""
) -> Written:
    """Write the audit trail; the file is there whole or not at all, and none is overwritten.

    Args:
        config: Settings of the core service.
        out: File to write.
        form: `csv` or `jsonl`.
        since: First day or time of the plant, or "".
        until: Last day or time of the plant, or "".
        person: Person id or user id, or "".
        batch: Batch number, or "".

    Raises:
        CountersignError: Settings, keys or database cannot be used, a day is none, or the file cannot be written.
    """
    settings = read_config(config)
    keys, store = load_keys(settings.keys), Store(settings.postgres_url)
    try:
        with store.unit() as unit:
            note = make_checkpoint(unit, f"countersign/{settings.site}", keys.core, settings.clock().utc())
        # The checkpoint stands before the walk: what comes in meanwhile is not in this file, and not under its root.
        mark = read_checkpoint(note, keys.core.public)
        with store.unit() as unit:
            picture = Picture()
            picture.refresh(unit)
            plant = picture.plant
            _known(unit, plant, person, batch)
            first, last = (
                instant_asked(day, plant.offset_min, end=end) for day, end in ((since, False), (until, True))
            )
            wanted = TrailFilter(person=person, batch=batch, since=first, until=last)
            entries = walk(unit, plant, wanted, mark.size)
            end = {"log": f"countersign/{settings.site}", "size": str(mark.size), "root": mark.root.hex()}
            lines = _csv(entries, plant.offset_min, end) if form == "csv" else _jsonl(entries, end)
            count = _write(out, lines) - (2 if form == "csv" else 1)
    finally:
        store.close()
    return Written(str(out), count, wanted.told(), mark.size, mark.root.hex())


def _known(unit: Unit, plant: Plant, person: str, batch: str) -> None:
    """Refuse a name that nothing bears: an empty file would say that nothing was done."""
    if person and not any(person in (each.id, each.user_id) for each in plant.people.values()):
        raise TrailNotWritten("recall.person_unknown", name=person[:40])
    if batch and unit.value(select(batches.c.number).where(batches.c.number == batch)) is None:
        raise TrailNotWritten("report.batch_unknown", batch=batch[:40])


def _csv(entries: Iterable[TrailEntry], offset_min: int, end: Mapping[str, str]) -> Iterator[str]:
    """Give the lines of a table in UTF-8 with a byte order mark, by which a spreadsheet knows the encoding."""
    yield "\ufeff" + csv_line(COLUMNS)
    for entry in entries:
        yield csv_line(_cells(entry, offset_min))
    yield csv_line([f"{name}={value}" for name, value in end.items()])


def _cells(entry: TrailEntry, offset_min: int) -> tuple[str, ...]:
    local = local_text(utc_from(entry.utc), offset_min) if entry.utc else ""
    return (
        *(str(entry.seq), entry.utc, local, entry.received, entry.kiosk, entry.person, entry.user_id, entry.name),
        *(entry.service, entry.kind, kind_words(entry.kind, "en"), _pairs(entry.about), change_words(entry, "en")),
        *(entry.why, _beside(entry), told(entry.refusal, "en") if entry.refusal else "", entry.meaning),
        *(" ".join(entry.flags), entry.id, entry.sha256),
    )


def _beside(entry: TrailEntry) -> str:
    """Write what else was recorded: by name, and in words where the record keeps sentences."""
    unseen = [text("shown.counted", "en")] if entry.unseen else []
    return "; ".join(filter(None, [_pairs(entry.told), *(told(found, "en") for found in entry.findings), *unseen]))


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{name}={value}" for name, value in pairs)


def csv_line(cells: Iterable[str]) -> str:
    """Write one line by RFC 4180; a cell that a spreadsheet would compute begins with a quote mark instead."""
    line = StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([_harmless(cell) for cell in cells])
    return line.getvalue()


def _harmless(cell: str) -> str:
    plain = cell.replace("\x00", "")
    return f"'{plain}" if plain.lstrip(" ").startswith(_FORMULA) else plain


def _jsonl(entries: Iterable[TrailEntry], end: Mapping[str, str]) -> Iterator[str]:
    for entry in entries:
        yield msgspec.json.encode(entry).decode() + "\n"
    yield json.dumps(end) + "\n"


def _write(out: Path, lines: Iterable[str]) -> int:
    """Write a file whole or not at all and give the number of lines."""
    draft, count = out.with_name(f".{out.name}.draft"), 0
    try:
        with draft.open("w", encoding="utf-8", newline="") as file:
            for line in lines:
                file.write(line)
                count += 1
        out.hardlink_to(draft)
    except FileExistsError as error:
        raise TrailNotWritten("report.file_exists", file=str(out)) from error
    except OSError as error:
        raise TrailNotWritten("report.not_written", file=str(out), detail=error.strerror or "") from error
    finally:
        draft.unlink(missing_ok=True)
    return count
