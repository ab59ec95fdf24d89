"""Material that a lying or broken kiosk could double, swap or make up; and an undo that leaves nothing behind."""

from collections.abc import Callable

import msgspec
import pytest

from core.acts import ActKind, Subject, Value
from core.batch.entries import Entry
from core.batch.guide import Guidance, Stage, guide
from core.batch.state import BatchState
from core.finding import Finding
from core.language import LANGUAGES, worded
from core.master.kinds import ChargeIn, LabelPrint, Reconciliation, Sample, Timer, WeighDispense, Yield
from core.master.model import Step
from tests.fakes.rehearsal import KIOSK, Rehearsal

Content = tuple[Subject, dict[str, Value], dict[str, str]]


def at(entry_name: str, kind: type[object]) -> tuple[Rehearsal, Step, Entry]:
    """Play until the named entry of the first step of a kind is due."""
    rehearsal = Rehearsal()
    rehearsal.play(lambda r: _due(guide(r.state, r.master, KIOSK), entry_name, kind))
    guidance = guide(rehearsal.state, rehearsal.master, KIOSK)
    assert guidance.step is not None
    assert guidance.entry is not None
    return rehearsal, guidance.step, guidance.entry


def _due(guidance: Guidance, entry_name: str, kind: type[object]) -> bool:
    step, entry = guidance.step, guidance.entry
    return guidance.stage == Stage.ENTRY and bool(step and entry) and _is(step, entry, entry_name, kind)


def _is(step: Step | None, entry: Entry | None, name: str, kind: type[object]) -> bool:
    return step is not None and entry is not None and entry.name == name and isinstance(step.detail, kind)


def tried(rehearsal: Rehearsal, step: Step, entry: Entry, change: Callable[[Content], Content]) -> list[str]:
    """Fill an entry with something changed; give what is said."""
    subject, values, facts = change(rehearsal.content(step, entry))
    about = msgspec.structs.replace(subject, entry=entry.name)
    return keys(rehearsal.do(entry.act, step, about, values, facts))


def keys(found: tuple[Finding, ...]) -> list[str]:
    for item in found:
        assert all(worded(item, language) for language in LANGUAGES)
    return [item.key for item in found]


def subject(**changes: object) -> Callable[[Content], Content]:
    return lambda content: (msgspec.structs.replace(content[0], **changes), content[1], content[2])


def fact(name: str, value: str) -> Callable[[Content], Content]:
    return lambda content: (content[0], content[1], {**content[2], name: value})


def number(text: str) -> Callable[[Content], Content]:
    def change(content: Content) -> Content:
        return content[0], {n: msgspec.structs.replace(v, value=text) for n, v in content[1].items()}, content[2]

    return change


OTHER: list[tuple[str, type[object], Callable[[Content], Content], str]] = [
    ("net", WeighDispense, subject(lot="L-000000-99"), "refusal.source_other"),
    ("net", WeighDispense, fact("source", "C-000001"), "refusal.source_other"),
    ("net", WeighDispense, subject(container="C-2611000199"), "refusal.container_taken"),
    ("net", WeighDispense, number("-0"), "refusal.negative"),
    ("charge_1", ChargeIn, subject(lot="L-000000-99"), "refusal.charge_wrong"),
    ("charge_1", ChargeIn, number("1.000"), "refusal.charge_wrong"),
    ("sample", Sample, subject(sample="S-B2611-0099-01"), "refusal.sample_number"),
    ("sample", Sample, fact("specification", "QS-OTHER"), "refusal.sample_other"),
    ("output", Yield, subject(lot="F2611-0099"), "refusal.output_other"),
    ("output", Yield, fact("material", "RM-001"), "refusal.output_other"),
    ("label", LabelPrint, fact("label_1", "F2611-0001-02"), "refusal.labels_other"),
    ("label", LabelPrint, fact("label_99", "F2611-0001-99"), "refusal.labels_other"),
    ("label", LabelPrint, fact("copies", "500"), "refusal.labels_other"),
    ("label", WeighDispense, fact("label_1", "C-2611000199"), "refusal.labels_other"),
    ("end", Timer, number("999999"), "refusal.calculation"),
]


@pytest.mark.urs("F05", "F22")
@pytest.mark.parametrize(("entry_name", "kind", "change", "key"), OTHER)
def test_what_an_act_repeats_is_what_is_recorded(
    entry_name: str, kind: type[object], change: Callable[[Content], Content], key: str
) -> None:
    rehearsal, step, entry = at(entry_name, kind)
    assert key in tried(rehearsal, step, entry, change)
    assert entry.name not in rehearsal.state.step(step.id).filled
    assert rehearsal.fill(step, entry) == ()


