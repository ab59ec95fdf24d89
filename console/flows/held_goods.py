"""Goods in places on hold, and containers on hold by themselves: listed, taken out or let go by two signatures."""

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.form import FormTask
from console.flows.pages import Pages
from console.flows.two_signers import TwoSignersFlow
from core.acts import Manifest
from core.codes import Code
from core.finding import Finding
from core.held_goods import (
    RIGHTS,
    GoodsHold,
    held_containers,
    held_goods_manifest,
    held_goods_refusals,
    held_places,
)
from core.logbook_effects import held_by_round
from core.plant import Container
from screens.everyone.form import FormView
from screens.views import ItemView, MarkView, RowView, Tone

PAGE = 8
MOST_ROWS = 8
"""Containers that one page names."""
_HOLDS = (GoodsHold.STAYS, GoodsHold.LIFTED)
_ALL = len(_HOLDS) + 1
"""The digit that takes everything that stands there."""


class HeldGoodsFlow(FormTask):
    """Places on hold with goods in them, then containers on hold by themselves; a digit or a label opens one."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__(desk)
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> FormView:
        """Show one page."""
        found = self._found()
        return self.form(
            self.words("work.held_goods"),
            self.words("next.held_goods" if found else "next.work_none"),
            items=tuple(self._item(digit, name) for digit, name in enumerate(self._pages.shown(found), 1)),
            page=self._pages.words(found),
            empty="" if found else self.words("held_goods.none"),
        )

    async def digit(self, number: int) -> None:
        """Open a place or a container."""
        chosen = self._pages.chosen(self._found(), number)
        if chosen is not None:
            self._open(chosen)

    async def scan(self, code: Code) -> None:
        """Open the place or the container whose label it is."""
        named = code.get("container") or code.get("location") or code.text
        if named in self._found():
            self._open(named)
        else:
            await super().scan(code)

    async def key(self, name: str) -> None:
        """F3 goes back, page keys turn."""
        if name == "f3":
            self.desk.navigation.home()
        elif name in ("pagedown", "pageup"):
            self._pages.turn(name, self._found())

    def _found(self) -> list[str]:
        plant = self.desk.recorder.plant
        return [*held_places(plant), *(container.id for container in held_containers(plant))]

    def _item(self, digit: int, name: str) -> ItemView:
        plant = self.desk.recorder.plant
        held = plant.containers.get(name)
        if held is not None:
            mark = MarkView(Tone.WARN, self.words("held_goods.itself"))
            return ItemView(digit, held.id, held.lot, held.location, mark, held.held, chosen=digit == 1)
        goods = held_places(plant)[name]
        mark = MarkView(Tone.WARN, self.words("held_goods.place"))
        count = self.words("held_goods.count", n=str(len(goods)))
        return ItemView(digit, name, count, "", mark, held_by_round(plant, name) or "", chosen=digit == 1)

    def _open(self, name: str) -> None:
        self.desk.navigation.go(SettleGoodsFlow(self.desk, name))


class SettleGoodsFlow(TwoSignersFlow):
    """What leaves a place on hold: scanned, its new place scanned, its hold by digit; then reason and signatures.

    Of a container on hold by itself only the hold is lifted; it stays where it stands.
    """

    title = "held_goods.title"
    verb = "settle_goods"

    def __init__(self, desk: Desk, name: str) -> None:
        """Take the place, or the container."""
        super().__init__(desk)
        held = desk.recorder.plant.containers.get(name)
        self._place = "" if held is not None else name
        self._chosen: list[str] = [name] if held is not None else []
        self._to = held.location if held is not None else ""
        self._hold: GoodsHold | None = GoodsHold.LIFTED if held is not None else None

    # ------------------------------------------------------------------ what is shown

    @property
    def view(self) -> FormView:
        """Show what is taken out and where to; then the paper, as it is signed."""
        if self._hold is not None:
            return super().view
        ready = bool(self._chosen and self._to)
        items = [
            ItemView(digit, self.words(f"held_goods.{hold.value}"), detail=self.words(f"held_goods.{hold.value}_is"))
            for digit, hold in enumerate(_HOLDS, 1)
            if ready
        ]
        if len(self._chosen) < len(self._standing()):
            items.append(ItemView(_ALL, self.words("held_goods.all", n=str(len(self._standing())))))
        following = "hold" if ready else "to" if self._chosen else "containers"
        return self.form(
            self.words(self.title),
            self.words(f"next.held_goods_{following}"),
            live=("f1", "f3", "f10", "f12"),
            subject=self._place,
            rows=self._rows(),
            items=tuple(items),
        )

    def _rows(self) -> tuple[RowView, ...]:
        plant = self.desk.recorder.plant
        rows = [RowView(self.words("held_goods.round"), held_by_round(plant, self._place) or "-")]
        standing = self._standing()
        for container in standing[:MOST_ROWS]:
            tone = Tone.OK if container.id in self._chosen else Tone.NONE
            told = f"{container.lot}  {container.net}"
            rows.append(RowView(self.words("store.paper.container"), container.id, told, MarkView(tone)))
        if len(standing) > MOST_ROWS:
            count = self.words("held_goods.chosen", n=str(len(self._chosen)), m=str(len(standing)))
            rows.append(RowView("", "", count))
        rows.append(RowView(self.words("held_goods.to"), self._to or "-"))
        return tuple(rows)

    def _standing(self) -> tuple[Container, ...]:
        return held_places(self.desk.recorder.plant).get(self._place, ())

    # ------------------------------------------------------------------ what is scanned and pressed

    async def scan(self, code: Code) -> None:
        """Take a container or the place it goes to; then the badge of the second signer."""
        if self._hold is not None:
            await super().scan(code)
            return
        name = code.get("container") or ""
        if name:
            await self._take(name)
            return
        self._to = code.get("location") or code.get("room") or code.text
        refused = self._refused(self._chosen[:1] or [one.id for one in self._standing()[:1]], GoodsHold.STAYS)
        self._to = "" if refused is not None else self._to
        await self.desk.devices.signal(refused is None)
        self.say(refused)

    async def _take(self, name: str) -> None:
        here = any(container.id == name for container in self._standing())
        again = name in self._chosen
        if here and not again:
            self._chosen.append(name)
        await self.desk.devices.signal(here, again)
        self.say(None if here else Finding("held_goods.elsewhere", {"container": name[:40], "location": self._place}))

    async def digit(self, number: int) -> None:
        """Choose what becomes of the goods, or take everything that stands there."""
        if self._hold is not None:
            await super().digit(number)
        elif number == _ALL:
            self._chosen = [container.id for container in self._standing()]
            self.say(None)
        elif 1 <= number <= len(_HOLDS) and self._chosen and self._to:
            refused = self._refused(self._chosen, _HOLDS[number - 1])
            if refused is None:
                self._hold = _HOLDS[number - 1]
            self.say(refused)

    async def key(self, name: str) -> None:
        """F12 begins again while nothing is chosen to be signed."""
        if name == "f12" and self._hold is None:
            self._chosen, self._to = [], ""
            self.say(None)
        else:
            await super().key(name)

    def _refused(self, names: list[str], hold: GoodsHold) -> Finding | None:
        found = held_goods_refusals(self.desk.recorder.plant, names, self._to, hold)
        return found[0] if found else None

    # ------------------------------------------------------------------ what both sign

    def manifest(self) -> Manifest | None:
        """Draw what is signed, once it is chosen; after the decision it stays as it was signed."""
        if self._hold is None:
            return None
        plant, language = self.desk.recorder.plant, self.desk.language
        return held_goods_manifest(plant, self._chosen, self._to, self._hold, self.reason, language)

    def rights(self) -> tuple[str, str]:
        """Who takes them out, and who decides."""
        return RIGHTS

    def body(self) -> dict[str, object]:
        """Name the goods, where they go, and what becomes of them."""
        return {"containers": self._chosen, "to": self._to, "hold": self._hold}

    def back(self) -> TaskFlow:
        """Go back to the list."""
        return HeldGoodsFlow(self.desk)
