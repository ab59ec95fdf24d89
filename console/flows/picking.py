"""Pick for a batch: its reserved containers, each scanned to where it is put aside; what is missing is named."""

from collections.abc import Mapping

from console.answers import ask_for_records
from console.desk import Desk
from console.flows.form import FormTask
from console.flows.pages import Pages
from core.acts import ActKind, Subject
from core.codes import Code, CodeKind
from core.errors import CountersignError
from core.fefo import order_of
from core.finding import Finding
from core.plant import Container
from core.secret import Secret
from screens.everyone.form import FormView
from screens.views import FieldView, ItemView, MarkView, RowView, Tone

PAGE = 9
FEFO = "store.fefo"


class PickingFlow(FormTask):
    """First the batch, then the place, then container after container."""

    def __init__(self, desk: Desk) -> None:
        """Begin with the list of batches."""
        super().__init__(desk)
        self._batch = ""
        self._place = ""
        self._passing = ""
        self._pages = Pages(self, PAGE)

    # ------------------------------------------------------------------ what is shown

    @property
    def view(self) -> FormView:
        """Show the batches, or the containers of the one chosen."""
        if not self._batch:
            batches = self._batches()
            items = self._pages.items(batches, self._batch_item)
            following = self.words("next.pick_batch" if batches else "next.work_none")
            live, empty = ("f1", "f3", "f5", "f10"), "" if batches else self.words("pick.none")
            title, page = self.words("store.do.pick"), self._pages.words(batches)
            return self.form(title, following, live=live, items=items, page=page, empty=empty)
        listed = self._listed()
        return self.form(
            self.words("store.do.pick"),
            self._next(),
            live=("f1", "f3", "f4", "f10", "f12"),
            subject=self._batch,
            words=self._missing(),
            rows=(RowView(self.words("pick.to"), self._place),) if self._place else (),
            items=tuple(map(self._container_item, self._pages.shown(listed))),
            page=self._pages.words(listed),
            fields=self._fields(),
        )

    def _next(self) -> str:
        if self._passing:
            return self.words("next.pick_reason")
        return self.words("next.pick" if self._place else "next.pick_place")

    def _fields(self) -> tuple[FieldView, ...]:
        return (self.field("reason", self.words("store.given.reason")),) if self._passing else ()

    def _missing(self) -> str:
        missing = [one.id for one in self._listed() if not self._there(one)]
        if not missing:
            return self.words("pick.whole", batch=self._batch)
        return self.words("pick.still", list=", ".join(missing)) if self._place else ""

    def _batches(self) -> list[str]:
        containers = self.desk.recorder.plant.containers.values()
        return sorted({c.reserved_for for c in containers if c.reserved_for and c.net.value > 0})

    def _listed(self) -> list[Container]:
        plant = self.desk.recorder.plant
        mine = [c for c in plant.containers.values() if c.reserved_for == self._batch and c.net.value > 0]
        return sorted(mine, key=lambda one: order_of(plant, one))

    def _there(self, one: Container) -> bool:
        """Tell whether a container is put aside: where this is done now, or in a room already."""
        return one.location == self._place or one.location in self.desk.recorder.plant.rooms

    def _batch_item(self, digit: int, batch: str) -> ItemView:
        mine = [c for c in self.desk.recorder.plant.containers.values() if c.reserved_for == batch]
        return ItemView(digit, batch, count=f"{len(mine)}", chosen=digit == 1)

    def _container_item(self, one: Container) -> ItemView:
        plant = self.desk.recorder.plant
        name = plant.materials[plant.lots[one.lot].material].name.in_language(self.desk.language)
        there = self._there(one)
        mark = MarkView(Tone.OK if there else Tone.WAIT, self.words("pick.here" if there else "pick.missing"))
        return ItemView(None, f"{one.id}  {name}", one.lot, one.location, mark)

    # ------------------------------------------------------------------ what is scanned, typed and pressed

    async def digit(self, number: int) -> None:
        """Choose the batch."""
        chosen = self._pages.chosen(self._batches(), number)
        if not self._batch and chosen is not None:
            self._choose(chosen)
            self.say(None)

    def _choose(self, batch: str) -> None:
        """Go to a batch, or with "" back to the list of all."""
        self._batch, self._place, self._passing = batch, "", ""
        self._pages.begin()

    async def scan(self, code: Code) -> None:
        """Take the batch, then the place, then containers."""
        container = code.get("container")
        if not self._batch:
            number = code.get("batch") if code.kind == CodeKind.BATCH else None
            if number not in self._batches():
                await super().scan(code)
                return
            self._choose(number or "")
        elif not self._place:
            self._place = code.get("room") or code.text
        elif container:
            await self._pick(container, "")
            return
        else:
            await super().scan(code)
            return
        await self.desk.devices.signal(True)
        self.say(None)

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Take why an earlier expiry is passed over."""
        reason = answers["reason"].reveal().strip() if "reason" in answers else ""
        self.retry()
        if reason and self._passing:
            await self._pick(self._passing, reason)

    async def key(self, name: str) -> None:
        """F4 changes the place, F12 the batch, F5 asks the core; page keys turn, F3 goes back."""
        match name:
            case "f3":
                self.desk.navigation.go(self.desk.ways.task("store", "StoreFlow"))
            case "f5":
                await self.guarded(self.desk.reload())
                self.changed()
            case "f4" if self._batch:
                self._place = self._passing = ""
                self.say(None)
            case "f12":
                self._choose("")
                self.say(None)
            case "pagedown" | "pageup":
                self._pages.turn(name, self._listed() if self._batch else self._batches())
            case _:
                return

    async def _pick(self, name: str, reason: str) -> None:
        """Reserve a container that is not on the list yet, then put it aside."""
        plant, self._passing = self.desk.recorder.plant, ""
        held = plant.containers.get(name)
        if held is None:
            await self.desk.devices.signal(False)
            self.say(Finding("store.container_unknown", {"container": name[:40]}))
            return
        if held.reserved_for != self._batch and not await self._reserve(held, reason):
            await self.desk.devices.signal(False)
            return
        await self._put_aside(self.desk.recorder.plant.containers[name])

    async def _reserve(self, held: Container, reason: str) -> bool:
        session = self.desk.session
        body: dict[str, object] = {"batch": self._batch, "container": held.id, "reason": reason}
        try:
            asks = session.asks if session else {}
            await ask_for_records(self.desk.ask, self.desk.recorder, "reserve_container", {**body, **asks})
            await self.desk.reload()
        except CountersignError as error:
            self._passing = held.id if error.key == FEFO else ""
            self.say(error)
            return False
        return True

    async def _put_aside(self, held: Container) -> None:
        session = self.desk.session
        if session is None:
            return
        facts = {"from": held.location, "to": self._place, "batch": self._batch}
        subject = Subject(lot=held.lot, container=held.id)
        act = self.desk.recorder.act(session.who, ActKind.CONTAINER_MOVED, subject, facts=facts)
        if await self.guarded(self.desk.recorder.record(act)):
            await self.desk.devices.signal(True)
            message = self.message
            await self.guarded(self.desk.reload())
            self.message = message
            self.changed()
