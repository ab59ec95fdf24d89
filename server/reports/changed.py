"""What was changed or said after signing, on paper: corrections with both values, former rounds, comments (GMP 161)."""

from collections.abc import Iterator

from core.batch.manifest_correction import corrected_words
from core.batch.state import BatchState, Correction
from core.master.model import Step
from server.reports.evidence_text import EvidenceText
from server.reports.parts import SIGNATURE_WIDTHS, Cell, Note, Panel, Part, Style, Table


def superseded(state: BatchState, step: Step) -> frozenset[str]:
    """Name the records of a step whose values stand no more: corrected, calculated anew, or of a former round."""
    old = {item.old.reference.id for item in state.corrections.values() if item.step == step.id and item.in_force}
    rounds = state.former.get(step.id, ())
    return frozenset(old | {item.reference.id for one in rounds for item in one.recorded.filled.values()})


def changes(text: EvidenceText, step: Step) -> Iterator[Part]:
    """Give every correction of a step with its signatures, the signatures of former rounds, and the comments."""
    state, say = text.evidence.state, text.wording.say
    for item in state.corrections.values():
        if item.step == step.id:
            yield _correction(text, step, item)
            signed = tuple(text.signature(by) for by in (item.performed, item.verified) if by is not None)
            if signed:
                yield Table(SIGNATURE_WIDTHS, (), signed)
    for one in state.former.get(step.id, ()):
        given = [by for by in (one.recorded.performed, one.recorded.verified) if by is not None]
        rows = tuple(tuple(_struck(cell) for cell in text.signature(by)) for by in given)
        if rows:
            yield Table(SIGNATURE_WIDTHS, (), rows)
    for item in state.comments:
        if item.act.subject.step == step.id:
            who = f"{text.person(item.act.who.person)}, {text.time(item.act.when.utc)}"
            yield Note(f"{say('report.comment')}: {item.act.facts.get('comment', '-')}   {who}")


def _correction(text: EvidenceText, step: Step, item: Correction) -> Panel:
    say, plant = text.wording.say, text.evidence.plant
    pairs = [corrected_words(item, step, language, plant) for language in text.wording.languages]
    old, new = (text.wording.joined([pair[place] for pair in pairs]) for place in (0, 1))
    head = f"{say('report.corrected' if item.in_force else 'report.correction_unsigned')} {item.id}"
    act = item.new.act
    if text.hides(act):
        old = new = say("shown.counted")
    lines = (
        f"{text.entry(step, item.entry)}: {old} → {new}",
        f"{say('manifest.reason')}: {act.facts.get('reason', '-')}",
        f"{text.person(act.who.person)}, {text.time(act.when.utc)}, "
        f"{item.old.reference.sha256[:8]} → {item.new.reference.sha256[:8]}",
    )
    style: Style = "plain" if item.in_force else "warn"
    return Panel(head, lines, style)


def _struck(cell: Cell) -> Cell:
    return Cell(cell.text, "struck")
