"""The signing ceremony: user id, password, one-time code; the signer's own key signs what was shown.

The password never leaves the kiosk: it opens the signer's key, and that is its check. The one-time code is checked by
the core, once per person over all kiosks; without the core by the shift's code book, and by the core later. One
ceremony signs a list of manifests.
Source: 21 CFR 11.50, 11.70, 11.200; `docs/record-format.md`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from console.codebooks import CodeBooks
from console.kept_attempts import KeptAttempts
from console.keyshelf import KeyShelf
from console.recorder import Recorder, Refused
from core.acts import Act, ActKind, Manifest, Meaning, OfflineCode, Signature, Subject, Who
from core.errors import CountersignError
from core.finding import Finding
from core.language import Language, text
from core.own_changes import ended_refusals
from core.people import Person, Role
from core.policy import Profile
from core.ports import Ask, Unreachable
from core.record.keys import KeyKind, PrivateKey, held_key
from core.record.payload import Record
from core.record.sealed import WrongPassword
from core.rights import may_sign
from core.secret import Secret
from core.session_signing import SESSION, password_alone
from core.times import local_text, utc_from

SIGN_IN = "sign_in"
OFFLINE = "offline"
"""`code_check` of what a code book has checked."""
CODE_STEP_S = 30
"""Seconds for which a token shows a code (RFC 6238)."""


class Session(msgspec.Struct, frozen=True):
    """A person signed in at this kiosk.

    Attributes:
        id: Session id.
        person: Who.
        role: In which the session began.
        sign_in: Id of the confirmation of the sign-in's code, by which the core knows who asks.
    """

    id: str
    person: Person
    role: Role
    sign_in: str = ""

    @property
    def who(self) -> Who:
        """Give the person as acts name it."""
        return Who(person=self.person.id, session=self.id)

    @property
    def asks(self) -> dict[str, object]:
        """Give the person as requests for decisions name it."""
        return {"person": self.person.id, "session": self.id}


class CodeConfirmation(msgspec.Struct, frozen=True):
    """The core's word that a code was right and had not been used; or this kiosk's own, by its code book.

    Attributes:
        confirmation: Id of the confirmation, or `offline`.
        step: RFC 6238 time step.
        offline: What the core needs to check the code again, where a code book has checked it.
    """

    confirmation: str
    step: int
    offline: OfflineCode | None = None

    @property
    def facts(self) -> dict[str, str]:
        """Give it as facts of a sign-in."""
        facts = {"code_check": self.confirmation, "code_step": str(self.step)}
        return facts | ({"book": self.offline.book, "box": self.offline.box} if self.offline else {})


class Ceremony:
    """Checks password and code, and makes the `Signed` record."""

    def __init__(self, recorder: Recorder, ask: Ask, shelf: KeyShelf, books: CodeBooks | None = None) -> None:
        """Join the recorder, the way to the core, the keys kept here, and the code book for work without the core."""
        self._recorder = recorder
        self._ask = ask
        self._shelf = shelf
        self._books = books
        self._used_step: dict[str, int] = {}
        self._signed: set[tuple[str, str]] = set()
        self._kept_attempts = KeptAttempts()
        # Told when a code was checked here, so that the screen can say so.
        self.checked_here: Callable[[], None] = lambda: None

    def code_wait_s(self, person: Person, now: datetime) -> int:
        """Tell in how many seconds the token shows another code than the last one used here; 0 when it does now."""
        since = int(now.timestamp())
        used = self._used_step.get(person.id, -1)
        return (used + 1) * CODE_STEP_S - since if since // CODE_STEP_S <= used < since // CODE_STEP_S + 2 else 0

    async def check_password(self, person: Person, password: Secret) -> None:
        """Check a password alone, as before it is changed; a wrong one counts as ever and is kept as `Refused`.

        Raises:
            CountersignError: Wrong, locked, or the core cannot be asked.
        """
        try:
            await self._counted(person, Subject(), password, "password")
        except Unreachable:
            raise
        except CountersignError as error:
            attempt = self._recorder.act(Who(person=person.id), ActKind.SIGNED_IN, facts={"purpose": "password"})
            again = self._kept_attempts.again(person.id, error, attempt.when)
            if again is not None:
                await self._recorder.refuse(attempt, Finding(error.key, error.params), again)
            raise

    async def _counted(self, person: Person, subject: Subject, password: Secret, purpose: str) -> PrivateKey:
        """Open the key; a wrong password counts like a wrong code, locks like one and is answered alike."""
        try:
            return await self._shelf.open(person, password, renew=purpose == SIGN_IN)
        except WrongPassword as wrong:
            try:
                await self.confirm_code(person, Secret(""), purpose)
            except Unreachable:
                # Where nobody can count it, nobody is told whether the password was right; the attempt is on record.
                await self._keep_attempt(person, subject, purpose, wrong)
                raise
            raise

    async def confirm_code(self, person: Person, code: Secret, purpose: str) -> CodeConfirmation:
        """Have the core check a one-time code; without it, the code book of this kiosk.

        Raises:
            Unreachable: Neither can be asked; that is never told as a wrong code.
            CountersignError: Wrong, used before, or locked; or the clock is too far off for any code.
        """
        body = {"person": person.id, "code": code.reveal(), "purpose": purpose}
        self._recorder.trust.refuse_codes()
        if self._books is not None:
            self._books.refuse_used(person, code)
        try:
            confirmed = msgspec.convert(await self._ask("check_code", body), CodeConfirmation)
        except Unreachable:
            if self._books is None:
                raise
            checked = await self._books.check(person, code)
        else:
            if self._books is not None:
                await self._books.used(person, confirmed.step)
            return confirmed
        self.checked_here()
        return CodeConfirmation(OFFLINE, checked.step, checked.offline)

    def password_alone(
        self, session: Session | None, person: Person, meaning: Meaning, manifests: Sequence[Manifest]
    ) -> bool:
        """Tell whether a later signature of this session may be given by the password alone (profile `part11`).

        Session and first signature must be known to the core, so both were checked by it.
        """
        if session is None or session.person.id != person.id or session.sign_in == OFFLINE:
            return False
        batch = manifests[0].batch if manifests else ""
        master = self._recorder.batch(batch).master if batch else None
        allowed = password_alone(self._recorder.plant, master, meaning, manifests)
        return allowed and (session.id, person.id) in self._signed

    def asked_in_full(self, session: Session | None, person: Person, meaning: Meaning) -> bool:
        """Tell whether both secrets are asked for only because the session was begun without the core."""
        own = session is not None and session.person.id == person.id and session.sign_in == OFFLINE
        return own and meaning == Meaning.PERFORMED and self._recorder.plant.policy.profile == Profile.PART11

    async def authenticate(self, person: Person, password: Secret, code: Secret, purpose: str) -> CodeConfirmation:
        """Check both components of a person, as at sign-in; a failed attempt is kept as `Refused`.

        Raises:
            CountersignError: As `unlock` and `confirm_code`.
        """
        _, confirmed = await self._both(person, Subject(), password, code, purpose)
        return confirmed

    async def sign(
        self,
        person: Person,
        meaning: Meaning,
        manifests: Sequence[Manifest],
        password: Secret,
        code: Secret,
        language: Language,
        session: str,
        reason: str = "",
        role: Role | None = None,
        *,
        alone: bool = False,
    ) -> Record:
        """Sign one or more manifests in one ceremony.

        Args:
            person: The signer, who may be another one than the person signed in.
            meaning: What the signature means.
            manifests: What was shown, all of one batch.
            password: As typed.
            code: As typed.
            language: Language shown.
            session: Session in which it happens.
            reason: Reason where one is due.
            role: In which the signer acts, where it is not the first that may sign.
            alone: True when the password alone signs, where `password_alone` allows it; the code is not used.

        Raises:
            Refused: The judge found something (own countersignature, wrong role, other manifest ...).
            CountersignError: Wrong password or code, code used before, core not reachable, not stored.
        """
        subject = Subject(batch=manifests[0].batch or None, step=manifests[0].step)
        acting = role or signing_role(person, meaning)
        draft = self._draft(person, meaning, manifests, language, session, reason, subject, acting)
        found = (*ended_refusals(person.id, self._recorder.plant), *self._recorder.judged(draft))
        if found:
            await self._recorder.refuse(draft, found[0])
            raise Refused(found[0].key, **found[0].params)
        key, confirmed = await self._both(person, subject, password, None if alone else code, "sign")
        if draft.signature is None:
            raise Refused("refusal.signature_empty")
        signature = msgspec.structs.replace(
            draft.signature,
            key=key.id,
            code_step=confirmed.step,
            code_check=confirmed.confirmation,
            offline=confirmed.offline,
        )
        record = await self._recorder.record(msgspec.structs.replace(draft, signature=signature), key)
        if not alone and confirmed.offline is None:
            self._signed.add((session, person.id))
        return record

    def refusals(
        self, person: Person, meaning: Meaning, manifests: Sequence[Manifest], language: Language, session: str
    ) -> tuple[Finding, ...]:
        """Ask the judge whether a person may sign these manifests now; nothing is recorded."""
        subject = Subject(batch=manifests[0].batch or None, step=manifests[0].step)
        acting = signing_role(person, meaning)
        return self._recorder.judged(self._draft(person, meaning, manifests, language, session, "", subject, acting))

    def _draft(
        self,
        person: Person,
        meaning: Meaning,
        manifests: Sequence[Manifest],
        language: Language,
        session: str,
        reason: str,
        subject: Subject,
        role: Role | None,
    ) -> Act:
        act = self._recorder.act(Who(person=person.id, session=session), ActKind.SIGNED, subject)
        key = held_key(self._recorder.plant.keys, KeyKind.USER, person.id)
        signature = Signature(
            person.id,
            person.user_id,
            person.name,
            role.value if role else "",
            meaning,
            text(f"declaration.{meaning.value}", language),
            reason,
            local_text(utc_from(act.when.utc), act.when.offset_min),
            key.id if key else "",
            0,
            "",
            tuple(manifests),
        )
        return msgspec.structs.replace(act, signature=signature)

    async def _both(
        self, person: Person, subject: Subject, password: Secret, code: Secret | None, purpose: str
    ) -> tuple[PrivateKey, CodeConfirmation]:
        try:
            key = await self._counted(person, subject, password, purpose)
            if code is None:
                return key, CodeConfirmation(SESSION, 0)
            confirmed = await self.confirm_code(person, code, purpose)
        except Unreachable:
            raise
        except CountersignError as error:
            await self._keep_attempt(person, subject, purpose, error)
            raise
        self._used_step[person.id] = confirmed.step
        return key, confirmed

    async def _keep_attempt(self, person: Person, subject: Subject, purpose: str, why: CountersignError) -> None:
        """Keep a refused attempt; after a used code, note that the next one is to be waited for."""
        kind = ActKind.SIGNED_IN if purpose == SIGN_IN else ActKind.SIGNED
        attempt = self._recorder.act(Who(person=person.id), kind, subject)
        if why.key == "refusal.code_used":
            self._used_step[person.id] = int(utc_from(attempt.when.utc).timestamp()) // CODE_STEP_S
        again = self._kept_attempts.again(person.id, why, attempt.when)
        if again is not None:
            await self._recorder.refuse(attempt, Finding(why.key, why.params), again)

    async def count_unknown(self, purpose: str) -> None:
        """Have the core count an attempt with a user id that is nobody's against this kiosk.

        Raises:
            Unreachable: The core cannot be asked; nobody can say whether such a person is new there.
        """
        try:
            await self._ask("check_code", {"person": "", "code": "", "purpose": purpose})
        except Unreachable:
            raise
        except CountersignError:
            return  # refused, as it must be, and counted


def signing_role(person: Person, meaning: Meaning) -> Role | None:
    """Give the first role in which a person may give a signature of this meaning."""
    return next((role for role in person.roles if may_sign((role,), meaning)), None)
