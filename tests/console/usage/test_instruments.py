"""Results name the instrument whose label was scanned, and stand in its logbook with product and batch."""

import pytest

from console.flows.result_entry import ResultEntryFlow
from core.acts import ActKind, Subject
from core.batch.judge import judge
from core.usage.line import Kept, UsageKind
from server.usage_log import page
from tests.console.usage.test_usage_flows import scan
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.seat import Seat
from tests.fakes.served import ServedBatch


@pytest.mark.urs("F17", "GMP 86", "GMP 94")
async def test_a_result_names_its_instrument_and_writes_its_logbook(
    core: CoreUnderTest, kiosk: KioskUnderTest, seat: Seat
) -> None:
    batch = ServedBatch(kiosk)
    batch.play(lambda played: bool(played.state.samples))
    sample = next(iter(batch.state.samples))
    await seat.sign_in("qc1")
    await seat.following.refresh()
    flow = ResultEntryFlow(seat.desk, batch.state.number, sample)
    await seat.show(flow)
    assert flow.view.rows[-1].detail == "scan its label, and results name it"
    await scan(seat, "E-BAL-02")
    assert "calibration ended" in seat.flow.message
    await scan(seat, "E-HPLC-01")
    assert (flow.message, flow.view.rows[-1].code) == ("", "E-HPLC-01")
    test = flow.specification.tests[0]
    await seat.type(test.low or test.high or "1")
    entered = next(act for act in reversed(await seat.own()) if act.kind == ActKind.RESULT_ENTERED)
    assert entered.subject.equipment == "E-HPLC-01"
    for equipment, key in (("E-BAL-02", "refusal.calibration_ended"), ("E-NONE", "refusal.equipment_unknown")):
        named = Subject(batch=batch.state.number, sample=sample, test=test.code, equipment=equipment)
        act = batch.act(ActKind.RESULT_ENTERED, entered.who, named, entered.values, entered.facts)
        assert [item.key for item in judge(act, kiosk.name, batch.state, batch.master, batch.plant)] == [key]
    await seat.send()
    with core.store.unit() as unit:
        line = page(unit, Kept.EQUIPMENT, "E-HPLC-01")[0][0]
    assert (line.kind, line.batch, line.strength) == (UsageKind.TEST, batch.state.number, "500 mg")
    assert (line.product.en, line.steps, line.operation) == ("Paracetamol tablets", (test.code,), sample)
