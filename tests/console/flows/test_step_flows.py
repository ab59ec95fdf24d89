"""The step flows, as screens and scanners use them, with a real outbox and without Textual."""

from decimal import Decimal

import pytest

from core.acts import ActKind
from core.batch.guide import Stage
from core.master.kinds import EquipmentReading, Measurement, Reconciliation, WeighDispense
from core.master.model import SignPolicy
from core.people import Role
from core.ports import TagQuality
from screens.operator.sign import SignView
from screens.operator.weigh import WeighView
from screens.operator.wrong_scan import WrongScanView
from tests.console.flows.walk import Walk
from tests.fakes.devices import FakeBalance


async def test_a_whole_batch_is_made_by_scanner_balance_and_keys(walk: Walk) -> None:
    await walk.until(lambda _: False)
    assert walk.guidance.stage == Stage.COMPLETE
    assert await walk.refusals() == []
    assert walk.seen[-1] == "batch_map"


@pytest.mark.urs("F05")
async def test_a_wrong_container_shows_both_lots_and_leaves_the_step_as_it_was(walk: Walk) -> None:
    guidance = await walk.to(WeighDispense, "source")
    assert guidance.step is not None
    before = walk.state.step(guidance.step.id).filled
    wrong = list(walk.state.reserved)[-1]
    await walk.scan(wrong)
    view = walk.flow.view
    assert isinstance(view, WrongScanView)
    assert view.expected is not None
    assert view.scanned.code != view.expected.code
    assert walk.state.step(guidance.step.id).filled == before
    assert [item.key for item in await walk.refusals()] == ["refusal.lot_wrong"]
    assert walk.devices.signals[-1] is False


async def test_the_right_scan_is_taken_straight_from_the_wrong_scan_dialog(walk: Walk) -> None:
    guidance = await walk.to(WeighDispense, "source")
    assert guidance.step is not None
    assert guidance.entry is not None
    await walk.scan("C-999999")
    await walk.scan(walk.label(guidance.step, guidance.entry))
    assert "source" in walk.state.step(guidance.step.id).filled


@pytest.mark.urs("F05")
async def test_a_weight_over_the_limit_is_refused_with_what_to_take_out_then_taken_when_right(walk: Walk) -> None:
    guidance = await walk.to(WeighDispense, "net")
    assert guidance.step is not None
    detail = guidance.step.detail
    assert isinstance(detail, WeighDispense)
    assert detail.limits.high is not None
    await walk.weigh(f"{detail.limits.high + 1:f}")
    assert "1.000 kg" in walk.flow.message
    assert [item.key for item in await walk.refusals()] == ["refusal.weight_over"]
    await walk.weigh(f"{detail.limits.target:f}")
    assert "net" in walk.state.step(guidance.step.id).filled
    assert walk.devices.label_printer.jobs != []


@pytest.mark.urs("F05")
async def test_an_unstable_weight_is_not_recorded(walk: Walk) -> None:
    guidance = await walk.to(WeighDispense, "net")
    assert guidance.step is not None
    walk.devices.balances[walk.bound("balance", guidance.step)].stable = False
    await walk.key("f8")
    assert [item.key for item in await walk.refusals()] == ["device.not_stable"]
    view = walk.flow.view
    assert isinstance(view, WeighView)
    assert "net" not in walk.state.step(guidance.step.id).filled


@pytest.mark.urs("F24")
@pytest.mark.parametrize("quality", [TagQuality.STALE, TagQuality.COMM_ERROR, TagQuality.BAD_TYPE])
async def test_a_reading_that_is_not_good_is_never_recorded(walk: Walk, quality: TagQuality) -> None:
    guidance = await walk.to(EquipmentReading, "reading")
    assert guidance.step is not None
    machine = walk.devices.machine(walk.bound("equipment", guidance.step))
    machine.quality = quality
    await walk.key("f8")
    assert [item.key for item in await walk.refusals()] == ["refusal.tag_quality"]
    assert "reading" not in walk.state.step(guidance.step.id).filled


