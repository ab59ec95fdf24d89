"""What the played people type is in limits, with the decimals that are asked for."""

from decimal import Decimal

import pytest

from console.demo.values import good_result, good_value
from core.acts import ActKind
from core.batch.entries import Entry, entries
from core.master.model import Step
from core.master.text import load_master
from core.quality import Conclusion, judge_result
from tests.fakes.rehearsal import MASTER_TEXT, rehearsal_plant

MASTER = load_master(MASTER_TEXT)
TYPED = [
    (step, entry)
    for step in MASTER.steps()
    for entry in entries(step)
    if entry.act in (ActKind.VALUE_ENTERED, ActKind.OUTPUT_RECORDED)
]
TESTS = rehearsal_plant().specifications["SP-PCM500"].tests


@pytest.mark.parametrize(("step", "entry"), TYPED, ids=lambda item: getattr(item, "id", getattr(item, "name", "")))
def test_a_typed_value_is_in_limits_and_outside_no_alert(step: Step, entry: Entry) -> None:
    value = Decimal(good_value(step, entry, MASTER))
    assert entry.limits is None or (entry.limits.hold(value) and not entry.limits.alert(value))
    assert entry.decimals is None or -int(value.as_tuple().exponent) == entry.decimals


@pytest.mark.parametrize("test", TESTS, ids=lambda test: test.code)
def test_a_typed_result_complies(test: object) -> None:
    value = Decimal(good_result(test))  # pyright: ignore[reportArgumentType]  (made loosely)
    assert judge_result(test, value).conclusion == Conclusion.COMPLIES  # pyright: ignore[reportArgumentType]  (made loosely)
