"""What stood in a step and was replaced, and the comments on it, as rows of evidence."""

from collections.abc import Iterator, Mapping

from console.flows.flow import TaskFlow
from console.recorder import OpenBatch
from core.acts import Act, ActKind
from core.batch.correcting import waits
from core.batch.entries import entry_of
from core.batch.manifest import entry_label, shown_of
from core.batch.state import BatchState, Correction, Filled, FormerRound
from core.master.model import Step
from core.times import local_text, utc_from
from screens.views import MarkView, RowView, Tone


def replaced_rows(flow: TaskFlow, batch: OpenBatch, step: Step) -> Iterator[RowView]:
    """Word every correction of a step with the value it replaced, every former round struck through, every comment."""
    for item in batch.state.corrections.values():
        if item.step == step.id and item.performed is not None:
            yield from _correction(flow, step, item, batch.state)
    for round_ in batch.state.former.get(step.id, ()):
        yield from _round(flow, step, round_)
    for item in batch.state.comments:
        if item.act.subject.step == step.id:
            yield RowView(
                flow.words("report.comment"), "", f"{item.act.facts.get('comment', '-')}  {_who(flow, item.act)}"
            )


def _correction(flow: TaskFlow, step: Step, item: Correction, state: BatchState) -> Iterator[RowView]:
    filled, reason = state.step(step.id).filled, item.new.act.facts.get("reason", "-")
    label = _label(flow, step, item.entry, filled)
    tone, key = (Tone.WAIT, "work.to_verify") if waits(item, state) else (Tone.NONE, "step_record.overtaken")
    if item.in_force:
        tone, key = Tone.OK, "step_record.in_force"
    if item.in_force:
        old = shown_of(step, item.old.act, flow.desk.language, flow.desk.recorder.plant)
        yield RowView(label, old, item.old.reference.sha256[:8], MarkView(Tone.NONE, flow.words("replaced.old")), True)
    said = f"{reason}  {_who(flow, item.new.act)}"
    new = item.new.act.facts.get("new", "-")
    yield RowView(flow.words("report.corrected"), new, said, MarkView(tone, flow.words(key)))
    for by in (item.performed, item.verified):
        if by is not None:
            signed = MarkView(Tone.OK, flow.words("state.signed"))
            yield RowView(flow.words(f"meaning.{by.meaning.value}"), by.name, _time(flow, by.utc), signed)


def _round(flow: TaskFlow, step: Step, round_: FormerRound) -> Iterator[RowView]:
    old = MarkView(Tone.NONE, flow.words("replaced.old"))
    for name, item in round_.recorded.filled.items():
        value = shown_of(step, item.act, flow.desk.language, flow.desk.recorder.plant)
        yield RowView(
            _label(flow, step, name, round_.recorded.filled), value, _time(flow, item.act.when.utc), old, True
        )
    for by in (round_.recorded.performed, round_.recorded.verified):
        if by is not None:
            yield RowView(flow.words(f"meaning.{by.meaning.value}"), by.name, _time(flow, by.utc), old, True)
    repeated = round_.by.act.kind == ActKind.STEP_REPEATED
    head = flow.words("step_record.repeated" if repeated else "replaced.recalculated")
    yield RowView(head, "", f"{round_.by.act.facts.get('reason', '-')}  {_who(flow, round_.by.act)}")


def _label(flow: TaskFlow, step: Step, name: str, filled: Mapping[str, Filled]) -> str:
    entry = entry_of(step, name, filled)
    return entry_label(step, entry, flow.desk.language) if entry else name


def _who(flow: TaskFlow, act: Act) -> str:
    person = flow.desk.recorder.plant.people.get(act.who.person or "")
    return f"{person.name if person else '-'} {_time(flow, act.when.utc)}"


def _time(flow: TaskFlow, utc: str) -> str:
    return local_text(utc_from(utc), flow.desk.recorder.plant.offset_min)[:16]
