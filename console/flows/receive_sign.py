"""Sign a receipt, have a second person verify it where the policy says so, have the core take the goods in."""

from collections.abc import Mapping, Sequence

import msgspec

from console.answers import ask_for_records
from console.desk import Desk
from console.flows.arrived import arrived
from console.flows.flow import TaskFlow
from console.flows.form import FormTask
from console.flows.labels_due import LabelsDueFlow, Received
from console.flows.pages import Pages
from console.flows.second_person import SecondPerson
from console.flows.sign import SignFlow
from core.acts import Manifest, Meaning
from core.codes import Code
from core.finding import finding
from core.language import text
from core.receipt import Receipt, receipt_manifest
from core.rights import holders
from core.secret import Secret
from screens.everyone.form import FormView
from screens.views import RowView

LINES = 9
"""Lines of what was signed on one page, so that each has been on the screen before it is verified."""


class ReceiptSignFlow(SignFlow):
    """Signs the receipt; a signature that was given is not asked for again."""

    def __init__(self, desk: Desk, receipt: Receipt) -> None:
        """Take the receipt."""
        manifest = receipt_manifest(receipt, desk.recorder.plant, desk.language)
        twice = desk.recorder.plant.policy.receipt_verified
        part = which_signature(desk, 1) if twice else ""
        super().__init__(desk, manifest, Meaning.PERFORMED, self._home, self._home, part=part)
        self._receipt, self._twice = receipt, twice
        self._signed = ""

    def _home(self) -> TaskFlow:
        return self.desk.ways.task("receive", "ReceiveFlow")

    async def submit(self, password: Secret, code: Secret) -> None:
        """Sign, then on to the second person, or wait until the core has it and have it decide."""
        person = self.person
        if person is None:
            return
        self._attempt += 1
        if not self._signed and not await self.guarded(self._sign(password, code)):
            return
        if self._twice:
            self.desk.navigation.go(ReceiptCheckFlow(self.desk, self._receipt, self.manifest, self._signed))
            return
        await self.guarded(take_in(self.desk, self._receipt, person.id, (self._signed,)))

    async def _sign(self, password: Secret, code: Secret) -> None:
        person, session = self.person, self.desk.session
        if person is None or session is None:
            return
        acting = next((role for role in person.roles if role in holders("decide.receive")), None)
        signing = self.desk.ceremony.sign(
            person, Meaning.PERFORMED, (self.manifest,), password, code, self.desk.language, session.id, role=acting
        )
        self._signed = (await signing).act.id


class ReceiptCheckFlow(FormTask):
    """A second person looks at the goods and at what was signed, and verifies it; then the core takes the goods in."""

    def __init__(self, desk: Desk, receipt: Receipt, manifest: Manifest, signed: str) -> None:
        """Take the receipt, what was signed, and the record of that signature."""
        super().__init__(desk)
        self.second = SecondPerson(self)
        self._receipt, self._manifest = receipt, manifest
        self._signatures = (signed,)
        self._pages = Pages(self, LINES)
        self._seen: set[int] = set()

    @property
    def view(self) -> FormView:
        """Show what was signed, and ask who checks it, then for both secrets."""
        known = self.second.person is not None
        asks = len(self._signatures) == 1
        following = "next.check_and_sign" if known else "next.scan_checker"
        lines = self._manifest.lines
        self._seen.add(self._pages.page(lines))
        return self.form(
            self.words("receipt.check"),
            self.words(following if asks else "next.receipt_again"),
            live=("f1", "f3", *(() if asks else ("f8",)), "f10", "f12"),
            subject=which_signature(self.desk, 2),
            rows=tuple(RowView(line.label, "", line.value) for line in self._pages.shown(lines)),
            fields=self.second.fields() if asks else (),
            page=self._pages.words(lines),
        )

    async def scan(self, code: Code) -> None:
        """Take the checker's badge."""
        if not await self.second.scan(code):
            await super().scan(code)

    async def key(self, name: str) -> None:
        """Page keys turn, F8 asks the core again, F12 lets another person come, F3 leaves: nothing is taken in."""
        if name in ("pagedown", "pageup"):
            self._pages.turn(name, self._manifest.lines)
        elif name == "f12":
            self.second.leave()
        elif name == "f8" and len(self._signatures) == 2:
            await self._taken()
        elif name == "f3":
            self.desk.navigation.go(self.desk.ways.task("receive", "ReceiveFlow"))

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Take the checker's user id, or both secrets."""
        self.retry()
        session, person = self.desk.session, self.second.person
        if "user_id" in answers:
            await self.second.identify(answers["user_id"].reveal())
        elif person is not None and session is not None and person.id == session.person.id:
            self.second.leave()
            self.say(finding("store.signer", person=person.name))
        elif len(self._seen) < self._pages.count(self._manifest.lines):
            self.say(finding("change.flow.see_all"))
        elif person is not None and await self.guarded(self._verify(answers["password"], answers["code"])):
            await self._taken()

    async def _verify(self, password: Secret, code: Secret) -> None:
        person, session = self.second.person, self.desk.session
        if person is None or session is None:
            return
        acting = next((role for role in person.roles if role in holders("sign.verified")), None)
        signing = self.desk.ceremony.sign(
            person, Meaning.VERIFIED, (self._manifest,), password, code, self.desk.language, session.id, role=acting
        )
        self._signatures = (*self._signatures, (await signing).act.id)

    async def _taken(self) -> None:
        session = self.desk.session
        if session is not None:
            await self.guarded(take_in(self.desk, self._receipt, session.person.id, self._signatures))


def which_signature(desk: Desk, number: int) -> str:
    """Say which of the two signatures it is."""
    return text("sign.part", desk.language, n=str(number), m="2")


async def take_in(desk: Desk, receipt: Receipt, person: str, signatures: Sequence[str]) -> None:
    """Have the core take goods in; asked again over the same signatures it tells what it did the first time."""
    await arrived(desk)
    body = {"receipt": msgspec.to_builtins(receipt), "person": person, "signatures": list(signatures)}
    answer = await ask_for_records(desk.ask, desk.recorder, "receive", body)
    await desk.reload()
    told = msgspec.convert({name: value for name, value in answer.items() if name != "records"}, Received)
    desk.navigation.go(LabelsDueFlow(desk, told))
