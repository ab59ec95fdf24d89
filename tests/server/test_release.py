"""The end of a batch: laboratory, release by the authorised person, shipment; and what stands against it."""

import msgspec
import pytest

from core.acts import ActKind, Meaning, Source, Subject, Value, Who
from core.batch.manifest import release_manifest, sample_manifest
from core.batch.review import review
from core.people import Role
from core.record.messages import Answer
from server.db.store import Store
from server.db.tables.evidence import record_flag
from server.decisions.reading import plant_json
from server.enrolment import state_item
from server.queries import cases, results, samples, trace
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest
from tests.fakes.served import ServedBatch


def enter_results(batch: ServedBatch, bad: str = "") -> None:
    """Enter every result of every sample in the middle of its limits, one out of them where asked for; sign them."""
    analyst, head = batch.person(Role.QC_ANALYST), batch.person(Role.QC_HEAD)
    for sample in tuple(batch.state.samples.values()):
        for test in batch.plant.specifications[sample.specification].tests:
            good = test.low or test.high or "0"
            value = "999999" if test.code == bad else good
            about = Subject(batch=batch.state.number, sample=sample.id, test=test.code)
            values = {"value": Value(value, test.unit, Source.TYPED)}
            assert not batch.put(batch.act(ActKind.RESULT_ENTERED, Who(person=analyst.id), about, values))
        for person, meaning in ((analyst, Meaning.PERFORMED), (head, Meaning.VERIFIED)):
            manifest = sample_manifest(batch.state.samples[sample.id], batch.state, "en", batch.plant)
            assert not batch.sign(manifest, person, meaning)


def read_samples(batch: ServedBatch) -> None:
    """Read the steps that the review draws, as QA must."""
    records = tuple(batch.records)
    for step in review(batch.state, records, batch.master, batch.plant).sample:
        about = Subject(batch=batch.state.number, step=step)
        assert not batch.put(batch.act(ActKind.EVIDENCE_READ, Who(person=batch.person(Role.QA).id), about))


def decide(batch: ServedBatch, verb: str, meaning: Meaning) -> Answer:
    """Sign the release or rejection and ask for the decision."""
    person = batch.person(Role.AUTHORISED_PERSON)
    manifest = release_manifest(batch.state, batch.master, (), "checkpoint", "en")
    assert not batch.sign(manifest, person, meaning)
    body = {"batch": batch.state.number, "person": person.id, "signature": batch.records[-1].act.id}
    return batch.kiosk.ask(verb, **body)


@pytest.mark.urs("F15", "F22", "F30")
def test_a_batch_is_released_shipped_and_traced_from_supplier_to_customer(
    core: CoreUnderTest, batch: ServedBatch
) -> None:
    enter_results(batch)
    read_samples(batch)
    answer = decide(batch, "release", Meaning.RELEASED)
    assert answer.refusal is None, answer.refusal
    assert str(answer.body["checkpoint"]).startswith("countersign/demo\n")
    lot = batch.state.outputs[-1].lot
    plant = core.service.writer.picture.plant
    assert plant.lots[lot].state == "released"
    customer = next(iter(plant.customers))
    wish = {"lot": lot, "customer": customer, "quantity": "100", "unit": plant.materials[plant.lots[lot].material].unit}
    part = batch.kiosk.ask_as(batch.person(Role.WAREHOUSE).id, "ship", **{**wish, "quantity": "0.5"})
    assert part.refusal is not None
    assert part.refusal.key == "decision.whole_pieces"
    shipped = batch.kiosk.ask_as(batch.person(Role.WAREHOUSE).id, "ship", **wish)
    assert shipped.refusal is None, shipped.refusal
    raw = next(lot for lot in batch.state.reserved.values())
    with core.store.unit() as unit:
        forward = trace(unit, raw, forward=True)
        backward = trace(unit, lot, forward=False)
    assert [(end.party, end.lot, end.quantity) for end in forward.ends] == [(customer, lot, "100")]
    assert {end.lot for end in backward.ends} >= {raw}
    assert core.rows(record_flag) == []
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


@pytest.mark.urs("F15")
def test_without_laboratory_results_the_release_is_refused_and_says_which(batch: ServedBatch) -> None:
    answer = decide(batch, "release", Meaning.RELEASED)
    assert answer.refusal is not None
    assert answer.refusal.key == "refusal.cannot_release"


@pytest.mark.urs("F30")
def test_a_result_out_of_specification_holds_the_lot_and_blocks_the_release(
    core: CoreUnderTest, batch: ServedBatch
) -> None:
    sample = next(iter(batch.state.samples.values()))
    test = next(t for t in batch.plant.specifications[sample.specification].tests if t.high is not None)
    enter_results(batch, bad=test.code)
    lot = batch.state.outputs[-1].lot
    assert core.service.writer.picture.plant.lots[lot].state == "on_hold"
    with core.store.unit() as unit:
        assert "does_not_comply" in {line.verdict for line in results(unit, sample_id=sample.id)}
        assert [line.state for line in samples(unit, batch_number=batch.state.number)] == ["verified"]
    answer = decide(batch, "release", Meaning.RELEASED)
    assert answer.refusal is not None
    rejected = decide(batch, "reject", Meaning.REJECTED)
    assert rejected.refusal is None, rejected.refusal
    assert core.service.writer.picture.plant.lots[lot].state == "rejected"


