"""The recorder under haste: two hands at one kiosk, records that arrive meanwhile, a screen that goes away."""

import asyncio

import msgspec
import pytest

from console.recorder import Refused
from core.acts import ActKind, Source, Subject, Value
from core.batch.fold import apply
from core.record.payload import Record
from tests.fakes.rehearsal import Rehearsal
from tests.fakes.terminal import KIOSK, Terminal

BATCH = "B2611-0001"


async def started(terminal: Terminal) -> tuple[str, Subject]:
    """Issue a batch, lease its first operation and give its first step."""
    core, recorder = terminal.core, terminal.recorder
    issued = core.issue(BATCH)
    await terminal.following.refresh()
    await recorder.take_in([issued.envelope])
    step = recorder.batch(BATCH).master.steps()[0]
    operation = recorder.batch(BATCH).master.operation_of(step.id)
    assert operation is not None
    about = Subject(batch=BATCH, operation=operation.id)
    leased = core.state(ActKind.OPERATION_LEASED, about, None, {"kiosk": KIOSK})
    await recorder.take_in([leased.envelope])
    terminal.enter("operator1")
    return step.id, Subject(batch=BATCH, step=step.id)


@pytest.mark.urs("F09")
async def test_of_two_equal_acts_at_the_same_instant_one_happens(terminal: Terminal) -> None:
    _, about = await started(terminal)
    session = terminal.desk.session
    assert session is not None
    acts = [terminal.recorder.act(session.who, ActKind.STEP_STARTED, about) for _ in range(2)]
    done = await asyncio.gather(*(terminal.recorder.record(act) for act in acts), return_exceptions=True)
    assert sorted(type(item).__name__ for item in done) == [Record.__name__, Refused.__name__]


@pytest.mark.urs("F27")
async def test_what_is_stored_is_folded_though_nobody_waits_for_it_any_more(terminal: Terminal) -> None:
    step, about = await started(terminal)
    session = terminal.desk.session
    assert session is not None
    recording = asyncio.create_task(
        terminal.recorder.record(terminal.recorder.act(session.who, ActKind.STEP_STARTED, about))
    )
    await asyncio.sleep(0)
    recording.cancel()
    with pytest.raises(asyncio.CancelledError):
        await recording
    await terminal.recorder.take_in([])  # waits for its turn
    kept = await terminal.outbox.records(BATCH)
    folded = terminal.recorder.batch(BATCH).state
    assert folded.acts == len(kept)
    assert (folded.step(step).started is not None) == any(r.act.kind == ActKind.STEP_STARTED for r in kept)


async def test_records_that_arrive_while_one_is_kept_lose_nothing(terminal: Terminal) -> None:
    _, about = await started(terminal)
    session = terminal.desk.session
    assert session is not None
    operations = [operation.id for operation in terminal.recorder.batch(BATCH).master.operations()]
    others = [
        terminal.core.state(ActKind.OPERATION_LEASED, Subject(batch=BATCH, operation=name), None, {"kiosk": "KIOSK-02"})
        for name in operations[1:]
    ]
    work = [terminal.recorder.take_in([record.envelope]) for record in others]
    reading = [terminal.recorder.act(session.who, ActKind.EVIDENCE_READ, about) for _ in range(len(others))]
    kept = [terminal.recorder.record(act) for act in reading]
    await asyncio.gather(*(item for pair in zip(kept, work, strict=True) for item in pair))
    assert terminal.recorder.batch(BATCH).state.acts == len(await terminal.outbox.records(BATCH))


def test_an_act_that_lacks_what_its_kind_must_hold_only_counts() -> None:
    rehearsal = Rehearsal()
    rehearsal.play(lambda made: bool(made.state.outputs))
    strange = {"value": Value("1E9", "kg", Source.TYPED), "net": Value("NaN", "kg", Source.WEIGHED)}
    for record in tuple(rehearsal.records):
        for changes in ({"values": strange}, {"values": {}, "facts": {}}):
            bent = msgspec.structs.replace(record, act=msgspec.structs.replace(record.act, **changes))
            assert apply(rehearsal.state, bent, rehearsal.master).acts == rehearsal.state.acts + 1
