"""After a receipt: the label of every container is printed, stuck on and scanned back; what is held is said."""

import msgspec

from console.desk import Desk
from console.flows.form import FormTask
from console.flows.label import label_identity
from console.flows.printing import print_labels
from console.labels import LabelContent, received_label
from core.acts import ActKind, Subject
from core.codes import Code
from core.finding import Finding, finding
from core.language import worded
from core.quantity import quantity
from core.receipt import Receipt
from screens.everyone.form import FormView
from screens.views import MarkView, RowView, Tone


class Received(msgspec.Struct, frozen=True):
    """What the core answered: the numbers it gave, what is to be sampled, why it is held, what is still to come."""

    lot: str
    containers: tuple[str, ...]
    sample: str = ""
    sampled: tuple[str, ...] = ()
    held: tuple[Finding, ...] = ()
    open: str = ""


class ReceivedFlow(FormTask):
    """The labels of one receipt."""

    def __init__(self, desk: Desk, receipt: Receipt, told: Received) -> None:
        """Take what was received and the numbers it got."""
        super().__init__(desk)
        self._receipt, self._told = receipt, told
        self._printed = False
        self._back: list[str] = []

    @property
    def view(self) -> FormView:
        """Show the lot, its labels, what is to be sampled and why it is held."""
        told = self._told
        following = "next.scan_back" if self._printed else "next.print_label"
        done = len(self._back) == len(told.containers)
        rows = [
            RowView(self.words("receive.lot"), told.lot, self._state()),
            RowView(self.words("receive.containers"), f"{told.containers[0]} .. {told.containers[-1]}"),
            RowView(self.words("label.returned"), f"{len(self._back)}/{len(told.containers)}", "", self._mark(done)),
            RowView(self.words("receipt.sampled"), told.sample, ", ".join(told.sampled)),
        ]
        if told.open:
            rows.append(RowView(self.words("receive.open"), told.open, "", MarkView(Tone.WARN)))
        return self.form(
            self.words("receive.labels"),
            self.words("next.received" if done else following),
            live=("f1", "f3", "f7", "f10"),
            words="  ".join(worded(item, self.desk.language) for item in told.held),
            rows=tuple(rows),
        )

    def _state(self) -> str:
        return self.words("lot.on_hold" if self._told.held else "lot.quarantine")

    def _mark(self, done: bool) -> MarkView:
        return MarkView(Tone.OK if done else Tone.WAIT)

    async def opened(self) -> None:
        """Print at once; F7 prints again."""
        await self._print()

    async def key(self, name: str) -> None:
        """Enter prints what was not printed, or leaves when all are back; F7 prints once more; F3 leaves."""
        done = len(self._back) == len(self._told.containers)
        if name in ("enter", "f3") and done:
            self.desk.navigation.home()
        elif name == "f7" or (name == "enter" and not self._printed):
            await self._print(again=self._printed)
        elif name == "f3":
            self.say(Finding("receive.labels_open"))

    async def scan(self, code: Code) -> None:
        """Take a label back; each container's own, once."""
        identity, session = label_identity(code), self.desk.session
        if session is None or identity not in self._told.containers:
            await super().scan(code)
            await self.desk.devices.signal(False)
            return
        if identity in self._back:
            self.say(finding("receive.back_before", id=identity))
            await self.desk.devices.signal(True, again=True)
            return
        subject = Subject(lot=self._told.lot, container=identity)
        facts = {"label": identity, "code": code.raw_text[:120]}
        act = self.desk.recorder.act(session.who, ActKind.LABEL_SCANNED_BACK, subject, {}, facts)
        if await self.guarded(self.desk.recorder.record(act)):
            self._back.append(identity)
            await self.desk.devices.signal(True)
            self.changed()

    async def _print(self, *, again: bool = False) -> None:
        """Print every label, and keep on record that it was."""
        session = self.desk.session
        labels = self._labels()
        if session is None or not await print_labels(self, labels):
            return
        facts = {"copies": str(len(labels)), **{f"label_{n}": label.identity for n, label in enumerate(labels, 1)}}
        facts |= {"reprint": "1", "reason": "label_damaged"} if again else {}
        subject = Subject(lot=self._told.lot)
        act = self.desk.recorder.act(session.who, ActKind.LABEL_PRINTED, subject, {}, facts)
        if await self.guarded(self.desk.recorder.record(act)):
            self._printed = True
            self.changed()

    def _labels(self) -> tuple[LabelContent, ...]:
        plant, receipt, lot = self.desk.recorder.plant, self._receipt, self._told.lot
        material = plant.materials[receipt.material]
        pairs = zip(self._told.containers, receipt.containers, strict=True)
        return tuple(
            received_label(identity, lot, material, receipt.expiry, quantity(item.net, receipt.unit))
            for identity, item in pairs
        )
