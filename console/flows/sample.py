"""What both flows of a sample share: which sample it is and what it is tested by."""

from console.desk import Desk
from console.flows.flow import TaskFlow
from core.batch.state import SampleState
from core.plant import Specification
from core.specified import specification_of


class SampleFlow(TaskFlow):
    """What both flows of a sample share."""

    def __init__(self, desk: Desk, batch: str, sample: str) -> None:
        """Take the sample."""
        super().__init__(desk)
        self.batch = batch
        self._sample = sample

    @property
    def sample(self) -> SampleState:
        """Give the sample as it stands."""
        return self.desk.recorder.batch(self.batch).state.samples[self._sample]

    @property
    def specification(self) -> Specification:
        """Give the version that the sample is tested by; without tests while it is not known here."""
        code, version = self.sample.specification, self.sample.version
        known = specification_of(self.desk.recorder.plant, code, version)
        return known if known is not None else Specification(code, version, "", ())

    def again(self) -> TaskFlow:
        """Make the flow for what the sample needs next."""
        return self.desk.ways.sample(self.batch, self._sample)

    async def key(self, name: str) -> None:
        """F3 goes back to the list."""
        if name == "f3":
            self.desk.navigation.go(self.desk.ways.samples())
