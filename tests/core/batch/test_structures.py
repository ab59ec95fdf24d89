"""Conditions, optional steps, parallel operations and repeats, by two kiosks that hear of each other late.

Each kiosk judges by what it knows; the core judges again in the order of arrival, and all come to the same state.
"""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.acts import Act, ActKind, Meaning, Source, Subject, Value
from core.batch.entries import NOT_APPLICABLE, entries
from core.batch.fold import apply, begin, fold
from core.batch.guide import Guidance, Stage, guide, guides
from core.batch.judge import judge
from core.batch.progress import finished
from core.batch.review import review
from core.batch.state import BatchState
from core.finding import Finding
from core.language import LANGUAGES, worded
from core.master.model import MasterBatchRecord
from core.record.payload import CORE_STATION, Record
from tests.fakes.log import Station
from tests.fakes.rehearsal import KIOSK, Rehearsal, rehearsal_plant
from tests.fakes.structured import FURTHER, Branch, Piece, structured
from tests.fakes.structured import Stage as Unit

OTHER = "KIOSK-02"
PLANT = rehearsal_plant()
VALUES = ("0.5", "4.0", "5.0", "5.1", "9.5")

PIECES = st.builds(
    Piece,
    st.sampled_from(("instruction", "measurement", "choice", "choice", "twice", "until", *FURTHER)),
    st.integers(0, 3),
    st.integers(0, 3),
    st.booleans(),
    st.booleans(),
)
BRANCHES = st.builds(Branch, st.lists(PIECES, min_size=1, max_size=3).map(tuple), st.integers(0, 2), st.integers(0, 3))
UNITS = st.builds(Unit, st.booleans(), st.lists(BRANCHES, min_size=1, max_size=3).map(tuple))
PLANS = st.lists(UNITS, min_size=1, max_size=2).map(tuple)


class Seat(Rehearsal):
    """One of two kiosks; it knows its own acts at once, and the other's when they were delivered."""

    def __init__(self, core: "Core", kiosk: str) -> None:
        super().__init__(master=core.master, plant=PLANT)
        self.core, self.kiosk_id = core, kiosk
        self.stations = {kiosk: Station(kiosk), CORE_STATION: core.station}
        if core.log:
            self.records = list(core.log)
            self.state = fold(tuple(core.log), self.master)
            self.plant = core.plant
        else:
            core.log, core.plant = list(self.records), self.plant
            core.station = self.stations[CORE_STATION] = Station(CORE_STATION)
        self._count += 100_000 * (kiosk == OTHER)
        self.sent = self.heard = len(core.log)
        self.unsent: list[Record] = []

    def keep(self, act: Act, station: str, user: object = None) -> Record:
        record = super().keep(act, station, user)  # pyright: ignore[reportArgumentType]  (made loosely)
        if hasattr(self, "unsent"):
            self.unsent.append(record)
        return record

    def decide(self, kind: ActKind, subject: Subject, **content: dict[str, str]) -> None:
        if not hasattr(self, "unsent"):
            super().decide(kind, subject, **content)
            return
        self.synchronise()
        held = self.core.state.leases.get(subject.operation or "", "")
        if held in ("", self.kiosk_id):
            super().decide(kind, subject, **content)
            self.synchronise()

    def synchronise(self) -> None:
        """Send what was done here, then take in what is new."""
        for record in self.unsent:
            self.core.take(record)
        self.unsent.clear()
        known = {record.act.id for record in self.records}
        for record in self.core.log:
            if record.act.id not in known:
                self.records.append(record)
                self.state = apply(self.state, record, self.master)


class Core:
    """The log in the order of arrival."""

    def __init__(self, master: MasterBatchRecord) -> None:
        self.master = master
        self.plant = PLANT
        self.station = Station(CORE_STATION)
        self.log: list[Record] = []
        self.flags: list[tuple[Act, tuple[Finding, ...]]] = []
        self.refused = 0
        self.seats = [Seat(self, KIOSK)]
        self.state: BatchState = fold(tuple(self.log), master)
        self.seats.append(Seat(self, OTHER))

    def take(self, record: Record) -> None:
        act, station = record.act, record.place.kiosk
        if station != CORE_STATION:
            if found := judge(act, station, self.state, self.master, self.plant):
                self.flags.append((act, found))
            self._in_order(act)
        self.log.append(record)
        self.state = apply(self.state, record, self.master)

    def _in_order(self, act: Act) -> None:
        """Every step that comes before is finished, whatever the judge says."""
        if act.kind == ActKind.REFUSED or act.subject.step is None or act.subject.exception is not None:
            return
        before = [s for s in self.master.steps() if self.master.precedes(s.id, act.subject.step)]
        assert all(finished(step, self.state) for step in before)
        assert act.subject.step not in self.state.not_needed


def _ready(seat: Seat) -> Guidance | None:
    guidance = seat.guidance()
    return None if guidance.stage == Stage.COMPLETE else guidance


