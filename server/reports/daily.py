"""The daily report on paper: what a day brought, and the root of the log as text and code.

A page that was printed and signed is a witness that no computer can change: its root must lie on the way to every
later one.
"""

import base64
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import msgspec

from core.alarms import AlarmLine, alarm_words
from core.finding import Finding
from core.plant import Plant
from core.record.witness import LogStanding
from core.times import local_text, utc_from
from core.trail_words import kind_words
from server.reports.mark import LogMark, grouped, qr_png
from server.reports.parts import Cell, Code, Document, Facts, Note, Pair, Panel, Part, Section, Table, plain
from server.reports.typesetting import typeset
from server.reports.wording import Languages, Wording

TEMPLATE = "document.typ.j2"


class CheckpointLine(msgspec.Struct, frozen=True):
    """A checkpoint of the day: size, time, base64 of the root, number of witnesses."""

    size: int
    utc: str
    root: str
    witnesses: int


class OpenedLine(msgspec.Struct, frozen=True):
    """An exception that was opened."""

    utc: str
    id: str
    batch: str
    step: str
    severity: str
    state: str
    what: Finding


class ClosedLine(msgspec.Struct, frozen=True):
    """An exception of which somebody disposed."""

    utc: str
    id: str
    batch: str
    disposition: str
    person: str


class RefusedLine(msgspec.Struct, frozen=True):
    """An attempt that was refused; a failed sign-in is one of a signature."""

    utc: str
    kiosk: str
    person: str
    attempt: str
    why: Finding


class DailyEvidence(msgspec.Struct, frozen=True):
    """A day.

    Attributes:
        day: Calendar day of the plant.
        plant: The plant, for names and offset.
        begin: Size of the log before the day.
        end: Size of the log after it, or as far as it has come.
        begin_root: Hex of the root at `begin`.
        end_root: Hex of the root at `end`.
        counts: Kind of act, station and number.
        checkpoints: In order.
        opened: Exceptions opened.
        closed: Exceptions disposed of.
        refused: Attempts refused.
        alarms: Alarms raised.
        standing: The log and its witnesses when the report was made.
    """

    day: date
    plant: Plant
    begin: int
    end: int
    begin_root: str
    end_root: str
    counts: tuple[tuple[str, str, int], ...]
    checkpoints: tuple[CheckpointLine, ...]
    opened: tuple[OpenedLine, ...]
    closed: tuple[ClosedLine, ...]
    refused: tuple[RefusedLine, ...]
    alarms: tuple[AlarmLine, ...]
    standing: LogStanding


def daily_report(found: DailyEvidence, log: LogMark, made: str, languages: Languages) -> bytes:
    """Print the daily report as PDF/A-2b.

    Args:
        found: The day.
        log: The checkpoint under which it is printed.
        made: When, as `core.times.utc_text` writes it.
        languages: `zh`, `en` or `both`.

    Raises:
        ReportError: It cannot be set.
    """
    return typeset(TEMPLATE, daily_document(found, log, made, languages), utc_from(made))


def daily_document(found: DailyEvidence, log: LogMark, made: str, languages: Languages) -> Document:
    """Lay out the daily report."""
    text = _Text(found, Wording(languages))
    say, offset = text.wording.say, found.plant.offset_min
    png = qr_png(day_text(found.day, found.plant.site, log))
    return Document(
        title=say("daily.title"),
        language=text.wording.languages[0],
        company=text.wording.name(found.plant.company),
        product=say("daily.title"),
        batch=found.day.isoformat(),
        heading_left=found.plant.site,
        heading_right=say("daily.day_of", offset=local_text(utc_from(made), offset)[-6:]),
        page=tuple(say("report.page", page="\0", pages="\0").split("\0")),
        footer=(
            Pair(say("report.log_root"), f"{log.short}   {say('report.log_size', n=str(log.size))}"),
            Pair(say("daily.made"), local_text(utc_from(made), offset)),
        ),
        qr=png,
        parts=(
            *_summary(found, text),
            *_records(found, text),
            *_exceptions(found, text),
            *_refusals(found, text),
            *_alarms(found, text),
            *_log(found, text),
            *_proof(text, log, png),
        ),
    )


def day_text(day: date, site: str, log: LogMark) -> str:
    """Write what the code holds, in characters that keep it small."""
    return f"COUNTERSIGN/1 DAY {site} {day.isoformat()} {log.size} {log.root}".upper()


class _Text:
    """Writes times and persons of one report."""

    def __init__(self, found: DailyEvidence, wording: Wording) -> None:
        self.found, self.wording = found, wording

    def time(self, utc: str) -> str:
        """Write the time of day."""
        return local_text(utc_from(utc), self.found.plant.offset_min)[11:19]

    def person(self, identity: str) -> str:
        person = self.found.plant.people.get(identity)
        return f"{person.name} {person.user_id}" if person is not None else identity

    def kind(self, kind: str) -> str:
        return self.wording.joined([kind_words(kind, language) for language in self.wording.languages])

    def heads(self, *names: str) -> tuple[str, ...]:
        return tuple(self.wording.say(f"daily.head_{name}") for name in names)


