"""Enrolling a person at a kiosk: who it is, how that was checked, key, token; then two sign.

Source: 21 CFR 11.100(a), (b), 11.300; `docs/how-to/people.md`.
"""

from collections.abc import Mapping
from enum import Enum, auto

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.form import FormTask
from console.flows.give_token import GiveTokenFlow
from console.flows.passphrase import PassphraseFlow
from console.flows.role_choice import RoleChoice
from core.change_rules import change_refusals
from core.changes import Change, change
from core.finding import Finding
from core.people import Person
from core.record.keys import PublicKey
from core.secret import Secret
from core.token import Token
from screens.everyone.form import FormView
from screens.views import RowView


class _Stage(Enum):
    USER_ID = auto()
    NAME = auto()
    ROLES = auto()
    CHECK = auto()


class EnrolFlow(FormTask):
    """Asks for one thing after another, and goes back one by one with F3."""

    def __init__(self, desk: Desk) -> None:
        """Begin with nothing."""
        super().__init__(desk)
        self._stage = _Stage.USER_ID
        self._person = Person("", "", "", ())
        self._choice = RoleChoice(self)
        self._check = ""

    @property
    def view(self) -> FormView:
        """Show what is known, and ask for the next thing."""
        title = self.words("people.enrol")
        rows = self._rows()
        match self._stage:
            case _Stage.USER_ID:
                field = self.field("answer", self.words("field.user_id"))
                return self.form(title, self.words("next.enrol_user_id"), rows=rows, fields=(field,))
            case _Stage.NAME:
                field = self.field("answer", self.words("field.name"))
                return self.form(title, self.words("next.enrol_name"), rows=rows, fields=(field,))
            case _Stage.ROLES:
                items, page = self._choice.items(), self._choice.page
                return self.form(title, self.words("next.roles"), rows=rows, items=items, page=page)
            case _Stage.CHECK:
                field = self.field("answer", self.words("enrol.check"), hint=self.words("enrol.check_hint"))
                return self.form(title, self.words("next.enrol_check"), rows=rows, fields=(field,))

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Take the answer; a user id that cannot be is said at once."""
        typed = answers["answer"].reveal().strip()
        if not typed:
            return
        self.retry()
        match self._stage:
            case _Stage.USER_ID:
                self._take(typed, self._person.name, _Stage.NAME, ("user_id_taken", "name"))
            case _Stage.NAME:
                self._take(self._person.user_id, typed, _Stage.ROLES, ("name",))
            case _Stage.CHECK:
                self._check = typed
                await self.guarded(self._begin())
            case _Stage.ROLES:
                return

    async def digit(self, number: int) -> None:
        """Switch a role."""
        if self._stage is _Stage.ROLES:
            self._choice.switch(number)

    async def key(self, name: str) -> None:
        """Turn the page of roles; Enter goes on from them; F3 goes back by one."""
        if name == "f3" and self._stage is _Stage.USER_ID:
            self.desk.navigation.go(self.desk.ways.task("people", "PeopleFlow"))
        elif name == "f3":
            self._turn(_Stage(self._stage.value - 1))
        elif self._stage is _Stage.ROLES and name in ("pagedown", "pageup"):
            self._choice.turn(name)
        elif self._stage is _Stage.ROLES and name == "enter":
            self._person = self._proposed(roles=True)
            found = self._refusals(("roles", "admin_alone"))
            if found:
                self.say(found)
            else:
                self._turn(_Stage.CHECK)

    # ------------------------------------------------------------------ one after another

    def _take(self, user_id: str, name: str, following: _Stage, about: tuple[str, ...]) -> None:
        """Take user id or name, unless the judge of changes says something about just that."""
        self._person = Person(self._person.id, user_id, name, self._person.roles)
        probe = Person("P-0", user_id, name or "-", ())
        found = self._refusals(about, probe)
        if found:
            self.say(found)
        else:
            self._turn(following)

    def _refusals(self, about: tuple[str, ...], probe: Person | None = None) -> Finding | None:
        person = probe or self._person
        changes = (change("people", person.id, person),)
        wanted = {f"change.refused.{name}" for name in about}
        found = change_refusals(changes, self.desk.recorder.plant)
        return next((item for item in found if item.key in wanted), None)

    def _proposed(self, *, roles: bool) -> Person:
        chosen = self._choice.chosen if roles else self._person.roles
        return Person(self._person.id, self._person.user_id, self._person.name, chosen)

    async def _begin(self) -> None:
        """Take a person id once, then on to the user himself."""
        if not self._person.id:
            identity = await self.desk.enrolling.begin(self.session)
            self._person = Person(identity, self._person.user_id, self._person.name, self._person.roles)
        self.desk.navigation.go(PassphraseFlow(self.desk, self._person, self._with_key, lambda: self))

    def _with_key(self, key: PublicKey) -> TaskFlow:
        return GiveTokenFlow(self.desk, self._person, lambda token: self._with_token(key, token), lambda: self)

    def _with_token(self, key: PublicKey, token: Token) -> TaskFlow:
        person = self._person
        changes: tuple[Change, ...] = (
            change("people", person.id, person),
            change("keys", key.id, key),
            change("tokens", token.id, token),
        )
        people = self.desk.ways.task
        return self.desk.ways.change(changes, lambda: people("people", "PeopleFlow"), self._check)

    def _turn(self, stage: _Stage) -> None:
        self._stage = stage
        self.retry()
        self.say(None)

    def _rows(self) -> tuple[RowView, ...]:
        person = self._person
        roles = ", ".join(self.words(f"role.{role.value}") for role in self._choice.chosen)
        known = (("field.user_id", person.user_id), ("field.name", person.name), ("field.roles", roles))
        return tuple(RowView(self.words(key), "", value) for key, value in known if value)
