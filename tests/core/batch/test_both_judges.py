"""The judge sits at the kiosk and in the core: random acts, right and wrong ones, get the same answer on both sides.

The core's side knows only the sealed envelopes: it opens, verifies, judges and folds them as intake does.
"""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.acts import Act, ActKind, Meaning, Source, Subject, Value, Who
from core.batch.entries import entries
from core.batch.fold import apply, begin, fold
from core.batch.guide import Stage, guide
from core.batch.judge import judge
from core.batch.manifest import release_manifest, sample_manifest, step_manifest
from core.batch.state import BatchState
from core.finding import Finding
from core.language import LANGUAGES, worded
from core.people import Role
from core.record.keys import KeyRegistry
from core.record.payload import Record, manifest_hash
from core.record.verify import verify_envelope
from tests.fakes.rehearsal import KIOSK, Rehearsal

Move = Callable[[Rehearsal, int], None]


class CoreSide:
    """What the core makes of the records that arrive."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self._made = rehearsal
        self._registry = KeyRegistry(rehearsal.plant.keys)
        self._taken = 1
        self.state: BatchState = begin(rehearsal.records[0])
        self.flags: list[tuple[Act, tuple[Finding, ...]]] = []
        self.follow()

    def follow(self) -> None:
        """Take what has arrived since."""
        for record in self._made.records[self._taken :]:
            self._take(record)
        self._taken = len(self._made.records)

    def _take(self, record: Record) -> None:
        verified = verify_envelope(record.envelope, self._registry)
        assert verified.fault == ""
        arrived = verified.record()
        if record.place.kiosk == KIOSK:
            found = judge(arrived.act, KIOSK, self.state, self._made.master, self._made.plant)
            if found:
                self.flags.append((arrived.act, found))
        self.state = apply(self.state, arrived, self._made.master)


def follow(rehearsal: Rehearsal, _: int) -> None:
    guidance = guide(rehearsal.state, rehearsal.master, KIOSK)
    if guidance.stage != Stage.COMPLETE:
        rehearsal.follow(guidance)


def run_on(rehearsal: Rehearsal, chance: int) -> None:
    for _ in range(chance % 40):
        follow(rehearsal, chance)


def out_of_limits(rehearsal: Rehearsal, chance: int) -> None:
    guidance = guide(rehearsal.state, rehearsal.master, KIOSK)
    if guidance.stage == Stage.ENTRY and guidance.step and guidance.entry and guidance.entry.unit:
        text = ("0", "999999", "-1", "1E5", "NaN", "-0", "9" * 40, "", "１")[chance % 9]
        subject, values, facts = rehearsal.content(guidance.step, guidance.entry)
        bent = {name: msgspec.structs.replace(value, value=text) for name, value in values.items()}
        about = msgspec.structs.replace(subject, entry=guidance.entry.name)
        rehearsal.do(guidance.entry.act, guidance.step, about, bent, facts)


def any_entry(rehearsal: Rehearsal, chance: int) -> None:
    steps = rehearsal.master.steps()
    step = steps[chance % len(steps)]
    entry = entries(step)[chance % len(entries(step))]
    value = {"value": Value(str(chance), entry.unit or "1", Source.TYPED)}
    about = Subject(entry=entry.name, room=entry.of, equipment=entry.of, container=f"C-{chance:06d}", lot="L-1")
    rehearsal.do(entry.act, step, about, value, {"label": "x", "copies": "1", "cause": "process"})


def undo(rehearsal: Rehearsal, _: int) -> None:
    step = guide(rehearsal.state, rehearsal.master, KIOSK).step
    if step is not None:
        rehearsal.do(ActKind.ENTRIES_UNDONE, step)


def sign(rehearsal: Rehearsal, chance: int) -> None:
    people, meanings = tuple(rehearsal.plant.people.values()), tuple(Meaning)
    steps = rehearsal.master.steps()
    step = guide(rehearsal.state, rehearsal.master, KIOSK).step or steps[chance % min(40, len(steps))]
    person, meaning = people[chance % len(people)], meanings[chance % len(meanings)]
    language = LANGUAGES[chance % len(LANGUAGES)]
    rehearsal.sign(step_manifest(step, rehearsal.state, language, rehearsal.plant), person, meaning)


def dispose(rehearsal: Rehearsal, chance: int) -> None:
    people = tuple(rehearsal.plant.people.values())
    for case in rehearsal.state.open_cases()[:1]:
        step = rehearsal.master.step(case.step)
        assert step is not None
        if chance % 3:
            meaning = Meaning.REVIEWED if chance % 2 else Meaning.APPROVED
            rehearsal.dispose(case.id, people[chance % len(people)], meaning, step)
        else:
            about = Subject(exception=case.id)
            rehearsal.do(ActKind.EXCEPTION_EXPLAINED, step, about, None, {"cause": "x" * (chance % 500)})


def result(rehearsal: Rehearsal, chance: int) -> None:
    for sample in rehearsal.state.samples.values():
        tests = rehearsal.plant.specifications[sample.specification].tests
        test = tests[chance % len(tests)]
        about = Subject(batch=rehearsal.state.number, sample=sample.id, test=test.code)
        role = (Role.QC_ANALYST, Role.OPERATOR)[chance % 2]
        who = Who(person=next(p.id for p in rehearsal.plant.people.values() if role in p.roles))
        text = (test.low or test.high or "1", "999999", "abc")[chance % 3]
        value = {"value": Value(text, test.unit, Source.TYPED)}
        rehearsal.put(rehearsal.act(ActKind.RESULT_ENTERED, who, about, value))


MOVES: tuple[Move, ...] = (follow, follow, run_on, run_on, out_of_limits, any_entry, undo, sign, dispose, result)


@pytest.mark.urs("F09", "F27")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 9999)), min_size=10, max_size=60))
def test_what_the_kiosk_lets_happen_the_core_takes_without_a_flag(moves: list[tuple[Move, int]]) -> None:
    rehearsal = Rehearsal()
    core = CoreSide(rehearsal)
    for move, chance in moves:
        move(rehearsal, chance)
        core.follow()
        assert core.flags == []
        assert core.state == rehearsal.state
        here, there = (guide(state, rehearsal.master, KIOSK) for state in (rehearsal.state, core.state))
        assert here == there
    assert fold(tuple(rehearsal.records), rehearsal.master) == rehearsal.state
    for _, found in rehearsal.refusals:
        assert all(worded(item, language) for item in found for language in LANGUAGES)


@pytest.mark.urs("F27", "F28")
def test_a_kiosk_that_starts_again_after_any_act_is_told_the_same_next_thing() -> None:
    rehearsal = Rehearsal()
    told: list[object] = []

    def note(made: Rehearsal) -> bool:
        told.append((len(made.records), guide(made.state, made.master, KIOSK)))
        return False

    rehearsal.play(note)
    state, replayed = begin(rehearsal.records[0]), {}
    for count, record in enumerate(rehearsal.records[1:], start=2):
        state = apply(state, record, rehearsal.master)
        replayed[count] = guide(state, rehearsal.master, KIOSK)
    assert all(replayed[count] == guidance for count, guidance in told)  # pyright: ignore[reportGeneralTypeIssues]  (made loosely)


@pytest.mark.urs("F27")
@settings(max_examples=20, deadline=None)
@given(st.permutations(range(12)))
def test_results_and_decisions_of_other_stations_fold_to_the_same_in_any_order(order: list[int]) -> None:
    rehearsal = Rehearsal()

    def sampled(made: Rehearsal) -> bool:
        return bool(made.state.samples) and guide(made.state, made.master, KIOSK).stage == Stage.START

    rehearsal.play(sampled)
    start, before = rehearsal.state, len(rehearsal.records)
    for number in range(8):
        result(rehearsal, number * 6)
    for operation in rehearsal.master.operations()[-4:]:
        rehearsal.decide(ActKind.OPERATION_LEASED, Subject(operation=operation.id), facts={"kiosk": "KIOSK-02"})
    later = [record for record in rehearsal.records[before:] if record.act.kind != ActKind.REFUSED]
    state = straight = start
    for record in later:
        straight = apply(straight, record, rehearsal.master)
    for place in (*order, *range(len(order), len(later))):
        if place < len(later):
            state = apply(state, later[place], rehearsal.master)
    assert state == straight
    for sample in state.samples:
        drawn = (sample_manifest(made.samples[sample], made, "en", rehearsal.plant) for made in (state, straight))
        assert len(set(map(manifest_hash, drawn))) == 1


def test_a_release_relies_on_the_same_signatures_in_whatever_order_they_came() -> None:
    rehearsal = Rehearsal()
    rehearsal.play()
    steps = dict(reversed(rehearsal.state.steps.items()))
    other = msgspec.structs.replace(rehearsal.state, steps=steps)
    drawn = (release_manifest(state, rehearsal.master, (), "1", "en") for state in (rehearsal.state, other))
    assert len(set(map(manifest_hash, drawn))) == 1
