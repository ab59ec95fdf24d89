"""Every product that comes along: its master record is without a fault, and a good batch of it can be released."""

import pytest

from console.demo.products import PRODUCTS
from core.acts import ActKind, Subject, Who
from core.batch.fold import fold
from core.batch.progress import finished
from core.batch.review import review
from core.language import LANGUAGES
from core.master.check import check_master
from core.people import Role
from core.release import Evidence, checklist
from tests.fakes.rehearsal import Rehearsal, rehearsal_plant


@pytest.fixture(scope="module", params=sorted(PRODUCTS))
def made(request: pytest.FixtureRequest) -> Rehearsal:
    """Make a batch by the guide, with results in limits, and read the sampled evidence."""
    product = PRODUCTS[request.param]
    plant = rehearsal_plant(product.plant_file.name)
    checked = check_master(product.master_file.read_text("utf-8"), product.name, plant)
    assert checked.faults == ()
    batch = Rehearsal(master=checked.record, plant=plant)
    batch.play()
    batch.enter_results()
    qa = Who(person=batch.person(Role.QA).id, session="session-2")
    for step in review(batch.state, tuple(batch.records), batch.master, batch.plant).sample:
        batch.put(batch.act(ActKind.EVIDENCE_READ, qa, Subject(batch=batch.state.number, step=step), {}))
    return batch


@pytest.mark.urs("F01", "F03")
def test_a_good_batch_runs_to_its_end_without_refusal_or_exception(made: Rehearsal) -> None:
    assert made.refusals == []
    assert made.state.cases == {}
    assert all(finished(step, made.state) for step in made.master.steps())
    assert fold(tuple(made.records), made.master) == made.state


@pytest.mark.urs("F15")
def test_it_meets_every_point_of_the_release(made: Rehearsal) -> None:
    found = review(made.state, tuple(made.records), made.master, made.plant)
    assert [point for point in checklist(made.state, made.master, found, Evidence()) if not point.met] == []


@pytest.mark.urs("F22")
def test_every_lot_of_the_bill_reaches_the_finished_lot(made: Rehearsal) -> None:
    reached = {
        made.plant.lots[used.lot].material
        for o in made.state.outputs
        for used in o.inputs
        if used.lot in made.plant.lots
    }
    assert {line.material for line in made.master.bill} == reached


def test_every_text_for_people_is_in_both_languages(made: Rehearsal) -> None:
    for step in made.master.steps():
        for words in (step.name, step.text):
            assert all(words.in_language(language).strip() for language in LANGUAGES)
            assert words.zh != words.en
