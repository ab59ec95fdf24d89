"""Sign: the manifest as shown, declared and signed by the person signed in; also for dispositions, results, release."""

from collections.abc import Callable

from console.ceremony import signing_role
from console.desk import Desk
from console.flows.code_wait import code_field, live_message
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.kiosk_alarms import look_for_alarms
from core.acts import Manifest, Meaning
from core.master.model import MasterBatchRecord, Step
from core.people import Person
from core.record.payload import manifest_hash
from core.secret import Secret
from screens.operator.sign import SignedLineView, SignView
from screens.views import FieldKind, FieldView, MarkView, Tone, keys

LINES_A_PAGE = 4


class SignFlow(TaskFlow):
    """One signature over one manifest.

    Attributes:
        manifest: What is signed, word for word as shown.
    """

    screen = "sign"

    def __init__(
        self,
        desk: Desk,
        manifest: Manifest,
        meaning: Meaning,
        done: Callable[[], TaskFlow],
        left: Callable[[], TaskFlow],
        *,
        person: Person | None = None,
        reason: str = "",
        master: MasterBatchRecord | None = None,
        step: Step | None = None,
        part: str = "",
    ) -> None:
        """Take what is signed and where it goes on.

        Args:
            desk: The desk.
            manifest: What is signed.
            meaning: What the signature means.
            done: Makes the flow that follows a signature.
            left: Makes the flow to go back to when nothing is signed.
            person: The signer, when it is not the person signed in.
            reason: Reason where one is due.
            master: For the header.
            step: For the header.
            part: `1 of 2` where more signatures follow.
        """
        super().__init__(desk)
        self.manifest = manifest
        self._meaning = meaning
        self._done, self._left = done, left
        self._person = person
        self._reason = reason
        self._master, self._step, self._part = master, step, part
        self._attempt = 0
        self._page = 0
        self._seen: set[int] = set()

    @property
    def person(self) -> Person | None:
        """Give the signer."""
        return self._person or (self.desk.session.person if self.desk.session else None)

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """Give everything that one ceremony signs."""
        return (self.manifest,)

    @property
    def view(self) -> SignView:
        """Show the declaration, what is signed, and the two fields."""
        head = header(self.desk, self._master, self.manifest.batch, self._step)
        meaning = self.words(f"meaning.{self._meaning.value}")
        aside = ": ".join(part for part in (self._part, meaning) if part)
        view_frame = frame(self.desk, head, self.words("sign.title"), self._following, keys("f1", "f12"))
        return SignView(
            view_frame,
            self.words("sign.title"),
            aside,
            self.words(f"declaration.{self._meaning.value}"),
            self._lines(),
            self._fields(),
            (self.words("sign.leave"), self._below()),
            MarkView(Tone.FAIL, live_message(self, self.person)) if self.message else None,
        )

    @property
    def _following(self) -> str:
        """Say what to type, and why the code is asked for each time where the session began without the core."""
        person, asked = self.person, self.desk.ceremony.asked_in_full
        if person is not None and asked(self.desk.session, person, self._meaning):
            return self.words("next.sign_offline_session")
        return self.words("next.sign_password" if self._alone else "next.sign")

    def _fields(self) -> tuple[FieldView, ...]:
        """Ask for password and code; for the password alone where the profile allows it for this signature."""
        secret = FieldView("password", self.words("sign.password"), FieldKind.PASSWORD, attempt=self._attempt)
        if self._alone:
            return (secret,)
        return secret, code_field(self.desk, self.person, self.words("sign.code"), self._attempt)

    @property
    def _alone(self) -> bool:
        person, allowed = self.person, self.desk.ceremony.password_alone
        return person is not None and allowed(self.desk.session, person, self._meaning, self.manifests)

    async def key(self, name: str) -> None:
        """F12 leaves, nothing is signed; page keys turn the manifest."""
        if name == "f12":
            self.desk.navigation.go(self._left())
        elif name in ("pagedown", "pageup"):
            self._page = (self._page + 1) % self._pages if name == "pagedown" else max(0, self._page - 1)
            self.changed()

    async def submit(self, password: Secret, code: Secret) -> None:
        """Sign; a refusal empties the fields and says why."""
        person, session = self.person, self.desk.session
        if person is None:
            return
        self._attempt += 1
        signing = self.desk.ceremony.sign(
            person,
            self._meaning,
            self.manifests,
            password,
            code,
            self.desk.language,
            session.id if session else "",
            self._reason,
            alone=self._alone,
        )
        if await self.guarded(signing):
            self.desk.navigation.go(self._done())
        else:
            await look_for_alarms(self.desk)

    @property
    def all_seen(self) -> bool:
        """Tell whether every page has been on the screen."""
        return len(self._seen) >= self._pages

    @property
    def _pages(self) -> int:
        return max(1, -(-len(self._all_lines()) // LINES_A_PAGE))

    def _all_lines(self) -> list[SignedLineView]:
        person = self.person
        role = signing_role(person, self._meaning) if person else None
        lines: list[SignedLineView] = []
        for manifest in self.manifests:
            lines.append(SignedLineView(self.words("sign.what"), manifest.title))
            lines.extend(SignedLineView(line.label, line.value, True) for line in manifest.lines)
        if person is not None:
            role_word = self.words(f"role.{role.value}") if role else "-"
            lines.append(SignedLineView(self.words("sign.person"), f"{person.name} {person.user_id}, {role_word}"))
        return lines

    def _lines(self) -> tuple[SignedLineView, ...]:
        self._seen.add(self._page)
        start = self._page * LINES_A_PAGE
        return tuple(self._all_lines()[start : start + LINES_A_PAGE])

    def _below(self) -> str:
        digest = " ".join(manifest_hash(manifest)[:8] for manifest in self.manifests)
        if self._pages == 1:
            return self.words("sign.after", digest=digest)
        return self.words("sign.page", page=str(self._page + 1), pages=str(self._pages), digest=digest)
