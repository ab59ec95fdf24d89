"""Cleanness of equipment from acts: a cleaning round, uses of batches, their end; the log is what its acts say."""

import contextlib

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.acts import ActKind, Subject, Who
from core.batch.guide import Stage
from core.batch.judge import judge
from core.logbook_forms import form_of
from core.master.setting import EquipmentSetting
from core.plant import EquipmentState, Standing
from core.times import utc_from
from core.usage.line import Effect, Kept, UsageKind, UsageLine, logbook
from core.usage.shown import sentence
from core.usage.standing import clean_until, standing_refusals, standings, stands_after
from core.usage.touches import touches
from server.db.store import Store
from server.projections.equipment import keep_touch
from server.rebuild import rebuild
from server.usage_log import page, period
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.forms import approve, form_text
from tests.fakes.kinds import kinds_batch
from tests.fakes.rehearsal import Rehearsal
from tests.fakes.served import ServedBatch
from tests.server.test_usage_log import lines

GRANULATOR = "E-GRAN-01"


class ServedRound(ServedBatch):
    """A round of a form about a thing, filled in against the real core."""

    def __init__(self, kiosk: KioskUnderTest, form: str, thing: str) -> None:
        self.kiosk, self.records, self.refusals = kiosk, [], []
        self.plant = kiosk.core.service.writer.picture.plant
        found = form_of(form)
        assert found is not None
        self.master = found
        self._cast()
        self._decided(self.operator, "open_round", form=found.code, thing=thing)


def cleaned(kiosk: KioskUnderTest, thing: str = GRANULATOR) -> ServedRound:
    """Clean equipment by the example form."""
    made = ServedRound(kiosk, form_text("equipment-cleaning"), thing)
    made.play()
    return made


def standing(core: CoreUnderTest) -> Standing:
    return core.service.writer.picture.plant.standings[f"equipment/{GRANULATOR}"]


