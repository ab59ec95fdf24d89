"""The user himself types a passphrase twice; his key is made and wrapped under it."""

from collections.abc import Callable, Mapping

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.form import FormTask
from core.finding import Finding
from core.passphrase import passphrase_refusal
from core.people import Person
from core.record.keys import KeyKind, PublicKey, public_key
from core.secret import Secret
from core.times import utc_text
from screens.everyone.form import FormView
from screens.views import FieldKind, FieldView


class PassphraseFlow(FormTask):
    """Hand the terminal over for a moment: nobody else sees what is typed."""

    def __init__(
        self, desk: Desk, person: Person, done: Callable[[PublicKey], TaskFlow], left: Callable[[], TaskFlow]
    ) -> None:
        """Take whose key is made and where it goes on."""
        super().__init__(desk)
        self._person = person
        self._done, self._left = done, left

    @property
    def view(self) -> FormView:
        """Ask twice."""
        return self.form(
            self.words("passphrase.title"),
            self.words("next.passphrase", name=self._person.name),
            subject=f"{self._person.user_id}  {self._person.name}",
            words=self.words("passphrase.rules"),
            fields=new_password_fields(self),
        )

    async def key(self, name: str) -> None:
        """F3 goes back."""
        if name == "f3":
            self.desk.navigation.go(self._left())

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Judge it, make the key and hand it in."""
        self.retry()
        found = new_password_refusal(self.desk, self._person, answers)
        if found is not None:
            self.say(found)
            return
        await self.guarded(self._make(answers["new"]))

    async def _make(self, password: Secret) -> None:
        since = utc_text(self.desk.clock.utc())
        private = await self.desk.enrolling.make_key(self.session, self._person.id, password)
        row = public_key(private, KeyKind.USER, self._person.id, since)
        self.desk.navigation.go(self._done(row))


def new_password_fields(flow: FormTask) -> tuple[FieldView, FieldView]:
    """Ask for a new password twice."""
    return (
        flow.field("new", flow.words("passphrase.new"), FieldKind.PASSWORD),
        flow.field("again", flow.words("passphrase.again"), FieldKind.PASSWORD),
    )


def new_password_refusal(desk: Desk, person: Person, answers: Mapping[str, Secret]) -> Finding | None:
    """Say what speaks against a new password as typed twice, or None."""
    if answers["new"].reveal() != answers["again"].reveal():
        return Finding("passphrase.differ", {})
    plant = desk.recorder.plant
    own = (person.user_id, person.name, plant.site, plant.company.en, plant.company.zh)
    return passphrase_refusal(answers["new"], own)
