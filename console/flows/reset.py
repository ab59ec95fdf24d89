"""A new key for a person who forgot the password, or whose key may be known to another; the old one is closed."""

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.form import FormTask
from console.flows.passphrase import PassphraseFlow
from core.changes import change
from core.record.keys import KeyKind, PublicKey, held_key
from screens.everyone.form import FormView
from screens.views import ItemView

_CAUSES = ("forgotten", "suspicion")


class ResetFlow(FormTask):
    """Say why, then let the person choose a new passphrase."""

    def __init__(self, desk: Desk, person: str) -> None:
        """Take the person id."""
        super().__init__(desk)
        self._id = person
        self._cause = ""

    @property
    def view(self) -> FormView:
        """Ask for the cause."""
        person = self.desk.recorder.plant.people[self._id]
        items = tuple(
            ItemView(digit, self.words(f"reset.{cause}"), chosen=digit == 1) for digit, cause in enumerate(_CAUSES, 1)
        )
        return self.form(
            self.words("person.reset"),
            self.words("next.reset"),
            subject=f"{person.user_id}  {person.name}",
            words=self.words("reset.words"),
            items=items,
        )

    async def digit(self, number: int) -> None:
        """Take the cause; on to the user himself."""
        if 1 <= number <= len(_CAUSES):
            self._cause = self.words(f"reset.{_CAUSES[number - 1]}")
            person = self.desk.recorder.plant.people[self._id]
            self.desk.navigation.go(PassphraseFlow(self.desk, person, self._with_key, lambda: self))

    async def key(self, name: str) -> None:
        """F3 goes back."""
        if name == "f3":
            self.desk.navigation.go(self.desk.ways.task("person", "PersonFlow", self._id))

    def _with_key(self, key: PublicKey) -> TaskFlow:
        """Close the old key at the instant from which the new one holds."""
        held = held_key(self.desk.recorder.plant.keys, KeyKind.USER, self._id)
        changes = [change("keys", key.id, key)]
        if held is not None:
            closed = msgspec.structs.replace(held, valid_to=key.valid_from, revoked_because=self._cause)
            changes.append(change("keys", held.id, closed))
        ways, person = self.desk.ways, self._id
        return ways.change(changes, lambda: ways.task("person", "PersonFlow", person), self._cause)