def follow(seat: Seat, chance: int) -> None:
    guidance = _ready(seat)
    if guidance is None or guidance.step is None:
        return
    step, entry = guidance.step, guidance.entry
    if guidance.stage == Stage.ENTRY and entry is not None:
        if step.optional and chance % 3 == 0 and not seat.state.step(step.id).filled:
            seat.do(ActKind.STEP_NOT_APPLICABLE, step, Subject(entry=NOT_APPLICABLE), facts={"reason": "no need"})
            return
        subject, values, facts = seat.content(step, entry)
        if entry.act == ActKind.CHOICE_MADE:
            options = step.detail.options  # pyright: ignore[reportAttributeAccessIssue]  (a choice)
            facts = {"option": options[chance % len(options)].id}
        elif entry.act == ActKind.VALUE_ENTERED and entry.unit == "kPa":
            values = {"value": Value(VALUES[chance % len(VALUES)], "kPa", Source.TYPED)}
        person = seat.counter(step) if entry.second else None
        seat.do(entry.act, step, msgspec.structs.replace(subject, entry=entry.name), values, facts, person)
        return
    seat.follow(guidance)


def run_on(seat: Seat, chance: int) -> None:
    for number in range(chance % 12):
        follow(seat, chance + number)


def attempt(seat: Seat, chance: int) -> None:
    """Try any entry of any step, out of order or not."""
    steps = seat.master.steps()
    step = steps[chance % len(steps)]
    kinds = (ActKind.STEP_STARTED, ActKind.ENTRIES_UNDONE, ActKind.STEP_NOT_APPLICABLE, None)
    kind = kinds[chance // 7 % len(kinds)]
    entry = entries(step)[chance % len(entries(step))]
    about, value = Subject(entry=entry.name), {"value": Value("5.0", entry.unit or "1", Source.TYPED)}
    if kind == ActKind.STEP_NOT_APPLICABLE:
        about = Subject(entry=NOT_APPLICABLE)
    before, refused = len(seat.records), len(seat.refusals)
    seat.do(kind or entry.act, step, about, value, {"option": "fail", "reason": "r"})
    assert len(seat.records) == before + 1
    assert (seat.records[-1].act.kind == ActKind.REFUSED) == (len(seat.refusals) > refused)


def sign(seat: Seat, chance: int) -> None:
    step = seat.master.steps()[chance % len(seat.master.steps())]
    person = (seat.operator, seat.checker)[chance % 2]
    seat.sign_step(step, person, (Meaning.PERFORMED, Meaning.VERIFIED)[chance // 2 % 2])


def synchronise(seat: Seat, _: int) -> None:
    seat.synchronise()


def hand_over(seat: Seat, _: int) -> None:
    """Let go of an operation, as the core does when it is asked."""
    held = [operation for operation, kiosk in seat.state.leases.items() if kiosk == seat.kiosk_id]
    if held:
        seat.decide(ActKind.OPERATION_LEASED, Subject(operation=held[0]), facts={"kiosk": ""})


Move = Callable[[Seat, int], None]
MOVES: tuple[Move, ...] = (follow, run_on, run_on, run_on, attempt, attempt, sign, synchronise, hand_over)
LIST = st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 1), st.integers(0, 9999)), min_size=15, max_size=60)


def test_the_plans_hold_every_further_kind_of_step() -> None:
    every = Unit(parallel=False, branches=(Branch(tuple(Piece(kind) for kind in FURTHER)),))
    kinds = {type(step.detail).__name__ for step in structured(PLANT, (every,)).steps()}
    assert kinds >= {"Attachment", "EnvironmentCheck", "EquipmentSetting", "HoldTime", "Measurement"}


@pytest.mark.urs("F02", "F03", "F27")
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PLANS, LIST)
def test_two_kiosks_never_record_a_step_out_of_order_and_all_fold_the_same(
    plan: tuple[Unit, ...], moves: list[tuple[Move, int, int]]
) -> None:
    core = Core(structured(PLANT, plan))
    for move, place, chance in moves:
        move(core.seats[place], chance)
    for seat in (*core.seats, *core.seats):
        seat.synchronise()
    assert core.flags == []
    rebuilt = fold(tuple(core.log), core.master)
    assert rebuilt == core.state == core.seats[0].state == core.seats[1].state
    for seat in core.seats:
        assert guides(seat.state, seat.master, KIOSK) == guides(rebuilt, core.master, KIOSK)
        for _, found in seat.refusals:
            assert all(worded(item, language) for item in found for language in LANGUAGES)


@pytest.mark.urs("F27", "F28")
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PLANS, st.integers(0, 9999))
def test_a_batch_is_played_to_its_end_and_resumes_at_the_right_step_after_every_act(
    plan: tuple[Unit, ...], chance: int
) -> None:
    core = Core(structured(PLANT, plan))
    told: list[tuple[int, Guidance]] = []
    seat = core.seats[0]
    while (guidance := _ready(seat)) is not None:
        told.append((len(seat.records), guidance))
        follow(seat, chance)
        assert len(seat.records) > told[-1][0]
        chance += 7
    assert seat.refusals == []
    state, replayed = begin(seat.records[0]), dict[int, Guidance]()
    for count, record in enumerate(seat.records[1:], start=2):
        state = apply(state, record, seat.master)
        replayed[count] = guide(state, seat.master, KIOSK)
    assert all(replayed[count] == guidance for count, guidance in told)
    assert all(finished(step, state) for step in seat.master.steps())
    found = review(state, tuple(seat.records), seat.master, seat.plant)
    open_ = [item for item in found.findings if item.open and not item.case]
    assert [item for item in open_ if item.rule != "tested"] == []  # what is sampled goes on to the laboratory
    assert {item.lot for item in state.dispensed.values()} <= {used.lot for used in state.outputs[-1].inputs}
