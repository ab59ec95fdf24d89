"""The steps of a batch record: every entry with its evidence, undone ones struck through, signatures, exceptions."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from core.acts import Act, ActKind
from core.batch.entries import NOT_APPLICABLE, entry_of
from core.batch.evidence import Evidence
from core.batch.exception_class import class_of
from core.batch.needed import condition_words, why_not_needed
from core.batch.state import ExceptionCase, SignedBy, StepState
from core.master.model import Step
from core.record.payload import Record
from server.reports.changed import changes, superseded
from server.reports.control import control_parts
from server.reports.evidence_text import EvidenceText
from server.reports.parts import (
    SIGNATURE_WIDTHS,
    Cell,
    Note,
    Panel,
    Part,
    Section,
    StepEnd,
    StepHead,
    Style,
    Table,
)

ENTRY_WIDTHS = "1.2fr, 1.4fr, 1fr, 1.2fr, 29mm, 17mm, 16mm"
CONFIRMED_WIDTHS = "2.4fr, 1.4fr, 29mm, 17mm, 16mm"
SCANNED_WIDTHS = "2fr, 1.3fr, 1fr, 29mm, 17mm, 16mm"
MOST_ROWS_WHOLE = 14
"""A step with more records than these may be parted by a page break."""
_TAKEN_BACK = {
    ActKind.ENTRIES_UNDONE: "report.undone",
    ActKind.DISPENSE_REVERSED: "report.reversed",
    ActKind.STEP_REPEATED: "report.repeated",
}
_NO_ENTRY = (ActKind.REFUSED, ActKind.CORRECTION_MADE, ActKind.COMMENT_MADE)


class StepParts:
    """Draws the steps of one batch."""

    def __init__(self, evidence: Evidence, text: EvidenceText) -> None:
        self._evidence, self._text, self._say = evidence, text, text.wording.say
        self._records: dict[str, list[Record]] = defaultdict(list)
        for record in evidence.records:
            self._records[record.act.subject.step or ""].append(record)
        self._cases: dict[str, list[ExceptionCase]] = defaultdict(list)
        for case in evidence.state.cases.values():
            self._cases[case.step].append(case)

    def parts(self) -> Iterator[Part]:
        """Give every operation with its steps, in the order of the master record."""
        for operation in self._evidence.master.operations():
            yield Section(self._text.wording.name(operation.name), self._text.room(operation.room))
            for step in operation.steps:
                yield from self.step(step)

    def step(self, step: Step) -> Iterator[Part]:
        """Give one step."""
        recorded = self._evidence.state.step(step.id)
        aside = self._say("report.critical") if step.critical else ""
        why = why_not_needed(step, self._evidence.state, self._evidence.master)
        left_out = why is not None or NOT_APPLICABLE in recorded.filled
        title = self._text.wording.name(step.name)
        records = self._records[step.id]
        whole = len(records) <= MOST_ROWS_WHOLE
        yield StepHead(str(step.number), title, f"{step.id} {aside}".rstrip(), left_out, whole)
        yield Note(self._text.wording.name(step.text), "label")
        for condition in self._evidence.master.conditions_of(step.id):
            yield Note(self._text.wording.found(condition_words(condition, self._evidence.master)), "label")
        rows = list(self._rows(step, records))
        if why is not None:
            yield Note(f"-- {self._text.wording.found(why)}", "muted")
        if rows:
            yield self._table(rows)
        elif why is None:
            yield Note(self._say("report.nothing_recorded"), "muted")
        yield from control_parts(self._text, step)
        for case in self._cases[step.id]:
            yield self._case(case)
        for record in records:
            if record.act.kind == ActKind.REFUSED:
                yield Note(f"[!] {self._refused(record.act)}", "warn")
            if record.act.id in self._evidence.flagged and not self._text.hides(record.act):
                yield Note(f"[!] {self._text.wording.found(self._evidence.flagged[record.act.id])}", "warn")
        yield from self._signatures(recorded)
        yield from changes(self._text, step)
        if whole:
            yield StepEnd()

    def _table(self, rows: list[tuple[Cell, ...]]) -> Table:
        """Draw the entries; a step that only confirms needs room for its text and no columns for limits."""
        heads = ("entry", "value", "limits", "source", "time", "person", "record")
        widths, first = ENTRY_WIDTHS, 2
        if not any(row[2].text for row in rows):
            sourced = any(row[3].text for row in rows)
            widths, first = (SCANNED_WIDTHS, 3) if sourced else (CONFIRMED_WIDTHS, 4)
        heads, rows = (*heads[:2], *heads[first:]), [(*row[:2], *row[first:]) for row in rows]
        return Table(widths, tuple(self._say(f"report.head_{head}") for head in heads), tuple(rows))

    def _rows(self, step: Step, records: Sequence[Record]) -> Iterator[tuple[Cell, ...]]:
        """Write the entries as they came; those before an undoing are struck through and stay."""
        undone = max((n for n, r in enumerate(records) if r.act.kind in _TAKEN_BACK), default=-1)
        gone = superseded(self._evidence.state, step)
        for place, (record, filled) in enumerate(zip(records, _recorded(records), strict=True)):
            act = record.act
            if act.kind in _TAKEN_BACK:
                why = Cell(act.facts.get("reason", ""))
                yield (Cell(self._say(_TAKEN_BACK[act.kind]), "warn"), why, *(Cell(""),) * 2, *self._when(act, record))
            entry = entry_of(step, act.subject.entry or "", filled)
            if entry is not None and act.kind == ActKind.CORRECTION_MADE:
                label = Cell(f"{self._say('report.corrected')}: {self._text.label(step, entry)}", "warn")
                limits = Cell(self._text.limits(entry.limits, entry.unit), "label")
                value = self._value(msgspec.structs.replace(act, kind=entry.act), act.id in gone or place < undone)
                yield (label, value, limits, self._text.source(act), *self._when(act, record))
            if entry is None or entry.act != act.kind:
                continue
            limits = Cell(self._text.limits(entry.limits, entry.unit), "label")
            value = self._value(act, place < undone or act.id in gone)
            reprint = f" ({self._say('report.reprint', n=act.facts['reprint'])})" if act.facts.get("reprint") else ""
            label = Cell(self._text.label(step, entry) + reprint, "label")
            yield (label, value, limits, self._text.source(act), *self._when(act, record))

    def _value(self, act: Act, undone: bool) -> Cell:
        style: Style = "struck" if undone else "plain"
        broken = any(case.reference.id == act.id for case in self._cases[act.subject.step or ""])
        text = self._text.value(act)
        if broken and not undone and not self._text.hides(act):
            return Cell(f"[X] {text}", "fail")
        return Cell(text, style)

    def _when(self, act: Act, record: Record) -> tuple[Cell, ...]:
        simulated = f" {self._say('report.simulated')}" if act.simulated and not self._evidence.plant.simulated else ""
        person = self._text.person(act.who.person)
        digest = Cell(record.sha256[:8], "code")
        return (self._text.clocked(act.when), Cell(f"{person}{simulated}"), digest)

    def _case(self, case: ExceptionCase) -> Panel:
        mark = "[X]" if case.severity == "major" and not case.closed else "[!]"
        state = self._say("report.closed" if case.closed else "report.open")
        severity = self._say(f"report.severity_{case.severity}")
        kind = self._say(f"exception.class_{class_of(case, self._evidence.master)}")
        head = f"{mark} {case.id}   {kind}, {severity}   {state}   {self._text.what(case)}"
        lines = [f"{self._say('report.opened')} {self._text.time(case.opened)}"]
        if case.explained is not None:
            by = case.explained.act
            said = self._text.coded("cause", by.facts.get("cause", ""))
            lines.append(f"{self._say('manifest.cause')}: {said} — {self._stated(by)}")
        lines.extend(self._disposition(by) for by in (case.production, case.quality) if by is not None)
        if case.disposition:
            lines.append(f"{self._say('manifest.disposition')}: {self._text.coded('disposition', case.disposition)}")
        style: Style = "warn" if not case.closed else "plain"
        return Panel(head, tuple(lines), style)

    def _disposition(self, by: SignedBy) -> str:
        meaning, role = self._say(f"meaning.{by.meaning}"), self._text.role(by.role)
        return f"{meaning}: {by.name}, {role}, {self._text.time(by.utc)} — {by.statement} {by.reason}".rstrip()

    def _refused(self, act: Act) -> str:
        return f"{self._say('report.refused')} {self._stated(act)}: {self._text.refusal(act)}"

    def _stated(self, act: Act) -> str:
        return f"{self._text.person(act.who.person)} {self._text.time(act.when.utc)}"

    def _signatures(self, recorded: StepState) -> Iterator[Part]:
        rows = tuple(self._text.signature(by) for by in (recorded.performed, recorded.verified) if by is not None)
        if rows:
            yield Table(SIGNATURE_WIDTHS, (), rows)


def _recorded(records: Sequence[Record]) -> list[dict[str, Record]]:
    """Give for each record what fills the entries of its step, between one taking back and the next."""
    found: list[dict[str, Record]] = []
    filled: dict[str, Record] = {}
    for record in records:
        found.append(filled)
        if record.act.kind in _TAKEN_BACK:
            filled = {}
        elif record.act.kind not in _NO_ENTRY:
            filled[record.act.subject.entry or ""] = record
    return found
