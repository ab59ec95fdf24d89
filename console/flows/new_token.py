"""Another token for a person: for good, or as a replacement for some days; the one held so far ends with it."""

from datetime import date, timedelta

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.form import FormTask
from console.flows.give_token import GiveTokenFlow
from core.changes import change
from core.own_changes import held_token
from core.times import local_day
from core.token import Token, TokenState
from screens.everyone.form import FormView
from screens.views import ItemView

_DAYS = (None, 1, 7, 30)


class NewTokenFlow(FormTask):
    """Say for how long, then give it."""

    def __init__(self, desk: Desk, person: str) -> None:
        """Take the person id."""
        super().__init__(desk)
        self._id = person

    @property
    def view(self) -> FormView:
        """Ask for how long."""
        person = self.desk.recorder.plant.people[self._id]
        items = tuple(ItemView(digit, self._words(days), chosen=digit == 1) for digit, days in enumerate(_DAYS, 1))
        return self.form(
            self.words("person.new_token"),
            self.words("next.new_token"),
            subject=f"{person.user_id}  {person.name}",
            words=self.words("new_token.words"),
            items=items,
        )

    async def digit(self, number: int) -> None:
        """Take the time; on to the token."""
        if 1 <= number <= len(_DAYS):
            person = self.desk.recorder.plant.people[self._id]
            until = self._until(_DAYS[number - 1])
            self.desk.navigation.go(GiveTokenFlow(self.desk, person, self._with_token, lambda: self, until))

    async def key(self, name: str) -> None:
        """F3 goes back."""
        if name == "f3":
            self.desk.navigation.go(self.desk.ways.task("person", "PersonFlow", self._id))

    def _words(self, days: int | None) -> str:
        until = self._until(days)
        return self.words("new_token.for_good") if until is None else self.words("new_token.until", day=str(until))

    def _until(self, days: int | None) -> date | None:
        today = local_day(self.desk.clock.utc(), self.desk.recorder.plant.offset_min)
        return None if days is None else today + timedelta(days=days - 1)

    def _with_token(self, token: Token) -> TaskFlow:
        held = held_token(self._id, self.desk.recorder.plant)
        changes = [change("tokens", token.id, token)]
        if held is not None:
            changes.append(change("tokens", held.id, msgspec.structs.replace(held, state=TokenState.REVOKED)))
        ways, person = self.desk.ways, self._id
        return ways.change(changes, lambda: ways.task("person", "PersonFlow", person))