@pytest.mark.urs("F13")
async def test_a_value_out_of_limits_asks_for_its_cause_and_the_supervisor_before_the_signature(walk: Walk) -> None:
    guidance = await walk.to(Measurement, "value")
    assert guidance.entry is not None
    assert guidance.entry.limits is not None
    assert guidance.entry.limits.high is not None
    await walk.enter(f"{guidance.entry.limits.high + 1:f}")
    assert (walk.flow.screen, walk.guidance.stage) == ("exception", Stage.EXPLAIN)
    await walk.digit(1)
    assert walk.guidance.stage == Stage.DISPOSE
    await walk.digit(1)
    assert walk.guidance.stage == Stage.DISPOSE
    supervisor = walk.user(Role.SUPERVISOR)
    await walk.scan(f"U-{supervisor}")
    await walk.digit(1)
    await walk.sign(supervisor)
    (case,) = walk.state.cases.values()
    assert case.production is not None
    assert walk.guidance.stage in (Stage.SIGN, Stage.START, Stage.ENTRY, Stage.LEASE)


async def test_what_is_no_number_is_said_and_not_recorded(walk: Walk) -> None:
    guidance = await walk.to(Measurement, "value")
    assert guidance.step is not None
    for text in ("1,2", "abc", "１.２", "", "1e3"):
        if text:
            await walk.enter(text)
            assert walk.flow.message
    assert walk.state.step(guidance.step.id).filled == {}


# ------------------------------------------------------------------ signing


async def to_signature(walk: Walk, policy: SignPolicy, stage: Stage) -> None:
    await walk.until(lambda g: g.stage == stage and g.step is not None and g.step.sign == policy)
    assert walk.guidance.stage == stage


@pytest.mark.urs("F12", "11.200(a)(1)")
@pytest.mark.parametrize(("code", "typed"), [("000000", None), ("123456", "another-password")])
async def test_a_wrong_password_and_a_wrong_code_are_told_alike_and_sign_nothing(
    walk: Walk, code: str, typed: str | None
) -> None:
    await to_signature(walk, SignPolicy.PERFORMED_VERIFIED, Stage.SIGN)
    await walk.sign("operator1", code, typed)
    assert walk.guidance.stage == Stage.SIGN
    assert [item.key for item in await walk.refusals()] == ["refusal.not_accepted"]
    view = walk.flow.view
    assert isinstance(view, SignView)
    assert view.refused is not None
    assert view.fields[0].attempt == 1


@pytest.mark.urs("11.200(a)(1)")
async def test_a_core_that_cannot_be_reached_is_never_told_as_a_wrong_code(walk: Walk) -> None:
    await to_signature(walk, SignPolicy.PERFORMED_VERIFIED, Stage.SIGN)
    walk.terminal.core.online = False
    await walk.sign("operator1")
    assert walk.guidance.stage == Stage.SIGN
    assert await walk.refusals() == []
    assert "code" not in walk.flow.message.lower() or "now" in walk.flow.message.lower()


@pytest.mark.urs("F11")
async def test_the_performer_cannot_countersign_and_the_attempt_is_on_record(walk: Walk) -> None:
    await to_signature(walk, SignPolicy.PERFORMED_VERIFIED, Stage.VERIFY)
    await walk.scan("U-operator1")
    await walk.sign("operator1")
    assert walk.guidance.stage == Stage.VERIFY
    assert [item.key for item in await walk.refusals()] == ["refusal.own_countersign"]
    await walk.follow(walk.guidance)
    assert walk.guidance.stage != Stage.VERIFY


@pytest.mark.urs("F11", "F12")
async def test_the_checker_signs_the_very_manifest_of_the_performer(walk: Walk) -> None:
    await to_signature(walk, SignPolicy.PERFORMED_VERIFIED, Stage.VERIFY)
    step = walk.guidance.step
    assert step is not None
    walk.desk.language = "zh"
    await walk.follow(walk.guidance)
    recorded = walk.state.step(step.id)
    assert recorded.performed is not None
    assert recorded.verified is not None
    assert recorded.performed.manifest == recorded.verified.manifest
    assert recorded.performed.person != recorded.verified.person


