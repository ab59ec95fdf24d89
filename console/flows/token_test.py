"""The periodic test of one's own token: two consecutive codes, then the signature that it has passed."""

from collections.abc import Mapping

from console.flows.form import FormTask
from core.own_changes import held_token, token_due, token_test_change
from core.secret import Secret
from core.times import local_day
from screens.everyone.form import FormView
from screens.views import FieldKind


class TokenTestFlow(FormTask):
    """For whoever is in session."""

    @property
    def view(self) -> FormView:
        """Ask for two codes."""
        fields = (
            self.field("first", self.words("give.first"), FieldKind.CODE),
            self.field("second", self.words("give.second"), FieldKind.CODE),
        )
        title, following = self.words("token_test.title"), self.words("next.give_codes")
        return self.form(title, following, words=self._about(), fields=fields)

    async def key(self, name: str) -> None:
        """F3 goes back."""
        if name == "f3":
            self.desk.navigation.home()

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Have both checked; then the person signs."""
        self.retry()
        plant, session = self.desk.recorder.plant, self.desk.session
        token = held_token(session.person.id, plant) if session else None
        if token is None or not await self.guarded(
            self.desk.enrolling.test(self.session, answers["first"], answers["second"])
        ):
            return
        today = local_day(self.desk.clock.utc(), plant.offset_min)
        change = token_test_change(token, today)
        self.desk.navigation.go(self.desk.ways.change((change,), None, self.words("token_test.reason")))

    def _about(self) -> str:
        plant, session = self.desk.recorder.plant, self.desk.session
        token = held_token(session.person.id, plant) if session else None
        if token is None:
            return self.words("people.no_token")
        return self.words("token_test.words", token=token.id, day=token_due(token, plant).isoformat())
