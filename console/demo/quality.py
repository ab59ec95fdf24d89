"""Laboratory, quality assurance and authorised person at the terminal: results, review by exception, release."""

from console.demo.staff import StaffedSeat
from console.demo.values import good_result
from console.flows.conclusion import ConclusionFlow
from console.flows.sign import SignFlow
from core.batch.state import BatchState
from screens.views import CellState, Tone

ANALYST, QC_HEAD, QA, AUTHORISED_PERSON = "qc1", "qc2", "qa1", "ap1"
_ACCEPT = _RELEASE = 1
_NO_INFLUENCE = "no influence on the product"


class Quality:
    """Brings a finished batch to its release, from wherever it stands."""

    def __init__(self, seat: StaffedSeat, number: str) -> None:
        """Take the seat and the batch."""
        self.seat = seat
        self.number = number

    @property
    def state(self) -> BatchState:
        """Give the batch."""
        return self.seat.batch(self.number).state

    # ------------------------------------------------------------------ laboratory

    async def test_samples(self) -> None:
        """Enter the results of every sample; the analyst signs, the head of the laboratory checks and signs."""
        seat = self.seat
        for sample in tuple(self.state.samples):
            while self.state.samples[sample].verified is None:
                await seat.at_work(ANALYST)
                await seat.choose(seat.words("work.samples"))
                await seat.until(lambda: seat.screen == "samples_due", "samples")
                await seat.scan(sample)
                await self._work_on(sample)
            seat.say(f"      {seat.words('demo.mark_ok')} {seat.words('demo.tested', sample=sample)}")

    async def _work_on(self, sample: str) -> None:
        seat = self.seat
        while seat.screen in ("result_entry", "sign", "countersign"):
            await seat.settled()
            if isinstance(seat.flow, SignFlow):
                await seat.sign(ANALYST)
            elif seat.screen == "countersign":
                await seat.identify(QC_HEAD)
                await seat.sign(QC_HEAD)
            elif seat.screen == "result_entry":
                await self._next_result(sample)

    async def _next_result(self, sample: str) -> None:
        taken = self.state.samples[sample]
        tests = self.seat.terminal.recorder.plant.specifications[taken.specification].tests
        due = next((test for test in tests if test.code not in taken.results), None)
        if due is None:
            await self.seat.act("f8")
        else:
            await self.seat.type(good_result(due))

    # ------------------------------------------------------------------ review and release

    async def review(self) -> None:
        """Settle every open exception by signature and read the evidence of the sampled steps."""
        seat = self.seat
        await self._open_review(QA)
        while case := next(iter(self.state.open_cases()), None):
            await self._settle(case.id)
            seat.say(f"      {seat.words('demo.mark_ok')} {seat.words('demo.settled', case=case.id)}")
        while any(state == CellState.TO_COME for _, state in seat.view.sample):
            await seat.act("f4")
            await seat.until(lambda: seat.screen == "instruction", "evidence")
            await seat.act("enter")
            await seat.until(lambda: seat.screen == "review", "review")
        counts = " / ".join(f"{count.number} {count.words}" for count in seat.view.counts)
        seat.say(f"      {seat.words('demo.mark_ok')} {seat.words('demo.reviewed', counts=counts)}")

    async def release(self) -> None:
        """Release the batch by the authorised person's signature."""
        seat = self.seat
        await self._open_review(AUTHORISED_PERSON)
        await seat.act("f8")
        while self.state.decided is None:
            await seat.settled()
            if isinstance(seat.flow, SignFlow):
                await seat.sign(AUTHORISED_PERSON)
            elif isinstance(seat.flow, ConclusionFlow):
                await seat.until(seat.fields, "conclusion")
                await seat.touch(_NO_INFLUENCE)
                await seat.press("enter")
                await seat.until(lambda: isinstance(seat.app.flow, SignFlow), "sign")
            elif self.state.release is not None:
                await seat.until(lambda: self.state.decided is not None or seat.message, "decision")
                if self.state.decided is None:
                    await seat.act("f5")
            else:
                await seat.until(lambda: seat.view.verdict.tone == Tone.OK, self._what_blocks())
                await seat.digit(_RELEASE)
        seat.say(f"      {seat.words('demo.mark_ok')} {seat.words('demo.released', batch=self.number)}")

    def _what_blocks(self) -> str:
        view = self.seat.view
        return "; ".join(mark.words for mark in view.checklist if mark.tone != Tone.OK) or "release"

    async def _open_review(self, user: str) -> None:
        seat = self.seat
        await seat.at_work(user)
        await seat.choose(seat.words("work.review"))
        await seat.until(lambda: seat.screen == "review_list", "review list")
        await seat.scan(self.number)
        await seat.until(lambda: seat.screen == "review", "review")

    async def _settle(self, case: str) -> None:
        """Move to an exception, accept it, and sign."""
        seat = self.seat
        await seat.settled()
        rows = seat.view.findings
        while not any(row.chosen and row.detail == case for row in rows):
            await seat.press("down")
            await seat.settled()
            rows = seat.view.findings
        await seat.digit(_ACCEPT)
        await seat.until(lambda: isinstance(seat.app.flow, SignFlow), "sign")
        await seat.sign(QA)
        await seat.until(lambda: seat.screen == "review", "review")