async def test_leaving_the_signature_signs_nothing_and_f12_undoes_the_entries(walk: Walk) -> None:
    await to_signature(walk, SignPolicy.PERFORMED_VERIFIED, Stage.SIGN)
    step = walk.guidance.step
    assert step is not None
    await walk.key("f12")
    assert walk.state.step(step.id).performed is None
    await walk.key("f12")
    assert walk.state.step(step.id).filled == {}
    assert ActKind.ENTRIES_UNDONE in [act.kind for act in await walk.terminal.acts()]


# ------------------------------------------------------------------ labels


@pytest.mark.urs("F23")
async def test_a_printer_that_is_not_ready_prints_and_records_nothing_until_it_is(walk: Walk) -> None:
    guidance = await walk.to(WeighDispense, "net")
    assert guidance.step is not None
    walk.devices.label_printer.ready = False
    await walk.fill(guidance.step, guidance.entry)  # pyright: ignore[reportArgumentType]  (made loosely)
    assert "label" not in walk.state.step(guidance.step.id).filled
    assert walk.flow.message
    walk.devices.label_printer.ready = True
    await walk.key("enter")
    assert "label" in walk.state.step(guidance.step.id).filled


@pytest.mark.urs("F23")
async def test_a_reprint_is_on_record_with_its_count(walk: Walk) -> None:
    await walk.to(WeighDispense, "label_back_1")
    step = walk.guidance.step
    assert step is not None
    await walk.key("f7")
    await walk.key("f7")
    assert walk.state.step(step.id).filled["label"].act.facts["reprint"] == "2"
    assert len(walk.devices.label_printer.jobs) == 3


# ------------------------------------------------------------------ daily check of a balance


async def checking(walk: Walk) -> tuple[FakeBalance, Decimal]:
    """Open the daily check and bind the first balance with a capacity."""
    walk.go(walk.desk.ways.task("daily_check", "DailyCheckFlow"))
    await walk.settle()
    item = next(item for item in walk.terminal.recorder.plant.equipment.values() if item.capacity)
    await walk.scan(item.id)
    assert item.capacity is not None
    return walk.devices.balances[item.id], item.capacity.value


@pytest.mark.urs("F06")
async def test_a_balance_that_shows_both_test_weights_is_checked_for_the_day(walk: Walk) -> None:
    balance, capacity = await checking(walk)
    for load in (capacity / 20, capacity):
        balance.load = load
        await walk.key("f8")
    (checked,) = [act for act in await walk.terminal.acts() if act.kind == ActKind.DEVICE_CHECKED]
    assert (checked.facts["result"], checked.facts["check"]) == ("passed", "daily")
    assert set(checked.values) == {"low", "high"}


@pytest.mark.urs("F06")
async def test_a_balance_that_is_more_than_a_thousandth_off_does_not_pass(walk: Walk) -> None:
    balance, capacity = await checking(walk)
    balance.load = capacity / 20 * Decimal("1.002")
    await walk.key("f8")
    assert [item.key for item in await walk.refusals()] == ["check.out_of_tolerance"]
    assert [act for act in await walk.terminal.acts() if act.kind == ActKind.DEVICE_CHECKED] == []


# ------------------------------------------------------------------ packaging


@pytest.mark.urs("F21", "GMP 215")
async def test_a_balance_outside_its_limits_holds_the_batch_for_quality(walk: Walk) -> None:
    await walk.to(Reconciliation, "issued")
    for number in ("2500", "2400", "0", "0", "0"):
        await walk.enter(number)
    await walk.until(lambda guidance: guidance.stage == Stage.HOLD)
    assert walk.flow.screen == "exception"
    view = walk.flow.view
    assert view.causes == ()
    assert "QA" in view.question
    await walk.digit(1)
    await walk.scan(f"U-{walk.user(Role.SUPERVISOR)}")
    assert walk.guidance.stage == Stage.HOLD
    assert walk.state.held()
