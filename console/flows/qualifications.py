"""Qualifications: the people, each with how many qualifications hold and how many need somebody's care."""

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.pages import Pages
from console.flows.qualified import today, version_of
from core.codes import Code, CodeKind
from core.people import Person
from core.qualification import Standing, standing
from screens.everyone.listed import ListedView
from screens.views import ItemView, MarkView, Span, Tone, keys

PAGE = 8


class QualificationsFlow(TaskFlow):
    """The people, each with how many qualifications hold; a digit or a badge opens one."""

    screen = "listed"

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__(desk)
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> ListedView:
        """Show a page of people."""
        people = self._people()
        page = self._pages.words(people)
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("qualifications.title"),
            self.words("next.qualifications"),
            keys("f1", "f3", "f10"),
            aside=(Span(page),) if page else (),
            message=self.message,
        )
        return ListedView(view_frame, self._pages.items(people, self._item))

    async def digit(self, number: int) -> None:
        """Open a person."""
        chosen = self._pages.chosen(self._people(), number)
        if chosen is not None:
            self._open(chosen)

    async def scan(self, code: Code) -> None:
        """Open the person of a badge."""
        person = self.desk.recorder.plant.person_of_user(code.get("badge") or "")
        if code.kind != CodeKind.BADGE or person is None:
            await super().scan(code)
        else:
            self._open(person)

    async def key(self, name: str) -> None:
        """Page keys turn, F3 goes back."""
        if name == "f3":
            self.desk.navigation.home()
        elif name in ("pagedown", "pageup"):
            self._pages.turn(name, self._people())

    def _open(self, person: Person) -> None:
        self.desk.navigation.go(self.desk.ways.task("qualified", "QualifiedFlow", person.id))

    def _people(self) -> list[Person]:
        people = self.desk.recorder.plant.people.values()
        return sorted((person for person in people if person.active), key=lambda person: person.user_id)

    def _item(self, number: int, person: Person) -> ItemView:
        plant = self.desk.recorder.plant
        held = [item for item in plant.qualifications.values() if item.person == person.id]
        found = [
            standing(item, version_of(plant, item.kind, item.of, today(self.desk)), today(self.desk)) for item in held
        ]
        good = sum(state in (Standing.HOLDS, Standing.ENDS) for state in found)
        trouble = sum(state in (Standing.OUTDATED, Standing.ENDED, Standing.ENDS) for state in found)
        mark = MarkView(Tone.WARN, self.words("qualifications.due", n=str(trouble))) if trouble else None
        count = self.words("qualifications.hold", n=str(good))
        return ItemView(number, f"{person.user_id}  {person.name}", count=count, mark=mark)
