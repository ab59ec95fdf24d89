"""Qualification: grant one, set its last day, or withdraw it at once; each is a signed change."""

from datetime import date

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.qualified import QualifiedFlow, held_by, held_rows, named, things_of, today
from core.changes import change
from core.finding import finding
from core.qualification import Qualification, QualificationKind, qualification_id
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, keys

LONGEST = 80
"""Longest basis or reason that is typed here, in characters."""
_GRANT, _END, _WITHDRAW = _WISHES = ("grant", "end", "withdraw")


class QualificationFlow(TaskFlow):
    """One person and one thing; a digit says what shall be, then it is typed and goes to the signature."""

    screen = "listed"

    def __init__(self, desk: Desk, person: str, place: int) -> None:
        """Take the person's id and the place of the thing in the list."""
        super().__init__(desk)
        self._person = person
        self._place = place
        self._thing = things_of(desk.recorder.plant)[place]
        self._wish = ""
        self._attempt = 0

    @property
    def view(self) -> ListedView:
        """Show what may be done, what is known, and the field of the chosen wish."""
        person = self.desk.recorder.plant.people[self._person]
        view_frame = frame(
            self.desk,
            header(self.desk),
            f"{self._thing[1]}  {named(self.desk, self._thing)}",
            self.words(f"next.qualification_{self._wish}" if self._wish else "next.qualification"),
            keys("f1", "f3", "f10", *(("f12",) if self._wish else ())),
            subject=f"{person.user_id}  {person.name}",
            message=self.message,
        )
        items = tuple(
            ItemView(number, self.words(f"qualification.{wish}"), chosen=wish == self._wish)
            for number, wish in enumerate(self._wishes(), 1)
        )
        fields: tuple[FieldView, ...] = ()
        if self._wish:
            label = self.words(f"qualification.{self._wish}_typed")
            fields = (FieldView("typed", label, FieldKind.WORDS, attempt=self._attempt),)
        return ListedView(view_frame, items, held_rows(self, self._held), fields)

    async def digit(self, number: int) -> None:
        """Choose what shall be."""
        if 1 <= number <= len(self._wishes()):
            self._turn(self._wishes()[number - 1])

    async def key(self, name: str) -> None:
        """F12 takes the wish back, F3 goes back."""
        if name in ("f3", "f12") and self._wish:
            self._turn("")
        elif name == "f3":
            self.desk.navigation.go(self._list())

    async def enter(self, typed: str) -> None:
        """Propose what was typed."""
        text, held = typed.strip(), self._held
        self._attempt += 1
        if not text or len(text) > LONGEST or not text.isprintable():
            self.say(finding("qualification.typed", n=str(LONGEST)))
        elif self._wish == _GRANT:
            self._propose(self._granted(text), "")
        elif self._wish == _WITHDRAW and held is not None:
            self._propose(msgspec.structs.replace(held, withdrawn=text), text)
        elif self._wish == _END and held is not None:
            self._end(held, text)

    def _end(self, held: Qualification, text: str) -> None:
        try:
            last = date.fromisoformat(text)
        except ValueError:
            self.say(finding("qualification.day"))
            return
        self._propose(msgspec.structs.replace(held, valid_to=last), "")

    def _granted(self, basis: str) -> Qualification:
        """Qualify from today on; for a procedure in its newest version, so that people are trained before its day."""
        kind, of = self._thing
        version = self.desk.recorder.plant.procedures[of].version if kind is QualificationKind.PROCEDURE else 0
        identity = qualification_id(self._person, kind, of)
        return Qualification(identity, self._person, kind, of, version, today(self.desk), basis=basis)

    def _propose(self, wanted: Qualification, reason: str) -> None:
        proposed = (change("qualifications", wanted.id, wanted),)
        self.desk.navigation.go(self.desk.ways.change(proposed, self._list, reason))

    def _list(self) -> TaskFlow:
        return QualifiedFlow(self.desk, self._person, self._place)

    def _turn(self, wish: str) -> None:
        self._wish = wish
        self._attempt += 1
        self.say(None)

    def _wishes(self) -> tuple[str, ...]:
        held = self._held
        return _WISHES if held is not None and not held.withdrawn else _WISHES[:1]

    @property
    def _held(self) -> Qualification | None:
        return held_by(self.desk, self._person, self._thing)
