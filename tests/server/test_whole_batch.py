"""A whole batch of the demo plant through the real core: issue, execution, laboratory, release, shipment, rebuild."""

import pytest

from core.batch.guide import Stage, guide
from server.db.store import Store
from server.db.tables.evidence import record, record_flag
from server.queries import batches, trace
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.rehearsal import KIOSK
from tests.fakes.served import ServedBatch


@pytest.mark.urs("F02", "F03", "F22")
def test_a_batch_goes_from_issue_to_complete_without_a_flag(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    batch = ServedBatch(kiosk)
    batch.play()
    assert guide(batch.state, batch.master, KIOSK).stage == Stage.COMPLETE
    assert core.rows(record_flag) == []
    assert core.receipt(KIOSK).through == kiosk.head.seq
    with core.store.unit() as unit:
        line = batches(unit)[0]
        assert (line.state, line.step) == ("complete", None)
        back = trace(unit, str(line.lot), forward=False)
    assert back.ends
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()
    assert core.count(record)
