"""A donor is found positive after the pool was made: his units are traced, and they and all made of them are held."""

from collections.abc import Callable

from console.demo.quality import AUTHORISED_PERSON, QA
from console.demo.seat import Stuck
from console.demo.staff import StaffedSeat
from console.flows.recall_new import RecallNewFlow
from console.flows.recalls import RecallsFlow
from console.flows.trace import TraceFlow
from console.flows.trace_search import TraceSearchFlow
from core.plant import LotState

_RECALL, _MOST_SERIOUS = 1, "1"
_REASON = "donor found reactive in a later donation"
_TRIES = 3


class LookBack:
    """Plays the look-back from the first unit of a batch, unless that unit is held already."""

    def __init__(self, seat: StaffedSeat, number: str) -> None:
        """Take the seat and the batch."""
        self.seat = seat
        unit = next(iter(seat.batch(number).state.dispensed.values()), None)
        self._unit = unit.lot if unit is not None else ""

    async def play(self) -> None:
        """Trace the donor, then hold what was found by two signatures."""
        seat = self.seat
        unit = seat.terminal.recorder.plant.lots.get(self._unit)
        if not seat.plant.product.look_back or unit is None or unit.state == LotState.ON_HOLD:
            return
        seat.say(seat.words("demo.head_look_back"))
        found = await self._trace(unit.supplier_lot)
        await self._recall(unit.supplier_lot)
        await seat.until(lambda: all(self._held(lot) for lot in found), "hold")
        self._tell("demo.held", lots=str(len(found)))

    async def _trace(self, donor: str) -> list[str]:
        """Type the number of the donor; gives the lots on the tree."""
        seat = self.seat
        await self._open(seat.words("work.trace"))
        await seat.until(lambda: isinstance(seat.app.flow, TraceSearchFlow), "trace")
        await seat.touch(donor)
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.app.flow, TraceFlow) and seat.view.branches, "trace")
        branches, lots = seat.view.branches, seat.terminal.recorder.plant.lots
        found = list(dict.fromkeys(branch.code for branch in branches if branch.code in lots))
        units = sum(branch.depth == 0 for branch in branches)
        self._tell("demo.looked_back", donor=donor, units=str(units), made=str(len(found) - units))
        return found

    async def _recall(self, donor: str) -> None:
        """Open a recall from the number of the donor; quality assurance and the authorised person sign."""
        seat = self.seat
        await self._open(seat.words("work.recalls"))
        await seat.until(lambda: isinstance(seat.app.flow, RecallsFlow), "recalls")
        await seat.digit(_RECALL)
        await seat.until(lambda: isinstance(seat.app.flow, RecallNewFlow), "recall")
        await seat.touch(donor)
        await seat.press("enter")
        await seat.touch(_MOST_SERIOUS)
        await seat.press("enter")
        await seat.until(lambda: self._asks("reason"), "answer")
        await seat.touch(_REASON)
        await seat.press("enter")
        await seat.until(lambda: self._asks("password"), "sign")
        await self._sign(QA, lambda: self._asks("user_id"))
        await seat.identify(AUTHORISED_PERSON)
        await self._sign(AUTHORISED_PERSON, lambda: seat.view.frame.next == seat.words("next.done"))

    async def _sign(self, user: str, signed: Callable[[], bool]) -> None:
        """Give password and code on the form, which stays; with the next code when the first one is not taken."""
        seat, pocket = self.seat, self.seat.pocket(user)
        for _ in range(_TRIES):
            await seat.online()
            code = await seat.fresh_code(pocket)
            await seat.online()
            await seat.settled()
            attempt = seat.fields()[-1].attempt
            seat.app.type(pocket.password)
            seat.app.press("enter")
            seat.app.type(code)
            seat.app.press("enter")
            await seat.until(lambda attempt=attempt: signed() or self._refused(attempt), "signature")
            if signed():
                return
        raise Stuck("demo.stuck", what="signature", screen=seat.screen, message=seat.message)

    async def _open(self, name: str) -> None:
        """Open a row of the list of work, on whichever page it stands."""
        seat = self.seat
        await seat.at_work(QA)
        while not any(item.name == name for item in seat.view.items):
            page = seat.view.page
            await seat.press("pagedown")
            await seat.until(lambda page=page: seat.view.page != page, name)
        await seat.choose(name)

    def _asks(self, name: str) -> bool:
        fields = self.seat.fields()
        return bool(fields) and fields[0].name == name

    def _refused(self, attempt: int) -> bool:
        """Tell whether the form asks the same person anew and says why."""
        fields = self.seat.fields()
        return self._asks("password") and fields[-1].attempt != attempt and bool(self.seat.message)

    def _held(self, number: str) -> bool:
        return self.seat.terminal.recorder.plant.lots[number].state in (LotState.ON_HOLD, LotState.REJECTED)

    def _tell(self, key: str, **params: str) -> None:
        self.seat.say(f"      {self.seat.words('demo.mark_ok')} {self.seat.words(key, **params)}")
