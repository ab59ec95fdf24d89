"""Packaging reconciliation: lot by lot, to the piece, within what is set apart, on hold outside the limits."""

from decimal import Decimal

import msgspec
import pytest

from core.acts import ActKind, Meaning, Source, Subject, Value
from core.batch.guide import Stage
from core.batch.manifest import step_manifest
from core.batch.packaging import balances, reconciled_lots, set_apart
from core.batch.review import review
from core.finding import Finding
from core.master.kinds import Reconciliation
from core.master.model import Step
from core.people import Role
from core.plant import Container
from core.quantity import quantity
from core.release import Evidence, checklist
from tests.fakes.rehearsal import Rehearsal

SECOND = "C-777001"


def with_two_lots() -> Rehearsal:
    """Begin a batch with a second lot of every printed packaging set apart."""
    made = Rehearsal()
    material = next(step.detail.material for step in made.master.steps() if isinstance(step.detail, Reconciliation))
    first = reconciled_lots(material, made.state, made.plant)[0]
    other = msgspec.structs.replace(made.plant.lots[first], number="L-777-01")
    held = Container(SECOND, other.number, quantity("500", "pcs"), "PACK-01", made.state.number)
    made.plant = msgspec.structs.replace(
        made.plant, lots={**made.plant.lots, other.number: other}, containers={**made.plant.containers, SECOND: held}
    )
    made.decide(ActKind.CONTAINER_RESERVED, Subject(container=SECOND, lot=other.number))
    return made


def at_counts(made: Rehearsal) -> Step:
    made.play(lambda r: (step := r.guidance().step) is not None and _due(r, step))
    step = made.guidance().step
    assert step is not None
    return step


def _due(made: Rehearsal, step: Step) -> bool:
    return isinstance(step.detail, Reconciliation) and made.guidance().stage == Stage.ENTRY


def count(made: Rehearsal, number: str, lot: str | None = None) -> tuple[Finding, ...]:
    """Fill the entry that is due with a number, of a lot."""
    guided = made.guidance()
    assert guided.step is not None
    assert guided.entry is not None
    subject, _, facts = made.content(guided.step, guided.entry, number)
    about = msgspec.structs.replace(subject, entry=guided.entry.name, lot=lot or subject.lot)
    value = {"value": Value(number, guided.entry.unit, Source.COUNTED)}
    return made.do(guided.entry.act, guided.step, about, value, facts)


def counted(made: Rehearsal, *numbers: str) -> None:
    for number in numbers:
        assert count(made, number) == ()
    guided = made.guidance()
    assert guided.step is not None
    assert guided.entry is not None
    assert made.fill(guided.step, guided.entry) == ()


@pytest.mark.urs("F21", "GMP 215", "GMP 216")
def test_each_lot_is_balanced_by_itself_and_the_second_signer_sees_what_was_destroyed() -> None:
    made = with_two_lots()
    step = at_counts(made)
    counted(made, "6000", "5990", "0", "10", "0")
    assert made.guidance().entry is not None  # the second lot follows
    counted(made, "500", "480", "2", "0", "18")
    first, second = balances(made.state.step(step.id).filled)
    assert (first.lot, second.lot) == reconciled_lots(_material(step), made.state, made.plant)
    used = {item.lot: item.quantity.value for item in made.state.pending if item.step == step.id}
    assert used == {first.lot: Decimal(5990), second.lot: Decimal(480)}
    assert made.guidance().stage == Stage.SIGN
    lines = {line.label: line.value for line in step_manifest(step, made.state, "en", made.plant).lines}
    assert lines["Left-overs"] == f"10 pcs with {made.state.number}, counted and destroyed"
    assert lines["Lot"] == second.lot


@pytest.mark.urs("F21", "GMP 215")
def test_a_count_of_another_lot_or_more_than_is_set_apart_is_refused() -> None:
    made = with_two_lots()
    step = at_counts(made)
    lot = reconciled_lots(_material(step), made.state, made.plant)[0]
    held = set_apart(lot, made.state, made.plant)
    assert held is not None
    assert [found.key for found in count(made, "1", "L-777-01")] == ["refusal.reconciled_lot"]
    assert [found.key for found in count(made, f"{held.value + 1:f}")] == ["refusal.issued_more"]
    assert [found.key for found in count(made, "1.5")] == ["refusal.decimals"]
    assert made.state.step(step.id).filled == {}


@pytest.mark.urs("F21", "GMP 215", "C06")
def test_outside_the_limits_the_batch_is_on_hold_until_quality_has_signed_too() -> None:
    made = Rehearsal()
    step = at_counts(made)
    counted(made, "6000", "5980", "0", "10", "0")
    assert made.state.held()
    made.play(lambda r: r.guidance().stage == Stage.HOLD)
    (case,) = made.state.cases.values()
    assert case.production is not None
    assert made.state.held()
    found = review(made.state, tuple(made.records), made.master, made.plant)
    points = {point.name.key: point for point in checklist(made.state, made.master, found, Evidence())}
    assert "release.yield_open" in {item.key for item in points["release.point_yields"].missing}
    # The step cannot be signed while the batch is on hold, nor can production settle it twice.
    assert made.sign_step(step, made.operator, Meaning.PERFORMED)
    made.dispose(case.id, made.supervisor, Meaning.REVIEWED, step)
    assert made.state.held()
    made.dispose(case.id, made.person(Role.QA), Meaning.APPROVED, step)
    assert not made.state.held()
    assert made.guidance().stage == Stage.SIGN


def _material(step: Step) -> str:
    assert isinstance(step.detail, Reconciliation)
    return step.detail.material
