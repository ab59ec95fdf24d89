"""Returned goods: what came back from whom and by which channel, into quarantine under a lot of its own."""

from collections.abc import Mapping

from console.answers import ask_for_records
from console.desk import Desk
from console.flows.form import FormTask
from core.codes import Code
from core.plant import Lot, LotState
from core.returned import returned_number
from core.secret import Secret
from core.store_judge import place_for
from screens.everyone.form import FormView
from screens.views import FieldKind, FieldView, RowView

_PARTS = (("lot", "customer", "quantity"), ("channel", "reason", "recall"), ("container", "location"))
"""What is asked, part by part; a scan fills in the lot, the container or the place."""
MOST_CUSTOMERS = 6
NONE = "-"
"""What stands there already where goods come back without a recall."""
_LABELS = {"recall": "recall.paper.recall"}


class ReturnsFlow(FormTask):
    """One return after another."""

    def __init__(self, desk: Desk) -> None:
        """Begin with the lot."""
        super().__init__(desk)
        self._typed: dict[str, str] = {}
        self._part = 0
        self._done = ""

    @property
    def view(self) -> FormView:
        """Show what is known, and ask for the rest."""
        rows = tuple(RowView(self._label(name), "", text) for name, text in self._typed.items() if text)
        rows = rows or self._customers()
        return self.form(
            self.words("returns.title"),
            self.words("next.returns"),
            live=("f1", "f3", "f10", "f12"),
            words=self._done,
            rows=rows,
            fields=tuple(self._field(name) for name in _PARTS[self._part]),
        )

    async def key(self, name: str) -> None:
        """F12 begins again, F3 goes back."""
        if name == "f3":
            self.desk.navigation.home()
        elif name == "f12":
            self._begin()

    async def scan(self, code: Code) -> None:
        """Take the label of a lot, a container or a place."""
        due = next(
            (name for name in ("lot", "container", "location") if name in _PARTS[self._part] and code.get(name)), None
        )
        if due is None:
            await super().scan(code)
            return
        self._typed[due] = code.get(due) or ""
        self.say(None)

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Take a part; after the last one the core decides."""
        self._done = ""
        for name, text in answers.items():
            self._typed[name] = text.reveal().strip() or self._typed.get(name, "")
        self.retry()
        if self._part + 1 < len(_PARTS):
            self._part += 1
            self.changed()
        elif await self.guarded(self._take()):
            await self.guarded(self.desk.reload())
        else:
            self._part = 0
            self.changed()

    async def _take(self) -> None:
        plant, session = self.desk.recorder.plant, self.desk.session
        if session is None:
            return
        lot = plant.lots.get(self._typed["lot"])
        unit = plant.materials[lot.material].unit if lot is not None else "pcs"
        recall = "" if self._typed["recall"] == NONE else self._typed["recall"]
        body = {**self._typed, "recall": recall, "unit": unit, **session.asks}
        answer = await ask_for_records(self.desk.ask, self.desk.recorder, "take_return", body)
        container, sample = self._typed["container"], str(answer.get("sample", ""))
        self._begin()
        asked = f", {self.words('returns.sampled', sample=sample)}" if sample else ""
        self._done = f"{self.words('returns.done')}: {container}{asked}"

    def _begin(self) -> None:
        self._typed, self._part, self._done = {}, 0, ""
        self.say(None)

    def _customers(self) -> tuple[RowView, ...]:
        """Name the customers, so that nobody need know their ids by heart."""
        plant, label = self.desk.recorder.plant, self.words("returns.field.customer")
        return tuple(RowView(label, one.id, one.name) for one in list(plant.customers.values())[:MOST_CUSTOMERS])

    def _label(self, name: str) -> str:
        lot = self.desk.recorder.plant.lots.get(self._typed.get("lot", ""))
        if name == "quantity" and lot is not None:
            unit = self.desk.recorder.plant.materials[lot.material].unit
            return f"{self.words('returns.field.quantity')} ({self.words('unit.pcs') if unit == 'pcs' else unit})"
        return self.words(_LABELS.get(name, f"returns.field.{name}"))

    def _field(self, name: str) -> FieldView:
        kind = FieldKind.NUMBER if name == "quantity" else FieldKind.WORDS
        hint = self.words("returns.hint.channel") if name == "channel" else ""
        hint = self._suggested() if name == "location" else hint
        known = self._typed.get(name) or (NONE if name == "recall" else "")
        return FieldView(name, self._label(name), kind, hint, value=known, attempt=self._attempt)

    def _suggested(self) -> str:
        """Suggest a place where goods of the lot may stand, apart from what came back of it before."""
        plant, origin = self.desk.recorder.plant, self._typed.get("lot", "")
        if origin not in plant.lots:
            return ""
        back = Lot(returned_number(origin, 0), plant.lots[origin].material, LotState.QUARANTINE, supplier_lot=origin)
        place = place_for(plant, back, "")
        return self.words("store.suggested", place=place) if place else ""
