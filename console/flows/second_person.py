"""The second person at this kiosk: known by badge or user id, then asked for password and code."""

from console.flows.closed import refuse_closed, refuse_unknown
from console.flows.code_wait import code_field
from console.flows.flow import TaskFlow
from console.flows.kiosk_alarms import look_for_alarms
from core.acts import ActKind, Manifest, Meaning, Subject, Who
from core.codes import Code, CodeKind
from core.finding import Finding
from core.master.model import Step
from core.people import Person
from core.secret import Secret
from screens.views import FieldKind, FieldView


class SecondPerson:
    """Who has come to check or to decide, and the fields he is asked for.

    Attributes:
        person: None until the badge is scanned or the user id typed.
    """

    def __init__(self, flow: TaskFlow) -> None:
        """Belong to a flow."""
        self._flow = flow
        self._attempt = 0
        self.person: Person | None = None

    async def identify(self, user_id: str, *, scanned: bool = False) -> None:
        """Take a badge or a typed user id; an unknown one is said, and the attempt is on record.

        What was typed is not kept: it is nobody's user id, and may well be a password in the wrong field.
        """
        person = self._flow.desk.recorder.plant.person_of_user(user_id.strip())
        if person is None:
            looked = refuse_closed(self._flow.desk, user_id, ActKind.SIGNED, self._subject)
            if await self._flow.guarded(looked):
                await self._unknown(user_id if scanned else "")
            await self._flow.desk.devices.signal(False)
            return
        self.person = person
        self._attempt += 1
        self._flow.say(None)

    async def scan(self, code: Code) -> bool:
        """Take a badge; False for any other code."""
        if code.kind == CodeKind.BADGE:
            await self.identify(code.get("badge") or "", scanned=True)
        return code.kind == CodeKind.BADGE

    @property
    def _subject(self) -> Subject:
        """Name what the second person has come for."""
        batch, step = getattr(self._flow, "batch", None), getattr(self._flow, "step", None)
        return Subject(batch=batch, step=step.id if isinstance(step, Step) else None)

    async def _unknown(self, badge: str) -> None:
        """Say that nobody has this badge, or this user id, and keep the attempt."""
        recorder, why = self._flow.desk.recorder, Finding("refusal.user_unknown")
        if badge:
            why = Finding("refusal.person_unknown", {"person": badge[:32]})
        attempt = recorder.act(Who(service="kiosk"), ActKind.SIGNED, self._subject)
        if await self._flow.guarded(refuse_unknown(self._flow.desk, attempt, why)):
            self._flow.say(why)

    def leave(self) -> None:
        """Let another person come."""
        self.person = None
        self.tried()
        self._flow.say(None)

    def tried(self) -> None:
        """Empty the fields after an attempt."""
        self._attempt += 1

    async def verify(self, manifest: Manifest, password: Secret, code: Secret) -> bool:
        """Sign as checker the manifest in view; False when nobody has come yet or it was refused."""
        if self.person is None:
            return False
        self.tried()
        desk = self._flow.desk
        session = desk.session.id if desk.session else ""
        signing = desk.ceremony.sign(self.person, Meaning.VERIFIED, (manifest,), password, code, desk.language, session)
        signed = await self._flow.guarded(signing)
        if not signed:
            await look_for_alarms(desk)
        return signed

    def fields(self) -> tuple[FieldView, ...]:
        """Ask who it is, then for both secrets."""
        return self.secret_fields() if self.person else (self.user_id_field(),)

    def user_id_field(self) -> FieldView:
        """Ask who it is."""
        label, hint = self._flow.words("sign.user_id"), self._flow.words("sign.badge_hint")
        return FieldView("user_id", label, FieldKind.WORDS, hint, attempt=self._attempt)

    def secret_fields(self) -> tuple[FieldView, FieldView]:
        """Ask for both secrets."""
        return (
            FieldView("password", self._flow.words("sign.password"), FieldKind.PASSWORD, attempt=self._attempt),
            code_field(self._flow.desk, self.person, self._flow.words("sign.code"), self._attempt),
        )
