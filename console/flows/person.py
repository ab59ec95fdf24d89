"""A person: what holds of him, and what an administrator or QA can change of it."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from console.desk import Desk
from console.flows.form import FormTask
from core.changes import Change, change
from core.own_changes import held_token, statement_due, token_due
from core.people import Person
from core.record.keys import KeyKind, held_key
from core.rights import may
from core.times import local_day, local_text, utc_from, utc_text
from core.token import TokenState
from screens.everyone.form import FormView
from screens.views import ItemView, MarkView, RowView, Tone


class _Action(NamedTuple):
    """Something that can be done: its words, the right it takes, and what begins it."""

    name: str
    right: str
    begin: Callable[[], None]


class PersonFlow(FormTask):
    """One person."""

    def __init__(self, desk: Desk, person: str) -> None:
        """Take the person id."""
        super().__init__(desk)
        self._id = person

    @property
    def person(self) -> Person:
        """Give the person as the plant knows him now."""
        return self.desk.recorder.plant.people[self._id]

    @property
    def view(self) -> FormView:
        """Show what holds, and the actions this session may begin."""
        items = tuple(
            ItemView(digit, self.words(f"person.{action.name}"), chosen=digit == 1)
            for digit, action in enumerate(self._actions(), 1)
        )
        person = self.person
        return self.form(
            self.words("person.title"),
            self.words("next.person" if items else "next.person_none"),
            subject=f"{person.user_id}  {person.name}  {person.id}",
            rows=self._rows(),
            items=items,
        )

    async def digit(self, number: int) -> None:
        """Begin an action."""
        actions = self._actions()
        if 1 <= number <= len(actions):
            actions[number - 1].begin()

    async def key(self, name: str) -> None:
        """F3 goes back to the list."""
        if name == "f3":
            self.desk.navigation.go(self.desk.ways.task("people", "PeopleFlow"))

    # ------------------------------------------------------------------ what is shown

    def _rows(self) -> tuple[RowView, ...]:
        plant, person = self.desk.recorder.plant, self.person
        held = sum(item.person == person.id for item in plant.qualifications.values())
        roles = ", ".join(self.words(f"role.{role.value}") for role in person.roles)
        active = MarkView(Tone.OK if person.active else Tone.NONE, self.words(self._state_word()))
        return (
            RowView(self.words("person.roles"), "", roles, active),
            self._key_row(),
            *self._token_rows(),
            RowView(self.words("person.statement"), "", "", self._statement_mark()),
            RowView(self.words("person.qualifications"), "", str(held)),
        )

    def _state_word(self) -> str:
        return "people.active" if self.person.active else "people.closed"

    def _key_row(self) -> RowView:
        plant, label = self.desk.recorder.plant, self.words("person.key")
        held = held_key(plant.keys, KeyKind.USER, self._id)
        if held is None:
            return RowView(label, "", "", MarkView(Tone.WARN, self.words("people.no_key")))
        since = local_text(utc_from(held.valid_from), plant.offset_min)[:16]
        return RowView(label, held.id, self.words("person.since", day=since), MarkView(Tone.OK))

    def _token_rows(self) -> tuple[RowView, ...]:
        plant, label = self.desk.recorder.plant, self.words("person.token")
        token = held_token(self._id, plant)
        if token is None:
            return (RowView(label, "", "", MarkView(Tone.WARN, self.words("people.no_token"))),)
        today = local_day(self.desk.clock.utc(), plant.offset_min)
        due, over = token_due(token, plant), token.until is not None and token.until < today
        tested = self.words("person.tested", day=token.tested.isoformat(), due=due.isoformat())
        late = due < today or over
        mark = MarkView(Tone.FAIL if late else Tone.OK, self.words("person.overdue" if late else f"token.{token.kind}"))
        rows = [RowView(label, token.id, tested, mark)]
        if token.until is not None:
            rows.append(RowView("", "", self.words("person.until", day=token.until.isoformat())))
        return tuple(rows)

    def _statement_mark(self) -> MarkView:
        if statement_due(self._id, self.desk.recorder.plant):
            return MarkView(Tone.WAIT, self.words("people.no_statement"))
        return MarkView(Tone.OK, self.words("state.signed"))

    # ------------------------------------------------------------------ what can be done

    def _actions(self) -> tuple[_Action, ...]:
        session, person = self.desk.session, self.person
        if session is None or not person.active or session.person.id == person.id:
            return ()
        token = held_token(person.id, self.desk.recorder.plant)
        actions = [
            _Action("change_roles", "decide.enrol", lambda: self._open("roles", "RolesFlow")),
            _Action("reset", "decide.enrol", lambda: self._open("reset", "ResetFlow")),
            _Action("new_token", "decide.enrol", lambda: self._open("new_token", "NewTokenFlow")),
        ]
        if token is not None:
            actions += [
                _Action("lost", "change.end_token.performed", lambda: self._end_token(TokenState.LOST)),
                _Action("revoke", "change.end_token.performed", lambda: self._end_token(TokenState.REVOKED)),
            ]
        actions.append(_Action("close", "change.close_account.performed", self._close))
        return tuple(action for action in actions if may(session.person.roles, action.right))

    def _open(self, module: str, flow: str) -> None:
        self.desk.navigation.go(self.desk.ways.task(module, flow, self._id))

    def _end_token(self, state: TokenState) -> None:
        token = held_token(self._id, self.desk.recorder.plant)
        if token is not None:
            self._change((change("tokens", token.id, msgspec.structs.replace(token, state=state)),))

    def _close(self) -> None:
        """Close the account with the key and the token; nobody ever gets its user id."""
        plant = self.desk.recorder.plant
        changes = [change("people", self._id, msgspec.structs.replace(self.person, active=False))]
        held, token = held_key(plant.keys, KeyKind.USER, self._id), held_token(self._id, plant)
        if held is not None:
            now, why = utc_text(self.desk.clock.utc()), "account closed"
            closed = msgspec.structs.replace(held, valid_to=now, revoked_because=why)
            changes.append(change("keys", held.id, closed))
        if token is not None:
            changes.append(change("tokens", token.id, msgspec.structs.replace(token, state=TokenState.REVOKED)))
        self._change(tuple(changes))

    def _change(self, changes: tuple[Change, ...]) -> None:
        ways, person = self.desk.ways, self._id
        self.desk.navigation.go(ways.change(changes, lambda: ways.task("person", "PersonFlow", person)))
