"""Check of results: a second person signs the results that the analyst signed, with them in view."""

from console.desk import Desk
from console.flows.checking import Checking
from console.flows.countersign import signed_manifest
from console.flows.frame import frame, header
from console.flows.sample import SampleFlow
from console.flows.second_person import SecondPerson
from core.acts import Manifest
from core.secret import Secret
from screens.operator.countersign import CountersignView
from screens.views import RowView, keys


class ResultCheckFlow(Checking, SampleFlow):
    """The check of signed results by a second person."""

    screen = "countersign"

    def __init__(self, desk: Desk, batch: str, sample: str) -> None:
        """Take the sample whose results are signed."""
        super().__init__(desk, batch, sample)
        self.second = SecondPerson(self)

    @property
    def view(self) -> CountersignView:
        """Show the results as they were signed, and the fields once the checker is known."""
        batch = self.desk.recorder.batch(self.batch)
        view_frame = frame(
            self.desk,
            header(self.desk, batch.master, self.batch),
            self.words("step.countersign"),
            self.following,
            keys("f1", "f3", "f10", "f12"),
            subject=self._sample,
            message=self.shown,
        )
        manifest = self._manifest()
        rows = [RowView(line.label, line.value) for line in manifest.lines] if manifest else []
        performed = self.sample.performed
        if performed is not None:
            rows.insert(0, RowView(self.words("meaning.performed"), f"{performed.name}"))
        declaration, leave = self.words("declaration.verified"), self.words("sign.leave_short")
        return CountersignView(view_frame, None, None, None, tuple(rows[:8]), declaration, leave, self.second.fields())

    async def submit(self, password: Secret, code: Secret) -> None:
        """Sign the manifest that the analyst signed."""
        manifest = self._manifest()
        if manifest is not None and await self.second.verify(manifest, password, code):
            self.desk.navigation.go(self.again())

    def _manifest(self) -> Manifest | None:
        return signed_manifest(self.desk.recorder.batch(self.batch), self.sample.performed)
