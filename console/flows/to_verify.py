"""To verify: what others have performed and this person may check, at any terminal that has the batch's records.

Several steps and results of one batch are signed in one ceremony: one code for one signature over all that is shown.
"""

from functools import partial
from typing import NamedTuple

from console.desk import Desk
from console.flows.chosen import ChosenTask
from console.flows.countersign import signed_manifest
from console.flows.sign import SignFlow
from console.recorder import OpenBatch
from core.acts import Manifest, Meaning
from core.batch.progress import open_steps
from core.batch.state import SignedBy
from core.finding import finding
from core.people import Person
from core.record.payload import manifest_hash
from core.secret import Secret
from core.times import local_text, utc_from
from screens.everyone.listed import ListedView
from screens.views import ItemView, MarkView, RowView, Tone


class Waiting(NamedTuple):
    """Something performed that waits for a second person.

    Attributes:
        batch: Batch number.
        manifest: What the performer signed.
        performed: The performer's signature.
    """

    batch: str
    manifest: Manifest
    performed: SignedBy


def waiting_for(desk: Desk, person: Person) -> list[Waiting]:
    """List what a person may verify now, judged as the signature itself will be."""
    session = desk.session.id if desk.session else ""
    found = [item for batch in desk.recorder.batches() for item in _waiting(batch)]
    return [
        item
        for item in found
        if not desk.ceremony.refusals(person, Meaning.VERIFIED, (item.manifest,), desk.language, session)
    ]


def _waiting(batch: OpenBatch) -> list[Waiting]:
    """List what was performed and not verified in a batch; the signature of the performer must be known here."""
    state = batch.state
    if state.decided is not None:
        return []
    begun = (state.step(step.id) for step in open_steps(state, batch.master))
    pairs = [(recorded.performed, recorded.verified) for recorded in begun]
    pairs += [(sample.performed, sample.verified) for sample in state.samples.values()]
    pairs += [(item.performed, item.verified) for item in state.corrections.values()]
    open_ones = [performed for performed, verified in pairs if performed is not None and verified is None]
    signed = [(signed_manifest(batch, performed), performed) for performed in open_ones]
    return [Waiting(state.number, manifest, performed) for manifest, performed in signed if manifest is not None]


class ToVerifyFlow(ChosenTask[Waiting]):
    """The list; a digit signs one, F8 everything of the chosen one's batch."""

    @property
    def view(self) -> ListedView:
        """Show one row each, and who performed the chosen one."""
        waiting = self.found()
        return self.listed(
            self.words("to_verify.title"),
            self.words("next.to_verify" if waiting else "next.work_none"),
            found=waiting,
            live=("f1", "f3", "f5", *(("f8",) if waiting else ()), "f10"),
            empty=self.words("to_verify.none"),
            subject=self.words("to_verify.count", n=str(len(waiting))) if waiting else "",
        )

    async def open(self, one: Waiting) -> None:
        """Sign one."""
        self._sign((one,))

    async def key(self, name: str) -> None:
        """F8 signs all of the batch."""
        if name != "f8":
            await super().key(name)
            return
        waiting = self.found()
        chosen = self.rows.row(waiting)
        if chosen is not None:
            self._sign(tuple(item for item in waiting if item.batch == chosen.batch))

    def _sign(self, items: tuple[Waiting, ...]) -> None:
        self.desk.navigation.go(VerifySeveralFlow(self.desk, tuple(item.manifest for item in items)))

    def found(self) -> list[Waiting]:
        """List what waits for this person."""
        session = self.desk.session
        return waiting_for(self.desk, session.person) if session else []

    def name(self, one: Waiting) -> str:
        """Name it by the signature that is to be verified."""
        return one.performed.reference.id

    def item(self, number: int, one: Waiting) -> ItemView:
        """Draw a row."""
        mark = MarkView(Tone.WAIT, self.words("work.to_verify"))
        return ItemView(number, one.manifest.title, one.batch, mark=mark)

    def about(self, one: Waiting) -> tuple[RowView, ...]:
        """Say who performed it and when, and the digest of what was signed."""
        performed = one.performed
        when = local_text(utc_from(performed.utc), self.desk.recorder.plant.offset_min)[:16]
        who = f"{performed.name}, {self.words(f'role.{performed.role}')}  {when}"
        digest = manifest_hash(one.manifest)[:8]
        return (
            RowView(self.words("meaning.performed"), detail=who),
            RowView(self.words("to_verify.digest"), digest),
        )


class VerifySeveralFlow(SignFlow):
    """One signature as checker over several manifests of one batch; all of them must have been on the screen."""

    def __init__(self, desk: Desk, manifests: tuple[Manifest, ...]) -> None:
        """Take what is verified; it is gone back to the list from here, signed or not."""
        self._manifests = manifests
        batch = desk.recorder.batch(manifests[0].batch)
        back = partial(ToVerifyFlow, desk)
        super().__init__(desk, manifests[0], Meaning.VERIFIED, back, back, master=batch.master)

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """Give everything that one ceremony signs."""
        return self._manifests

    async def submit(self, password: Secret, code: Secret) -> None:
        """Sign what has been seen."""
        if not self.all_seen:
            self._attempt += 1
            self.say(finding("change.flow.see_all"))
            return
        await super().submit(password, code)
