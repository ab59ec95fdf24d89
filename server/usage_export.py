"""The logbook of a thing and period as a file: a table that a spreadsheet opens, a document, or plain JSON."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from core.plant import Plant
from core.times import local_text, utc_from, utc_text
from core.trail import instant_asked
from core.usage.line import Kept, UsageLine
from core.usage.shown import kind_of_line, people_of, sentence
from server.audit.export import csv_line
from server.config import read_config
from server.db.statements import func, select
from server.db.store import Store, Unit
from server.db.tables.evidence import record
from server.keys import load_keys
from server.new_file import NotWritten, write_new
from server.picture import Picture
from server.proof import covering_checkpoint, log_mark
from server.reports.usage_log import UsageEvidence, usage_report
from server.reports.wording import Languages
from server.usage_log import period

COLUMNS = (
    "of", "thing", "kind", "since_utc", "until_utc", "since_local", "until_local", "product_en", "product_zh",
    "strength", "specification", "batch", "operation", "name_en", "name_zh", "steps", "performed", "verified",
    "told_en", "told_zh", "log_indexes", "record_ids",
)  # fmt: skip


def write_usage(config: Path, named: str, since: str, until: str, out: Path | None, lang: Languages) -> UsageEvidence:
    """Read a logbook and write it where a file is named; the file is there whole or not at all, none is overwritten.

    Args:
        config: Settings of the core service.
        named: Equipment or room, by its id or by what its label says.
        since: First day or time of the plant, or "".
        until: Last day or time of the plant, or "".
        out: File to write, `.csv` or `.pdf`, or None.
        lang: Languages of a document.

    Raises:
        CountersignError: Settings or database cannot be used, there is no such thing or day, or the file cannot be
            written.
    """
    if out is not None and out.suffix not in (".csv", ".pdf"):
        raise NotWritten("usage_log.form", file=out.name)
    settings = read_config(config)
    keys, store = load_keys(settings.keys), Store(settings.postgres_url)
    try:
        with store.unit() as unit:
            picture = Picture()
            picture.refresh(unit)
            of, thing = _thing(picture.plant, named)
            offset = picture.plant.offset_min
            asked = instant_asked(since, offset, end=False), instant_asked(until, offset, end=True)
            first, last = (utc_from(told) if told else None for told in asked)
            lines = tuple(period(unit, of, thing, first, last))
            size = max((line.records[-1] for line in lines), default=-1) + 1
            now = settings.clock().utc()
            note = covering_checkpoint(unit, size, f"countersign/{settings.site}", keys.core, now)
            mark, ids = log_mark(note, keys.core), _ids(unit, lines)
        found = UsageEvidence(picture.plant, of, thing, (since, until), lines, ids, mark, utc_text(now))
        if out is not None:
            table = out.suffix == ".csv"
            write_new(out, "".join(_csv(found)).encode() if table else usage_report(found, lang))
    finally:
        store.close()
    return found


def usage_json(found: UsageEvidence) -> dict[str, Any]:
    """Give a logbook as plain JSON: the lines with the ids of their records, and size and root of the log."""
    lines = [
        {**msgspec.to_builtins(line), "record_ids": [found.ids.get(seq, "") for seq in line.records]}
        for line in found.lines
    ]
    about = {"of": found.of.value, "thing": found.thing, "from": found.period[0], "to": found.period[1]}
    return {**about, "lines": lines, "size": found.log.size, "root": found.log.root}


def _thing(plant: Plant, named: str) -> tuple[Kept, str]:
    if named in plant.equipment:
        return Kept.EQUIPMENT, named
    for room in (named, named.removeprefix("R-")):
        if room in plant.rooms:
            return Kept.ROOM, room
    raise NotWritten("usage_log.unknown", thing=named[:40])


def _ids(unit: Unit, lines: tuple[UsageLine, ...]) -> dict[int, str]:
    wanted = sorted({seq for line in lines for seq in line.records})
    rows = unit.rows(select(record.c.seq, record.c.rid).where(record.c.seq == func.any(wanted)))
    return {row.seq: row.rid or "" for row in rows}


def _csv(found: UsageEvidence) -> Iterator[str]:
    """Give the lines of a table in UTF-8 with a byte order mark, by which a spreadsheet knows the encoding."""
    yield "\ufeff" + csv_line(COLUMNS)
    for line in found.lines:
        yield csv_line(_cells(line, found))
    yield csv_line(["log", f"size={found.log.size}", f"root={found.log.root}"])


def _cells(line: UsageLine, found: UsageEvidence) -> tuple[str, ...]:
    plant = found.plant
    local = (local_text(utc_from(told), plant.offset_min) for told in (line.since, line.until))
    told = ("; ".join(sentence(item, language) for item in line.told) for language in ("en", "zh"))
    return (
        *(line.of.value, line.thing, kind_of_line(line, "en"), line.since, line.until, *local),
        *(line.product.en, line.product.zh, line.strength, line.specification, line.batch, line.operation),
        *(line.name.en, line.name.zh, " ".join(line.steps)),
        *(people_of(line.persons, plant), people_of(line.checkers, plant), *told),
        " ".join(map(str, line.records)),
        " ".join(found.ids.get(seq, "") for seq in line.records),
    )
