"""Equipment that stays dirty too long: counted from the end of its use, settled by quality on the cleaning."""

from datetime import timedelta

import msgspec
import pytest

from core.acts import Meaning
from core.batch.exception_class import ExceptionClass, class_of
from core.batch.fold import fold
from core.batch.guide import Stage
from core.logbook_effects import held_by_round
from core.people import Role
from core.plant import EquipmentState, Standing
from core.times import utc_from, utc_text
from core.usage.line import Kept
from core.usage.standing import dirty_until
from server.db.statements import insert
from server.db.store import Store
from server.db.tables.evidence import record_flag
from server.db.tables.usage import usage_standing
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.forms import approve, form_text
from tests.fakes.served import ServedBatch
from tests.server.test_usage_standing import GRANULATOR, ServedRound, cleaned, standing

HOUR = 3600
LIMIT_H = 24
"""Of the granulator of the demo plant."""


def used(core: CoreUnderTest, kiosk: KioskUnderTest) -> ServedBatch:
    """Clean the granulator, use it for a batch, and leave it dirty."""
    approve(core, form_text("equipment-cleaning"))
    cleaned(kiosk)
    batch = ServedBatch(kiosk)
    batch.play(lambda played: played.state.leases.get("OP-310") is not None)
    return batch


def left_dirty(core: CoreUnderTest, hours: int) -> None:
    """Let the granulator be dirty since a batch some hours ago, as its projection says it."""
    at = utc_text(core.clock.utc() - timedelta(hours=hours))
    stood = Standing(EquipmentState.DIRTY, at, "B2611-0001", at, used=at)
    with core.store.unit() as unit:
        values = {"body": msgspec.to_builtins(stood), "changed": 1_000_000}
        row = insert(usage_standing).values(of="equipment", thing=GRANULATOR, **values)
        unit.do(row.on_conflict_do_update(index_elements=["of", "thing"], set_=values))
        core.service.writer.picture.refresh(unit)
    assert standing(core) == stood


@pytest.mark.urs("F17", "F18", "GMP 84")
def test_a_cleaning_that_begins_too_late_waits_for_quality_and_so_does_the_equipment(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    used(core, kiosk)
    plant, dirty = core.service.writer.picture.plant, standing(core)
    until = dirty_until(plant, Kept.EQUIPMENT, GRANULATOR)
    assert (dirty.state, dirty.used) == (EquipmentState.DIRTY, dirty.since)
    assert until is not None
    assert (until - utc_from(dirty.since)).total_seconds() == LIMIT_H * HOUR
    core.clock.advance((LIMIT_H + 2) * HOUR)
    made = ServedRound(kiosk, form_text("equipment-cleaning"), GRANULATOR)
    opened = made.records[0].act
    assert (opened.facts["dirty_since"], opened.facts["dirty_hold"]) == (dirty.since, str(LIMIT_H * HOUR))
    made.play(lambda played: played.guidance().stage == Stage.HOLD)
    (case,) = made.state.cases.values()
    assert (case.what.key, case.severity, case.on_hold) == ("exception.dirty_hold", "major", True)
    assert case.what.params["held"].startswith(f"{LIMIT_H + 2} h ")
    assert case.step == made.master.steps()[-1].id
    assert class_of(case, made.master) == ExceptionClass.TIME
    assert case.production is not None
    assert all(made.state.step(step.id).filled for step in made.master.steps()[:-1])
    assert held_by_round(core.service.writer.picture.plant, GRANULATOR) == made.state.number
    assert standing(core).state == EquipmentState.DIRTY
    made.dispose(case.id, made.person(Role.QA), Meaning.APPROVED, made.master.steps()[-1])
    made.play()
    assert standing(core).state == EquipmentState.CLEAN
    assert held_by_round(core.service.writer.picture.plant, GRANULATOR) is None
    assert fold(tuple(made.records), made.master) == made.state
    assert core.rows(record_flag) == []
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


@pytest.mark.urs("F17", "F18", "GMP 84")
def test_a_cleaning_in_time_and_one_of_what_is_clean_open_nothing(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    approve(core, form_text("equipment-cleaning"))
    first = cleaned(kiosk)
    assert (first.state.cases, first.state.dirty) == ({}, None)
    left_dirty(core, hours=LIMIT_H - 1)
    made = cleaned(kiosk)
    assert (made.state.cases, standing(core).state) == ({}, EquipmentState.CLEAN)
    assert made.state.dirty is not None
    again = cleaned(kiosk)
    assert (again.state.cases, again.state.dirty) == ({}, None)
