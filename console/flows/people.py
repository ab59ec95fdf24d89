"""People: everybody of the plant, found by a few letters; one opens by its digit."""

from collections.abc import Mapping

from console.desk import Desk
from console.flows.form import FormTask
from console.flows.pages import Pages
from core.own_changes import held_token, statement_due
from core.people import Person
from core.record.keys import KeyKind, held_key
from core.rights import may
from core.secret import Secret
from screens.everyone.form import FormView
from screens.views import ItemView, MarkView, Tone

PAGE = 8
ENROL = 9


class PeopleFlow(FormTask):
    """The list, a page at a time."""

    def __init__(self, desk: Desk) -> None:
        """Begin with everybody."""
        super().__init__(desk)
        self._wanted = ""
        self._pages = Pages(self, PAGE)

    @property
    def view(self) -> FormView:
        """Show one page of who was found."""
        found = self._found()
        items = list(self._pages.items(found, self._item))
        if self._may_enrol:
            items.append(ItemView(ENROL, self.words("people.enrol")))
        return self.form(
            self.words("people.title"),
            self.words("next.people"),
            subject=self.words("people.count", n=str(len(found))),
            items=tuple(items),
            page=self._pages.words(found),
            empty=self.words("people.none"),
            fields=(self.field("wanted", self.words("people.wanted"), hint=self._wanted),),
        )

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Look for user ids, names and person ids that hold these letters; `*` finds everybody again."""
        typed = answers["wanted"].reveal().strip()
        self._wanted = "" if typed == "*" else typed
        self._pages.begin()
        self.retry()

    async def digit(self, number: int) -> None:
        """Open a person, or begin to enrol one."""
        if number == ENROL and self._may_enrol:
            self.desk.navigation.go(self.desk.ways.task("enrol", "EnrolFlow"))
            return
        chosen = self._pages.chosen(self._found(), number)
        if chosen is not None:
            self.desk.navigation.go(self.desk.ways.task("person", "PersonFlow", chosen.id))

    async def key(self, name: str) -> None:
        """Turn pages; F3 goes back."""
        if name in ("pagedown", "pageup"):
            self._pages.turn(name, self._found())
        elif name == "f3":
            self.desk.navigation.home()

    @property
    def _may_enrol(self) -> bool:
        session = self.desk.session
        return session is not None and may(session.person.roles, "decide.enrol")

    def _found(self) -> list[Person]:
        wanted = self._wanted.casefold()
        people = self.desk.recorder.plant.people.values()
        found = [p for p in people if wanted in f"{p.user_id} {p.name} {p.id}".casefold()]
        return sorted(found, key=lambda person: (not person.active, person.user_id))

    def _item(self, digit: int, person: Person) -> ItemView:
        roles = ", ".join(self.words(f"role.{role.value}") for role in person.roles)
        name = f"{person.user_id}  {person.name}, {roles}"
        return ItemView(digit, name, person.id, mark=self._mark(person), chosen=digit == 1)

    def _mark(self, person: Person) -> MarkView:
        plant = self.desk.recorder.plant
        if not person.active:
            return MarkView(Tone.NONE, self.words("people.closed"))
        if held_key(plant.keys, KeyKind.USER, person.id) is None:
            return MarkView(Tone.WARN, self.words("people.no_key"))
        if held_token(person.id, plant) is None:
            return MarkView(Tone.WARN, self.words("people.no_token"))
        if statement_due(person.id, plant):
            return MarkView(Tone.WAIT, self.words("people.no_statement"))
        return MarkView(Tone.OK, self.words("people.active"))
