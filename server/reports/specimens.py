"""Specimens on paper: every label that was printed and read back, and the pictures that were attached (GMP 180(8))."""

from collections.abc import Iterator, Mapping

from core.acts import ActKind
from core.batch.evidence import Evidence
from core.batch.state import StepState
from core.master.kinds import LabelPrint
from core.master.model import Step
from server.reports.evidence_text import EvidenceText, expiry_of
from server.reports.label_pictures import drawn
from server.reports.parts import Cell, Note, Part, Picture, Section, Specimen, Specimens, Table, plain


def specimens(evidence: Evidence, text: EvidenceText, files: Mapping[str, bytes | None]) -> Iterator[Part]:
    """Give the labels of the packs with lot and expiry, every printed label as a picture, and the attached files."""
    say = text.wording.say
    parts = [*_labels(evidence, text), *_printed(evidence, text), *_attached(evidence, text, files)]
    if parts:
        yield Section(say("report.specimens"))
        yield from parts


def _labels(evidence: Evidence, text: EvidenceText) -> Iterator[Part]:
    say = text.wording.say
    steps = [step for step in evidence.master.steps() if isinstance(step.detail, LabelPrint)]
    rows = [row for step in steps for row in _label(step, evidence.state.step(step.id), evidence, text)]
    if rows:
        names = ("step", "label", "lot", "expiry", "printed", "read_back")
        heads = tuple(say(f"report.head_{name}") for name in names)
        yield Table("10mm, 1.6fr, 1fr, 19mm, 1fr, 1.2fr", heads, tuple(rows))


def _label(step: Step, kept: StepState, evidence: Evidence, text: EvidenceText) -> Iterator[tuple[Cell, ...]]:
    """Write what was printed; a label bears the finished lot, its expiry and what is read back from it."""
    acts = [item.act for item in kept.filled.values()]
    back = [act.facts.get("label", "-") for act in acts if act.kind == ActKind.LABEL_SCANNED_BACK]
    outputs, product = evidence.state.outputs, evidence.master.product
    lot = next((one.lot for one in outputs if one.material == product), "")
    for act in acts:
        if act.kind == ActKind.LABEL_PRINTED:
            when = f"{text.value(act)}\n{text.time(act.when.utc)}"
            name = text.wording.name(step.name)
            yield plain(str(step.number), name, lot, expiry_of(evidence), when, "\n".join(back))


def _printed(evidence: Evidence, text: EvidenceText) -> Iterator[Part]:
    """Draw every label as it was printed, reprints too, from what the record of the print says stood on it."""
    found: list[Specimen] = []
    for record in evidence.records:
        act = record.act
        step = evidence.master.step(act.subject.step or "") if act.kind == ActKind.LABEL_PRINTED else None
        if step is not None:
            name, count = f"{step.number} {text.wording.name(step.name)}", act.facts.get("reprint")
            again = f" ({text.wording.say('report.reprint', n=count)})" if count else ""
            who = f"{text.person(act.who.person)}, {text.time(act.when.utc)}   {record.sha256[:8]}"
            found += drawn(act, (f"{name}{again}", who))
    if found:
        yield Specimens(tuple(found))


def _attached(evidence: Evidence, text: EvidenceText, files: Mapping[str, bytes | None]) -> Iterator[Part]:
    say = text.wording.say
    for step in evidence.master.steps():
        for item in evidence.state.step(step.id).filled.values():
            act = item.act
            if act.kind != ActKind.FILE_ATTACHED:
                continue
            digest = act.facts.get("sha256", "")
            about = f"{step.number} {text.wording.name(step.name)}   {act.facts.get('name', '-')}"
            who = f"{text.person(act.who.person)}, {text.time(act.when.utc)}"
            lines = (Cell(about, "key"), Cell(who, "label"), Cell(f"SHA-256 {digest}", "code"))
            drawn = files.get(digest)
            if drawn is not None:
                yield Picture(drawn, lines)
                continue
            yield from (Note(line.text, line.style) for line in lines)
            yield Note(say("report.file_kept" if digest in files else "report.file_absent"), "muted")
