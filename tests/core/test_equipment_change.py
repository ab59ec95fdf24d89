"""What a change of equipment makes of how it stands."""

import pytest

from core.plant import EquipmentState, Standing
from core.usage.line import Kept, UsageKind, UsageLine
from core.usage.standing import stands_after


@pytest.mark.urs("F17", "GMP 84")
def test_equipment_that_was_out_of_service_is_cleaned_before_it_is_used_again() -> None:
    standing = Standing(EquipmentState.CLEAN, "2026-11-20T01:00:00.000000Z", "R2611-0001")
    when = "2026-11-20T02:00:00.000000Z"
    touch = UsageLine(Kept.EQUIPMENT, "E-GRAN-01", UsageKind.STATE, when, when, (7,))
    after = stands_after(standing, touch)
    assert after is not None
    assert (after.state, after.since, after.batch) == (EquipmentState.DIRTY, when, "")
    assert stands_after(None, touch) is None
