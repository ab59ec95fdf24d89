"""What an act adds to the inputs of a batch, wherever the order of the steps puts it."""

import msgspec

from core.batch.materials import inputs_added
from core.batch.state import BatchState, Input
from core.quantity import quantity

EMPTY = BatchState("B2611-0042", "0" * 64, quantity("1", "pcs"), "2026-11-20T00:00:00.000000Z")
EARLIER, LATER = (Input(lot, "RM-PCM", quantity("5.000", "kg"), step) for lot, step in (("L-1", "S10"), ("L-2", "S20")))


def with_inputs(*inputs: Input) -> BatchState:
    return msgspec.structs.replace(EMPTY, pending=inputs)


def test_an_input_of_an_earlier_step_that_comes_later_is_found_before_the_others() -> None:
    assert inputs_added(with_inputs(LATER), with_inputs(EARLIER, LATER)) == [EARLIER]


def test_two_inputs_alike_are_two() -> None:
    assert inputs_added(with_inputs(LATER), with_inputs(LATER, LATER)) == [LATER]


def test_a_corrected_quantity_is_no_new_input() -> None:
    more = msgspec.structs.replace(LATER, quantity=quantity("5.100", "kg"))
    assert inputs_added(with_inputs(EARLIER, LATER), with_inputs(EARLIER, more)) == []
