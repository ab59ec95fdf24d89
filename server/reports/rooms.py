"""The environment of the rooms on paper: range and mean of each quantity, its course, and the times outside limits."""

from collections.abc import Iterator
from itertools import groupby

from core.batch.evidence import Evidence
from core.batch.room_environment import Excursion, RoomSeries, excursions, room_series
from core.language import Language
from core.language import text as words_of
from core.quantity import Quantity
from core.times import utc_from
from server.reports.control import course
from server.reports.evidence_text import EvidenceText
from server.reports.parts import Cell, Note, Part, Section, Table

_HEADS = ("reading", "readings", "least", "mean", "greatest", "limits", "outside")


def rooms(evidence: Evidence, text: EvidenceText) -> Iterator[Part]:
    """Give a table for each room, a plot for each quantity read at least twice, and every excursion with its steps."""
    say, found = text.wording.say, room_series(evidence.state, evidence.master)
    if not found:
        return
    yield Section(say("report.rooms"))
    heads = tuple(say(f"report.head_{name}") for name in _HEADS)
    for room, several in groupby(found, key=lambda series: series.room):
        every = tuple(several)
        yield Note(text.room(room), "key")
        yield Table("1.8fr, 16mm, 24mm, 24mm, 24mm, 30mm, 20mm", heads, tuple(_row(one, text) for one in every))
        for series in every:
            yield from _course(series, evidence, text)


def _row(series: RoomSeries, text: EvidenceText) -> tuple[Cell, ...]:
    values, unit = series.values, series.unit
    out = sum(not reading.holds for reading in series.readings)
    return (
        Cell(text.wording.name(series.name), "key"),
        Cell(str(len(values))),
        *(Cell(str(Quantity(value, unit))) for value in (min(values), series.mean, max(values))),
        Cell(text.limits(series.limits, unit), "label"),
        Cell(f"[X] {out}", "fail") if out else Cell("[OK] 0", "ok"),
    )


def _course(series: RoomSeries, evidence: Evidence, text: EvidenceText) -> Iterator[Part]:
    if len(series.readings) > 1:
        yield Note(f"{text.wording.name(series.name)} ({series.unit})", "label")
        begun = utc_from(series.readings[0].at)
        seconds = [(utc_from(reading.at) - begun).total_seconds() for reading in series.readings]
        yield course(series.values, series.limits, seconds)
    for found in excursions(series, evidence.state, evidence.master):
        yield Note(f"[X] {_told(found, series, evidence, text)}", "fail")


def _told(found: Excursion, series: RoomSeries, evidence: Evidence, text: EvidenceText) -> str:
    """Word an excursion, in each language of the document with its own names."""
    return text.wording.joined([_in(language, found, series, evidence, text) for language in text.wording.languages])


def _in(language: Language, found: Excursion, series: RoomSeries, evidence: Evidence, text: EvidenceText) -> str:
    steps = [step for step in evidence.master.steps() if step.id in found.steps]
    return words_of(
        "report.excursion",
        language,
        reading=series.name.in_language(language),
        worst=str(Quantity(found.worst, series.unit)),
        begun=text.time(found.begun),
        ended=text.time(found.ended) if found.ended else "-",
        steps=", ".join(f"{step.number} {step.name.in_language(language)}" for step in steps) or "-",
    )
