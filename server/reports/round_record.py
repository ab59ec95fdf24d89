"""The parts of a round of a logbook form on paper: what it is about, when, its steps, and who reviewed it."""

from collections.abc import Iterator

from core.batch.evidence import Evidence
from core.batch.rounds import closed, complete
from core.master.logbook import Thing
from server.reports import tables
from server.reports.evidence_text import EvidenceText
from server.reports.parts import SIGNATURE_WIDTHS, Facts, Note, Pair, Part, Section, Table
from server.reports.stages import exceptions
from server.reports.steps import StepParts


def round_parts(evidence: Evidence, thing: Thing, text: EvidenceText) -> Iterator[Part]:
    """Give everything between the frame and the proof."""
    yield from _summary(evidence, thing, text)
    yield from exceptions(evidence, text)
    yield from StepParts(evidence, text).parts()
    yield from tables.equipment(evidence, text)
    yield from _review(evidence, text)


def _summary(evidence: Evidence, thing: Thing, text: EvidenceText) -> Iterator[Part]:
    say, master, state = text.wording.say, evidence.master, evidence.state
    stand = _stand(evidence)
    last = evidence.records[-1].act.when.utc
    yield Facts(
        (
            Pair(say("report.logbook"), text.wording.name(master.name), "key"),
            Pair(say("report.round"), state.number, "key"),
            Pair(say("report.thing"), thing.id, "key"),
            Pair(say("report.head_room"), text.room(thing.room)),
            Pair(say("report.form"), f"{master.code} v{master.version} ({state.master[:8]})"),
            Pair(say("report.begun"), text.time(state.issued)),
            Pair(say("report.last_record"), text.time(last)),
            Pair(say("report.round_stands"), say(f"report.round_{stand}"), "ok" if stand == "closed" else "warn"),
        )
    )


def _stand(evidence: Evidence) -> str:
    state, master = evidence.state, evidence.master
    if state.decided is not None:
        return "voided"
    return "closed" if closed(state, master) else "complete" if complete(state, master) else "open"


def _review(evidence: Evidence, text: EvidenceText) -> Iterator[Part]:
    by, say = evidence.state.reviewed, text.wording.say
    if evidence.master.logbook is None or (evidence.master.logbook.review == "none" and by is None):
        return
    yield Section(say("report.round_review"))
    if by is None:
        yield Note(f"[..] {say('report.not_signed')}", "wait")
    else:
        yield Table(SIGNATURE_WIDTHS, (), (text.signature(by),))
