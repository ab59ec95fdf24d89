"""The logbooks of the plant: every piece of equipment and every room with its state; a scan or a digit opens one."""

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.usage_rows import standing_words, state_mark
from console.flows.usage_thing import UsageThingFlow
from core.codes import Code
from core.finding import Finding
from core.usage.line import Kept, thing_in
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, RowView, keys

PAGE = 8


class UsageLogFlow(TaskFlow):
    """A page of things by digit; F4 looks for a name; any label of equipment or of a room opens its logbook."""

    screen = "listed"

    def __init__(self, desk: Desk) -> None:
        """Take the desk; the list is the plant as this kiosk knows it."""
        super().__init__(desk)
        self._page, self._chosen, self._attempt = 0, 0, 0
        self._finding = False
        self._words = ""

    @property
    def view(self) -> ListedView:
        """Show a page of things and what is known of the chosen one."""
        things = self._things()
        pages = max(1, -(-len(things) // PAGE))
        shown = things[self._page * PAGE : (self._page + 1) * PAGE]
        plant = self.desk.recorder.plant
        counted = self.words("usage_log.things", n=str(len(plant.equipment)), m=str(len(plant.rooms)))
        found = self.words("usage_log.only", n=str(len(things)), words=self._words)
        page = self.words("kiosk.page", page=str(self._page + 1), pages=str(pages)) if pages > 1 else ""
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("usage_log.title"),
            self.words("next.usage_log_find" if self._finding else "next.usage_log"),
            keys("f1", "f3", "f4", "f5", "f10", *(["f12"] if self._finding or self._words else [])),
            subject="  ".join(filter(None, (found if self._words else counted, page))),
            message=self.message,
        )
        items = tuple(self._item(number, *thing) for number, thing in enumerate(shown, 1))
        chosen = shown[self._chosen] if self._chosen < len(shown) else None
        field = FieldView("words", self.words("usage_log.look_for"), FieldKind.WORDS, attempt=self._attempt)
        fields = (field,) if self._finding else ()
        return ListedView(
            view_frame, items, self._rows(*chosen) if chosen else (), fields, self.words("usage_log.none")
        )

    async def digit(self, number: int) -> None:
        """Open a logbook."""
        self._open(number - 1)

    async def enter(self, typed: str) -> None:
        """Look for a name or number."""
        self._words, self._finding, self._page, self._chosen = typed.strip()[:40], False, 0, 0
        self.say(None)

    async def scan(self, code: Code) -> None:
        """Open the logbook of what a label names."""
        thing = thing_in(code)
        if thing is None:
            await super().scan(code)
            return
        of, name = thing
        known = self.desk.recorder.plant.equipment if of == Kept.EQUIPMENT else self.desk.recorder.plant.rooms
        if name not in known:
            await self.desk.devices.signal(False)
            self.say(Finding("usage_log.unknown", {"thing": name}))
            return
        await self.desk.devices.signal(True)
        self.desk.navigation.go(UsageThingFlow(self.desk, of, name, lambda: self))

    async def key(self, name: str) -> None:
        """Move, turn pages, look for a name, look again, go back."""
        last = max(0, -(-len(self._things()) // PAGE) - 1)
        match name:
            case "f3":
                self.desk.navigation.home()
            case "f4":
                self._finding = True
                self._attempt += 1
            case "f5":
                await self.guarded(self.desk.reload())
            case "f12":
                self._finding, self._words, self._page = False, "", 0
            case "up" | "down":
                self._move(1 if name == "down" else -1, last)
            case "pagedown" | "pageup":
                self._page, self._chosen = max(0, min(last, self._page + (1 if name == "pagedown" else -1))), 0
            case "enter":
                self._open(self._chosen)
                return
            case _:
                return
        if name != "f5":
            self.say(None)

    def _move(self, step: int, last: int) -> None:
        place = self._page * PAGE + self._chosen + step
        if 0 <= place < len(self._things()):
            self._page, self._chosen = min(last, place // PAGE), place % PAGE

    def _open(self, place: int) -> None:
        things = self._things()[self._page * PAGE : (self._page + 1) * PAGE]
        if 0 <= place < len(things):
            self._chosen = place
            self.desk.navigation.go(UsageThingFlow(self.desk, *things[place], lambda: self))

    def _things(self) -> list[tuple[Kept, str]]:
        plant, words = self.desk.recorder.plant, self._words.casefold()
        named = [(Kept.EQUIPMENT, item.id, item.name) for item in plant.equipment.values()]
        named += [(Kept.ROOM, room.id, room.name) for room in plant.rooms.values()]
        return [(of, name) for of, name, told in named if words in f"{name} {told.en} {told.zh}".casefold()]

    def _item(self, number: int, of: Kept, name: str) -> ItemView:
        plant, chosen = self.desk.recorder.plant, number == self._chosen + 1
        if of == Kept.ROOM:
            room = plant.rooms[name]
            grade = self.words("frame.grade", grade=room.grade) if room.grade else ""
            words, mark = room.name.in_language(self.desk.language), state_mark(self.desk, of, name)
            return ItemView(number, words, room.id, grade, mark, chosen=chosen)
        item = plant.equipment[name]
        words = item.name.in_language(self.desk.language)
        return ItemView(number, words, item.id, item.room, state_mark(self.desk, of, name), chosen=chosen)

    def _rows(self, of: Kept, name: str) -> tuple[RowView, ...]:
        stands = RowView(self.words("usage_log.state"), detail=standing_words(self.desk, of, name))
        if of == Kept.ROOM:
            return (stands,) if stands.detail else ()
        item = self.desk.recorder.plant.equipment[name]
        due = item.calibrated_to.isoformat() if item.calibrated_to else "-"
        return (
            RowView(self.words("usage_log.class"), detail=f"{item.equipment_class}, {item.room}"),
            RowView(self.words("usage_log.calibrated_to"), due),
            *((stands,) if stands.detail else ()),
        )
