"""Corrections at the core: taken in without a flag, the ledger holds the difference, a rebuild gives the same."""

from decimal import Decimal

import pytest

from core.acts import ActKind, Meaning, Source, Subject, Value
from core.batch.guide import Stage
from core.batch.manifest_correction import correction_manifest
from core.batch.progress import finished
from core.master.kinds import Measurement, WeighDispense, Yield
from core.trail import is_change
from server.db.store import Store
from server.db.tables.stock import stock_entry
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.served import ServedBatch
from tests.server.test_audit_changes import told
from tests.server.test_dispensing import balances, flags


def correct(batch: ServedBatch, step: str, entry: str, value: str) -> None:
    """Correct a value as the operator, checked by the supervisor."""
    known = batch.master.step(step)
    assert known is not None
    old = batch.state.step(step).filled[entry]
    name, before = next(iter(old.act.values.items()))
    new = Value(value, before.unit, Source.TYPED)
    facts = {"field": entry, "old": str(before.quantity), "new": str(new.quantity)}
    facts |= {"sha256": old.reference.sha256, "reason": "misread"}
    about = Subject(entry=entry, record=old.reference.id)
    assert batch.do(ActKind.CORRECTION_MADE, known, about, {name: new}, facts) == ()
    made = list(batch.state.corrections.values())[-1]
    manifest = correction_manifest(made, batch.state, batch.master, "en", batch.plant)
    assert batch.sign(manifest, batch.performer(known), Meaning.PERFORMED) == ()
    checker = batch.supervisor
    assert batch.sign(manifest, checker, Meaning.VERIFIED) == ()
    assert batch.state.step(step).filled[entry].act.values[name].value == value


@pytest.mark.urs("F26", "F22")
def test_a_corrected_weight_and_a_corrected_output_move_the_stock_by_the_difference(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    batch = ServedBatch(kiosk)
    batch.play(lambda made: len(made.state.dispensed) == 1 and made.guidance().stage == Stage.START)
    (item,) = batch.state.dispensed.values()
    weighing = next(step for step in batch.master.steps() if isinstance(step.detail, WeighDispense))
    before = balances(core)
    correct(batch, weighing.id, "net", f"{item.net.value + Decimal('0.010'):f}")
    now = balances(core)
    assert now[item.container] - before[item.container] == Decimal("0.010")
    assert now[item.source] - before[item.source] == Decimal("-0.010")
    assert [case.what.key for case in batch.state.cases.values()] == ["exception.device_corrected"]
    batch.play(lambda made: len(made.state.outputs) == 2 and made.guidance().stage == Stage.START)
    output = batch.state.outputs[0]
    yields = [step for step in batch.master.steps() if isinstance(step.detail, Yield)]
    correct(batch, yields[0].id, "output", f"{output.quantity.value - 1:f}")
    batch.play()
    assert batch.refusals == []
    assert flags(core) == set()
    assert sum((row[2] for row in core.rows(stock_entry)), Decimal(0)) == 0
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


@pytest.mark.urs("F26", "11.10(e)")
def test_the_trail_shows_old_and_new_of_a_correction_and_of_a_repeat_with_the_reason(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    batch = ServedBatch(kiosk)
    measured = next(step for step in batch.master.steps() if isinstance(step.detail, Measurement))
    batch.play(lambda made: measured.id in made.state.steps and finished(measured, made.state))
    old = str(batch.state.step(measured.id).filled["value"].act.values["value"].quantity)
    places = len(old.split()[0].rstrip("%").partition(".")[2])
    number = f"{Decimal(old.split()[0].rstrip('%')) + Decimal(1).scaleb(-places)}"
    correct(batch, measured.id, "value", number)
    seconds = {"reason": "analyser was cold"}
    assert batch.do(ActKind.STEP_REPEATED, measured, Subject(), None, seconds, batch.supervisor) == ()
    batch.play(lambda made: finished(measured, made.state))
    by_kind = {record.act.kind: record.act for record in batch.records}
    changed = (by_kind[ActKind.CORRECTION_MADE], by_kind[ActKind.STEP_REPEATED])
    ((field, before, after),) = told(core, changed[0])
    assert (field, before, after) == ("value", old, changed[0].facts["new"])
    ((field, before, after),) = told(core, changed[1])
    assert (field, before.replace(" ", "")) == ("value", old.replace(" ", ""))
    assert after == before
    assert all(is_change(act) and act.facts["reason"] for act in changed)
