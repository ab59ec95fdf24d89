"""Close a recall: how effective it was, over the balance of what came back, by two signatures."""

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.two_signers import TwoSignersFlow
from core.acts import Manifest
from core.recall_case import RecallCase, closing_manifest


class RecallCloseFlow(TwoSignersFlow):
    """One recall."""

    title = "recall.paper.closing"
    verb = "close_recall"
    reason_label = "recall.field.effectiveness"
    next_reason = "next.recall_effect"

    def __init__(self, desk: Desk, case: RecallCase) -> None:
        """Take the recall as it stands."""
        super().__init__(desk)
        self._case = case

    def manifest(self) -> Manifest:
        """Draw what is signed."""
        return closing_manifest(self._case, self.reason, self.desk.language)

    def rights(self) -> tuple[str, str]:
        """Who closes, and who approves."""
        return "decide.close_recall", "decide.approve_recall"

    def body(self) -> dict[str, object]:
        """Name the recall."""
        return {"recall": self._case.id}

    def back(self) -> TaskFlow:
        """Go back to the recall."""
        return self.desk.ways.task("recall_open", "RecallOpenFlow", self._case)
