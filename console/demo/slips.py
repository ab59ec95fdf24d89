"""One mistake of every common sort, each made once a batch, so that a newcomer sees what happens.

Whether one was made already is read from the records, so a batch that is gone on with is not vexed twice.
"""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal

from console.demo.labels import as_labelled
from console.demo.operator import OPERATOR, Operator
from console.demo.pace import HEADLESS, INTERACTIVE
from console.demo.staff import StaffedSeat
from console.flows.sign import SignFlow
from core.acts import ActKind
from core.batch.guide import Guidance, Stage
from core.batch.state import StepState
from core.language import worded
from core.master.kinds import WeighDispense
from core.master.model import Step
from core.plant import LotState

_OVER = Decimal("1.05")
_READINGS_OFFLINE = 6

Slip = Callable[[Step], Awaitable[bool]]


class Slips:
    """Makes the mistakes; each tells whether it did something."""

    def __init__(self, operator: Operator) -> None:
        """Go along with an operator."""
        self._operator = operator
        self._seat: StaffedSeat = operator.seat
        self._cut_done = False
        self._planned = planned = self._seat.plant.product.mistakes
        self._by_step: dict[tuple[str, Stage], Slip] = {
            (planned.wrong_lot, Stage.ENTRY): self._wrong_lot,
            (planned.overweight, Stage.ENTRY): self._overweight,
            (planned.expired, Stage.ENTRY): self._expired,
            (planned.on_hold, Stage.ENTRY): self._on_hold,
            (planned.out_of_limits, Stage.ENTRY): self._out_of_limits,
            (planned.cut, Stage.ENTRY): self._cut,
            (planned.own_countersignature, Stage.VERIFY): self._own_countersignature,
            (planned.replay, Stage.SIGN): self._replay,
        }

    async def make(self, guidance: Guidance) -> bool:
        """Make the mistake that belongs here, unless it was made; tells whether one was."""
        if guidance.step is None:
            return False
        slip = self._by_step.get((guidance.step.id, guidance.stage))
        return slip is not None and await self._operator.at_step(guidance.step) and await slip(guidance.step)

    def mend(self) -> None:
        """Put the cable back, whatever happened."""
        self._seat.plant.cable.mend()

    # ------------------------------------------------------------------ at the scanner and the balance

    async def _wrong_lot(self, step: Step) -> bool:
        if self._entry() != "source" or self._refused(step, "ContainerScanned"):
            return False
        await self._scan_wrong("demo.slip_wrong_lot", self._operator.labels.foreign(self._material(step)))
        return True

    async def _expired(self, step: Step) -> bool:
        if self._entry() != "source" or self._refused(step, "ContainerScanned"):
            return False
        old = self._operator.labels.expired(self._seat.plant.clock.utc().date(), self._material(step))
        if old is not None:
            await self._scan_wrong("demo.slip_expired", old)
        return old is not None

    async def _on_hold(self, step: Step) -> bool:
        if self._entry() != "source" or self._refused(step, "ContainerScanned"):
            return False
        held = self._operator.labels.in_state(LotState.ON_HOLD)
        if held is not None:
            await self._scan_wrong("demo.slip_on_hold", held)
        return held is not None

    async def _overweight(self, step: Step) -> bool:
        if self._entry() != "net" or self._refused(step, "WeightTaken") or not isinstance(step.detail, WeighDispense):
            return False
        high = step.detail.limits.high or Decimal(1)
        await self._operator.weigh(step, (high * _OVER).quantize(high))
        await self._tell_refusal("demo.slip_overweight")
        return True

    # ------------------------------------------------------------------ at the values

    async def _out_of_limits(self, step: Step) -> bool:
        if any(case.step == step.id for case in self._operator.state.cases.values()):
            return False
        await self._seat.type(self._planned.outside)
        await self._seat.until(lambda: self._operator.guidance.case is not None, "exception")
        case = self._operator.guidance.case
        await self._seat.until(lambda: self._seat.screen == "exception", "exception")
        if case is not None:
            what = worded(case.what, self._seat.terminal.desk.language)
            self._tell("demo.slip_out_of_limits", f"{case.id} {what}")
        return True

    async def _cut(self, step: Step) -> bool:
        """Pull the cable, go on with the readings, look at the header, put the cable back, see it drain."""
        seat, filled = self._seat, self._recorded(step).filled
        if self._cut_done or not filled:
            return False
        self._cut_done = True
        seat.plant.cable.cut()
        await seat.until(lambda: not seat.terminal.link.state.online, "offline")
        while len(self._recorded(step).filled) < _READINGS_OFFLINE and self._operator.guidance.stage == Stage.ENTRY:
            await self._operator.follow(self._operator.guidance)
        await seat.until(lambda: seat.terminal.link.state.stored > 0, "stored")
        await asyncio.sleep(0.2)
        self._tell("demo.slip_cut", seat.view.frame.header.link.words)
        seat.plant.cable.mend()
        await seat.until(lambda: self._drained(), "drained", 60)
        self._tell("demo.mended", seat.view.frame.header.link.words)
        return True

    def _drained(self) -> bool:
        state = self._seat.terminal.link.state
        return state.online and state.waiting == 0

    # ------------------------------------------------------------------ at the signatures

    async def _own_countersignature(self, step: Step) -> bool:
        if self._refused(step, "Signed"):
            return False
        pocket = self._seat.pocket(OPERATOR)
        await self._seat.identify(OPERATOR)
        await self._seat.give_secrets(pocket, self._seat.shown_code(pocket))
        await self._tell_refusal("demo.slip_own_countersignature")
        return True

    async def _replay(self, step: Step) -> bool:
        """Sign with a code that has just opened the locked screen; the time runs slowly meanwhile."""
        if self._refused(step, "Signed") or not isinstance(self._seat.flow, SignFlow):
            return False
        pocket = self._seat.pocket(OPERATOR)
        used = await self._use_up(pocket.user_id)
        if used is None:
            return False
        await self._seat.give_secrets(pocket, used)
        await self._tell_refusal("demo.slip_replay")
        self._seat.plant.clock.run_at(HEADLESS)
        return True

    async def _use_up(self, user: str) -> str | None:
        """Lock and unlock with the code of now, so that it is used, with the time running slowly; gives the code."""
        seat, pocket = self._seat, self._seat.pocket(user)
        await seat.act("f10")
        await seat.until(lambda: seat.screen == "locked", "locked")
        while seat.screen == "locked":
            seat.usual_pace()
            await seat.online()
            code = await seat.fresh_code(pocket)
            seat.plant.clock.run_at(INTERACTIVE)
            if await seat.give_secrets(pocket, code):
                await seat.until(lambda: isinstance(seat.flow, SignFlow), "sign")
                return code
        return None

    # ------------------------------------------------------------------ words

    async def _scan_wrong(self, key: str, code: str) -> None:
        await self._seat.scan(as_labelled(code))
        await self._seat.until(lambda: self._seat.screen == "wrong_scan", "wrong scan")
        self._tell(key, self._seat.view.instruction)
        await self._seat.act("enter")

    async def _tell_refusal(self, key: str) -> None:
        """Tell the sentence of the refusal; its act is recorded a moment before the screen words it."""
        await self._seat.until(lambda: self._seat.message, "refusal")
        self._tell(key, self._seat.message)

    def _tell(self, key: str, seen: str) -> None:
        self._seat.say(f"      {self._seat.words('demo.mark_slip')} {self._seat.words(key)}: {seen}")

    # ------------------------------------------------------------------ what was done before

    def _recorded(self, step: Step) -> StepState:
        return self._operator.state.step(step.id)

    def _entry(self) -> str:
        entry = self._operator.guidance.entry
        return entry.name if entry else ""

    def _material(self, step: Step) -> str:
        return step.detail.material if isinstance(step.detail, WeighDispense) else ""

    def _refused(self, step: Step, attempt: str) -> bool:
        records = self._seat.batch(self._operator.number).records
        return any(
            record.act.kind == ActKind.REFUSED
            and record.act.subject.step == step.id
            and record.act.facts.get("attempt") == attempt
            for record in records
        )