@pytest.mark.urs("F30")
def test_a_failed_result_goes_on_blocking_the_release_once_the_specification_would_let_it_pass(
    core: CoreUnderTest, batch: ServedBatch
) -> None:
    sample = next(iter(batch.state.samples.values()))
    specification = batch.plant.specifications[sample.specification]
    test = next(t for t in specification.tests if t.high is not None)
    enter_results(batch, bad=test.code)
    wide = tuple(msgspec.structs.replace(one, low=None, high=None) for one in specification.tests)
    loosened = msgspec.structs.replace(specification, version=specification.version + 1, tests=wide)
    with core.service.writer.writing() as writing:
        state_item(writing, "specifications", specification.code, loosened)
    read_samples(batch)
    answer = decide(batch, "release", Meaning.RELEASED)
    assert answer.refusal is not None
    assert f"{sample.id} {test.code} 999999" in answer.refusal.params["list"]
    assert core.service.writer.picture.plant.lots[batch.state.outputs[-1].lot].state == "on_hold"


def test_results_that_are_no_numbers_are_kept_flagged_and_hold_nothing_up(
    core: CoreUnderTest, batch: ServedBatch
) -> None:
    sample = next(iter(batch.state.samples.values()))
    test = batch.plant.specifications[sample.specification].tests[0]
    about = Subject(batch=batch.state.number, sample=sample.id, test=test.code)
    who = Who(person=batch.person(Role.QC_ANALYST).id)
    values = [Value(value, test.unit, Source.TYPED) for value in ("9" * 30, "1e5", "NaN", "", "１２")]
    acts = [batch.kiosk.act(ActKind.RESULT_ENTERED, who, about, {"value": value}) for value in values]
    assert batch.kiosk.send(*(batch.kiosk.seal(act) for act in acts), batch.kiosk.seal()).kept == len(acts) + 1
    flagged = [row for row in core.rows(record_flag) if row[1] == "exception.not_projected"]
    assert len(flagged) == len(acts)
    assert plant_json(core.again().writer.picture.plant) == plant_json(core.service.writer.picture.plant)


def test_a_lot_that_is_not_released_is_not_shipped(core: CoreUnderTest, batch: ServedBatch) -> None:
    lot = batch.state.outputs[-1].lot
    customer = next(iter(core.service.writer.picture.plant.customers))
    wish = {"lot": lot, "customer": customer, "quantity": "1", "unit": "pcs"}
    answer = batch.kiosk.ask_as(batch.person(Role.WAREHOUSE).id, "ship", **wish)
    assert answer.refusal is not None
    assert answer.refusal.key == "decision.lot_not_released"


@pytest.mark.urs("F11")
def test_a_signature_whose_code_check_was_used_before_is_kept_flagged_and_blocks(
    core: CoreUnderTest, batch: ServedBatch
) -> None:
    first = next(r for r in batch.records if r.act.signature is not None)
    assert first.act.signature is not None
    again = batch.kiosk.act(ActKind.SIGNED, first.act.who, first.act.subject)
    again = msgspec.structs.replace(again, signature=first.act.signature)
    batch.kiosk.send(batch.kiosk.seal(again, batch.kiosk.user_key(first.act.signature.person)))
    codes = {str(row[1]) for row in core.rows(record_flag)}
    assert "exception.code_used_before" in codes
    with core.store.unit() as unit:
        assert [case.id[:3] for case in cases(unit, batch.state.number)] == ["FL-"]
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()
    enter_results(batch)
    answer = decide(batch, "release", Meaning.RELEASED)
    assert answer.refusal is not None


@pytest.mark.urs("F15")
def test_a_release_signed_before_something_else_was_signed_decides_nothing(batch: ServedBatch) -> None:
    person = batch.person(Role.AUTHORISED_PERSON)
    manifest = release_manifest(batch.state, batch.master, (), "checkpoint", "en")
    assert not batch.sign(manifest, person, Meaning.RELEASED)
    early = batch.records[-1].act.id
    enter_results(batch)
    read_samples(batch)
    answer = batch.kiosk.ask("release", batch=batch.state.number, person=person.id, signature=early)
    assert answer.refusal is not None
    assert answer.refusal.key == "decision.signature_outdated"
    assert decide(batch, "release", Meaning.RELEASED).refusal is None


@pytest.mark.urs("F11")
def test_the_code_of_a_sign_in_signs_nothing(
    core: CoreUnderTest, batch: ServedBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = batch.kiosk.ask

    def sign_in(verb: str, **body: object) -> Answer:
        return ask(verb, **(body | ({"purpose": "sign_in"} if verb == "check_code" else {})))

    monkeypatch.setattr(batch.kiosk, "ask", sign_in)
    manifest = release_manifest(batch.state, batch.master, (), "checkpoint", "en")
    assert not batch.sign(manifest, batch.person(Role.AUTHORISED_PERSON), Meaning.REJECTED)
    assert {row[1] for row in core.rows(record_flag)} == {"exception.code_of_another"}
