"""Sign in: user id by badge or typed, password, one-time code; and the language."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import timedelta

from console.ceremony import Session
from console.checkup import CheckUp
from console.desk import Desk
from console.flows.attempts import attempts_flow
from console.flows.closed import refuse_closed, refuse_unknown
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.kiosk_alarms import look_for_alarms
from console.flows.startup import check_rows, failing_first
from core.acts import ActKind, Subject, Who
from core.codes import Code, CodeKind, load_gs1
from core.errors import CountersignError
from core.finding import Finding, finding
from core.language import Language, text
from core.ports import Unreachable
from core.record.sealed import WrongPassword
from core.secret import Secret
from core.times import uuid7
from screens.everyone.sign_in import SignInView
from screens.views import FieldKind, FieldView, ItemView, keys

_BY_DIGIT: dict[int, Language] = {1: "zh", 2: "en"}


class SignInFlow(TaskFlow):
    """Lets a person in; a wrong user id, password or code is one and the same sentence."""

    screen = "sign_in"

    def __init__(self, desk: Desk, checkup: CheckUp, user_id: str = "") -> None:
        """Take the checks to show beside, and a user id that was scanned already."""
        super().__init__(desk)
        self._checkup = checkup
        self._user_id = user_id
        self._attempt = 0

    @property
    def view(self) -> SignInView:
        """Show the clock, the fields, the last check and the languages."""
        desk = self.desk
        local = desk.clock.utc() + timedelta(minutes=desk.recorder.plant.offset_min)
        day = f"{local:%Y-%m-%d} {self.words(f'sign_in.day_{local.isoweekday()}')}"
        view_frame = frame(
            desk,
            header(desk),
            self.words("sign_in.title"),
            self.words("next.badge"),
            keys("f1", "f4", "f5"),
            subject=day,
            message=self.message,
        )
        fields = (
            FieldView(
                "user_id",
                self.words("sign_in.user_id"),
                FieldKind.WORDS,
                self.words("sign_in.hint"),
                value=self._user_id,
                attempt=self._attempt,
            ),
            FieldView("password", self.words("sign_in.password"), FieldKind.PASSWORD, attempt=self._attempt),
            FieldView("code", self.words("sign_in.code"), FieldKind.CODE, attempt=self._attempt),
        )
        languages = tuple(
            ItemView(digit, text("sign_in.language_name", language), chosen=desk.language == language)
            for digit, language in _BY_DIGIT.items()
        )
        return SignInView(
            view_frame,
            f"{local:%H:%M}",
            fields,
            self.words("startup.title"),
            self._checkup.at,
            failing_first(check_rows(desk, self._checkup)),
            self.words("sign_in.language"),
            languages,
            self.words("next.password"),
        )

    async def opened(self) -> None:
        """Show what the core has against this kiosk; whoever led here has ended the session.

        What labels of suppliers need is loaded meanwhile, so that the first scan waits for nothing.
        """
        await look_for_alarms(self.desk)
        self.changed()
        await asyncio.to_thread(load_gs1)

    async def digit(self, number: int) -> None:
        """Choose the language."""
        self.desk.language = _BY_DIGIT.get(number, self.desk.language)
        self.say(None)

    async def key(self, name: str) -> None:
        """F4 shows devices and link, F5 checks again."""
        if name == "f4":
            self.desk.navigation.go(self.desk.ways.devices_and_link(self))
        elif name == "f5":
            await self.guarded(self._checkup.run(self.changed))

    async def scan(self, code: Code) -> None:
        """Take a badge; nothing else says who stands here."""
        badge = code.get("badge") if code.kind == CodeKind.BADGE else None
        if badge is None:
            await super().scan(code)
            return
        self._user_id = badge
        self._attempt += 1
        await self.desk.devices.signal(True)
        self.say(None)

    async def sign_in(self, user_id: str, password: Secret, code: Secret) -> None:
        """Check all three and begin a session; a failed attempt is on record."""
        self._user_id = user_id
        if await self.guarded(begin_session(self.desk, user_id, password, code)):
            await go_on(self.desk, lambda: None)
            return
        await look_for_alarms(self.desk)
        self._attempt += 1
        self.changed()


async def begin_session(desk: Desk, user_id: str, password: Secret, code: Secret, why: str = "signed_in") -> Session:
    """Check a person and put the beginning of the session on record.

    Raises:
        Unreachable: The core cannot be asked; nobody can say whether the code is right.
        CountersignError: Not accepted, locked, or not stored.
    """
    person = desk.recorder.plant.person_of_user(user_id.strip())
    if person is None:
        if not desk.recorder.plant.people:
            raise Unreachable("sign_in.no_people")
        await refuse_closed(desk, user_id, ActKind.SIGNED_IN)
        await _refused(desk)
        await desk.ceremony.count_unknown("sign_in")
        raise WrongPassword("refusal.not_accepted")
    confirmed = await desk.ceremony.authenticate(person, password, code, "sign_in")
    identity = uuid7(desk.clock.utc(), secrets.token_bytes(10))
    session = Session(identity, person, person.roles[0], confirmed.confirmation)
    room = desk.place.room
    facts = {"role": session.role.value, "why": why, **confirmed.facts}
    act = desk.recorder.act(session.who, ActKind.SIGNED_IN, Subject(room=room.id if room else None), facts=facts)
    await desk.recorder.record(act)
    desk.session = session
    return session


async def go_on(desk: Desk, onwards: Callable[[], TaskFlow | None]) -> None:
    """Go to the work, past what was tried in the person's name meanwhile.

    Args:
        desk: The desk.
        onwards: Makes the flow that follows; None for the person's own work.
    """
    notice = await attempts_flow(desk, onwards)
    following = notice or onwards()
    if following is None:
        desk.navigation.home()
    else:
        desk.navigation.go(following)


async def end_session(desk: Desk, kind: ActKind, why: str) -> Finding | None:
    """End the session and put it on record; the session ends even when that could not be stored, which is told."""
    session, desk.session = desk.session, None
    return None if session is None else await record_end(desk, session, kind, why)


async def record_end(desk: Desk, session: Session, kind: ActKind, why: str) -> Finding | None:
    """Put the end of a session on record; gives what stood in the way."""
    try:
        await desk.recorder.record(desk.recorder.act(session.who, kind, facts={"why": why}))
    except CountersignError as error:
        return Finding(error.key, error.params)
    return None


async def _refused(desk: Desk) -> None:
    """Keep the attempt, not what was typed: it is nobody's user id, and may well be a password in the wrong field."""
    attempt = desk.recorder.act(Who(service="kiosk"), ActKind.SIGNED_IN)
    await refuse_unknown(desk, attempt, finding("refusal.not_accepted"))
