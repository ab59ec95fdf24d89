"""The statement of accountability, read and signed by each person before anything else (21 CFR 11.10(j), 11.100(c))."""

from console.flows.form import FormTask
from core.own_changes import statement_change
from screens.everyone.form import FormView


class StatementFlow(FormTask):
    """For whoever has just signed in and has not signed the statement in force."""

    @property
    def view(self) -> FormView:
        """Show the words."""
        policy = self.desk.recorder.plant.policy
        version = self.words("statement.version", version=str(policy.statement_version))
        words = policy.statement.in_language(self.desk.language)
        return self.form(self.words("statement.title"), self.words("next.statement"), subject=version, words=words)

    async def key(self, name: str) -> None:
        """Enter goes on to the signature; F3 leaves it for later: nothing else can be signed before."""
        session = self.desk.session
        if name == "f3" or session is None:
            self.desk.navigation.home()
        elif name == "enter":
            change = statement_change(session.person.id, self.desk.recorder.plant)
            self.desk.navigation.go(self.desk.ways.change((change,), None, self.words("statement.reason")))
