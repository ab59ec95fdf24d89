"""Release of material by name: received lots with their state, and the signed decision on one (GMP article 229)."""

from collections.abc import Mapping

from console.answers import ask_for_records
from console.desk import Desk
from console.flows.arrived import arrived
from console.flows.flow import TaskFlow
from console.flows.form import FormTask
from console.flows.frame import frame, header
from console.flows.lot_sample import ask_samples
from console.flows.pages import Pages
from console.flows.sign import SignFlow
from core.codes import Code
from core.language import worded
from core.lot_sample import LotSample
from core.lot_state import MEANING, lot_state_manifest, lot_state_refusals
from core.plant import Lot, LotState
from core.rights import holders
from core.secret import Secret
from screens.everyone.form import FormView
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, MarkView, RowView, Span, Tone, keys

PAGE = 9
LONGEST_REASON = 200
_TONES = {LotState.RELEASED: Tone.OK, LotState.REJECTED: Tone.FAIL, LotState.ON_HOLD: Tone.WARN}


class MaterialReleaseFlow(TaskFlow):
    """Lists received lots, those that wait first; a digit or a scan opens one."""

    screen = "listed"

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__(desk)
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> ListedView:
        """Show one page."""
        lots = self._lots()
        page = self._pages.words(lots)
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("material_release.title"),
            self.words("next.material_release" if lots else "next.work_none"),
            keys("f1", "f3", "f10"),
            subject=self.words("material_release.count", n=str(sum(_waits(lot) for lot in lots))),
            aside=(Span(page),) if page else (),
            message=self.message,
        )
        return ListedView(view_frame, self._pages.items(lots, self._item), empty=self.words("material_release.none"))

    async def digit(self, number: int) -> None:
        """Open a lot."""
        chosen = self._pages.chosen(self._lots(), number)
        if chosen is not None:
            self.desk.navigation.go(LotStateFlow(self.desk, chosen.number))

    async def scan(self, code: Code) -> None:
        """Open the lot on a label."""
        lot = self.desk.recorder.plant.lots.get(code.get("lot") or "")
        if lot is None or not lot.supplier:
            await super().scan(code)
            return
        self.desk.navigation.go(LotStateFlow(self.desk, lot.number))

    async def key(self, name: str) -> None:
        """F3 goes back; page keys turn."""
        if name == "f3":
            self.desk.navigation.home()
        elif name in ("pagedown", "pageup"):
            self._pages.turn(name, self._lots())

    def _lots(self) -> list[Lot]:
        received = [lot for lot in self.desk.recorder.plant.lots.values() if lot.supplier]
        kept = [lot for lot in received if lot.state != LotState.CONSUMED]
        newest = sorted(kept, key=lambda lot: lot.number, reverse=True)
        return sorted(newest, key=lambda lot: not _waits(lot))

    def _item(self, number: int, lot: Lot) -> ItemView:
        material = self.desk.recorder.plant.materials[lot.material]
        mark = MarkView(_TONES.get(lot.state, Tone.WAIT), self.words(f"lot.{lot.state.value}"))
        name = material.name.in_language(self.desk.language)
        return ItemView(number, name, lot.number, lot.supplier_lot, mark, chosen=number == 1)


def _waits(lot: Lot) -> bool:
    return lot.state in (LotState.QUARANTINE, LotState.ON_HOLD)


