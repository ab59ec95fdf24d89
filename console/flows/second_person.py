"""The second person at this kiosk: known by badge or user id, then asked for password and code."""

from console.flows.flow import TaskFlow
from core.acts import Manifest, Meaning
from core.codes import Code, CodeKind
from core.finding import Finding
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

    def identify(self, user_id: str) -> None:
        """Take a badge or a typed user id; an unknown one is said."""
        person = self._flow.desk.recorder.plant.person_of_user(user_id.strip())
        if person is None:
            self._flow.say(Finding("refusal.person_unknown", {"person": user_id[:32]}))
            return
        self.person = person
        self._attempt += 1
        self._flow.say(None)

    def scan(self, code: Code) -> bool:
        """Take a badge; False for any other code."""
        if code.kind == CodeKind.BADGE:
            self.identify(code.get("badge") or "")
        return code.kind == CodeKind.BADGE

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
        return await self._flow.guarded(signing)

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
            FieldView("code", self._flow.words("sign.code"), FieldKind.CODE, attempt=self._attempt),
        )
