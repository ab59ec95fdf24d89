"""Dispensing at the terminal: in parts, on a balance that may weigh it, and typed only where nothing else is left."""

from decimal import Decimal

import pytest

from console.flows.steps import open_step
from core.acts import ActKind, Source
from core.batch.guide import Stage
from core.master.kinds import ChargeIn, WeighDispense
from core.master.model import SignPolicy
from core.people import Role
from core.ports import DeviceState
from screens.everyone.listed import ListedView
from screens.operator.scan import ScanView
from screens.operator.weigh import WeighView
from screens.views import MarkView, Tone
from tests.console.flows.walk import BATCH, Walk
from tests.fakes.devices import FakeBalance


def view(walk: Walk) -> WeighView:
    shown = walk.flow.view
    assert isinstance(shown, WeighView)
    return shown


def aside(walk: Walk) -> str:
    return "".join(span.words for span in view(walk).frame.aside)


async def part(walk: Walk, net: str) -> None:
    await walk.to(WeighDispense, "net")
    await walk.weigh(net, "enter")


@pytest.mark.urs("F08")
async def test_a_part_is_labelled_and_what_is_still_to_go_is_shown(walk: Walk) -> None:
    await part(walk, "56.786")
    guidance = await walk.to(WeighDispense, "source_2")
    assert guidance.step is not None
    assert "3.214 kg" in aside(walk)
    assert [row.code for row in view(walk).still] == ["56.786 kg"]
    await walk.to(WeighDispense, "net_2")
    await walk.weigh("3.214")
    await walk.until(lambda g: g.step is not None and g.step.id != guidance.step.id)  # type: ignore[union-attr]  (made loosely)
    made = [str(item.net) for item in walk.state.dispensed.values()]
    assert made == ["56.786 kg", "3.214 kg"]


@pytest.mark.urs("F08", "F09")
async def test_both_containers_of_a_material_are_charged_and_the_batch_is_made_to_its_end(walk: Walk) -> None:
    await part(walk, "56.786")
    await walk.to(ChargeIn, "charge_1_2")
    await walk.until(lambda _: False)
    assert walk.guidance.stage == Stage.COMPLETE
    assert await walk.refusals() == []


@pytest.mark.urs("F05", "F24")
async def test_the_empty_balance_is_zeroed_before_the_tare_and_its_reading_is_on_record(walk: Walk) -> None:
    guidance = await walk.to(WeighDispense, "zero")
    assert guidance.step is not None
    balance = walk.devices.balances[walk.bound("balance", guidance.step)]
    balance.load = Decimal("-1.200")
    assert [key.does for key in view(walk).frame.keys if key.name == "f2"] == ["zero"]
    await walk.key("f2")
    assert [key.does for key in view(walk).frame.keys if key.name == "f2"] == [""]
    values = walk.state.step(guidance.step.id).filled["zero"].act.values
    assert [(name, value.value) for name, value in values.items()] == [("zero", "0.000"), ("zero_before", "-1.200")]
    assert all(value.device is not None and value.device.raw for value in values.values())
    assert "zero 0.000 kg" in view(walk).rows[1].detail


@pytest.mark.urs("F05")
async def test_a_load_is_never_zeroed_away_and_a_container_that_was_is_no_tare(walk: Walk) -> None:
    guidance = await walk.to(WeighDispense, "zero")
    assert guidance.step is not None
    balance = walk.devices.balances[walk.bound("balance", guidance.step)]
    balance.load = Decimal("60.000")
    await walk.key("f2")
    assert (walk.guidance.entry, balance.load) == (guidance.entry, Decimal("60.000"))
    balance.load, balance.tared = Decimal("0.000"), Decimal("0.000")
    for _ in range(2):
        await walk.key("f2")
    assert [item.key for item in await walk.refusals()] == ["refusal.pan_loaded", "refusal.tare_nothing"]


@pytest.mark.urs("F09")
async def test_the_kit_is_named_at_the_vessel_and_on_record(walk: Walk) -> None:
    guidance = await walk.to(ChargeIn, "vessel")
    assert guidance.step is not None
    shown = walk.flow.view
    assert isinstance(shown, ScanView)
    waiting = [item.container for item in walk.state.dispensed.values()]
    charges = shown.items[1:]
    assert sorted(", ".join(item.code for item in charges).split(", ")) == sorted(waiting)[: len(charges)]
    assert shown.rows[0].detail == f"complete, {len(charges)} to charge here"
    await walk.follow(guidance)
    named = walk.state.step(guidance.step.id).filled["vessel"].act.facts["kit"]
    assert sorted(named.split(", ")) == sorted(item.code for item in charges)


