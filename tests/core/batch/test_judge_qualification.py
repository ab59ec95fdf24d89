"""Qualifications at the moment of the act: what a person lacks is said, and what is withdrawn stops the next act."""

from collections.abc import Callable
from datetime import date, timedelta

import msgspec
import pytest

from core.acts import Act, Meaning
from core.batch.guide import Stage
from core.batch.judge import judge
from core.finding import Finding
from core.language import LANGUAGES, worded
from core.master.kinds import WeighDispense
from core.plant import Plant
from core.policy import Policy
from core.qualification import Procedure, Qualification, QualificationKind, qualification_id
from core.words import Words
from tests.fakes.rehearsal import FOUNDED, KIOSK, Rehearsal

ROOM, CLASS, PROCEDURE = QualificationKind.ROOM, QualificationKind.EQUIPMENT_CLASS, QualificationKind.PROCEDURE
YESTERDAY, TOMORROW = FOUNDED.date() - timedelta(days=1), FOUNDED.date() + timedelta(days=1)
SOP = "SOP-PR-014"


def weighing() -> Rehearsal:
    """Play to the stable weight of the first weighing, balance and container scanned."""
    rehearsal = Rehearsal()

    def due(r: Rehearsal) -> bool:
        guidance = r.guidance()
        return bool(guidance.entry and guidance.entry.name == "net" and isinstance(_detail(r), WeighDispense))

    rehearsal.play(due)
    return rehearsal


def _detail(rehearsal: Rehearsal) -> object:
    step = rehearsal.guidance().step
    return step.detail if step else None


def holding(plant: Plant, person: str, kind: QualificationKind, of: str, **changed: object) -> Plant:
    """Give the plant with a qualification changed."""
    identity = qualification_id(person, kind, of)
    held = msgspec.structs.replace(plant.qualifications[identity], **changed)
    return msgspec.structs.replace(plant, qualifications={**plant.qualifications, identity: held})


def without(plant: Plant, person: str, kind: QualificationKind, of: str) -> Plant:
    """Give the plant without a qualification."""
    identity = qualification_id(person, kind, of)
    kept = {name: held for name, held in plant.qualifications.items() if name != identity}
    return msgspec.structs.replace(plant, qualifications=kept)


def next_version(plant: Plant, effective_from: date) -> Plant:
    procedure = msgspec.structs.replace(plant.procedures[SOP], version=4, effective_from=effective_from)
    return msgspec.structs.replace(plant, procedures={**plant.procedures, SOP: procedure})


def refusals(rehearsal: Rehearsal) -> list[Finding]:
    """Do what comes next and give what the judge said."""
    before = len(rehearsal.refusals)
    rehearsal.follow(rehearsal.guidance())
    return [item for _, found in rehearsal.refusals[before:] for item in found]


CASES: list[tuple[Callable[[Plant, str], Plant], str, dict[str, str]]] = [
    (lambda p, who: without(p, who, ROOM, "D-104"), "refusal.unqualified.room", {"of": "D-104"}),
    (lambda p, who: without(p, who, CLASS, "balance"), "refusal.unqualified.equipment_class", {"of": "balance"}),
    (lambda p, who: without(p, who, PROCEDURE, SOP), "refusal.unqualified.procedure", {"of": f"{SOP} v3"}),
    (
        lambda p, who: holding(p, who, PROCEDURE, SOP, withdrawn="assessment failed"),
        "refusal.qualification_withdrawn",
        {"of": SOP, "why": "assessment failed"},
    ),
    (
        lambda p, who: holding(p, who, ROOM, "D-104", valid_from=TOMORROW),
        "refusal.qualification_later",
        {"of": "D-104", "d": TOMORROW.isoformat()},
    ),
    (
        lambda p, who: holding(p, who, CLASS, "balance", valid_to=YESTERDAY),
        "refusal.qualification_ended",
        {"of": "balance", "d": YESTERDAY.isoformat()},
    ),
    (
        lambda p, _: next_version(p, FOUNDED.date()),
        "refusal.training_outdated",
        {"of": f"{SOP} v4", "have": "3"},
    ),
    (
        lambda p, _: msgspec.structs.replace(p, procedures={}),
        "refusal.procedure_unknown",
        {"sop": SOP},
    ),
]


@pytest.mark.urs("F20", "11.10(i)")
@pytest.mark.parametrize(("change", "key", "params"), CASES)
def test_the_next_act_is_refused_with_what_is_missing(
    change: Callable[[Plant, str], Plant], key: str, params: dict[str, str]
) -> None:
    rehearsal = weighing()
    rehearsal.plant = change(rehearsal.plant, rehearsal.operator.id)
    found = refusals(rehearsal)
    assert [(item.key, dict(item.params)) for item in found] == [(key, params)]
    for language in LANGUAGES:
        assert "{" not in worded(found[0], language)


