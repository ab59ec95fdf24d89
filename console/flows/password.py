"""Changing one's own password: the old one once, the new one twice; the key stays the same."""

from collections.abc import Mapping

from console.desk import Notice
from console.flows.form import FormTask
from console.flows.passphrase import new_password_fields, new_password_refusal
from core.finding import finding
from core.secret import Secret
from screens.everyone.form import FormView
from screens.views import FieldKind, Tone


class PasswordFlow(FormTask):
    """For whoever is in session."""

    @property
    def view(self) -> FormView:
        """Ask for the old one and twice for the new one."""
        old = self.field("old", self.words("password.old"), FieldKind.PASSWORD)
        return self.form(
            self.words("password.title"),
            self.words("next.password_change"),
            words=self.words("passphrase.rules"),
            fields=(old, *new_password_fields(self)),
        )

    async def key(self, name: str) -> None:
        """F3 goes back."""
        if name == "f3":
            self.desk.navigation.home()

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Wrap the key anew; a wrong old password counts like at a sign-in."""
        session = self.desk.session
        if session is None:
            return
        self.retry()
        found = new_password_refusal(self.desk, session.person, answers)
        if found is not None:
            self.say(found)
            return
        if await self.guarded(self._change(answers["old"], answers["new"])):
            self.desk.navigation.home()
            self.desk.notice = Notice(finding("password.changed"), Tone.OK)

    async def _change(self, old: Secret, new: Secret) -> None:
        session = self.desk.session
        if session is not None:
            await self.desk.ceremony.check_password(session.person, old)
            await self.desk.enrolling.change_password(session.id, session.person, old, new)
