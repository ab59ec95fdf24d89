"""Adjust stock: the difference that two persons have counted alike is booked by two signatures."""

from console.desk import Desk
from console.flows.two_signers import TwoSignersFlow
from core.acts import Manifest
from core.store_paper import CountedTwice, adjustment_manifest


class AdjustFlow(TwoSignersFlow):
    """One difference."""

    title = "store.paper.adjustment"
    verb = "adjust_stock"

    def __init__(self, desk: Desk, counted: CountedTwice) -> None:
        """Take the difference."""
        super().__init__(desk)
        self._counted = counted

    def manifest(self) -> Manifest:
        """Draw what is signed."""
        return adjustment_manifest(self._counted, self.reason, self.desk.recorder.plant, self.desk.language)

    def rights(self) -> tuple[str, str]:
        """Who proposes, and who approves."""
        return "decide.adjust_stock", "decide.approve_adjustment"

    def body(self) -> dict[str, object]:
        """Name the second count."""
        return {"count": self._counted.record}
