"""Giving a token: an app's QR code or hardware from stock, then two consecutive codes."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum, auto

from console.desk import Desk
from console.enrolling import GivenToken
from console.flows.flow import TaskFlow
from console.flows.form import FormTask
from console.flows.qr import QrFlow
from core.people import Person
from core.secret import Secret
from core.times import local_day
from core.token import Token, TokenKind, TokenState
from screens.everyone.form import FormView
from screens.views import FieldKind, ItemView


class _Stage(Enum):
    KIND = auto()
    SERIAL = auto()
    CODES = auto()


class GiveTokenFlow(FormTask):
    """Choose the token, and confirm it."""

    def __init__(
        self,
        desk: Desk,
        person: Person,
        done: Callable[[Token], TaskFlow],
        left: Callable[[], TaskFlow],
        until: date | None = None,
    ) -> None:
        """Take whose token it will be and where it goes on.

        Args:
            desk: The desk.
            person: Who gets it, perhaps not yet of the plant.
            done: Makes the flow that follows the confirmed token.
            left: Makes the flow to go back to.
            until: Last day of a temporary replacement.
        """
        super().__init__(desk)
        self._person = person
        self._done, self._left = done, left
        self._until = until
        self._stage = _Stage.KIND
        self._kind = TokenKind.APP
        self._given: GivenToken | None = None

    @property
    def view(self) -> FormView:
        """Ask for the kind, the serial number, or the codes."""
        subject = f"{self._person.user_id}  {self._person.name}"
        title = self.words("give.title")
        match self._stage:
            case _Stage.KIND:
                kinds = (ItemView(1, self.words("give.app"), chosen=True), ItemView(2, self.words("give.hardware")))
                return self.form(title, self.words("next.give_kind"), subject=subject, items=kinds)
            case _Stage.SERIAL:
                field = self.field("serial", self.words("give.serial"))
                return self.form(title, self.words("next.give_serial"), subject=subject, fields=(field,))
            case _Stage.CODES:
                fields = (
                    self.field("first", self.words("give.first"), FieldKind.CODE),
                    self.field("second", self.words("give.second"), FieldKind.CODE),
                )
                words = self.words("give.codes", token=self._given.token if self._given else "")
                return self.form(title, self.words("next.give_codes"), subject=subject, words=words, fields=fields)

    async def digit(self, number: int) -> None:
        """Take the kind."""
        if self._stage is not _Stage.KIND:
            return
        if number == 1:
            self._kind = TokenKind.APP
            await self.guarded(self._take(""))
        elif number == 2:
            self._kind = TokenKind.HARDWARE
            self._stage = _Stage.SERIAL
            self.say(None)

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Take the serial number, or both codes."""
        self.retry()
        if self._stage is _Stage.SERIAL:
            await self.guarded(self._take(answers["serial"].reveal().strip()))
        elif self._given is not None:
            await self.guarded(self._confirm(self._given, answers["first"], answers["second"]))

    async def key(self, name: str) -> None:
        """F3 goes back, from the codes to the choice of the token."""
        if name != "f3":
            return
        if self._stage is _Stage.KIND:
            self.desk.navigation.go(self._left())
        else:
            self._stage = _Stage.KIND
            self.say(None)

    async def _take(self, serial: str) -> None:
        person = self._person
        given = await self.desk.enrolling.take_token(self.session, person.id, person.user_id, self._kind, serial)
        self._given = given
        self._stage = _Stage.CODES
        if given.address:
            self.desk.navigation.go(QrFlow(self.desk, person, given.address, lambda: self))
        else:
            self.say(None)

    async def _confirm(self, given: GivenToken, first: Secret, second: Secret) -> None:
        await self.desk.enrolling.confirm(self.session, given.token, first, second)
        today = local_day(self.desk.clock.utc(), self.desk.recorder.plant.offset_min)
        person = self._person.id
        token = Token(given.token, person, self._kind, TokenState.ACTIVE, today, self._until)
        self.desk.navigation.go(self._done(token))
