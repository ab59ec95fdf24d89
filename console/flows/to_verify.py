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

SHOWN = 9


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


class ToVerifyFlow(ChosenTask):
    """The list; a digit signs one, F8 everything of the chosen one's batch."""

    @property
    def view(self) -> ListedView:
        """Show one row each, and who performed the chosen one."""
        waiting = self._waiting()
        rows = self._rows(waiting[self.choice(waiting)]) if waiting else ()
        items = tuple(self._item(number, item) for number, item in enumerate(waiting, 1))
        subject = self.words("to_verify.count", n=str(len(waiting))) if waiting else ""
        return self.listed("to_verify", live=("f1", "f3", "f5", "f8", "f10"), items=items, rows=rows, subject=subject)

    async def digit(self, number: int) -> None:
        """Sign one."""
        waiting = self._waiting()
        if 1 <= number <= len(waiting):
            self._sign((waiting[number - 1],))

    async def key(self, name: str) -> None:
        """F8 signs all of the batch."""
        waiting = self._waiting()
        if name == "f8" and waiting:
            batch = waiting[self.choice(waiting)].batch
            self._sign(tuple(item for item in waiting if item.batch == batch))
        else:
            await super().key(name)

    def _sign(self, items: tuple[Waiting, ...]) -> None:
        self.desk.navigation.go(VerifySeveralFlow(self.desk, tuple(item.manifest for item in items)))

    def _waiting(self) -> list[Waiting]:
        session = self.desk.session
        return waiting_for(self.desk, session.person)[:SHOWN] if session else []

    def _item(self, number: int, item: Waiting) -> ItemView:
        mark = MarkView(Tone.WAIT, self.words("work.to_verify"))
        return ItemView(number, item.manifest.title, item.batch, mark=mark, chosen=number == self._chosen + 1)

    def _rows(self, item: Waiting) -> tuple[RowView, ...]:
        performed = item.performed
        when = local_text(utc_from(performed.utc), self.desk.recorder.plant.offset_min)[:16]
        who = f"{performed.name}, {self.words(f'role.{performed.role}')}  {when}"
        digest = manifest_hash(item.manifest)[:8]
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
