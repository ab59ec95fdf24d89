"""Review by exception of a batch of 5,000 acts: what stands between the reviewer's key and the screen."""

import asyncio
import tempfile
from pathlib import Path

from benchmarks.figures import Figure, Goal, median, seconds
from benchmarks.long_batch import played_through
from console.app.screens import screen_of
from console.flows.review import ReviewFlow
from console.outbox import Outbox
from console.recorder import OpenBatch
from core.batch.fold import fold
from core.batch.review import review
from core.people import Role
from core.release import Evidence, checklist
from screens.theme import Theme
from tests.fakes.clock import ManualClock
from tests.fakes.rehearsal import Rehearsal
from tests.fakes.terminal import KIOSK, Core, Terminal

TIMES = 380
"""Gives about 5,000 acts."""
ROUNDS = 5
GOAL = Goal(at_most=500)


def measured() -> list[Figure]:
    """Fold the record, apply every rule and the checklist, and draw the screen of the review."""
    played = played_through(TIMES)
    records = tuple(played.records)
    state = fold(records, played.master)

    def opened() -> None:
        found = review(state, records, played.master, played.plant)
        checklist(state, played.master, found, Evidence())

    folding = median(seconds(lambda: fold(records, played.master)) for _ in range(3))
    opening = median(seconds(opened) for _ in range(ROUNDS))
    shown = asyncio.run(_shown(played))
    acts = f"{len(records):,} acts"
    return [
        Figure(f"open the review of {acts}: every rule and the checklist", opening * 1000, "ms", goal=GOAL),
        Figure(f"open the review of {acts}: until its screen is drawn at 120x40", shown * 1000, "ms", goal=GOAL),
        Figure(f"fold {len(records):,} records, as after a power cut", folding * 1000, "ms"),
    ]


async def _shown(played: Rehearsal) -> float:
    """Give the seconds from the opening of the flow to its drawn screen, at a terminal that holds the batch."""
    with tempfile.TemporaryDirectory() as name:
        clock = ManualClock()
        outbox = await Outbox.open(Path(name) / "outbox.db", KIOSK)
        terminal = Terminal(outbox, Core(clock), clock)
        await terminal.following.refresh()
        people = terminal.recorder.plant.people.values()
        terminal.enter(next(person.user_id for person in people if Role.QA in person.roles))
        number = played.state.number
        batch = OpenBatch(played.state, played.master, tuple(played.records))
        terminal.recorder._batches[number] = batch  # noqa: SLF001 - as many records would take minutes to store
        taken = [
            seconds(lambda: screen_of(ReviewFlow(terminal.desk, number), Theme.DARK).draw(120, 40))
            for _ in range(ROUNDS)
        ]
        await outbox.close()
        return median(taken)
