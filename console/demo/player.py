"""Plays a whole batch through the real app: from wherever it stands to the shipped and traced lot."""

import time

import msgspec

from console.demo.corrections import Corrections
from console.demo.dock import Dock
from console.demo.look_back import LookBack
from console.demo.operator import Operator
from console.demo.quality import Quality
from console.demo.slips import Slips
from console.demo.staff import StaffedSeat
from console.demo.warehouse import Traced, Warehouse
from console.recorder import OpenBatch
from core.batch.guide import Stage
from core.batch.progress import finished
from core.language import text
from core.master.model import Step

PLANNER = "planner1"
DRAIN_S = 60.0


class Played(msgspec.Struct, frozen=True):
    """What was played."""

    batch: str
    traced: Traced
    finished_lot: str
    seconds: float


class Player:
    """Plays one batch."""

    def __init__(self, seat: StaffedSeat) -> None:
        """Take the seat."""
        self._seat = seat
        self._step: Step | None = None

    async def play(self) -> Played:
        """Go on with the batch under way, or issue a new one, and bring it to its end.

        Raises:
            CountersignError: Something that must happen did not.
        """
        begun = time.perf_counter()
        await self._ready()
        number = await self._number()
        await self._produce(number)
        await Corrections(self._seat, number).play()
        quality, warehouse = Quality(self._seat, number), Warehouse(self._seat, number)
        if self._open(number).state.decided is None:
            self._head("demo.head_laboratory")
            await quality.test_samples()
            self._head("demo.head_quality")
            await quality.review()
            await quality.release()
        self._head("demo.head_warehouse")
        await warehouse.ship()
        traced = await warehouse.trace()
        await LookBack(self._seat, number).play()
        await self._drained()
        return Played(number, traced, warehouse.finished_lot, time.perf_counter() - begun)

    # ------------------------------------------------------------------ before

    async def _ready(self) -> None:
        """Wait until the terminal has looked at itself and knows the plant."""
        seat = self._seat
        await seat.until(lambda: seat.screen != "" and seat.terminal.link.state.online, "link", 60)
        await seat.until(lambda: seat.terminal.recorder.plant.people, "plant", 60)
        await seat.settled()
        seat.usual_pace()

    async def _number(self) -> str:
        """Give the number of the batch under way; without one, issue one."""
        seat = self._seat
        await seat.at_work(PLANNER)
        await seat.press("f5")
        await seat.settled()
        known = [batch for batch in seat.terminal.recorder.batches() if not self._over(batch)]
        if known:
            number = known[-1].state.number
            seat.say(seat.words("demo.going_on", batch=number))
            return number
        self._head("demo.head_dock")
        await Dock(seat).play()
        await seat.at_work(PLANNER)
        before = {batch.state.number for batch in seat.terminal.recorder.batches()}
        await seat.choose(seat.words("work.issue"))
        await seat.until(lambda: getattr(seat.view, "items", ()), "master record")
        await seat.digit(1)
        await seat.until(lambda: len(seat.terminal.recorder.batches()) > len(before), seat.message or "issue")
        number = next(b.state.number for b in seat.terminal.recorder.batches() if b.state.number not in before)
        seat.say(seat.words("demo.issued", batch=number, master=self._open(number).master.code))
        return number

    def _over(self, batch: OpenBatch) -> bool:
        """Tell whether nothing is left to do for a batch, decided and shipped; a round of a logbook form is none."""
        if batch.state.decided is None:
            return batch.state.thing is not None
        return Warehouse(self._seat, batch.state.number).all_shipped

    # ------------------------------------------------------------------ production

    async def _produce(self, number: str) -> None:
        operator = Operator(self._seat, number)
        slips = Slips(operator)
        self._step = None
        try:
            while (guidance := operator.guidance).stage != Stage.COMPLETE:
                self._follow_step(number, guidance.step)
                if not await slips.make(guidance):
                    await operator.follow(operator.guidance)
            self._follow_step(number, None)
        finally:
            slips.mend()

    def _follow_step(self, number: str, step: Step | None) -> None:
        """Print each step that was finished, and each operation that begins."""
        if self._step is not None and (step is None or step.id != self._step.id):
            self._tell_done(number, self._step)
        if step is not None and (self._step is None or step.id != self._step.id):
            operation = self._open(number).master.operation_of(step.id)
            if operation is not None and operation.steps[0].id == step.id:
                self._seat.say(operation.name.in_language(self._seat.terminal.desk.language))
        self._step = step

    def _tell_done(self, number: str, step: Step) -> None:
        seat, batch = self._seat, self._open(number)
        if not finished(step, batch.state):
            return
        recorded = batch.state.step(step.id)
        language = seat.terminal.desk.language
        values = [v.quantity for item in recorded.filled.values() for v in item.act.values.values()]
        signed = [by.name for by in (recorded.performed, recorded.verified) if by is not None]
        parts = [str(values[-1])] if values else []
        parts += [text("demo.signed_by", language, names=", ".join(signed))] if signed else []
        place = f"{step.number:2d}/{len(batch.master.steps())}"
        name = step.name.in_language(language)
        seat.say(f"  {seat.words('demo.mark_ok')} {place}  {name}{'  ' if parts else ''}{'; '.join(parts)}")

    # ------------------------------------------------------------------ after

    async def _drained(self) -> None:
        seat = self._seat
        await seat.until(lambda: seat.terminal.link.state.waiting == 0, "accepted", DRAIN_S)

    def _open(self, number: str) -> OpenBatch:
        return self._seat.batch(number)

    def _head(self, key: str) -> None:
        self._seat.say(self._seat.words(key))