@pytest.mark.urs("F17", "GMP 84", "GMP 86")
def test_equipment_is_clean_after_its_round_in_use_for_a_batch_and_dirty_when_its_operation_ends(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    approve(core, form_text("equipment-cleaning"))
    assert core.service.writer.picture.plant.standings == {}
    made = cleaned(kiosk)
    clean = standing(core)
    assert (clean.state, clean.batch, clean.clean_hold_s) == (EquipmentState.CLEAN, made.state.number, 72 * 3600)
    batch = ServedBatch(kiosk)
    batch.play(lambda played: played.state.step("S140").started is not None)
    used = standing(core)
    assert (used.state, used.batch) == (EquipmentState.IN_USE, batch.state.number)
    batch.play(lambda played: played.state.leases.get("OP-310") is not None)
    left = standing(core)
    assert (left.state, left.batch) == (EquipmentState.DIRTY, batch.state.number)
    assert left.since > used.since
    cleaning, use = lines(core, Kept.EQUIPMENT, GRANULATOR)
    assert (cleaning.kind, cleaning.batch, cleaning.name.zh) == (UsageKind.CLEANING, made.state.number, "设备清洁记录")
    assert sentence(cleaning.told[0], "en") == "Type of cleaning: Between batches of one product"
    assert (use.kind, use.batch, use.effect) == (UsageKind.USE, batch.state.number, Effect.ENDS)
    assert cleaning.checkers
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


@pytest.mark.urs("F17", "GMP 84", "GMP 199")
def test_use_is_refused_while_another_batch_has_it_while_dirty_and_when_the_cleaning_holds_no_longer(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    approve(core, form_text("equipment-cleaning"))
    cleaned(kiosk)
    batch = ServedBatch(kiosk)
    batch.play(lambda played: (entry := played.guidance().entry) is not None and entry.of == "granulator")
    guidance = batch.guidance()
    assert guidance.step is not None
    assert guidance.entry is not None
    place = {"batch": batch.state.number, "operation": "OP-210", "step": guidance.step.id}
    about = Subject(**place, entry=guidance.entry.name, equipment=GRANULATOR)
    scan = batch.act(ActKind.EQUIPMENT_SCANNED, Who(person=batch.operator.id), about)

    def refused(found: Standing | None) -> list[str]:
        stand = {f"equipment/{GRANULATOR}": found} if found else {}
        plant = msgspec.structs.replace(batch.plant, standings=stand)
        return [item.key for item in judge(scan, kiosk.name, batch.state, batch.master, plant)]

    clean, other = standing(core), "B2611-0099"
    assert refused(clean) == refused(None) == []
    assert refused(Standing(EquipmentState.IN_USE, clean.since, other)) == ["refusal.equipment_in_use"]
    assert refused(Standing(EquipmentState.DIRTY, clean.since, other)) == ["refusal.equipment_dirty"]
    assert refused(Standing(EquipmentState.DIRTY, clean.since, batch.state.number)) == []
    over = Standing(EquipmentState.CLEAN, clean.since, "", clean.cleaned, 60)
    assert refused(over) == ["refusal.equipment_clean_hold"]


@pytest.mark.urs("F17", "GMP 84")
def test_who_checks_a_step_after_the_cleaning_does_not_take_the_equipment_into_use_again(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    approve(core, form_text("equipment-cleaning"))
    cleaned(kiosk)
    batch = ServedBatch(kiosk)
    batch.play(lambda played: played.guidance().stage == Stage.VERIFY and _with_granulator(played))
    assert standing(core).state == EquipmentState.IN_USE
    again = cleaned(kiosk)
    clean = standing(core)
    assert (clean.state, clean.batch) == (EquipmentState.CLEAN, again.state.number)
    batch.follow(batch.guidance())
    assert standing(core) == clean


def _scanned(core: CoreUnderTest, kiosk: KioskUnderTest) -> ServedBatch:
    """Bring a batch to where the cleaned granulator was just scanned."""
    approve(core, form_text("equipment-cleaning"))
    cleaned(kiosk)
    batch = ServedBatch(kiosk)
    batch.play(_with_granulator)
    return batch


@pytest.mark.urs("F17", "GMP 84")
def test_equipment_that_was_scanned_by_mistake_is_given_back_as_it_stood(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    batch = _scanned(core, kiosk)
    used = standing(core)
    assert (used.state, used.was) == (EquipmentState.IN_USE, EquipmentState.CLEAN)
    step = batch.guidance().step
    assert step is not None
    assert batch.do(ActKind.ENTRIES_UNDONE, step) == ()
    back = standing(core)
    assert (back.state, back.was, back.cleaned) == (EquipmentState.CLEAN, None, used.cleaned)
    assert standing_refusals(back, Kept.EQUIPMENT, GRANULATOR, "B2611-0099", core.clock.utc()) == []
    batch.play(lambda played: played.state.leases.get("OP-310") is not None)
    assert standing(core).state == EquipmentState.DIRTY
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


@pytest.mark.urs("F17", "GMP 84")
@pytest.mark.parametrize(
    ("until", "effect"), [(ActKind.EQUIPMENT_SCANNED, Effect.GIVES_BACK), (ActKind.SETTING_MADE, Effect.ENDS)]
)
def test_what_was_used_before_it_was_taken_back_is_dirty_and_free_of_its_batch(until: ActKind, effect: Effect) -> None:
    batch = kinds_batch()
    batch.play(lambda played: played.records[-1].act.kind == until and _is_setting(played))
    step, before = batch.guidance().step, batch.state
    assert step is not None
    assert batch.do(ActKind.ENTRIES_UNDONE, step) == ()
    told = touches(9, batch.records[-1].act, batch.plant, before, batch.state, batch.master)
    assert [line.effect for line in told if line.of == Kept.EQUIPMENT] == [Effect.BINDS, effect]
    at = "2026-11-20T00:00:00.000000Z"
    (machine,) = {line.thing for line in told if line.of == Kept.EQUIPMENT}
    stood = Standing(EquipmentState.IN_USE, at, batch.state.number, at, was=EquipmentState.CLEAN, was_of="R2611-0001")
    for line in told:
        stood = stands_after(stood, line) or stood if line.thing == machine else stood
    clean = effect == Effect.GIVES_BACK
    assert (stood.state, stood.batch) == (
        (EquipmentState.CLEAN, "R2611-0001") if clean else (EquipmentState.DIRTY, batch.state.number)
    )


def _is_setting(played: Rehearsal) -> bool:
    step = played.guidance().step
    return step is not None and isinstance(step.detail, EquipmentSetting)


def _with_granulator(played: Rehearsal) -> bool:
    step = played.guidance().step
    filled = played.state.step(step.id).filled.values() if step is not None else ()
    return any(item.act.subject.equipment == GRANULATOR for item in filled)


# ------------------------------------------------------------------ whatever acts come in whatever order


def _touch(number: int, thing: int, kind: UsageKind, batch: int, effect: Effect, minute: int) -> UsageLine:
    at = f"2026-11-20T{6 + minute // 60:02d}:{minute % 60:02d}:00.000000Z"
    cleans, ends = effect == Effect.CLEANS, effect in (Effect.ENDS, Effect.GIVES_BACK)
    kind = UsageKind.CLEANING if cleans else UsageKind.USE if ends else kind
    records = () if ends else (number,)
    name = f"B{batch}" if kind in (UsageKind.USE, UsageKind.CLEANING, UsageKind.EXCEPTION) else ""
    line = UsageLine(Kept.EQUIPMENT, f"E-{thing}", kind, at, at, records, batch=name, operation=f"OP-{batch % 2}")
    return msgspec.structs.replace(line, effect=effect, clean_hold_s=60 if cleans else 0)


_THINGS, _BATCHES, _MINUTES = st.integers(0, 1), st.integers(1, 3), st.integers(0, 300)
_DOINGS = st.tuples(_THINGS, st.sampled_from(list(UsageKind)), _BATCHES, st.sampled_from(list(Effect)), _MINUTES)


@pytest.mark.urs("F17")
@settings(max_examples=300, deadline=None)
@given(st.lists(_DOINGS, max_size=40))
def test_whatever_happens_a_thing_is_followed_from_its_first_cleaning_on_and_its_state_is_legal(
    doings: list[tuple[int, UsageKind, int, Effect, int]],
) -> None:
    touches = [_touch(number, *doing) for number, doing in enumerate(doings)]
    now: dict[str, Standing] = {}
    for touch in touches:
        before, after = now.get(touch.thing), stands_after(now.get(touch.thing), touch)
        if after is None:
            assert before is None
            assert touch.effect != Effect.CLEANS
            continue
        assert after.state in (EquipmentState.CLEAN, EquipmentState.IN_USE, EquipmentState.DIRTY)
        assert before is None or after.since >= before.since
        if touch.effect == Effect.GIVES_BACK and after != before:
            assert before is not None
            assert (before.was, before.was_of, after.was) == (after.state, after.batch, None)
        elif after.state == EquipmentState.DIRTY and after != before:
            assert before is not None
            used = (before.state, before.batch) == (EquipmentState.IN_USE, after.batch)
            assert used or (touch.kind, after.batch) == (UsageKind.STATE, "")
        if after.state == EquipmentState.CLEAN and after != before and touch.effect != Effect.GIVES_BACK:
            assert touch.effect == Effect.CLEANS
        now[touch.thing] = after
        own = standing_refusals(after, Kept.EQUIPMENT, touch.thing, after.batch, utc_from(after.since))
        foreign = standing_refusals(after, Kept.EQUIPMENT, touch.thing, "B9", utc_from(after.since))
        assert own == []
        assert bool(foreign) == (after.state != EquipmentState.CLEAN)
        until = clean_until(after)
        assert (until is None) == (after.state != EquipmentState.CLEAN)
    assert {name.removeprefix("equipment/"): found for name, found in standings(touches).items()} == now


@pytest.mark.urs("F17")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_DOINGS, max_size=25))
def test_the_log_in_the_database_is_the_fold_of_what_the_acts_have_to_say(
    core: CoreUnderTest, doings: list[tuple[int, UsageKind, int, Effect, int]]
) -> None:
    touches = [_touch(number, *doing) for number, doing in enumerate(doings)]
    expected = sorted(logbook(touches), key=lambda line: (line.thing, line.since, line.seq, line.kind))
    for found in _kept(core, touches):
        assert found == [*expected]


def _kept(core: CoreUnderTest, touches: list[UsageLine]) -> list[list[UsageLine]]:
    """Write touches, read the logbooks back in both ways, and leave nothing behind."""
    found: list[list[UsageLine]] = []
    with core.store.unit() as unit, contextlib.suppress(_Undone), unit.savepoint():
        for touch in touches:
            keep_touch(unit, touch)
        things = ("E-0", "E-1")
        found.append([line for thing in things for line in period(unit, Kept.EQUIPMENT, thing, None, None)])
        found.append([line for thing in things for line in reversed(page(unit, Kept.EQUIPMENT, thing)[0])])
        raise _Undone
    return found


class _Undone(Exception):
    """Everything was read; nothing of it stays."""
