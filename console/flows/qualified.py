"""Qualified: one person against everything that can be qualified; a digit opens one of them."""

from datetime import date

from console.desk import Desk
from console.flows.chosen import ChosenTask
from console.flows.flow import TaskFlow
from core.plant import Plant
from core.qualification import (
    Qualification,
    QualificationKind,
    Standing,
    effective_version,
    qualification_id,
    standing,
)
from core.times import local_day
from screens.everyone.listed import ListedView
from screens.views import ItemView, MarkView, RowView, Tone

_TONES = {
    Standing.HOLDS: Tone.OK,
    Standing.ENDS: Tone.WARN,
    Standing.LATER: Tone.WAIT,
    Standing.OUTDATED: Tone.FAIL,
    Standing.ENDED: Tone.FAIL,
    Standing.WITHDRAWN: Tone.FAIL,
    Standing.NONE: Tone.NONE,
}

Thing = tuple[QualificationKind, str]
"""What a person can be qualified for: its kind, and its code, room id or equipment class."""


class QualifiedFlow(ChosenTask[Thing]):
    """Procedures, rooms and equipment classes, each with where this person stands today."""

    size = 8

    def __init__(self, desk: Desk, person: str, chosen: int = 0) -> None:
        """Take the person's id, and which row is chosen."""
        super().__init__(desk, chosen)
        self._person = person

    @property
    def view(self) -> ListedView:
        """Show a page of what there is, and what is known of the chosen one."""
        person = self.desk.recorder.plant.people[self._person]
        return self.listed(
            self.words("qualifications.title"),
            self.words("next.qualified"),
            found=self.found(),
            live=("f1", "f3", "f5", "f10"),
            empty=self.words("qualified.nothing"),
            subject=f"{person.user_id}  {person.name}",
        )

    def found(self) -> tuple[Thing, ...]:
        """List what can be qualified."""
        return things_of(self.desk.recorder.plant)

    def back(self) -> None:
        """Go to the list of people."""
        self.desk.navigation.go(self.desk.ways.task("qualifications", "QualificationsFlow"))

    async def open(self, one: Thing) -> None:
        """Go to the qualification for one of them."""
        place = self.found().index(one)
        self.desk.navigation.go(self.desk.ways.task("qualification", "QualificationFlow", self._person, place))

    def item(self, number: int, one: Thing) -> ItemView:
        """Draw a row."""
        kind, of = one
        state = standing_of(self.desk, self._person, one)
        mark = MarkView(_TONES[state], self.words(f"standing.{state.value}"))
        return ItemView(number, f"{self.words(f'qualified.kind.{kind.value}')}  {named(self.desk, one)}", of, mark=mark)

    def about(self, one: Thing) -> tuple[RowView, ...]:
        """Tell what is known of the qualification."""
        return held_rows(self, held_by(self.desk, self._person, one))


def things_of(plant: Plant) -> tuple[Thing, ...]:
    """List what can be qualified at a plant."""
    classes = sorted({item.equipment_class for item in plant.equipment.values()})
    return (
        *((QualificationKind.PROCEDURE, code) for code in sorted(plant.procedures)),
        *((QualificationKind.ROOM, room) for room in sorted(plant.rooms)),
        *((QualificationKind.EQUIPMENT_CLASS, name) for name in classes),
    )


def named(desk: Desk, thing: Thing) -> str:
    """Name a thing for people; an equipment class has no name but its own."""
    plant, (kind, of) = desk.recorder.plant, thing
    if kind is QualificationKind.PROCEDURE:
        return plant.procedures[of].title.in_language(desk.language)
    return plant.rooms[of].name.in_language(desk.language) if kind is QualificationKind.ROOM else ""


def held_by(desk: Desk, person: str, thing: Thing) -> Qualification | None:
    """Give the qualification of a person for a thing, whether it holds or not."""
    return desk.recorder.plant.qualifications.get(qualification_id(person, *thing))


def standing_of(desk: Desk, person: str, thing: Thing) -> Standing:
    """Tell where a person stands today."""
    held, day = held_by(desk, person, thing), today(desk)
    return standing(held, version_of(desk.recorder.plant, *thing, day), day) if held else Standing.NONE


def held_rows(flow: TaskFlow, held: Qualification | None) -> tuple[RowView, ...]:
    """Tell what is known of a qualification."""
    if held is None:
        return (RowView(flow.words("qualified.held"), detail=flow.words("qualified.none")),)
    until = held.valid_to.isoformat() if held.valid_to else flow.words("qualified.open_end")
    version = f"v{held.version}  " if held.version else ""
    rows = [RowView(flow.words("qualified.held"), detail=f"{version}{held.valid_from.isoformat()} .. {until}")]
    if held.withdrawn:
        rows.append(RowView(flow.words("standing.withdrawn"), detail=held.withdrawn))
    return (*rows, RowView(flow.words("qualified.basis"), detail=held.basis or "-"))


def today(desk: Desk) -> date:
    """Give the plant's day."""
    return local_day(desk.clock.utc(), desk.recorder.plant.offset_min)


def version_of(plant: Plant, kind: QualificationKind, of: str, day: date) -> int:
    """Give the version that a qualification must be for on a day; 0 where versions do not matter."""
    known = plant.procedures.get(of) if kind is QualificationKind.PROCEDURE else None
    return effective_version(known, day) if known else 0
