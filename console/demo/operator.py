"""The operator and the supervisor at the terminal: does the one thing that the guide on the screen asks for."""

import asyncio
import time
from decimal import Decimal

from console.demo.labels import Labels
from console.demo.pace import FASTEST, HEADLESS
from console.demo.staff import StaffedSeat
from console.demo.values import good_value
from console.flows.sign import SignFlow
from console.flows.step import StepFlow
from core.acts import ActKind
from core.batch.entries import Entry
from core.batch.guide import Guidance, Stage
from core.batch.planned import begins_round, due_at
from core.batch.state import BatchState
from core.batch.weighing import weighings
from core.master.choice import Choice, Severity
from core.master.kinds import LabelPrint, Timer, WeighDispense
from core.master.model import MasterBatchRecord, Step
from core.people import Role
from screens.views import Tone

PHOTO = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
"""The smallest thing that begins and ends as a JPEG does."""
TIMER_REAL_S = 0.5
"""Seconds that a timer step takes on the wall."""

OPERATOR, SUPERVISOR, SECOND_SUPERVISOR = "operator1", "supervisor1", "supervisor2"
_CAUSE, _ACCEPT = 1, 1


class Operator:
    """Makes a batch, from wherever it stands."""

    def __init__(self, seat: StaffedSeat, number: str) -> None:
        """Take the seat and the batch."""
        self.seat = seat
        self.number = number
        self.labels = Labels(seat.terminal, number)
        self._tare, self._unit = seat.plant.product.tare, seat.plant.product.unit
        self._tared = ""

    # ------------------------------------------------------------------ where it stands

    @property
    def state(self) -> BatchState:
        """Give the batch."""
        return self.seat.batch(self.number).state

    @property
    def master(self) -> MasterBatchRecord:
        """Give its master record."""
        return self.seat.batch(self.number).master

    @property
    def guidance(self) -> Guidance:
        """Give what comes next."""
        return self.labels.guidance

    def performer(self, step: Step) -> str:
        """Name who performs a step."""
        return OPERATOR if Role.OPERATOR in step.roles else SUPERVISOR

    def _due(self, step: Step) -> str:
        """Name whose turn it is: the performer, or who counts blindly what the performer has counted."""
        entry = self.guidance.entry
        return SUPERVISOR if entry is not None and entry.second else self.performer(step)

    async def at_step(self, step: Step) -> bool:
        """Have the step on the screen of who does it; False when that needed a move and all is to be seen anew."""
        seat, user = self.seat, self._due(step)
        await seat.settled()
        if seat.screen == "wrong_scan":
            await seat.act("enter")
            return False
        flow = seat.flow
        here = isinstance(flow, StepFlow) and flow.batch == self.number
        signing = isinstance(flow, SignFlow) and flow.manifest.batch == self.number
        if seat.user == user and (here or signing):
            return True
        if seat.user == user and seat.screen == "batch_map":
            # Of several operations that are open one is chosen: the next.
            await seat.act("enter")
            return False
        await seat.at_work(user)
        await seat.scan(self.number)
        await seat.until(lambda: seat.screen not in ("my_work", ""), "batch")
        return False

    # ------------------------------------------------------------------ what is done

    async def follow(self, guidance: Guidance) -> None:
        """Do what is asked for, once."""
        step, seat = guidance.step, self.seat
        if step is None or not await self.at_step(step) or self.guidance != guidance:
            return
        match guidance.stage:
            case Stage.LEASE if seat.message:
                await seat.online()
                await seat.press("f5")
                await seat.settled()
            case Stage.LEASE | Stage.START:
                stage = guidance.stage
                await seat.until(lambda: self.guidance.stage != stage or seat.message, stage)
            case Stage.ENTRY if guidance.entry is not None:
                await self.fill(step, guidance.entry)
            case Stage.EXPLAIN:
                await seat.digit(_CAUSE)
            case Stage.DISPOSE:
                await self.dispose()
            case Stage.SIGN:
                await self.perform()
            case _:
                await self.verify(step)

    async def perform(self) -> None:
        """Sign what was done."""
        if not isinstance(self.seat.flow, SignFlow):
            await self.seat.act("f8")
            return
        signer = self.seat.flow.person
        await self.seat.sign(signer.user_id if signer else OPERATOR)

    async def verify(self, step: Step) -> None:
        """Let a second person check and sign."""
        await self.seat.identify(SUPERVISOR if self.performer(step) != SUPERVISOR else SECOND_SUPERVISOR)
        await self.seat.sign(SUPERVISOR if self.performer(step) != SUPERVISOR else SECOND_SUPERVISOR)

    async def dispose(self) -> None:
        """Let the supervisor decide what becomes of an exception, and sign."""
        if not isinstance(self.seat.flow, SignFlow):
            await self.seat.identify(SUPERVISOR)
            await self.seat.digit(_ACCEPT)
            return
        await self.perform()

    async def fill(self, step: Step, entry: Entry) -> None:
        """Record an entry as a good operator does."""
        seat = self.seat
        if entry.expected is not None:
            label = self.labels.expected(step, entry, await seat.plant.hand.printed())
            # A label that was lost is printed again.
            await (seat.act("f7") if label is None else seat.scan(label))
            return
        match entry.act:
            case ActKind.ZERO_CHECKED:
                await self.zero()
            case ActKind.CONTAINER_TARED:
                await self.tare(step)
            case ActKind.WEIGHT_TAKEN:
                await self.weigh(step)
            case ActKind.VALUE_ENTERED | ActKind.OUTPUT_RECORDED | ActKind.SECOND_COUNT_MADE:
                await self.due(step, entry)
                await seat.type(good_value(step, entry, self.master))
            case ActKind.CHOICE_MADE if isinstance(step.detail, Choice):
                good = [option.exception == Severity.NONE for option in step.detail.options]
                await seat.digit(good.index(True) + 1)
            case ActKind.SETTING_MADE:
                await seat.act("f8" if any(key.name == "f8" for key in seat.view.frame.keys) else "enter")
            case ActKind.FILE_ATTACHED:
                await self.photograph(step)
            case ActKind.TAG_READ:
                await seat.until(lambda: seat.view.verdict is not None, "reading")
                await seat.act("f8")
            case ActKind.TIMER_ENDED:
                await self.wait(step)
            case ActKind.LABEL_PRINTED if not isinstance(step.detail, LabelPrint) and not seat.message:
                await seat.until(lambda: self.guidance.entry != entry or seat.message, "label")
            case ActKind.VALUE_CALCULATED:
                await seat.until(lambda: self.guidance.entry != entry or seat.message, "calculation")
            case _:
                await seat.act("enter")

    async def photograph(self, step: Step) -> None:
        """Copy a photo into the watched folder and choose it, the newest file there."""
        seat, folder = self.seat, self.seat.terminal.desk.files.watched
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        await asyncio.to_thread((folder / f"{self.number}-{step.id}.jpg").write_bytes, PHOTO)
        await seat.press("f5")
        await seat.until(lambda: bool(seat.view.choices), "photo")
        await seat.digit(1)

    async def zero(self) -> None:
        """Clear the pan, and zero when the balance is still; one that was tared before shows less than nothing."""
        await self.seat.plant.hand.load(Decimal(0), self._unit)
        await self.seat.until(lambda: self._still() in (Decimal(0), -self._tare), "empty pan")
        await self.seat.act("f2")

    async def tare(self, step: Step) -> None:
        """Put the empty drum on, and tare when the balance is still."""
        seat = self.seat
        await seat.plant.hand.load(self._tare, self._unit)
        await seat.until(lambda: self._still() == self._tare, "drum")
        await seat.act("f2")
        self._tared = step.id

    def _still(self) -> Decimal | None:
        """Read the balance on the screen; None while it moves or shows nothing."""
        reading = self.seat.view.reading
        return Decimal(reading.digits) if reading.digits and not reading.moving else None

    async def weigh(self, step: Step, net: Decimal | None = None) -> None:
        """Fill the drum little by little to the target, wait for the balance, record.

        A balance that was switched off since has lost its tare: what was recorded is undone and begun again.
        """
        if not isinstance(step.detail, WeighDispense):
            return
        if self._tared != step.id:
            await self.seat.act("f12")
            return
        due = weighings(step.detail, self.state.step(step.id).filled)[-1]
        seat, target = self.seat, net or due.limits.target or Decimal(1)
        held = self.labels.holds(step, due.number)
        if held is not None and held.to(step.detail.unit).value < (due.limits.low or target):
            # What is in it does not suffice, so all of it is a part.
            target, key = held.to(step.detail.unit).value, "enter"
        else:
            key = "f8"
        for share in ("0.4", "0.9", "1"):
            part = (target * Decimal(share)).quantize(target)
            await seat.plant.hand.load(self._tare + part, self._unit)
        await seat.until(lambda: self._still() == target, "weight")
        await seat.act(key)

    async def due(self, step: Step, entry: Entry) -> None:
        """Let a planned round come due, with the plant's time running fast."""
        seat, due = self.seat, due_at(step, self.state, entry.weighing)
        if due is None or not begins_round(step, entry):
            return
        left = (due - seat.plant.clock.utc()).total_seconds()
        if left > 0:
            with seat.hurried(min(max(HEADLESS, left / TIMER_REAL_S), FASTEST)):
                await seat.until(lambda: seat.plant.clock.utc() >= due, "round")
            since = time.perf_counter()
            await seat.until(lambda: seat.watch.shown_since(since) is not None, "round")

    async def wait(self, step: Step) -> None:
        """Wait for the timer, with the plant's time running fast, and end it."""
        seat = self.seat
        seconds = step.detail.minimum_s if isinstance(step.detail, Timer) else 1
        if seat.view.verdict is None or seat.view.verdict.tone != Tone.OK:
            with seat.hurried(min(max(HEADLESS, seconds / TIMER_REAL_S), FASTEST)):
                await seat.until(lambda: seat.view.verdict is not None and seat.view.verdict.tone == Tone.OK, "timer")
        await seat.act("enter")
