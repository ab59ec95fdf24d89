"""The logbooks of the plant: every piece of equipment and every room with its state; a scan or a digit opens one."""

from console.desk import Desk
from console.flows.chosen import ChosenTask
from console.flows.usage_rows import standing_words, state_mark
from console.flows.usage_thing import UsageThingFlow
from core.codes import Code
from core.finding import Finding
from core.usage.line import Kept, thing_in
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, RowView

Thing = tuple[Kept, str]
"""Equipment or a room, and its number."""


class UsageLogFlow(ChosenTask[Thing]):
    """A page of things by digit; F4 looks for a name; any label of equipment or of a room opens its logbook."""

    size = 8

    def __init__(self, desk: Desk) -> None:
        """Take the desk; the list is the plant as this kiosk knows it."""
        super().__init__(desk)
        self._attempt = 0
        self._finding = False
        self._words = ""

    @property
    def view(self) -> ListedView:
        """Show a page of things and what is known of the chosen one."""
        things, plant = self.found(), self.desk.recorder.plant
        counted = self.words("usage_log.things", n=str(len(plant.equipment)), m=str(len(plant.rooms)))
        found = self.words("usage_log.only", n=str(len(things)), words=self._words)
        field = FieldView("words", self.words("usage_log.look_for"), FieldKind.WORDS, attempt=self._attempt)
        return self.listed(
            self.words("usage_log.title"),
            self.words("next.usage_log_find" if self._finding else "next.usage_log"),
            found=things,
            live=("f1", "f3", "f4", "f5", "f10", *(["f12"] if self._finding or self._words else [])),
            empty=self.words("usage_log.none"),
            subject=found if self._words else counted,
            fields=(field,) if self._finding else (),
        )

    async def open(self, one: Thing) -> None:
        """Go to a logbook."""
        self.desk.navigation.go(UsageThingFlow(self.desk, *one, lambda: self))

    async def enter(self, typed: str) -> None:
        """Look for a name or number."""
        self._look_for(typed.strip()[:40])

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
        """F4 looks for a name, F12 lists everything again."""
        match name:
            case "f4":
                self._finding = True
                self._attempt += 1
                self.say(None)
            case "f12":
                self._look_for("")
            case _:
                await super().key(name)

    def _look_for(self, words: str) -> None:
        self._words, self._finding = words, False
        self.rows.begin()
        self.say(None)

    def found(self) -> list[Thing]:
        """List what has the words in its number or its name; everything where none are looked for."""
        plant, words = self.desk.recorder.plant, self._words.casefold()
        named = [(Kept.EQUIPMENT, item.id, item.name) for item in plant.equipment.values()]
        named += [(Kept.ROOM, room.id, room.name) for room in plant.rooms.values()]
        return [(of, name) for of, name, told in named if words in f"{name} {told.en} {told.zh}".casefold()]

    def item(self, number: int, one: Thing) -> ItemView:
        """Draw a row."""
        plant, (of, name) = self.desk.recorder.plant, one
        if of == Kept.ROOM:
            room = plant.rooms[name]
            grade = self.words("frame.grade", grade=room.grade) if room.grade else ""
            words, mark = room.name.in_language(self.desk.language), state_mark(self.desk, of, name)
            return ItemView(number, words, room.id, grade, mark)
        item = plant.equipment[name]
        words = item.name.in_language(self.desk.language)
        return ItemView(number, words, item.id, item.room, state_mark(self.desk, of, name))

    def about(self, one: Thing) -> tuple[RowView, ...]:
        """Say how it stands, and of equipment its class, its room and its calibration."""
        of, name = one
        stands = RowView(self.words("usage_log.state"), detail=standing_words(self.desk, of, name))
        if of == Kept.ROOM:
            return (stands,) if stands.detail else ()
        item = self.desk.recorder.plant.equipment[name]
        due = item.calibrated_to.isoformat() if item.calibrated_to else "-"
        maintained = item.maintained_to.isoformat() if item.maintained_to else ""
        serviced = RowView(self.words("usage_log.maintained_to"), maintained, item.maintenance)
        return (
            RowView(self.words("usage_log.class"), detail=f"{item.equipment_class}, {item.room}"),
            RowView(self.words("usage_log.calibrated_to"), due, item.certificate),
            *((serviced,) if maintained else ()),
            *((stands,) if stands.detail else ()),
        )
