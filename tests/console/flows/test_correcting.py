"""Comment, correction and repeat at the terminal: by keys alone, signed by two, old and new both shown."""

from decimal import Decimal

import pytest

from console.flows.evidence import EvidenceFlow
from console.flows.steps import open_step
from console.flows.to_verify import waiting_for
from core.acts import ActKind
from core.batch.guide import Stage
from core.master.kinds import InProcessControl, Measurement, WeighDispense
from core.master.model import Step
from core.people import Role
from screens.everyone.listed import ListedView
from screens.operator.countersign import CountersignView
from screens.operator.instruction import InstructionView
from tests.console.flows.walk import BATCH, Walk


async def measured(walk: Walk) -> Step:
    """Go on until a measurement is signed; give its step."""
    guidance = await walk.to(Measurement, "value")
    step = guidance.step
    assert step is not None
    await walk.until(lambda g: g.step is not None and g.step.id != step.id)
    return step


async def at_record_of(walk: Walk, step: Step) -> None:
    """Open the record of a step from the map."""
    walk.go(walk.desk.ways.batch_map(BATCH))
    await walk.settle()
    await walk.key("f11")
    for _ in range(20):
        shown = walk.flow.view
        assert isinstance(shown, ListedView)
        names = [item.name for item in shown.items]
        if (wanted := f"{step.number} {step.name.en}") in names or (wanted := f"{step.number} {step.name.zh}") in names:
            await walk.digit(names.index(wanted) + 1)
            return
        await walk.key("pageup" if int(names[0].split()[0]) > step.number else "pagedown")
    raise AssertionError("the step is not listed")


async def new_value(walk: Walk, value: str, reason: str) -> None:
    await walk.digit(1)
    await walk.enter(value)
    await walk.enter(reason)


async def test_the_key_of_an_entry_that_cannot_be_corrected_opens_nothing(walk: Walk) -> None:
    guidance = await walk.to(WeighDispense, "zero")
    assert guidance.step is not None
    await at_record_of(walk, guidance.step)
    record = walk.flow
    assert isinstance(record.view, ListedView)
    assert (record.view.items[0].digit, record.view.items[0].open) == (None, False)
    await walk.digit(1)
    assert walk.flow is record


@pytest.mark.urs("F26", "11.10(e)")
async def test_a_value_is_corrected_by_keys_and_signed_by_two_and_the_old_one_is_struck_through(walk: Walk) -> None:
    step = await measured(walk)
    old = walk.state.step(step.id).filled["value"].act.values["value"]
    new = f"{Decimal(old.value) + Decimal('0.01')}" if "." in old.value else f"{Decimal(old.value) + 1}"
    await at_record_of(walk, step)
    await new_value(walk, new, "digits swapped")
    assert walk.seen[-1] == "sign"
    operator = walk.desk.session.person.user_id if walk.desk.session else ""
    await walk.sign(operator)
    check = walk.flow.view
    assert isinstance(check, CountersignView)
    assert any(f"{old.quantity} -> " in row.code + row.detail for row in check.rows)
    supervisor = walk.user(Role.SUPERVISOR)
    await walk.scan(f"U-{supervisor}")
    await walk.sign(supervisor)
    assert walk.state.step(step.id).filled["value"].act.values["value"].value == new
    walk.go(EvidenceFlow(walk.desk, BATCH, step, lambda: open_step(walk.desk, BATCH)))
    await walk.settle()
    evidence = walk.flow.view
    assert isinstance(evidence, InstructionView)
    assert [row.code for row in evidence.rows if row.struck] == [str(old.quantity)]
    assert await walk.refusals() == []


@pytest.mark.urs("F26", "F11")
async def test_a_correction_left_to_a_second_person_waits_in_the_list_to_verify(walk: Walk) -> None:
    step = await measured(walk)
    old = walk.state.step(step.id).filled["value"].act.values["value"]
    await at_record_of(walk, step)
    await walk.digit(1)
    await walk.enter("no number")
    assert walk.flow.said.startswith("quantity.")
    await walk.enter(old.value)
    await walk.enter("for no reason")
    assert [item.key for item in await walk.refusals()] == ["refusal.correction_same"]
    places = len(old.value.partition(".")[2])
    await walk.enter(f"{Decimal(old.value) + Decimal(1).scaleb(-places)}")
    await walk.enter("misread")
    await walk.sign(walk.desk.session.person.user_id if walk.desk.session else "")
    await walk.key("f3")
    supervisor = walk.terminal.recorder.plant.person_of_user(walk.user(Role.SUPERVISOR))
    assert supervisor is not None
    assert [item.manifest.step for item in waiting_for(walk.desk, supervisor)] == list(walk.state.corrections)
    assert walk.state.step(step.id).filled["value"].act.values["value"] == old


@pytest.mark.urs("F14")
async def test_one_key_comments_on_the_step_in_hand_and_leads_back_to_it(walk: Walk) -> None:
    guidance = await walk.to(InProcessControl, "reading_2")
    step = guidance.step
    assert step is not None
    await walk.key("f11")
    await walk.enter("belt slipped, tension set")
    assert [item.act.facts["comment"] for item in walk.state.comments] == ["belt slipped, tension set"]
    shown = walk.flow.view
    assert isinstance(shown, ListedView)
    assert [item.name for item in shown.items] == ["belt slipped, tension set"]
    await walk.key("f3")
    assert walk.guidance == guidance
    assert walk.flow.screen == "ipc"


@pytest.mark.urs("F26")
async def test_a_supervisor_has_a_signed_step_repeated_and_the_operator_does_it_again(walk: Walk) -> None:
    step = await measured(walk)
    before = walk.state.step(step.id)
    await at_record_of(walk, step)
    await walk.digit(8)
    assert walk.flow.view.fields == ()
    walk.terminal.enter(walk.user(Role.SUPERVISOR))
    await at_record_of(walk, step)
    await walk.digit(8)
    await walk.enter("analyser was not warmed up")
    assert [item.recorded for item in walk.state.former[step.id]] == [before]
    guidance = walk.guidance
    assert (guidance.stage, guidance.step) == (Stage.START, step)
    walk.terminal.enter(walk.user(Role.OPERATOR))
    walk.go(open_step(walk.desk, BATCH))
    await walk.settle()
    await walk.until(lambda g: g.step is not None and g.step.id != step.id)
    assert walk.state.step(step.id).performed is not None
    kinds = [act.kind for act in await walk.terminal.acts()]
    assert kinds.count(ActKind.STEP_REPEATED) == 1
    assert await walk.refusals() == []
