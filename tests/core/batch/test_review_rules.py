"""Every rule of the review finds its own fault and nothing else, and is counted when it finds none."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.acts import Act, ActKind, ActReference, Meaning, Source, Subject, Value
from core.batch.fold import fold
from core.batch.manifest import step_manifest
from core.batch.review import Review, review
from core.batch.rules.of_records import refusal_of
from core.batch.rules.table import RULES
from core.language import LANGUAGES, text, worded
from core.people import Role
from core.plant import Plant
from core.record.payload import Record
from core.release import Evidence, checklist
from tests.fakes.rehearsal import Change, Rehearsal
from tests.fakes.small_product import RESULTS, played, small_batch


def analysed(change: Change = lambda act: act) -> Rehearsal:
    batch = played(change)
    batch.enter_results(RESULTS)
    return batch


def part(operations: int) -> Rehearsal:
    """Play the first operations only."""
    batch = small_batch()
    after = batch.master.operations()[operations].steps[0].id
    batch.play(lambda b: (step := b.guidance().step) is not None and step.id == after)
    return batch


def found_in(batch: Rehearsal, plant: Plant | None = None) -> Review:
    return review(batch.state, tuple(batch.records), batch.master, plant or batch.plant)


def rules(found: Review, severity: str = "major") -> set[str]:
    return {item.rule for item in found.findings if item.severity == severity}


def on(step: str, entry: str, **changes: object) -> Change:
    """Bend the act that fills one entry."""

    def change(act: Act) -> Act:
        fits = act.subject.step == step and act.subject.entry == entry
        return msgspec.structs.replace(act, **changes) if fits else act

    return change


@pytest.fixture(scope="module")
def clean() -> Rehearsal:
    return analysed()


@pytest.mark.urs("F14")
def test_a_clean_batch_has_no_finding_and_every_rule_is_counted(clean: Rehearsal) -> None:
    found = found_in(clean)
    assert found.findings == ()
    counted = {count.rule: count.applied for count in found.rules}
    assert [count.rule for count in found.rules] == [rule.name for rule in RULES]
    assert all(count.applied == count.held for count in found.rules)
    assert counted["complete"] == len(clean.master.steps())
    assert counted["real"] == len(clean.records)
    assert counted["late"] == 1
    assert counted["independent"] == 8
    assert found.applied == sum(counted.values()) == found.held


def test_every_rule_has_a_name_in_both_languages_and_a_source() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.source
        assert all(text(f"review.rule_{rule.name}", language) for language in LANGUAGES)


FAULTS: list[tuple[str, str, Change]] = [
    ("limits", "minor", on("S70", "value", values={"value": Value("3.40", "%", Source.TYPED)})),
    ("from_devices", "major", on("S20", "net", values={"net": Value("12.500", "kg", Source.WEIGHED)})),
    ("real", "major", on("S50", "reading", simulated=True)),
]


@pytest.mark.urs("F14")
@pytest.mark.parametrize(("rule", "severity", "change"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_one_fault_is_found_by_its_rule_alone(rule: str, severity: str, change: Change) -> None:
    found = found_in(analysed(change))
    assert [(item.rule, item.severity, item.open) for item in found.findings] == [(rule, severity, True)]
    assert all(worded(item.what, language) for item in found.findings for language in LANGUAGES)


@pytest.mark.urs("F13")
def test_a_timer_that_ran_too_long_is_late() -> None:
    batch = small_batch()
    step = next(step for step in batch.master.steps() if step.id == "S60")
    batch.record(ActKind.STEP_STARTED, Subject(step="S60"))
    batch.record(ActKind.TIMER_STARTED, Subject(step="S60", entry="start"))
    batch.now += timedelta(seconds=1200)
    batch.record(
        ActKind.TIMER_ENDED,
        Subject(step=step.id, entry="end"),
        {"elapsed": Value("1200", "s", Source.CALCULATED)},
    )
    assert {item.rule for item in found_in(batch).findings if item.step == "S60"} == {"complete", "late"}


@pytest.mark.urs("F03")
def test_a_batch_cut_short_shows_each_open_step() -> None:
    found = found_in(part(1))
    assert sum(item.rule == "complete" for item in found.findings) == 14
    assert {item.rule for item in found.findings} == {"complete", "signed", "charged"}


@pytest.mark.urs("F11", "GMP 116")
def test_a_check_by_who_did_a_part_is_not_independent(clean: Rehearsal) -> None:
    index = next(n for n, r in enumerate(clean.records) if r.act.subject.entry == "net")
    bent = with_act(
        clean, index, lambda act: msgspec.structs.replace(act, who=msgspec.structs.replace(act.who, person="P-0002"))
    )
    state = fold(bent, clean.master)
    found = review(state, bent, clean.master, clean.plant)
    assert rules(found) == {"independent"}


def with_act(batch: Rehearsal, index: int, change: Change) -> tuple[Record, ...]:
    """Change one act and keep its hash, as only a forger of the whole chain could."""
    records = list(batch.records)
    records[index] = msgspec.structs.replace(records[index], act=change(records[index].act))
    return tuple(records)


@pytest.mark.urs("F12", "11.70")
def test_a_signature_over_another_version_of_an_act_is_found(clean: Rehearsal) -> None:
    records = list(clean.records)
    index = next(n for n, r in enumerate(records) if r.act.subject.entry == "net")
    records[index] = msgspec.structs.replace(records[index], sha256="0" * 64)
    found = review(fold(tuple(records), clean.master), tuple(records), clean.master, clean.plant)
    assert rules(found) == {"covered"}
    assert len(found.findings) == 2


@pytest.mark.urs("F12")
def test_a_signature_over_something_that_is_not_in_the_record_is_found() -> None:
    batch = small_batch()
    step = batch.master.steps()[0]
    batch.record(ActKind.STEP_STARTED, Subject(step=step.id))
    manifest = step_manifest(step, batch.state, "en", batch.plant)
    foreign = msgspec.structs.replace(manifest, acts=(ActReference("elsewhere", "0" * 64),))
    batch.sign(foreign, batch.operator, Meaning.PERFORMED)
    assert "covered" in rules(found_in(batch))


@pytest.mark.urs("F30")
@pytest.mark.parametrize("results", [{"ASSAY": "94.94", "LOD": "0.8"}, {"ASSAY": "99.6"}])
def test_a_result_that_fails_or_is_missing_is_found(results: dict[str, str]) -> None:
    batch = played()
    batch.enter_results(results)
    assert [item.rule for item in found_in(batch).findings] == ["tested"]


@pytest.mark.urs("F14", "GMP 161")
def test_notes_are_shown_and_do_not_stand_against_the_release() -> None:
    batch = analysed(lambda act: unsynchronised(act) if act.kind == ActKind.STEP_STARTED else act)
    batch.record(ActKind.REFUSED, Subject(step="S20"), attempt="WeightTaken", why="refusal.not_weighed")
    found = found_in(batch)
    assert {item.rule for item in found.findings} == {"in_time", "refused"}
    assert not any(item.open for item in found.findings)


def test_a_refusal_is_told_by_its_sentence_or_by_its_key_where_there_is_none() -> None:
    batch = small_batch()
    told = batch.record(ActKind.REFUSED, Subject(), why="refusal.lot_wrong", got_got="L-1", got_want="L-2").act
    assert worded(refusal_of(told), "en").startswith("Wrong lot: scanned L-1, expected L-2.")
    for facts in ({"why": "refusal.lot_wrong"}, {"why": "refusal.of_a_later_version"}, {}):
        other = msgspec.structs.replace(told, facts=facts)
        assert all(worded(refusal_of(other), language) for language in LANGUAGES)


def unsynchronised(act: Act) -> Act:
    return msgspec.structs.replace(act, when=msgspec.structs.replace(act.when, clock="unsynchronised"))


def test_simulated_records_of_a_demo_plant_are_no_finding() -> None:
    batch = analysed(lambda act: msgspec.structs.replace(act, simulated=True))
    assert found_in(batch, msgspec.structs.replace(batch.plant, simulated=True)).findings == ()
    assert rules(found_in(batch)) == {"real"}


@pytest.mark.urs("F14")
@settings(max_examples=12, deadline=None)
@given(st.sets(st.sampled_from(["S20", "S30", "S50", "S70", "S140"]), max_size=5))
def test_a_batch_seeded_with_k_faults_lists_exactly_k(broken: set[str]) -> None:
    values = {
        "S70": {"value": Value("3.40", "%", Source.TYPED)},
        "S50": {"value": Value("1700", "r/min", Source.READ, None)},
    }

    def change(act: Act) -> Act:
        step, entry = act.subject.step or "", act.subject.entry
        if step in broken and entry in ("value", "reading") and step in values:
            device = next(iter(act.values.values())).device
            bent = {name: msgspec.structs.replace(value, device=device) for name, value in values[step].items()}
            return msgspec.structs.replace(act, values=bent)
        if step in broken and entry == "net":
            return msgspec.structs.replace(
                act, values={"net": msgspec.structs.replace(act.values["net"], value="20.000")}
            )
        if step in broken and step == "S140" and entry == "used":
            return msgspec.structs.replace(act, values={"value": Value("2400", "pcs", Source.TYPED)})
        return act

    found = found_in(analysed(change))
    assert {item.step for item in found.findings} == broken
    # The batch was on hold until quality had settled the reconciliation, so that one is listed and closed.
    assert len([item for item in found.findings if item.open]) == len(broken - {"S140"})


# ------------------------------------------------------------------ the sample


@pytest.mark.urs("F14")
def test_the_sample_is_drawn_by_the_last_entry_so_nobody_knows_it_while_working(clean: Rehearsal) -> None:
    first = found_in(clean).sample
    assert len(first) == -(-len(clean.master.steps()) // 5)
    drawn = {found_in(analysed(on("S170", "done", facts={"note": str(n)}))).sample for n in range(6)}
    assert len(drawn) > 1
    assert found_in(part(2)).sample != first


@pytest.mark.urs("F14")
def test_what_comes_after_the_last_entry_does_not_draw_again() -> None:
    batch = analysed()
    drawn = found_in(batch).sample
    batch.record(ActKind.EVIDENCE_READ, Subject(step=drawn[0]), person="P-0006")
    again = found_in(batch)
    assert again.sample == drawn
    assert again.unread == drawn[1:]


@pytest.mark.urs("F14")
def test_reading_by_an_operator_does_not_count() -> None:
    batch = analysed()
    for step in found_in(batch).sample:
        batch.record(ActKind.EVIDENCE_READ, Subject(step=step), person="P-0001")
    assert found_in(batch).unread == found_in(batch).sample


def test_a_step_with_a_finding_is_never_in_the_sample() -> None:
    found = found_in(analysed(on("S70", "value", values={"value": Value("3.40", "%", Source.TYPED)})))
    assert "S70" not in found.sample


# ------------------------------------------------------------------ the release checklist


def ready() -> Rehearsal:
    batch = analysed()
    for step in found_in(batch).sample:
        batch.record(ActKind.EVIDENCE_READ, Subject(step=step), person="P-0006")
    return batch


def missing(batch: Rehearsal, evidence: Evidence | None = None) -> list[str]:
    points = checklist(batch.state, batch.master, found_in(batch), evidence or Evidence())
    for point in points:
        assert all(worded(item, language) for item in (point.name, *point.missing) for language in LANGUAGES)
    return [point.name.key.removeprefix("release.point_") for point in points if not point.met]


@pytest.mark.urs("F15", "GMP 230")
def test_a_batch_with_everything_meets_every_point() -> None:
    assert missing(ready()) == []


@pytest.mark.urs("F15", "GMP 230", "F21")
@pytest.mark.parametrize(
    ("change", "points"),
    [
        (on("S70", "value", values={"value": Value("3.40", "%", Source.TYPED)}), ["exceptions"]),
        (on("S100", "output", values={"output": Value("20000", "pcs", Source.COUNTED)}), ["exceptions", "yields"]),
        (on("S50", "reading", simulated=True), ["rules"]),
        (on("S20", "net", values={"net": Value("12.500", "kg", Source.WEIGHED)}), ["rules"]),
    ],
)
def test_each_fault_blocks_by_its_own_point(change: Change, points: list[str]) -> None:
    batch = analysed(change)
    for step in found_in(batch).sample:
        batch.record(ActKind.EVIDENCE_READ, Subject(step=step), person="P-0006")
    assert missing(batch) == points


@pytest.mark.urs("F15")
def test_what_only_the_core_knows_blocks_too() -> None:
    assert missing(ready(), Evidence(lots=("L-1 on_hold",), records=("FL-1 refusal.step_order",))) == [
        "lots",
        "records",
    ]


@pytest.mark.urs("F15")
def test_without_laboratory_or_sample_nothing_is_released() -> None:
    untested = played()
    assert missing(untested) == ["quality", "sample"]
    assert missing(analysed()) == ["sample"]


@pytest.mark.urs("F15", "GMP 230")
def test_a_product_of_which_no_sample_by_its_specification_was_drawn_is_not_released() -> None:
    batch = ready()
    other = msgspec.structs.replace(batch.master, specification="SP-OTHER")
    points = checklist(batch.state, other, found_in(batch), Evidence())
    (quality,) = [point for point in points if not point.met]
    assert [item.key for item in quality.missing] == ["release.not_sampled"]
    assert all(worded(quality.missing[0], language) for language in LANGUAGES)


@pytest.mark.urs("F13", "F15", "GMP 215")
def test_a_closed_exception_no_longer_blocks() -> None:
    batch = analysed(on("S140", "used", values={"value": Value("2400", "pcs", Source.TYPED)}))
    for case in batch.state.open_cases():
        step = batch.master.step(case.step or "")
        assert step is not None
        batch.dispose(case.id, batch.person(Role.QA), Meaning.APPROVED, step)
    for step in found_in(batch).sample:
        batch.record(ActKind.EVIDENCE_READ, Subject(step=step), person="P-0006")
    assert missing(batch) == []
