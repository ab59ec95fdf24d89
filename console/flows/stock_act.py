"""One thing done to containers: the container is scanned, then what else it needs, and it is on record."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial

from console.desk import Desk
from console.flows.form import FormTask
from console.flows.labels_due import LabelsDueFlow, Received
from console.labels import LabelContent, new_labels
from core.acts import Act, ActKind, Source, Subject, Value
from core.codes import Code
from core.coding import part_number
from core.errors import CountersignError
from core.finding import Finding
from core.plant import Container
from core.quantity import Quantity, decimal
from core.secret import Secret
from core.store_judge import put_away
from core.store_paper import OpenCount
from core.times import local_day, utc_text
from screens.everyone.form import FormView
from screens.views import FieldKind, FieldView, RowView

ACTIONS: Mapping[str, tuple[ActKind, tuple[str, ...]]] = {
    "move": (ActKind.CONTAINER_MOVED, ("to",)),
    "count": (ActKind.STOCK_COUNTED, ("quantity",)),
    "split": (ActKind.CONTAINER_SPLIT, ("quantity", "to")),
    "merge": (ActKind.CONTAINERS_MERGED, ("from",)),
    "return": (ActKind.MATERIAL_RETURNED, ("quantity", "to")),
    "relabel": (ActKind.CONTAINER_RELABELLED, ("reason",)),
}
"""What can be done, the act that states it, and what is asked after the container, in this order."""

_TYPED = ("quantity", "reason")
_NUMBERED = (ActKind.CONTAINER_SPLIT, ActKind.CONTAINER_RELABELLED)
"""What gives a container a number of its own."""
_PARTING = (ActKind.CONTAINER_SPLIT, ActKind.CONTAINERS_MERGED)
"""What changes how much is in a container."""
_OWN_NUMBERS = timedelta(days=30)
"""How far back the numbers given here are looked up; older ones the core has told long ago."""
MOST_ROWS = 6


class StockActFlow(FormTask):
    """Scan by scan, container after container."""

    def __init__(self, desk: Desk, action: str, first: OpenCount | None = None) -> None:
        """Take what is done; for a second count, the first one, whose number nobody is told."""
        super().__init__(desk)
        self._action = action
        self._kind, self._needs = ACTIONS[action]
        self._first = first
        self._container = ""
        self._given: dict[str, str] = {}
        self._others: list[str] = []
        self._done = ""

    # ------------------------------------------------------------------ what is shown

    @property
    def view(self) -> FormView:
        """Show the container, what was given, and what comes next."""
        live = ("f1", "f3", *(("f8",) if self._others else ()), "f10", "f12")
        return self.form(
            self.words(f"store.do.{self._action}"),
            self._next(),
            live=live,
            subject=self._container,
            words=self._done if not self._container else "",
            rows=self._rows(),
            fields=self._fields(),
        )

    @property
    def _held(self) -> Container | None:
        return self.desk.recorder.plant.containers.get(self._container)

    @property
    def _need(self) -> str:
        """Name what is asked now; "" before the container and after the last."""
        return next((name for name in self._needs if name not in self._given), "") if self._held else ""

    def _next(self) -> str:
        if self._held is None:
            wanted = self._first.container if self._first else ""
            return self.words("next.store_this", c=wanted) if wanted else self.words("next.store_container")
        if self._need == "from":
            return self.words("next.store_from_more" if self._others else "next.store_from")
        # All is given while it is being put on record.
        return self.words(f"next.store_{self._need}" if self._need else "next.store_kept")

    def _rows(self) -> tuple[RowView, ...]:
        held, plant = self._held, self.desk.recorder.plant
        if held is None:
            return ()
        lot = plant.lots[held.lot]
        material = plant.materials[lot.material].name.in_language(self.desk.language)
        rows = [
            RowView(self.words("store.paper.lot"), held.lot, f"{material}, {self.words(f'lot.{lot.state.value}')}"),
            RowView(self.words("store.place"), held.location, self._suggested(held)),
        ]
        if self._kind != ActKind.STOCK_COUNTED:
            # Who counts is not told what is booked.
            rows.append(RowView(self.words("store.paper.quantity"), self._shown(held.net)))
        if held.reserved_for:
            rows.append(RowView(self.words("store.reserved"), held.reserved_for))
        rows += [RowView(self.words(f"store.given.{name}"), value) for name, value in self._given.items()]
        if self._others:
            rows.append(RowView(self.words("store.given.from"), ", ".join(self._others)))
        return tuple(rows[:MOST_ROWS])

    def _suggested(self, held: Container) -> str:
        place = put_away(self.desk.recorder.plant, held) if "to" in self._needs else None
        return self.words("store.suggested", place=place) if place else ""

    def _fields(self) -> tuple[FieldView, ...]:
        held, need = self._held, self._need
        if held is None or need not in _TYPED:
            return ()
        label = self.words(f"store.given.{need}")
        if need == "reason":
            return (self.field(need, label),)
        return (self.field(need, f"{label} ({self._unit(held.net.unit)})", FieldKind.NUMBER),)

    def _shown(self, quantity: Quantity) -> str:
        return f"{quantity.value:f} {self._unit(quantity.unit)}"

    def _unit(self, unit: str) -> str:
        return self.words("unit.pcs") if unit == "pcs" else unit

    # ------------------------------------------------------------------ what is scanned, typed and pressed

    async def scan(self, code: Code) -> None:
        """Take the container first, then a label or a place, whichever is asked."""
        if self._held is None:
            await self._take_container(code)
        elif self._need == "to":
            await self._give("to", code.get("room") or code.get("location") or code.text)
        elif self._need == "from" and code.get("container"):
            await self._add(code.get("container") or "")
        else:
            await self.desk.devices.signal(False)
            await super().scan(code)

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Take a quantity or a reason."""
        need = self._need
        typed = answers[need].reveal().strip() if need in answers else ""
        self.retry()
        if not typed:
            return
        if need == "quantity":
            try:
                typed = f"{decimal(typed):f}"
            except CountersignError as error:
                self.say(error)
                return
        await self._give(need, typed)

    async def key(self, name: str) -> None:
        """F8 merges what was scanned, F12 begins again, F3 goes back."""
        if name == "f3":
            back = ("stock_counts", "StockCountsFlow") if self._first else ("store", "StoreFlow")
            self.desk.navigation.go(self.desk.ways.task(*back))
        elif name == "f12":
            self._begin_again()
            self.say(None)
        elif name == "f8" and self._others:
            await self._give("from", ",".join(self._others))

    async def _take_container(self, code: Code) -> None:
        name = code.get("container") or ""
        wrong = self._first is not None and name != self._first.container
        if name not in self.desk.recorder.plant.containers or wrong:
            await self.desk.devices.signal(False)
            self.say(Finding("store.container_unknown", {"container": (name or code.text)[:40]}))
            return
        self._container, self._done = name, ""
        await self.desk.devices.signal(True)
        self.say(None)

    async def _add(self, name: str) -> None:
        again = name in self._others
        if not again:
            self._others.append(name)
        await self.desk.devices.signal(True, again)
        self.say(None)

    async def _give(self, name: str, value: str) -> None:
        self._given[name] = value
        if self._need:
            self.say(None)
        else:
            await self._record(name)

    async def _record(self, last: str) -> None:
        """Put it on record; after a refusal what was given last is asked again."""
        held, session = self._held, self.desk.session
        if held is None or session is None:
            return
        subject = Subject(lot=held.lot, container=held.id, record=self._first.record if self._first else None)
        facts = self._facts(held)
        if self._kind in _NUMBERED:
            into = await self._numbered(held)
            facts |= {"into": into} if into else {}
        act = self.desk.recorder.act(session.who, self._kind, subject, self._values(held), facts)
        labels = new_labels(self.desk.recorder.plant, act, await self._own(_PARTING))
        if not await self.guarded(self.desk.recorder.record(act)):
            self._given.pop(last, None)
            self._others.clear()
            self.retry()
            return
        await self.desk.devices.signal(True)
        self._done = self.words("store.done", container=held.id, what=self.words(f"act.{self._kind.value}"))
        if labels:
            self._to_label(held, labels)
        self._begin_again()
        self._first = None
        self.changed()

    async def _numbered(self, held: Container) -> str:
        """Number the new container by the coding rule; what was given here counts, whether the core has it or not."""
        plant = self.desk.recorder.plant
        given = {act.facts.get("into", "") for act in await self._own(_NUMBERED)} | set(plant.containers)
        try:
            return part_number(plant.coding, held.id, local_day(self.desk.clock.utc(), plant.offset_min), given)
        except CountersignError as error:
            self.say(error)
            return ""

    async def _own(self, kinds: Sequence[ActKind]) -> tuple[Act, ...]:
        """Give what was stated here of some kinds, whether the core has it or not."""
        since = utc_text(self.desk.clock.utc() - _OWN_NUMBERS)
        return tuple([act for kind in kinds for act in await self.desk.recorder.own_since(kind, since)])

    def _to_label(self, held: Container, labels: tuple[LabelContent, ...]) -> None:
        """Go to the labels that are due now, and back here when each is scanned back."""
        desk, action = self.desk, self._action
        told = Received(held.lot, tuple(label.identity for label in labels))
        again = partial(desk.ways.task, "stock_act", "StockActFlow", action)
        desk.navigation.go(LabelsDueFlow(desk, told, again, labels=labels))

    def _values(self, held: Container) -> dict[str, Value]:
        if "quantity" not in self._given:
            return {}
        source = Source.COUNTED if self._kind == ActKind.STOCK_COUNTED else Source.TYPED
        return {"quantity": Value(f"{Decimal(self._given['quantity']):f}", held.net.unit, source)}

    def _facts(self, held: Container) -> dict[str, str]:
        facts = {name: value for name, value in self._given.items() if name != "quantity"}
        match self._kind:
            case ActKind.CONTAINER_MOVED:
                return {"from": held.location, **facts}
            case ActKind.MATERIAL_RETURNED:
                return {"batch": held.reserved_for or "", **facts}
            case ActKind.STOCK_COUNTED if self._first is not None:
                return {"first_by": self._first.person}
            case _:
                return facts

    def _begin_again(self) -> None:
        self._container = ""
        self._given.clear()
        self._others.clear()
