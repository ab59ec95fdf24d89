"""Two signatures over one manifest: the reason, the first signer, the second one, then the core decides."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from enum import Enum, auto

from console.answers import ask_for_records
from console.desk import Desk
from console.flows.arrived import arrived
from console.flows.code_wait import code_field
from console.flows.flow import TaskFlow
from console.flows.form import FormTask
from console.flows.second_person import SecondPerson
from core.acts import Manifest, Meaning
from core.codes import Code
from core.errors import CountersignError
from core.people import Person
from core.rights import holders
from core.secret import Secret
from screens.everyone.form import FormView
from screens.views import FieldKind, FieldView, RowView


class NotTheSigner(CountersignError):
    """A person without the right, or the same one again, would sign."""

    code = "KSK-060"


class Stage(Enum):
    """How far it is."""

    REASON = auto()
    FIRST = auto()
    SECOND = auto()
    DONE = auto()


class TwoSignersFlow(FormTask, ABC):
    """Subclasses draw the manifest and name rights, verb and body."""

    def __init__(self, desk: Desk) -> None:
        """Begin with the reason."""
        super().__init__(desk)
        self.stage = Stage.REASON
        self.reason = ""
        self.second = SecondPerson(self)
        self._signed: list[str] = []

    # ------------------------------------------------------------------ what subclasses give

    title = ""
    verb = ""
    reason_label = "store.paper.reason"
    next_reason = "next.store_reason"
    patience_s = 5.0

    @abstractmethod
    def manifest(self) -> Manifest | None:
        """Draw what is signed; None while there is nothing yet."""

    @abstractmethod
    def rights(self) -> tuple[str, str]:
        """Name the right of the first and of the second signer."""

    @abstractmethod
    def body(self) -> dict[str, object]:
        """Give what the core is asked beside reason and signatures."""

    def back(self) -> TaskFlow:
        """Make the flow that F3 leads to."""
        return self.desk.ways.task("store", "StoreFlow")

    def before(self) -> str:
        """Say what comes next while there is no manifest."""
        return ""

    # ------------------------------------------------------------------ what is shown

    @property
    def view(self) -> FormView:
        """Show the manifest and what is asked now."""
        manifest = self.manifest()
        rows = () if manifest is None else tuple(RowView(line.label, "", line.value) for line in manifest.lines)
        return self.form(
            self.words(self.title),
            self._next(),
            live=("f1", "f3", "f10", "f12"),
            words=self.words("store.decided") if self.stage is Stage.DONE else "",
            rows=rows,
            fields=() if manifest is None else self._fields(),
        )

    def _next(self) -> str:
        if self.manifest() is None:
            return self.before()
        if self.stage is Stage.SECOND and self.second.person is None:
            return self.words("next.change_second")
        keys = {Stage.REASON: self.next_reason, Stage.DONE: "next.done"}
        return self.words(keys.get(self.stage, "next.sign"))

    def _fields(self) -> tuple[FieldView, ...]:
        if self.stage is Stage.REASON:
            return (self.field("reason", self.words(self.reason_label)),)
        if self.stage is Stage.DONE:
            return ()
        if self.stage is Stage.SECOND and self.second.person is None:
            return (self.second.user_id_field(),)
        password = self.field("password", self.words("sign.password"), FieldKind.PASSWORD)
        return password, code_field(self.desk, self._signer, self.words("sign.code"), self._attempt)

    @property
    def _signer(self) -> Person | None:
        if self.stage is Stage.SECOND:
            return self.second.person
        return self.desk.session.person if self.desk.session else None

    # ------------------------------------------------------------------ what is typed, scanned and pressed

    async def scan(self, code: Code) -> None:
        """Take the second signer's badge."""
        if self.stage is not Stage.SECOND or not await self.second.scan(code):
            await super().scan(code)

    async def key(self, name: str) -> None:
        """F12 lets another second signer come, F3 leaves what is not signed."""
        if name == "f12" and self.stage is Stage.SECOND and self.second.person is not None:
            self.second.leave()
        elif name == "f3":
            self.desk.navigation.go(self.back())

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Take the reason, the second signer's user id, or both secrets of a signer."""
        self.retry()
        if "reason" in answers:
            self.reason = answers["reason"].reveal().strip()
            self.stage = Stage.FIRST if self.reason else Stage.REASON
            self.changed()
        elif "user_id" in answers:
            await self.second.identify(answers["user_id"].reveal())
        elif "password" in answers and await self.guarded(self._sign(answers["password"], answers["code"])):
            await self._forward()

    async def _sign(self, password: Secret, code: Secret) -> None:
        person, manifest, session = self._signer, self.manifest(), self.desk.session
        if person is None or manifest is None or session is None:
            return
        number = len(self._signed)
        meaning = (Meaning.PERFORMED, Meaning.APPROVED)[number]
        role = next((role for role in person.roles if role in holders(self.rights()[number])), None)
        if role is None or (number and person.id == session.person.id):
            raise NotTheSigner("store.signer", person=person.name)
        record = await self.desk.ceremony.sign(
            person, meaning, (manifest,), password, code, self.desk.language, session.id, self.reason, role
        )
        self._signed.append(record.act.id)

    async def _forward(self) -> None:
        if len(self._signed) < len(self.rights()):
            self.stage = Stage.SECOND
            self.second.leave()
            return
        await arrived(self.desk)
        session = self.desk.session
        body = {**self.body(), "reason": self.reason, "signatures": self._signed, **(session.asks if session else {})}
        if await self.guarded(ask_for_records(self.desk.ask, self.desk.recorder, self.verb, body, self.patience_s)):
            self.stage = Stage.DONE
            await self.guarded(self.desk.reload())
            return
        # What both have signed was not what the core would do: both look and sign anew.
        self.stage, self._signed = Stage.REASON, []
        self.changed()
