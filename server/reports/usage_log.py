"""The logbook of a piece of equipment or a room on paper: one row a line, tied to the log (GMP article 86)."""

from collections.abc import Iterator

import msgspec

from core.batch.holding import hours
from core.plant import Plant
from core.times import local_text, utc_from
from core.usage.line import Kept, UsageKind, UsageLine
from core.usage.shown import kind_of_line, people_of, sentence, span_of
from core.usage.standing import state_at
from server.reports.mark import LogMark, qr_png
from server.reports.parts import Cell, Code, Document, Facts, Note, Pair, Panel, Part, Section, Table
from server.reports.typesetting import typeset
from server.reports.wording import Languages, Wording

TEMPLATE = "document.typ.j2"
_MOST_TOLD = 12


class UsageEvidence(msgspec.Struct, frozen=True):
    """A logbook.

    Attributes:
        plant: The plant, for names and offset.
        of: Equipment or room.
        thing: Its id.
        period: First and last day or time, as asked; "" for none.
        lines: The oldest first.
        ids: Record ids by log index.
        log: The checkpoint under which it is printed.
        made: When, as `core.times.utc_text` writes it.
    """

    plant: Plant
    of: Kept
    thing: str
    period: tuple[str, str]
    lines: tuple[UsageLine, ...]
    ids: dict[int, str]
    log: LogMark
    made: str


def usage_report(found: UsageEvidence, languages: Languages) -> bytes:
    """Print a logbook as PDF/A-2b; raises `ReportError` where it cannot be set."""
    return typeset(TEMPLATE, usage_document(found, languages), utc_from(found.made))


def usage_document(found: UsageEvidence, languages: Languages) -> Document:
    """Lay out a logbook."""
    wording = Wording(languages)
    say, plant = wording.say, found.plant
    title = say("usage_report.title" if found.of == Kept.EQUIPMENT else "usage_report.title_room")
    png = qr_png(usage_text(found))
    return Document(
        title=title,
        language=wording.languages[0],
        company=wording.name(plant.company),
        product=_name(found, wording),
        batch=found.thing,
        heading_left=title,
        heading_right=_period(found, wording),
        page=tuple(say("report.page", page="\0", pages="\0").split("\0")),
        footer=(
            Pair(say("report.log_root"), f"{found.log.short}   {say('report.log_size', n=str(found.log.size))}"),
            Pair(say("daily.made"), local_text(utc_from(found.made), plant.offset_min)),
        ),
        qr=png,
        parts=(*_about(found, wording), *_lines(found, wording), *_proof(found, wording, png)),
    )


def usage_text(found: UsageEvidence) -> str:
    """Write what the code holds, in characters that keep it small."""
    return f"COUNTERSIGN/1 LOGBOOK {found.thing} {found.log.size} {found.log.root}".upper()


def _name(found: UsageEvidence, wording: Wording) -> str:
    known = found.plant.equipment.get(found.thing) if found.of == Kept.EQUIPMENT else found.plant.rooms[found.thing]
    return wording.name(known.name) if known is not None else found.thing


def _period(found: UsageEvidence, wording: Wording) -> str:
    since, until = found.period
    return f"{since or wording.say('usage_report.whole')} .. {until or wording.say('usage_report.now')}"


def _about(found: UsageEvidence, wording: Wording) -> Iterator[Part]:
    say = wording.say
    pairs = [Pair(say("usage_report.thing"), f"{found.thing}  {_name(found, wording)}", "key")]
    pairs.append(Pair(say("usage_report.period"), _period(found, wording)))
    item = found.plant.equipment.get(found.thing) if found.of == Kept.EQUIPMENT else None
    if item is not None:
        due = item.calibrated_to.isoformat() if item.calibrated_to else "-"
        pairs += [
            Pair(say("usage_report.class"), item.equipment_class),
            Pair(say("usage_report.room"), item.room),
            Pair(say("usage_report.serial"), item.serial or "-"),
            Pair(say("usage_report.calibrated_to"), f"{due}  {item.certificate}".strip()),
        ]
        pairs += [Pair(say("usage_report.dirty_hold"), hours(item.dirty_hold_s))] if item.dirty_hold_s else []
        if item.maintained_to is not None:
            until = f"{item.maintained_to.isoformat()}  {item.maintenance}".strip()
            pairs.append(Pair(say("usage_report.maintained_to"), until))
    else:
        pairs.append(Pair(say("usage_report.grade"), found.plant.rooms[found.thing].grade or "-"))
    state = state_at(found.plant, found.of, found.thing, utc_from(found.made))
    if state is not None:
        pairs.append(Pair(say("usage_report.state"), say(f"equipment_state.{state.value}")))
    pairs.append(Pair(say("usage_report.lines"), str(len(found.lines))))
    yield Facts(tuple(pairs))
    if found.plant.simulated:
        yield Panel(f"[!] {say('report.simulated_head')}", (say("report.simulated_text"),))


def _lines(found: UsageEvidence, wording: Wording) -> Iterator[Part]:
    if not found.lines:
        yield Note(wording.say("usage_report.none"), "muted")
        return
    names = ("when", "kind", "product", "what", "who", "records")
    heads = tuple(wording.say(f"usage_report.head_{name}") for name in names)
    rows = tuple(_row(line, found, wording) for line in found.lines)
    yield Table("27mm, 19mm, 1.1fr, 1.4fr, 30mm, 17mm", heads, rows)


def _row(line: UsageLine, found: UsageEvidence, wording: Wording) -> tuple[Cell, ...]:
    plant = found.plant
    product = " ".join(filter(None, (wording.name(line.product), line.strength, line.specification, line.batch)))
    told = [wording.joined([sentence(item, lang) for lang in wording.languages]) for item in line.told[:_MOST_TOLD]]
    what = "; ".join(filter(None, (wording.name(line.name), " ".join(line.steps), *told)))
    who = " / ".join(filter(None, (people_of(line.persons, plant), people_of(line.checkers, plant))))
    kind = wording.joined([kind_of_line(line, language) for language in wording.languages])
    first, last = line.records[0], line.records[-1]
    places = str(first) if first == last else f"{first} .. {last}"
    return (
        Cell(span_of(line, plant.offset_min)),
        Cell(kind, "warn" if line.kind == UsageKind.EXCEPTION else "plain"),
        Cell(product),
        Cell(what),
        Cell(who),
        Cell(places, "code"),
    )


def _proof(found: UsageEvidence, wording: Wording, png: tuple[int, ...]) -> Iterator[Part]:
    say = wording.say
    yield Section(say("report.proof"))
    lines = (
        Cell(say("usage_report.proof_text")),
        Cell(f"{say('report.log_root')} {found.log.size}: {found.log.root}", "code"),
        Cell(say("daily.witnesses", n=str(found.log.witnesses)), "code"),
        Cell(say("daily.signed_line")),
    )
    yield Code(png, lines)