@pytest.mark.urs("F20")
@pytest.mark.parametrize(("change", "key", "params"), CASES)
def test_signature_and_countersignature_are_refused_alike(
    change: Callable[[Plant, str], Plant], key: str, params: dict[str, str]
) -> None:
    for stage, meaning in ((Stage.SIGN, Meaning.PERFORMED), (Stage.VERIFY, Meaning.VERIFIED)):
        rehearsal = Rehearsal()
        rehearsal.play(lambda r, stage=stage: r.guidance().stage == stage and isinstance(_detail(r), WeighDispense))
        signer = rehearsal.operator if meaning == Meaning.PERFORMED else rehearsal.checker
        step = rehearsal.guidance().step
        assert step is not None
        rehearsal.plant = change(rehearsal.plant, signer.id)
        found = rehearsal.sign_step(step, signer, meaning)
        assert (found[0].key, dict(found[0].params)) == (key, params)


@pytest.mark.urs("F20")
def test_what_is_missing_for_one_person_stops_no_other() -> None:
    rehearsal = weighing()
    other = next(p for p in rehearsal.plant.people.values() if p.user_id == "operator2")
    rehearsal.plant = without(rehearsal.plant, other.id, ROOM, "D-104")
    assert refusals(rehearsal) == []


def test_a_new_version_that_is_not_yet_effective_asks_for_no_new_training() -> None:
    rehearsal = weighing()
    rehearsal.plant = next_version(rehearsal.plant, TOMORROW)
    assert refusals(rehearsal) == []


def test_whoever_is_trained_on_the_coming_version_goes_on() -> None:
    rehearsal = weighing()
    rehearsal.plant = holding(next_version(rehearsal.plant, TOMORROW), rehearsal.operator.id, PROCEDURE, SOP, version=4)
    assert refusals(rehearsal) == []


def test_a_procedure_that_was_never_effective_lets_nobody_work() -> None:
    rehearsal = weighing()
    first = Procedure(SOP, 1, Words("Weighing", "称量"), TOMORROW)
    rehearsal.plant = msgspec.structs.replace(rehearsal.plant, procedures={SOP: first})
    assert [item.key for item in refusals(rehearsal)] == ["refusal.procedure_not_effective"]


def test_the_day_is_that_of_the_plant_and_not_of_utc() -> None:
    """Eight hours ahead of UTC the day has changed already."""
    rehearsal = weighing()
    rehearsal.now = FOUNDED + timedelta(hours=17)
    rehearsal.plant = holding(rehearsal.plant, rehearsal.operator.id, ROOM, "D-104", valid_to=FOUNDED.date())
    assert [item.key for item in refusals(rehearsal)] == ["refusal.qualification_ended"]


def test_a_policy_that_demands_none_asks_for_none() -> None:
    rehearsal = weighing()
    rehearsal.plant = msgspec.structs.replace(rehearsal.plant, policy=Policy(qualified=False), qualifications={})
    assert refusals(rehearsal) == []


def test_the_core_finds_the_same_in_an_act_that_a_kiosk_let_happen() -> None:
    rehearsal = weighing()
    state = rehearsal.state
    assert refusals(rehearsal) == []
    act: Act = rehearsal.records[-1].act
    plant = without(rehearsal.plant, rehearsal.operator.id, ROOM, "D-104")
    assert [item.key for item in judge(act, KIOSK, state, rehearsal.master, plant)] == ["refusal.unqualified.room"]


@pytest.mark.urs("F20", "F30")
def test_results_take_training_on_a_test_method_that_the_plant_keeps() -> None:
    rehearsal = Rehearsal()
    rehearsal.play()
    analyst = next(p for p in rehearsal.plant.people.values() if p.user_id == "qc1")
    rehearsal.plant = without(rehearsal.plant, analyst.id, PROCEDURE, "QC-M-201")
    before = len(rehearsal.refusals)
    rehearsal.enter_results()
    keys = [found[0].key for _, found in rehearsal.refusals[before:]]
    assert keys[0] == "refusal.unqualified.procedure"


def test_qualifications_are_named_by_what_they_are() -> None:
    held: Qualification = next(iter(Rehearsal().plant.qualifications.values()))
    assert held.id == f"{held.person}/{held.kind.value}/{held.of}"