@pytest.mark.parametrize("value", ["1E5", "NaN", "Infinity", "-Infinity", "１２", "1_000", "0x10", "9" * 60, ""])
@pytest.mark.parametrize(
    ("entry_name", "kind"), [("net", WeighDispense), ("output", Yield), ("issued", Reconciliation)]
)
def test_what_is_no_plain_number_is_refused_and_never_calculated_with(
    entry_name: str, kind: type[object], value: str
) -> None:
    rehearsal, step, entry = at(entry_name, kind)
    assert tried(rehearsal, step, entry, number(value))
    assert entry.name not in rehearsal.state.step(step.id).filled


def test_a_sample_number_is_used_once() -> None:
    rehearsal, step, entry = at("sample", Sample)
    taken = next(iter(rehearsal.state.samples), None)
    content = rehearsal.content(step, entry)
    assert rehearsal.fill(step, entry) == ()
    name = taken or content[0].sample
    assert "refusal.entry_order" in tried(rehearsal, step, entry, subject(sample=name))


def test_a_step_is_started_once() -> None:
    rehearsal, step, _ = at("net", WeighDispense)
    assert keys(rehearsal.do(ActKind.STEP_STARTED, step)) == ["refusal.step_started"]


@pytest.mark.urs("F23", "F26")
def test_a_reprint_is_counted_up_and_not_made_after_the_signature() -> None:
    rehearsal, step, _ = at("label_back_1", WeighDispense)
    printed = rehearsal.state.step(step.id).filled["label"].act.facts

    def reprint(count: str) -> list[str]:
        facts = {**printed, "reprint": count, "reason": "label_damaged"}
        return keys(rehearsal.do(ActKind.LABEL_PRINTED, step, Subject(entry="label"), None, facts))

    for count in ("0", "2", "many", "-1", ""):
        assert reprint(count)
    assert reprint("1") == []
    assert reprint("1") == ["refusal.reprint"]
    rehearsal.play(lambda r: guide(r.state, r.master, KIOSK).stage == Stage.VERIFY)
    assert "refusal.already_signed" in reprint("2")


# ------------------------------------------------------------------ undo


def undo(rehearsal: Rehearsal, step: Step) -> list[str]:
    return keys(rehearsal.do(ActKind.ENTRIES_UNDONE, step))


def material(state: BatchState) -> object:
    return (state.dispensed, state.outputs, state.pending, state.samples)


@pytest.mark.urs("F05", "F09")
def test_a_weighing_done_again_goes_into_a_container_with_another_number() -> None:
    rehearsal, step, _ = at("label_back_1", WeighDispense)
    first = next(iter(rehearsal.state.dispensed))
    assert undo(rehearsal, step) == []
    assert rehearsal.state.dispensed == {}
    rehearsal.play(lambda r: bool(r.state.dispensed))
    second = next(iter(rehearsal.state.dispensed))
    assert second == f"{first}-2"
    rehearsal.play(lambda r: _due(guide(r.state, r.master, KIOSK), "charge_1", ChargeIn))
    charging = guide(rehearsal.state, rehearsal.master, KIOSK)
    assert charging.step is not None
    assert charging.entry is not None
    old = tried(rehearsal, charging.step, charging.entry, subject(container=first))
    assert old == ["refusal.not_dispensed_here"]


@pytest.mark.urs("F22")
@pytest.mark.parametrize(("entry_name", "kind"), [("yield", Yield), ("sampled", Reconciliation), ("target_2", object)])
def test_an_undo_takes_back_what_the_step_has_moved(entry_name: str, kind: type[object]) -> None:
    rehearsal = Rehearsal()
    before: dict[str, object] = {}

    def due(r: Rehearsal) -> bool:
        guidance = guide(r.state, r.master, KIOSK)
        if guidance.stage == Stage.START and guidance.step is not None:
            before[guidance.step.id] = material(r.state)
        return _due(guidance, entry_name, kind)

    rehearsal.play(due)
    step = guide(rehearsal.state, rehearsal.master, KIOSK).step
    assert step is not None
    assert undo(rehearsal, step) == []
    assert material(rehearsal.state) == before[step.id]
    rehearsal.play()
    plain = Rehearsal()
    plain.play()
    assert [o.lot for o in rehearsal.state.outputs] == [o.lot for o in plain.state.outputs]
    assert [o.inputs for o in rehearsal.state.outputs] == [o.inputs for o in plain.state.outputs]


@pytest.mark.urs("F09")
@pytest.mark.parametrize(("entry_name", "kind"), [("charge_2", ChargeIn), ("label", Sample)])
def test_what_is_charged_or_sampled_is_not_undone(entry_name: str, kind: type[object]) -> None:
    rehearsal, step, _ = at(entry_name, kind)
    assert undo(rehearsal, step) == ["refusal.undo_material"]
    before = rehearsal.state
    rehearsal.keep(rehearsal.act(ActKind.ENTRIES_UNDONE, rehearsal.records[-1].act.who, _about(rehearsal, step)), KIOSK)
    assert material(rehearsal.state) == material(before)
    assert rehearsal.state.steps == before.steps


def _about(rehearsal: Rehearsal, step: Step) -> Subject:
    return Subject(batch=rehearsal.state.number, step=step.id)
