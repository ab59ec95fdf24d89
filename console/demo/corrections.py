"""What is said and corrected after a signature: the supervisor finds a wrong value, and two people put it right."""

from console.demo.operator import OPERATOR, SUPERVISOR
from console.demo.staff import StaffedSeat
from console.flows.batch_map import BatchMapFlow
from console.flows.comment import CommentFlow
from console.flows.correction import CorrectionCheckFlow, CorrectionFlow
from console.flows.record_steps import RecordStepsFlow
from console.flows.sign import SignFlow
from console.flows.step_record import COMMENT, StepRecordFlow
from core.batch.state import BatchState
from core.batch.state import Correction as Corrected
from core.master.model import Step

_FIRST_ENTRY = 1


class Corrections:
    """Plays the correction of a product, once a batch."""

    def __init__(self, seat: StaffedSeat, number: str) -> None:
        """Take the seat and the batch."""
        self.seat = seat
        self.number = number
        self._planned = seat.plant.product.correction

    @property
    def state(self) -> BatchState:
        """Give the batch."""
        return self.seat.batch(self.number).state

    async def play(self) -> None:
        """Comment on the signed step, correct its value, and sign the correction, each unless it was done."""
        planned, batch = self._planned, self.seat.batch(self.number)
        step = batch.master.step(planned.step) if planned else None
        if planned is None or step is None or self.state.decided is not None:
            return
        if not self._commented(step):
            await self._comment(step, planned.comment)
        if self._made(step) is None:
            await self._correct(step, planned.value, planned.reason)
        if (made := self._made(step)) is not None and not made.in_force:
            await self._check(step)

    # ------------------------------------------------------------------ at the record of the step

    async def _comment(self, step: Step, comment: str) -> None:
        seat = self.seat
        await self._open(SUPERVISOR, step)
        await seat.digit(COMMENT)
        await seat.until(lambda: isinstance(seat.app.flow, CommentFlow), "comment")
        await seat.touch(comment)
        await seat.press("enter")
        await seat.until(lambda: self._commented(step), "comment")
        self._tell("demo.commented", n=str(step.number), comment=comment)

    async def _correct(self, step: Step, value: str, reason: str) -> None:
        """Type the right value and the reason, and sign; the supervisor checks what becomes of it."""
        seat = self.seat
        await self._open(OPERATOR, step)
        await seat.digit(_FIRST_ENTRY)
        await seat.until(lambda: isinstance(seat.app.flow, CorrectionFlow), "correction")
        await seat.touch(value)
        await seat.press("enter")
        await seat.until(lambda: seat.fields()[0].name == "reason", "reason")
        await seat.touch(reason)
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.app.flow, SignFlow), "sign")
        await seat.sign(OPERATOR)
        await seat.until(lambda: isinstance(seat.app.flow, CorrectionCheckFlow), "check")

    async def _check(self, step: Step) -> None:
        seat = self.seat
        if not isinstance(seat.app.flow, CorrectionCheckFlow):
            await seat.at_work(SUPERVISOR)
            await seat.choose(seat.words("work.verify"))
            await seat.until(lambda: seat.screen != "my_work", "check")
            await seat.digit(_FIRST_ENTRY)
            await seat.until(lambda: isinstance(seat.app.flow, CorrectionCheckFlow), "check")
        await seat.identify(SUPERVISOR)
        await seat.sign(SUPERVISOR)
        await seat.until(lambda: self._in_force(step), "correction")
        made = self._made(step)
        if made is not None:
            signed = ", ".join(by.name for by in (made.performed, made.verified) if by is not None)
            facts = made.new.act.facts
            self._tell("demo.corrected", n=str(step.number), old=facts["old"], new=facts["new"], names=signed)

    async def _open(self, user: str, step: Step) -> None:
        """Turn to the record of a step: batch label, map, list of steps."""
        seat = self.seat
        await seat.at_work(user)
        await seat.scan(self.number)
        await seat.until(lambda: isinstance(seat.app.flow, BatchMapFlow), "map")
        await seat.press("f11")
        await seat.until(lambda: isinstance(seat.app.flow, RecordStepsFlow), "steps")
        while (digit := self._digit_of(step)) is None:
            first = self._numbers()[0]
            await seat.press("pageup" if first > step.number else "pagedown")
            await seat.until(lambda first=first: self._numbers()[0] != first, "page")
        await seat.digit(digit)
        await seat.until(lambda: isinstance(seat.app.flow, StepRecordFlow), "record")

    def _numbers(self) -> list[int]:
        """Give the numbers of the steps on this page of the list."""
        return [int(item.name.partition(" ")[0]) for item in self.seat.view.items]

    def _digit_of(self, step: Step) -> int | None:
        numbers = self._numbers()
        return numbers.index(step.number) + 1 if step.number in numbers else None

    # ------------------------------------------------------------------ what was done before

    def _commented(self, step: Step) -> bool:
        return any(item.act.subject.step == step.id for item in self.state.comments)

    def _made(self, step: Step) -> Corrected | None:
        return next((item for item in self.state.corrections.values() if item.step == step.id), None)

    def _in_force(self, step: Step) -> bool:
        made = self._made(step)
        return made is not None and made.in_force

    def _tell(self, key: str, **params: str) -> None:
        self.seat.say(f"      {self.seat.words('demo.mark_ok')} {self.seat.words(key, **params)}")
