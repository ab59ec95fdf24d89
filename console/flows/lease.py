"""Lease: before its first step an operation is leased to this kiosk by the core, so that nobody else works on it."""

import base64
from typing import cast

from console.flows.step import StepFlow
from core.batch.guide import Guidance, Stage
from core.errors import CountersignError
from screens.operator.instruction import InstructionView


class LeaseFlow(StepFlow):
    """Asks the core for the operation; without the core it says so and can be tried again."""

    screen = "instruction"

    @property
    def view(self) -> InstructionView:
        """Say what is being asked for."""
        operation = self.open.master.operation_of(self.step.id)
        name = operation.name.in_language(self.desk.language) if operation else ""
        view_frame = self.frame(self.words("step.lease"), self.words("next.lease"), "f5", subject=name)
        return InstructionView(view_frame, (self.words("lease.asking", operation=name),))

    async def opened(self) -> None:
        """Ask at once."""
        await self._ask()

    async def key(self, name: str) -> None:
        """F5 asks again."""
        if name == "f5":
            await self._ask()
        else:
            await super().key(name)

    def stays(self, guidance: Guidance) -> bool:
        """Stay until the operation is held here."""
        return guidance.stage == Stage.LEASE

    async def _ask(self) -> None:
        operation = self.open.master.operation_of(self.step.id)
        session = self.desk.session
        body = {
            "batch": self.batch,
            "operation": operation.id if operation else "",
            **(session.asks if session else {}),
        }
        try:
            answer = await self.desk.ask("lease_operation", body)
            await self.desk.recorder.take_in(records_of(answer))
        except CountersignError as error:
            self.say(error)
            return
        await self.advance()


def records_of(answer: object) -> list[bytes]:
    """Give the envelopes of the core's decisions in an answer (`records`, base64)."""
    body = cast("dict[str, object]", answer)
    return [base64.b64decode(item) for item in cast("list[str]", body.get("records", []))]
