"""The further step kinds: random acts get one answer at kiosk and core, and a restart changes nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.batch.calculate import NotCalculable
from core.batch.fold import apply, begin, fold
from core.batch.guide import guide
from core.language import LANGUAGES, worded
from core.master.text import load_master
from tests.core.batch.test_both_judges import MOVES, CoreSide, Move, undo
from tests.fakes.kinds import KINDS, kinds_batch
from tests.fakes.rehearsal import KIOSK, Rehearsal, rehearsal_plant

MASTER, PLANT = load_master(KINDS), rehearsal_plant()


@pytest.mark.urs("F09", "F27")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 9999)), min_size=10, max_size=60))
def test_what_the_kiosk_lets_happen_the_core_takes_without_a_flag(moves: list[tuple[Move, int]]) -> None:
    rehearsal = Rehearsal(master=MASTER, plant=PLANT)
    core = CoreSide(rehearsal)
    for move, chance in moves:
        try:
            move(rehearsal, chance)
        except NotCalculable:  # issued 0: a good operator takes it back
            undo(rehearsal, chance)
        core.follow()
        assert core.flags == []
        assert core.state == rehearsal.state
    assert fold(tuple(rehearsal.records), rehearsal.master) == rehearsal.state
    for _, found in rehearsal.refusals:
        assert all(worded(item, language) for item in found for language in LANGUAGES)


@pytest.mark.urs("F27", "F28")
def test_a_kiosk_that_starts_again_after_any_act_is_told_the_same_next_thing() -> None:
    rehearsal = kinds_batch()
    told: list[tuple[int, object]] = []

    def note(made: Rehearsal) -> bool:
        told.append((len(made.records), guide(made.state, made.master, KIOSK)))
        return False

    rehearsal.play(note)
    state, replayed = begin(rehearsal.records[0]), dict[int, object]()
    for count, record in enumerate(rehearsal.records[1:], start=2):
        state = apply(state, record, rehearsal.master)
        replayed[count] = guide(state, rehearsal.master, KIOSK)
    assert all(replayed[count] == guidance for count, guidance in told)
