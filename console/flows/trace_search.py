"""Search for a trace: any number that stands for lots is typed or scanned, and the trace opens."""

from collections.abc import Mapping

from console.flows.form import FormTask
from core.codes import Code
from core.secret import Secret
from screens.everyone.form import FormView


class TraceSearchFlow(FormTask):
    """Asks for one number; whether it is known is said by the core, on the trace."""

    @property
    def view(self) -> FormView:
        """Show the one question."""
        field = self.field("number", self.words("trace.number"), hint=self.words("trace.number_hint"))
        return self.form(self.words("trace.search"), self.words("next.trace_search"), fields=(field,))

    async def key(self, name: str) -> None:
        """F3 goes back to the list of work."""
        if name == "f3":
            self.desk.navigation.home()

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Open the trace of what was typed."""
        typed = answers["number"].reveal().strip()
        if typed:
            self.desk.navigation.go(self.desk.ways.trace(typed))

    async def scan(self, code: Code) -> None:
        """Open the trace of a scanned label."""
        named = code.get("lot") or code.get("container") or code.get("batch")
        if named is None:
            await super().scan(code)
            return
        await self.desk.devices.signal(True)
        self.desk.navigation.go(self.desk.ways.trace(named))
