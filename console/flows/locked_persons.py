"""Locked persons: who is locked out and until when; a digit unlocks one, over a signature of QA or an administrator."""

from collections.abc import Callable

import msgspec

from console.answers import ask_for_records
from console.desk import Desk
from console.flows.arrived import arrived
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.sign import SignFlow
from console.flows.trail_rows import local
from core.acts import Meaning
from core.alarms import LockedPerson
from core.errors import CountersignError
from core.finding import Finding
from core.people import Person
from core.rights import holders
from core.secret import Secret
from core.times import utc_from
from core.unlocking import unlock_manifest
from screens.everyone.listed import ListedView
from screens.views import ItemView, MarkView, Tone, keys

SHOWN = 9


class _Locked(msgspec.Struct):
    persons: tuple[LockedPerson, ...]


class LockedPersonsFlow(TaskFlow):
    """Lists who is locked out now."""

    screen = "listed"

    def __init__(self, desk: Desk, message: str = "") -> None:
        """Take the desk, and what has become of an unlocking."""
        super().__init__(desk)
        self.message = message
        self._persons: tuple[LockedPerson, ...] = ()
        self._asked = False

    @property
    def view(self) -> ListedView:
        """Show one row a person."""
        now = self.desk.clock.utc()
        locked = [person for person in self._persons if utc_from(person.until) > now][:SHOWN]
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("locked_persons.title"),
            self.words("next.locked_persons" if locked else "next.audit_none"),
            keys("f1", "f3", "f5", "f10"),
            subject=self.words("locked_persons.count", n=str(len(locked))) if locked else "",
            message=self.message,
        )
        items = tuple(self._item(person, number) for number, person in enumerate(locked, 1))
        return ListedView(view_frame, items, (), (), self.words("locked_persons.none") if self._asked else "")

    async def opened(self) -> None:
        """Ask the core."""
        message = self.message
        await self._ask()
        self.message = self.message or message
        self.changed()

    async def key(self, name: str) -> None:
        """F5 asks again, F3 goes back."""
        if name == "f3":
            self.desk.navigation.home()
        elif name == "f5":
            await self._ask()

    async def digit(self, number: int) -> None:
        """Unlock a person; nobody unlocks the own account."""
        now = self.desk.clock.utc()
        locked = [person for person in self._persons if utc_from(person.until) > now]
        session = self.desk.session
        if session is None or not 1 <= number <= len(locked[:SHOWN]):
            return
        person = self.desk.recorder.plant.people.get(locked[number - 1].person)
        if person is None or person.id == session.person.id:
            self.say(Finding("unlock.own"))
            return
        self.desk.navigation.go(
            UnlockFlow(self.desk, person, locked[number - 1].until, lambda: LockedPersonsFlow(self.desk))
        )

    async def _ask(self) -> None:
        session = self.desk.session.id if self.desk.session else ""
        try:
            answer = await self.desk.ask("locked_persons", {"session": session})
            self._persons, self._asked = msgspec.convert(answer, _Locked).persons, True
            self.say(None)
        except CountersignError as error:
            self.say(error)

    def _item(self, locked: LockedPerson, number: int) -> ItemView:
        person = self.desk.recorder.plant.people.get(locked.person)
        name = f"{person.name} {person.user_id}" if person is not None else locked.person
        until = self.words("locked_persons.until", t=local(self.desk, locked.until)[11:16])
        return ItemView(number, name, locked.kiosk, until, MarkView(Tone.WARN, self.words("locked_persons.locked")))


class UnlockFlow(SignFlow):
    """Signs the unlocking, then has the core do it on that signature."""

    def __init__(self, desk: Desk, person: Person, until: str, back: Callable[[], TaskFlow]) -> None:
        """Take whom to unlock, from which lock, and where to go back to."""
        offset = desk.recorder.plant.offset_min
        manifest = unlock_manifest(person, utc_from(until), offset, desk.language)
        super().__init__(desk, manifest, Meaning.PERFORMED, back, back)
        self._locked = person
        self._signed = ""

    async def submit(self, password: Secret, code: Secret) -> None:
        """Sign, wait until the core has it, and ask; a signature that was given is not asked for again."""
        session = self.desk.session
        if session is None:
            return
        self._attempt += 1
        if not self._signed and not await self.guarded(self._sign(password, code)):
            return
        await arrived(self.desk)
        body = {"locked": self._locked.id, "signature": self._signed}
        if await self.guarded(ask_for_records(self.desk.ask, self.desk.recorder, "unlock", body)):
            self.desk.navigation.go(self._done())

    async def _sign(self, password: Secret, code: Secret) -> None:
        session = self.desk.session
        person, language = self.person, self.desk.language
        if person is None or session is None:
            return
        acting = next((role for role in person.roles if role in holders("decide.unlock")), None)
        record = await self.desk.ceremony.sign(
            person, Meaning.PERFORMED, (self.manifest,), password, code, language, session.id, role=acting
        )
        self._signed = record.act.id
