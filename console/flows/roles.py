"""Other roles for a person."""

import msgspec

from console.desk import Desk
from console.flows.form import FormTask
from console.flows.role_choice import RoleChoice
from core.changes import change
from screens.everyone.form import FormView


class RolesFlow(FormTask):
    """Switch roles on and off, then on to the signatures."""

    def __init__(self, desk: Desk, person: str) -> None:
        """Begin with the roles held now."""
        super().__init__(desk)
        self._id = person
        self._choice = RoleChoice(self, desk.recorder.plant.people[person].roles)

    @property
    def view(self) -> FormView:
        """Show one page of roles."""
        person = self.desk.recorder.plant.people[self._id]
        return self.form(
            self.words("person.change_roles"),
            self.words("next.roles"),
            subject=f"{person.user_id}  {person.name}",
            items=self._choice.items(),
            page=self._choice.page,
        )

    async def digit(self, number: int) -> None:
        """Switch a role."""
        self._choice.switch(number)

    async def key(self, name: str) -> None:
        """Turn the page; Enter goes on; F3 goes back."""
        if name in ("pagedown", "pageup"):
            self._choice.turn(name)
        elif name == "f3":
            self.desk.navigation.go(self.desk.ways.task("person", "PersonFlow", self._id))
        elif name == "enter":
            person = self.desk.recorder.plant.people[self._id]
            proposed = msgspec.structs.replace(person, roles=self._choice.chosen)
            ways, identity = self.desk.ways, self._id
            changes = (change("people", identity, proposed),)
            self.desk.navigation.go(ways.change(changes, lambda: ways.task("person", "PersonFlow", identity)))
