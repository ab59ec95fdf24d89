"""The real terminal in the middle of a batch of instructions; run by `benchmarks.terminal`.

Outbox, recorder, judge, fold, flows and screens are those of the product; only the core's answers are made here. Enter
confirms a step: it is stored durably, the next step begins on record, and its screen comes up.
"""

import asyncio
import sys
from pathlib import Path

import msgspec

from console.app.kiosk import KioskApp
from console.background import Background
from console.flows.steps import open_step
from console.outbox import Outbox
from core.acts import ActKind, Subject
from core.master.kinds import Instruction
from core.master.model import MasterBatchRecord, SignPolicy, Step
from core.master.text import load_master
from core.words import Words
from tests.fakes.clock import ManualClock
from tests.fakes.rehearsal import MASTER_TEXT
from tests.fakes.terminal import KIOSK, Core, Terminal

BATCH = "B2611-0001"


def instructions(count: int) -> MasterBatchRecord:
    """Give a record whose one operation has so many instructions, each with a name of its own."""
    recipe = load_master(MASTER_TEXT)
    procedure = recipe.procedures[0]
    operation, first = procedure.operations[0], procedure.operations[0].steps[0]
    steps = tuple(_instruction(first, number) for number in range(1, count + 1))
    one = msgspec.structs.replace(operation, steps=steps)
    return msgspec.structs.replace(recipe, procedures=(msgspec.structs.replace(procedure, operations=(one,)),))


def _instruction(step: Step, number: int) -> Step:
    name = Words(f"Thing {number:04d}", f"事项 {number:04d}")
    text = Words(f"Do thing {number:04d} and look at what comes of it.", f"完成事项 {number:04d}，并查看结果。")
    about = msgspec.structs.replace(step, id=f"S{number}", number=number, name=name, text=text)
    return msgspec.structs.replace(about, sign=SignPolicy.NONE, critical=False, detail=Instruction())


class StepsApp(KioskApp):
    """Comes to the batch instead of to the sign-in."""

    def home(self) -> None:
        """Go on with the batch."""
        self.go(open_step(self.desk, BATCH))


async def run(folder: Path, count: int) -> None:
    """Issue and lease the batch, then run until ended."""
    clock = ManualClock()
    outbox = await Outbox.open(folder / "outbox.db", KIOSK)
    core = Core(clock)
    terminal = Terminal(outbox, core, clock)
    await terminal.following.refresh()
    recipe = instructions(count)
    terminal.recorder._masters = lambda _: recipe  # noqa: SLF001 - a record of instructions alone has no text
    issued = [core.issue(BATCH)]
    about = Subject(batch=BATCH, operation=recipe.operations()[0].id)
    issued.append(core.state(ActKind.OPERATION_LEASED, about, None, {"kiosk": KIOSK}))
    await terminal.recorder.take_in([record.envelope for record in issued])
    terminal.enter("operator1")
    await StepsApp(terminal.desk, terminal.checkup, Background()).run_async(mouse=False)
    await outbox.close()


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), int(sys.argv[2])))