class LotStateFlow(FormTask):
    """One lot: what the laboratory found, the new state by digit, the reason, the signature."""

    def __init__(self, desk: Desk, number: str) -> None:
        """Take the lot's number."""
        super().__init__(desk)
        self._number = number
        self._samples: tuple[LotSample, ...] = ()
        self._new: LotState | None = None

    @property
    def lot(self) -> Lot:
        """Give the lot as the plant knows it now."""
        return self.desk.recorder.plant.lots[self._number]

    @property
    def view(self) -> FormView:
        """Show the lot and what may be decided."""
        material = self.desk.recorder.plant.materials[self.lot.material]
        states = self._states()
        items = tuple(
            ItemView(number, self.words(f"lot.{state.value}"), chosen=state == self._new)
            for number, state in enumerate(states, 1)
        )
        label = self.words("lot_state.reason")
        field = FieldView("reason", label, FieldKind.WORDS, attempt=self._attempt)
        return self.form(
            self.words("lot_state.title"),
            self.words("next.lot_state_reason" if self._new else "next.lot_state"),
            live=("f1", "f3", "f5", "f10"),
            subject=f"{self.lot.number}  {material.name.in_language(self.desk.language)}",
            rows=self._rows(),
            items=() if self._new else items,
            fields=(field,) if self._new else (),
        )

    def _rows(self) -> tuple[RowView, ...]:
        lot = self.lot
        mark = MarkView(_TONES.get(lot.state, Tone.WAIT), self.words(f"lot.{lot.state.value}"))
        rows = [
            RowView(self.words("lot_state.supplier"), lot.supplier_lot, lot.supplier, mark),
            RowView(self.words("lot_state.manufacturer"), lot.manufacturer_lot, lot.manufacturer),
        ]
        for sample in self._samples[:3]:
            said = ", ".join(f"{result.test} {result.value} {result.unit}" for result in sample.results)
            rows.append(RowView(sample.id, self.words(f"lot_sample.{sample.state}"), said))
        found = lot_state_refusals(lot, LotState.RELEASED, self._samples, self.desk.recorder.plant)
        if found and lot.state != LotState.RELEASED:
            why = worded(found[0], self.desk.language)
            rows.append(RowView(self.words("lot_state.blocked"), "", why, MarkView(Tone.WARN)))
        return tuple(rows)

    async def opened(self) -> None:
        """Ask the core for the samples of the lot."""
        await self.guarded(self._asked())

    async def digit(self, number: int) -> None:
        """Choose the new state."""
        states = self._states()
        if self._new is None and 1 <= number <= len(states):
            self._new = states[number - 1]
            self.retry()

    async def key(self, name: str) -> None:
        """F5 asks again, F3 goes back a step."""
        if name == "f5":
            await self.guarded(self._asked())
        elif name == "f3" and self._new is not None:
            self._new = None
            self.changed()
        elif name == "f3":
            self.desk.navigation.go(MaterialReleaseFlow(self.desk))

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Take the reason and go to the signature."""
        reason = answers["reason"].reveal().strip()
        if self._new is not None and reason and len(reason) <= LONGEST_REASON and reason.isprintable():
            self.desk.navigation.go(LotStateSignFlow(self.desk, self.lot, self._new, reason, self._samples))
            return
        self.retry()

    async def _asked(self) -> None:
        self._samples = await ask_samples(self.desk, self._number)

    def _states(self) -> tuple[LotState, ...]:
        plant = self.desk.recorder.plant
        return tuple(state for state in MEANING if not lot_state_refusals(self.lot, state, self._samples, plant))


class LotStateSignFlow(SignFlow):
    """Signs the new state, then has the core put it in force; a signature that was given is not asked for again."""

    def __init__(self, desk: Desk, lot: Lot, state: LotState, reason: str, samples: tuple[LotSample, ...]) -> None:
        """Take the lot, its new state and why."""
        manifest = lot_state_manifest(lot, state, reason, samples, desk.recorder.plant, desk.language)
        super().__init__(desk, manifest, MEANING[state], self._back, self._back, reason=reason)
        self._lot, self._state, self._why = lot, state, reason
        self._signed = ""

    def _back(self) -> TaskFlow:
        return MaterialReleaseFlow(self.desk)

    async def submit(self, password: Secret, code: Secret) -> None:
        """Sign, wait until the core has it, and ask."""
        person = self.person
        if person is None:
            return
        self._attempt += 1
        if not self._signed and not await self.guarded(self._sign(password, code)):
            return
        await arrived(self.desk)
        body = {
            "lot": self._lot.number,
            "state": self._state.value,
            "reason": self._why,
            "person": person.id,
            "signature": self._signed,
        }
        if await self.guarded(ask_for_records(self.desk.ask, self.desk.recorder, "change_lot_state", body)):
            await self.guarded(self.desk.reload())
            self.desk.navigation.go(self._back())

    async def _sign(self, password: Secret, code: Secret) -> None:
        person, session = self.person, self.desk.session
        if person is None or session is None:
            return
        acting = next((role for role in person.roles if role in holders("decide.change_lot_state")), None)
        signing = self.desk.ceremony.sign(
            *(person, MEANING[self._state], (self.manifest,), password, code, self.desk.language, session.id),
            reason=self._why,
            role=acting,
        )
        self._signed = (await signing).act.id
