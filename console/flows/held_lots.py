"""Own lots on hold: what holds each of them, and the decision that QA and the authorised person sign."""

from datetime import date

import msgspec

from console.answers import AnswerUnreadable
from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.form import FormTask
from console.flows.pages import Pages
from console.flows.two_signers import Stage, TwoSignersFlow
from core.acts import Manifest
from core.codes import Code
from core.finding import Finding
from core.held_lot import RIGHTS, HeldLot, Settled, held_lot_manifest, since_text, standing
from core.language import worded
from core.times import local_day
from screens.everyone.form import FormView
from screens.views import ItemView, MarkView, RowView, Tone

PAGE = 6


class _Answer(msgspec.Struct):
    lots: tuple[HeldLot, ...]


async def held_lots_of(desk: Desk, session: str, lot: str = "") -> tuple[HeldLot, ...]:
    """Ask the core for own lots on hold, or for one; a lot that this kiosk does not know yet is left out.

    Raises:
        CountersignError: Not reachable, refused, or answered in another form.
    """
    answer = await desk.ask("held_lots", {"session": session, "lot": lot})
    try:
        found = msgspec.convert(answer, _Answer).lots
    except msgspec.ValidationError as error:
        raise AnswerUnreadable("kiosk.answer_unreadable", verb="held_lots") from error
    return tuple(held for held in found if held.lot in desk.recorder.plant.lots)


def today(desk: Desk) -> date:
    """Give the plant's day."""
    return local_day(desk.clock.utc(), desk.recorder.plant.offset_min)


class HeldLotsFlow(FormTask):
    """A digit, or the label of a lot, opens one."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk; the list is asked of the core."""
        super().__init__(desk)
        self._found: tuple[HeldLot, ...] = ()
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> FormView:
        """Show one page."""
        return self.form(
            self.words("work.held_lots"),
            self.words("next.held_lots" if self._found else "next.work_none"),
            live=("f1", "f3", "f5", "f10"),
            items=self._pages.items(self._found, self._item),
            page=self._pages.words(self._found),
            empty="" if self._found else self.words("held_lot.none"),
        )

    def _item(self, digit: int, held: HeldLot) -> ItemView:
        plant = self.desk.recorder.plant
        stays = bool(standing(held, plant, today(self.desk)))
        mark = MarkView(Tone.WARN if stays else Tone.OK, self.words("held_lot.stays" if stays else "held_lot.may_lift"))
        name = plant.materials[plant.lots[held.lot].material].name.in_language(self.desk.language)
        return ItemView(digit, held.lot, "", held.why, mark, name, chosen=digit == 1)

    async def opened(self) -> None:
        """Ask the core."""
        await self.guarded(self._ask())

    async def _ask(self) -> None:
        self._found = await held_lots_of(self.desk, self.session)
        self.changed()

    async def digit(self, number: int) -> None:
        """Open a lot."""
        chosen = self._pages.chosen(self._found, number)
        if chosen is not None:
            self.desk.navigation.go(HeldLotFlow(self.desk, chosen))

    async def scan(self, code: Code) -> None:
        """Open the lot on a label, one beyond those listed too."""
        lot = code.get("lot") or ""
        if lot and all(held.lot != lot for held in self._found) and not await self.guarded(self._beyond(lot)):
            return
        named = next((held for held in self._found if held.lot == lot), None)
        if named is None:
            await super().scan(code)
            return
        self.desk.navigation.go(HeldLotFlow(self.desk, named))

    async def _beyond(self, lot: str) -> None:
        """Learn of a lot that the core has not listed, as it lists no more than so many."""
        self._found = (*self._found, *await held_lots_of(self.desk, self.session, lot))

    async def key(self, name: str) -> None:
        """F3 goes back, F5 asks again, page keys turn."""
        if name == "f3":
            self.desk.navigation.home()
        elif name == "f5":
            await self.guarded(self._ask())
        elif name in ("pagedown", "pageup"):
            self._pages.turn(name, self._found)


class HeldLotFlow(TwoSignersFlow):
    """One lot: what holds it, the decision by digit, the reason, both signatures."""

    title = "work.held_lots"
    verb = "settle_hold"
    reason_label = "lot_state.reason"

    def __init__(self, desk: Desk, held: HeldLot) -> None:
        """Take the lot as the core told of it."""
        super().__init__(desk)
        self._held = held
        self._settled: Settled | None = None

    @property
    def view(self) -> FormView:
        """Show what holds the lot and what may be decided; then the paper, as it is signed."""
        if self._settled is not None:
            return super().view
        held, against = self._held, self._against
        rows = [
            RowView(self.words("lot_state.lot"), held.lot, self.words("lot.on_hold"), MarkView(Tone.WARN)),
            RowView(self.words("held_lot.batch"), held.batch or "-"),
            RowView(self.words("held_lot.why"), held.why or "-", since_text(held, self.desk.recorder.plant)),
        ]
        rows += [
            RowView(self.words("held_lot.open"), "", worded(item, self.desk.language), MarkView(Tone.FAIL))
            for item in against
        ]
        rows += [RowView(self.words("held_lot.set_aside"), "", result) for result in held.set_aside]
        back = self.words("held_lot.lift_is", state=self.words(f"lot.{held.before.value}"))
        items = (
            ItemView(1, self.words("held_lot.lift"), detail=back, open=not against),
            ItemView(2, self.words("held_lot.reject")),
        )
        following = "next.held_lot_stays" if against else "next.held_lot"
        return self.form(self.words(self.title), self.words(following), subject=held.lot, rows=tuple(rows), items=items)

    @property
    def _against(self) -> tuple[Finding, ...]:
        return standing(self._held, self.desk.recorder.plant, today(self.desk))

    def manifest(self) -> Manifest | None:
        """Draw what is signed, once it is chosen."""
        if self._settled is None:
            return None
        plant, language = self.desk.recorder.plant, self.desk.language
        return held_lot_manifest(self._held, self._settled, self.reason, plant, language)

    def rights(self) -> tuple[str, str]:
        """Who proposes, and who approves."""
        return RIGHTS

    def body(self) -> dict[str, object]:
        """Name the lot and what is decided."""
        return {"lot": self._held.lot, "settled": self._settled, "language": self.desk.language}

    def back(self) -> TaskFlow:
        """Go back to the list."""
        return HeldLotsFlow(self.desk)

    async def digit(self, number: int) -> None:
        """1 lifts the hold where nothing stands against it, 2 rejects."""
        if self._settled is not None:
            return
        if number == 2 or (number == 1 and not self._against):
            self._settled = "lift" if number == 1 else "reject"
            self.retry()

    async def key(self, name: str) -> None:
        """F3 takes the choice back while nobody has signed."""
        if name == "f3" and self._settled is not None and self.stage in (Stage.REASON, Stage.FIRST):
            self._settled, self.stage, self.reason = None, Stage.REASON, ""
            self.retry()
            return
        await super().key(name)