@pytest.mark.urs("F08")
async def test_enter_on_a_whole_weight_is_no_part(walk: Walk) -> None:
    await part(walk, "60.000")
    assert [item.key for item in await walk.refusals()] == ["refusal.no_part"]
    await walk.key("f8")
    assert walk.guidance.entry is not None
    assert walk.guidance.entry.name == "label_back_1"


@pytest.mark.urs("F06")
async def test_the_balances_of_the_room_are_offered_with_why_one_may_not_weigh(walk: Walk) -> None:
    guidance = await walk.to(WeighDispense, "balance")
    assert guidance.step is not None
    rows = {row.code: row for row in view(walk).rows if row.code.startswith("E-")}
    bound = walk.label(guidance.step, guidance.entry)  # type: ignore[arg-type]  # an entry is due
    assert rows[bound].mark == MarkView(Tone.OK, "may weigh this")
    others = [row for code, row in rows.items() if code != bound]
    assert others != []
    assert all(row.mark is not None and row.mark.tone == Tone.FAIL and row.detail for row in others)


async def broken_balance(walk: Walk) -> FakeBalance:
    guidance = await walk.to(WeighDispense, "tare")
    assert guidance.step is not None
    balance = walk.devices.balances[walk.bound("balance", guidance.step)]
    balance.state = DeviceState.FAULT
    return balance


async def enter_as(walk: Walk, user: str) -> None:
    walk.terminal.enter(user)
    walk.go(open_step(walk.desk, BATCH))
    await walk.settle()


@pytest.mark.urs("F25", "CS 15")
async def test_a_weight_is_typed_only_by_right_with_a_reason_and_is_marked_for_ever(walk: Walk) -> None:
    await broken_balance(walk)
    assert view(walk).field is None
    await enter_as(walk, walk.user(Role.SUPERVISOR))
    step = walk.guidance.step
    assert step is not None
    for number in ("1.200", "60.000"):
        await walk.enter(number)
        await walk.enter("balance broken, weighed on E-BAL-09")
    taken = walk.state.step(step.id).filled["net"].act
    assert taken.values["net"].source == Source.TYPED
    assert taken.facts["reason"] == "balance broken, weighed on E-BAL-09"
    assert await walk.refusals() == []
    assert step.sign == SignPolicy.PERFORMED_VERIFIED
    await walk.until(lambda g: g.stage == Stage.VERIFY)
    assert walk.guidance.step == step


@pytest.mark.urs("F25")
async def test_nothing_is_typed_while_the_balance_can_be_read(walk: Walk) -> None:
    balance = await broken_balance(walk)
    await enter_as(walk, walk.user(Role.SUPERVISOR))
    assert view(walk).field is not None
    balance.state = DeviceState.READY
    assert view(walk).field is None
    await walk.enter("1.200")
    assert ActKind.CONTAINER_TARED not in [act.kind for act in await walk.terminal.acts()]


@pytest.mark.urs("F25")
async def test_a_blank_reason_is_refused(walk: Walk) -> None:
    await broken_balance(walk)
    await enter_as(walk, walk.user(Role.SUPERVISOR))
    await walk.enter("1.200")
    await walk.enter("   ")
    assert [item.key for item in await walk.refusals()] == ["refusal.typed_reason"]


@pytest.mark.urs("F05")
async def test_a_whole_clean_weighing_needs_no_typed_character_but_the_signatures(walk: Walk) -> None:
    typed: list[str] = []
    enter = walk.enter

    async def counted(text: str) -> None:
        typed.append(text)
        await enter(text)

    walk.enter = counted  # type: ignore[method-assign]  # counts what is typed
    await walk.to(ChargeIn, "vessel")
    assert typed == []
    assert len(walk.state.dispensed) == 5
    assert sum(item.net.to("kg").value for item in walk.state.dispensed.values()) == Decimal("72.000")


def kit(walk: Walk) -> ListedView:
    shown = walk.flow.view
    assert isinstance(shown, ListedView)
    return shown


@pytest.mark.urs("F08", "F09")
async def test_the_kit_names_what_is_missing_and_puts_back_what_was_dispensed(walk: Walk) -> None:
    await walk.to(ChargeIn, "vessel")
    await walk.key("f4")
    await walk.key("f4")
    assert (walk.flow.screen, len(kit(walk).items)) == ("listed", 5)
    assert kit(walk).rows[0].detail == "complete, 5 containers"
    before = [item.code for item in kit(walk).items]
    await walk.digit(2)
    await walk.enter("bag torn")
    assert [item.code for item in kit(walk).items] == [before[0], *before[2:]]
    assert kit(walk).rows[0].detail == "missing: Lactose monohydrate 200M"
    await walk.key("f3")
    await walk.key("enter")
    await walk.until(lambda _: False)
    assert walk.guidance.stage == Stage.COMPLETE
    assert await walk.refusals() == []
