"""Review by exception of a batch of 5,000 acts: what stands between the reviewer's key and the screen."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from benchmarks.figures import Figure, Goal, median, seconds
from benchmarks.long_batch import played_through
from console.app.screens import screen_of
from console.flows.flow import TaskFlow
from console.flows.review import ReviewFlow
from console.outbox import Outbox
from console.recorder import OpenBatch
from core.acts import Act, ActKind
from core.batch.fold import fold
from core.batch.review import review
from core.people import Role
from core.release import Evidence, checklist
from screens.theme import Theme
from tests.fakes.clock import ManualClock
from tests.fakes.rehearsal import Rehearsal
from tests.fakes.small_product import played
from tests.fakes.terminal import KIOSK, Core, Steps, Terminal

TIMES = 380
"""Gives about 5,000 acts."""
ROUNDS = 5
FAULTS = (0, 1, 1, 2, 3)
"""Exceptions of the batches whose review is counted."""
WRONG = {"S70.value": "3.40", "S90.reading_2": "640.0", "S50.reading": "1700"}
"""Values out of their limits, by step and entry."""
GOAL = Goal(at_most=500)


def measured() -> list[Figure]:
    """Fold the record, apply every rule and the checklist, and draw the screen of the review."""
    long = played_through(TIMES)
    records = tuple(long.records)
    state = fold(records, long.master)

    def opened() -> None:
        found = review(state, records, long.master, long.plant)
        checklist(state, long.master, found, Evidence())

    folding = median(seconds(lambda: fold(records, long.master)) for _ in range(3))
    opening = median(seconds(opened) for _ in range(ROUNDS))
    shown = asyncio.run(_shown(long))
    keys = [asyncio.run(_keystrokes(count)) for count in FAULTS]
    acts = f"{len(records):,} acts"
    return [
        Figure(f"open the review of {acts}: every rule and the checklist", opening * 1000, "ms", goal=GOAL),
        Figure(f"open the review of {acts}: until its screen is drawn at 120x40", shown * 1000, "ms", goal=GOAL),
        Figure(f"fold {len(records):,} records, as after a power cut", folding * 1000, "ms"),
        Figure("keystrokes of a review, 0 to 3 exceptions: the evidence of each and the sample read", median(keys), ""),
    ]


async def _keystrokes(count: int) -> int:
    """Read the evidence of every exception and every drawn step, leave, and give the keystrokes on record."""
    wrong = dict(list(WRONG.items())[:count])

    def bent(act: Act) -> Act:
        value = wrong.get(f"{act.subject.step}.{act.subject.entry}")
        if value is None or not act.values:
            return act
        values = {name: msgspec.structs.replace(one, value=value) for name, one in act.values.items()}
        return msgspec.structs.replace(act, values=values)

    async with _reviewer(played(bent)) as (terminal, number):
        steps = Steps(terminal.desk)
        terminal.desk.navigation = steps
        flow: TaskFlow = ReviewFlow(terminal.desk, number)
        while isinstance(flow, ReviewFlow) and flow.found.unread:
            flow = await _pressed(await _pressed(flow, steps, "f4"), steps, "enter")
        for place in range(count):
            for key in (*(["down"] if place else []), "enter", "enter"):
                flow = await _pressed(flow, steps, key)
        await flow.key("f3")
        acts = await terminal.acts()
        return next(int(act.facts["keystrokes"]) for act in acts if act.kind == ActKind.BATCH_REVIEWED)


async def _pressed(flow: TaskFlow, steps: Steps, key: str) -> TaskFlow:
    """Press a key; give the flow that is shown then."""
    before = len(steps.gone)
    await flow.key(key)
    gone = steps.gone[-1] if len(steps.gone) > before else flow
    assert isinstance(gone, TaskFlow)
    return gone


async def _shown(made: Rehearsal) -> float:
    """Give the seconds from the opening of the flow to its drawn screen, at a terminal that holds the batch."""
    async with _reviewer(made) as (terminal, number):

        def opened() -> None:
            screen_of(ReviewFlow(terminal.desk, number), Theme.DARK).draw(120, 40)

        return median([seconds(opened) for _ in range(ROUNDS)])


@asynccontextmanager
async def _reviewer(made: Rehearsal) -> AsyncGenerator[tuple[Terminal, str]]:
    """Sit QA down at a terminal that holds a batch; gives its number."""
    with tempfile.TemporaryDirectory() as name:
        clock = ManualClock()
        outbox = await Outbox.open(Path(name) / "outbox.db", KIOSK)
        terminal = Terminal(outbox, Core(clock), clock)
        await terminal.following.refresh()
        people = terminal.recorder.plant.people.values()
        terminal.enter(next(person.user_id for person in people if Role.QA in person.roles))
        batch = OpenBatch(made.state, made.master, tuple(made.records))
        terminal.recorder._batches[made.state.number] = batch  # noqa: SLF001 - to store them would take minutes
        yield terminal, made.state.number
        await outbox.close()
