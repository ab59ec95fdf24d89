"""Whatever is corrected, repeated or said at any moment: the batch is made to its end, and every fold is the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.acts import ActKind, Meaning, Subject
from core.batch.fold import apply, begin, fold
from core.batch.guide import Stage
from core.batch.progress import complete
from core.batch.review import review
from core.master.model import Step
from tests.core.batch.test_correction import correct, judged, last, sign
from tests.fakes.rehearsal import Rehearsal

VALUES = {
    "S20": ("net", ("12.450", "12.510", "12.560")),
    "S50": ("reading", ("1450", "1600", "1601")),
    "S70": ("value", ("1.00", "2.50", "3.01")),
    "S90": ("reading_2", ("571.0", "600.5", "640.0")),
    "S100": ("output", ("24800", "24900", "10000")),
    "S140": ("used", ("2490", "2480")),
    "S150": ("output", ("24700", "24750")),
}
"""Steps with an entry that can be corrected, in and out of limits."""

HANDS = st.tuples(
    st.integers(1, 12),
    st.sampled_from(("correct", "correct", "half", "repeat", "comment", "undo")),
    st.sampled_from(sorted(VALUES)),
    st.integers(0, 2),
)


def one(batch: Rehearsal, hand: str, step: Step, place: int) -> None:
    """Try one thing; the judge decides whether it happens."""
    entry, values = VALUES[step.id]
    match hand:
        case "correct" | "half":
            if entry in batch.state.step(step.id).filled and not correct(
                batch, step.id, entry, values[place % len(values)]
            ):
                sign(batch, batch.operator, Meaning.PERFORMED)
                if hand == "correct":
                    assert sign(batch, batch.supervisor, Meaning.VERIFIED) == []
                    assert last(batch).in_force
        case "repeat":
            batch.do(ActKind.STEP_REPEATED, step, Subject(), None, {"reason": "once more"}, batch.supervisor)
        case "comment":
            batch.do(ActKind.COMMENT_MADE, step, Subject(), None, {"comment": "seen"})
        case _:
            batch.do(ActKind.ENTRIES_UNDONE, step)


@pytest.mark.urs("F26", "F28")
@settings(max_examples=25)
@given(st.lists(HANDS, max_size=8))
def test_the_batch_ends_and_folds_alike(hands: list[tuple[int, str, str, int]]) -> None:
    batch = judged()
    for steps, hand, target, place in hands:
        batch.judged = False
        for _ in range(steps * 3):
            if (guided := batch.guidance()).stage == Stage.COMPLETE:
                break
            batch.follow(guided)
        batch.judged = True
        step = batch.master.step(target)
        assert step is not None
        one(batch, hand, step, place)
    batch.judged = False
    batch.play()
    assert complete(batch.state, batch.master)
    assert fold(tuple(batch.records), batch.master) == batch.state
    cut = len(batch.records) // 2
    resumed = begin(batch.records[0])
    for record in batch.records[1:cut]:
        resumed = apply(resumed, record, batch.master)
    for record in batch.records[cut:]:
        resumed = apply(resumed, record, batch.master)
    assert resumed == batch.state
    found = review(batch.state, tuple(batch.records), batch.master, batch.plant).findings
    assert [item.what.key for item in found if item.rule in ("complete", "covered", "signed")] == []
    used = [item for output in batch.state.outputs for item in output.inputs] + list(batch.state.pending)
    charged = {item.lot: item.net for item in batch.state.dispensed.values()}
    assert {item.lot: item.quantity for item in used if item.lot in charged} == charged
