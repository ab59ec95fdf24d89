"""A step with everything recorded and nothing signed: F8 signs, F12 undoes the entries freely."""

from collections.abc import Callable

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.step import StepFlow
from core.batch.entries import entries
from core.batch.guide import Guidance, Stage
from core.master.model import Step
from screens.operator.instruction import InstructionView


class UnsignedFlow(StepFlow):
    """What the signing dialog is left to."""

    screen = "instruction"

    def __init__(self, desk: Desk, batch: str, step: Step, sign: Callable[[], TaskFlow]) -> None:
        """Take the step and what opens its signature."""
        super().__init__(desk, batch, step)
        self._sign = sign

    @property
    def view(self) -> InstructionView:
        """Show what is recorded."""
        rows = tuple(self.row(entry.name, "state.recorded") for entry in entries(self.step, self.recorded.filled))
        view_frame = self.frame(self.words("step.unsigned"), self.words("next.sign_or_undo"), "f8")
        return InstructionView(view_frame, (), "", (), rows[:12])

    def stays(self, guidance: Guidance) -> bool:
        """Stay until it is signed or undone."""
        return guidance.stage == Stage.SIGN and guidance.step is not None and guidance.step.id == self.step.id

    async def key(self, name: str) -> None:
        """F8 opens the signature."""
        if name == "f8":
            self.desk.navigation.go(self._sign())
        else:
            await super().key(name)
