"""Countersign: a second person identifies himself by badge, sees the evidence and signs the same manifest."""

from console.desk import Desk
from console.flows.checking import Checking
from console.flows.second_person import SecondPerson
from console.flows.step import StepFlow, limits_bar, limits_verdict
from console.recorder import OpenBatch
from core.acts import Manifest
from core.batch.entries import Entry, entries
from core.batch.guide import Guidance, Stage
from core.batch.manifest import step_manifest
from core.batch.state import SignedBy
from core.master.model import Step
from core.quantity import Quantity
from core.record.payload import manifest_hash
from core.secret import Secret
from core.times import local_text, utc_from
from screens.operator.countersign import CountersignView
from screens.views import MarkView, ReadingView, RowView, Tone


class CountersignFlow(Checking, StepFlow):
    """The verification of a performed step."""

    screen = "countersign"

    def __init__(self, desk: Desk, batch: str, step: Step) -> None:
        """Take the step that was performed."""
        super().__init__(desk, batch, step)
        self.second = SecondPerson(self)

    @property
    def manifest(self) -> Manifest:
        """Give the very manifest that the performer signed."""
        signed = signed_manifest(self.open, self.recorded.performed)
        return signed or step_manifest(self.step, self.open.state, self.desk.language, self.desk.recorder.plant)

    @property
    def view(self) -> CountersignView:
        """Show value, verdict, evidence, and the fields once the checker is known."""
        entry, value = self._value()
        tone = Tone.NONE
        if entry is not None and value is not None and entry.limits is not None:
            tone = Tone.OK if entry.limits.hold(value.value) else Tone.FAIL
        return CountersignView(
            self.frame(self.words("step.countersign"), self.following, "f6"),
            ReadingView(f"{value.value:f}", value.unit, False, tone) if value else None,
            limits_verdict(self, entry, value.value) if entry and value else None,
            limits_bar(entry, value.value, tone) if entry and value else None,
            self._rows(),
            self.words("declaration.verified"),
            self.words("sign.leave_short"),
            self.second.fields(),
        )

    def stays(self, guidance: Guidance) -> bool:
        """Stay until the step is verified."""
        return guidance.stage == Stage.VERIFY and guidance.step is not None and guidance.step.id == self.step.id

    async def submit(self, password: Secret, code: Secret) -> None:
        """Sign the same manifest as the checker."""
        person, performed = self.second.person, self.recorded.performed
        if await self.second.verify(self.manifest, password, code):
            await self.advance()
        elif person is not None and performed is not None and performed.person == person.id:
            self.second.person = None
            self.changed()

    # ------------------------------------------------------------------ what is shown

    def _value(self) -> tuple[Entry | None, Quantity | None]:
        """Give the entry that matters: the last one with limits, else the last with a value."""
        filled = self.recorded.filled
        recorded = [entry for entry in entries(self.step, filled) if entry.name in filled]
        with_value = [entry for entry in recorded if entry.unit and filled[entry.name].act.values]
        limited = [entry for entry in with_value if entry.limits is not None]
        entry = (limited or with_value or [None])[-1]
        if entry is None:
            return None, None
        return entry, next(iter(filled[entry.name].act.values.values())).quantity

    def _rows(self) -> tuple[RowView, ...]:
        performed = self.recorded.performed
        rows: list[RowView] = []
        if performed is not None:
            when = local_text(utc_from(performed.utc), self.desk.recorder.plant.offset_min)
            who = f"{performed.name}, {self.words(f'role.{performed.role}')}"
            signed = MarkView(Tone.OK, self.words("state.signed"))
            rows.append(RowView(self.words("meaning.performed"), who, when[11:19], signed))
        rows.extend(RowView(line.label, line.value) for line in self.manifest.lines)
        entry, _ = self._value()
        return tuple(rows[:3] if entry is not None and entry.limits is not None else rows[:8])


def signed_manifest(batch: OpenBatch, by: SignedBy | None) -> Manifest | None:
    """Find the manifest that a signature names, among the records of the batch."""
    if by is None:
        return None
    signed = next((record.act.signature for record in batch.records if record.act.id == by.reference.id), None)
    manifests = signed.manifests if signed else ()
    return next((manifest for manifest in manifests if manifest_hash(manifest) == by.manifest), None)