def _summary(found: DailyEvidence, text: _Text) -> Iterator[Part]:
    say = text.wording.say
    settled = found.standing.settled
    yield Facts(
        (
            Pair(say("daily.day"), found.day.isoformat(), "key"),
            Pair(say("daily.records"), str(found.end - found.begin), "key"),
            Pair(say("daily.begin"), str(found.begin)),
            Pair(say("daily.end"), str(found.end)),
            Pair(say("daily.opened"), str(len(found.opened))),
            Pair(say("daily.closed"), str(len(found.closed))),
            Pair(say("daily.refused"), str(len(found.refused))),
            Pair(say("daily.alarms"), str(len(found.alarms)), "warn" if found.alarms else "plain"),
            Pair(say("daily.checkpoints"), str(len(found.checkpoints))),
            Pair(say("daily.settled"), "-" if settled is None else str(settled), "plain" if settled else "warn"),
        )
    )
    if found.plant.simulated:
        yield Panel(f"[!] {say('report.simulated_head')}", (say("report.simulated_text"),))


def _records(found: DailyEvidence, text: _Text) -> Iterator[Part]:
    by_kind: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for kind, kiosk, count in found.counts:
        by_kind[kind].append((kiosk, count))
    yield Section(text.wording.say("daily.by_kind"), str(found.end - found.begin))
    if not by_kind:
        yield Note(text.wording.say("daily.none"), "muted")
        return
    rows = tuple(
        (
            Cell(text.kind(kind)),
            Cell(str(sum(count for _, count in stations)), "key"),
            Cell("   ".join(f"{kiosk} {count}" for kiosk, count in stations), "label"),
        )
        for kind, stations in by_kind.items()
    )
    yield Table("1fr, 18mm, 2fr", text.heads("kind", "count", "stations"), rows)


def _exceptions(found: DailyEvidence, text: _Text) -> Iterator[Part]:
    say = text.wording.say
    yield Section(say("daily.exceptions"), f"+{len(found.opened)}   -{len(found.closed)}")
    if not found.opened and not found.closed:
        yield Note(say("daily.none"), "muted")
    if found.opened:
        rows = tuple(
            (
                *plain(text.time(line.utc), line.id, line.batch, line.step),
                Cell(say(f"review.severity_{line.severity}"), "warn"),
                Cell(text.wording.found(line.what)),
            )
            for line in found.opened
        )
        heads = text.heads("opened", "exception", "batch", "step", "severity", "what")
        yield Table("18mm, 24mm, 26mm, 16mm, 22mm, 1fr", heads, rows)
    if found.closed:
        rows = tuple(
            plain(text.time(line.utc), line.id, line.batch, line.disposition, text.person(line.person))
            for line in found.closed
        )
        heads = text.heads("closed", "exception", "batch", "disposition", "person")
        yield Table("18mm, 24mm, 26mm, 1fr, 1fr", heads, rows)


def _refusals(found: DailyEvidence, text: _Text) -> Iterator[Part]:
    yield Section(text.wording.say("daily.refusals"), str(len(found.refused)))
    if not found.refused:
        yield Note(text.wording.say("daily.none"), "muted")
        return
    rows = tuple(
        (
            *plain(text.time(line.utc), line.kiosk, text.person(line.person), text.kind(line.attempt)),
            Cell(text.wording.found(line.why)),
        )
        for line in found.refused
    )
    yield Table("18mm, 24mm, 1fr, 1fr, 2fr", text.heads("time", "kiosk", "person", "attempt", "why"), rows)


def _alarms(found: DailyEvidence, text: _Text) -> Iterator[Part]:
    yield Section(text.wording.say("daily.alarms"), str(len(found.alarms)))
    if not found.alarms:
        yield Note(text.wording.say("daily.none"), "muted")
        return
    rows = tuple(
        (
            Cell(text.time(line.at)),
            Cell(line.kiosk),
            Cell(text.wording.joined([alarm_words(line, _user(found, line), lang) for lang in text.wording.languages])),
        )
        for line in found.alarms
    )
    yield Table("18mm, 24mm, 1fr", text.heads("time", "kiosk", "what"), rows)


def _user(found: DailyEvidence, line: AlarmLine) -> str:
    person = found.plant.people.get(line.person)
    return person.user_id if person is not None else line.person or "-"


def _log(found: DailyEvidence, text: _Text) -> Iterator[Part]:
    """Give the last checkpoint of each hour, and how far each witness has come."""
    say = text.wording.say
    yield Section(say("daily.log"), say("daily.checkpoint_count", n=str(len(found.checkpoints))))
    last = {text.time(line.utc)[:2]: line for line in found.checkpoints}
    if last:
        rows = tuple(
            (
                *plain(text.time(line.utc), str(line.size)),
                Cell(grouped(base64.b64decode(line.root).hex()), "code"),
                Cell(str(line.witnesses), "plain" if line.witnesses else "warn"),
            )
            for line in last.values()
        )
        yield Table("18mm, 24mm, 1fr, 24mm", text.heads("time", "size", "root", "witnesses"), rows)
    if not found.standing.witnesses:
        yield Note(f"[!] {say('daily.no_witness')}", "warn")
        return
    rows = tuple(
        plain(line.witness, str(line.size), str(line.behind), local_text(line.at, found.plant.offset_min)[:19])
        for line in found.standing.witnesses
    )
    yield Table("1fr, 24mm, 24mm, 34mm", text.heads("witness", "size", "behind", "at"), rows)


def _proof(text: _Text, log: LogMark, png: tuple[int, ...]) -> Iterator[Part]:
    say, found = text.wording.say, text.found
    yield Section(say("report.proof"))
    lines = (
        Cell(say("daily.proof_text")),
        Cell(f"{say('daily.begin')} {found.begin}: {found.begin_root}", "code"),
        Cell(f"{say('daily.end')} {found.end}: {found.end_root}", "code"),
        Cell(f"{say('report.log_root')} {log.size}: {log.root}", "code"),
        Cell(say("daily.witnesses", n=str(log.witnesses)), "code"),
        Cell(say("daily.signed_line")),
    )
    yield Code(png, lines)
