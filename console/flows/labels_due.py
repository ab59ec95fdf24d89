"""Labels due: every new container's label is printed, stuck on and scanned back, now or after whatever came between.

The core knows which containers do not bear their label yet, so that nothing is lost with the power or with an answer.
"""

from collections.abc import Callable

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.form import FormTask
from console.flows.label import label_identity
from console.flows.printing import print_labels
from console.labels import LabelContent, received_label
from core.acts import ActKind, Subject
from core.codes import Code
from core.errors import CountersignError
from core.finding import Finding, finding
from core.language import worded
from core.plant import Container
from screens.everyone.form import FormView
from screens.views import MarkView, RowView, Tone


class NoLabelsDue(CountersignError):
    """Every label is back."""

    code = "KSK-061"


class Received(msgspec.Struct, frozen=True):
    """What the core answered to a receipt: the numbers it gave, what is sampled, why it is held, what is to come."""

    lot: str
    containers: tuple[str, ...]
    sample: str = ""
    sampled: tuple[str, ...] = ()
    held: tuple[Finding, ...] = ()
    open: str = ""


class LabelsDueFlow(FormTask):
    """The labels of one lot's new containers."""

    def __init__(
        self,
        desk: Desk,
        told: Received,
        back_to: Callable[[], TaskFlow] | None = None,
        *,
        printed: bool = False,
        labels: tuple[LabelContent, ...] = (),
    ) -> None:
        """Take the containers whose labels are due.

        Args:
            desk: The desk.
            told: Lot and containers, with what the core said of them.
            back_to: Makes the flow to go back to; the list of work where there is none.
            printed: True when they may have been printed before; then F7 prints what is missing.
            labels: What stands on them, where the core need not be asked for it.
        """
        super().__init__(desk)
        self._told, self._back_to, self._ready = told, back_to, labels
        self._printed = self._resumed = printed
        self._back: list[str] = []

    @property
    def view(self) -> FormView:
        """Show the lot, its labels, what is to be sampled and why it is held."""
        told, done = self._told, not self._missing
        following = "next.labels_resumed" if self._resumed else "next.scan_back"
        following = following if self._printed else "next.print_label"
        rows = [
            RowView(self.words("receive.lot"), told.lot, self._state()),
            RowView(self.words("receive.containers"), _named(told.containers)),
            RowView(
                self.words("label.returned"), f"{len(self._back)}/{len(told.containers)}", "", self._mark(done=done)
            ),
        ]
        if told.sample:
            rows.append(RowView(self.words("receipt.sampled"), told.sample, ", ".join(told.sampled)))
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
        lot = self.desk.recorder.plant.lots.get(self._told.lot)
        return self.words(f"lot.{'on_hold' if self._told.held else lot.state.value if lot else 'quarantine'}")

    def _mark(self, *, done: bool) -> MarkView:
        return MarkView(Tone.OK if done else Tone.WAIT)

    @property
    def _missing(self) -> tuple[str, ...]:
        return tuple(name for name in self._told.containers if name not in self._back)

    async def opened(self) -> None:
        """Print at once what was not printed before; F7 prints again."""
        if not self._printed:
            await self._print()

    async def key(self, name: str) -> None:
        """Enter prints what was not printed, or leaves when all are back; F7 prints the missing ones; F3 leaves."""
        if name in ("enter", "f3") and not self._missing:
            self._leave()
        elif name == "f7" or (name == "enter" and not self._printed):
            await self._print(again=self._printed)
        elif name == "f3":
            self.say(Finding("receive.labels_open"))

    def _leave(self) -> None:
        if self._back_to is None:
            self.desk.navigation.home()
        else:
            self.desk.navigation.go(self._back_to())

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
        """Print every label that is not back, and keep on record that it was."""
        session, labels = self.desk.session, self._labels()
        if session is None or not labels or not await print_labels(self, labels):
            return
        facts = {"copies": str(len(labels)), **{f"label_{n}": label.identity for n, label in enumerate(labels, 1)}}
        facts |= {"reprint": "1", "reason": "label_damaged"} if again else {}
        subject = Subject(lot=self._told.lot)
        act = self.desk.recorder.act(session.who, ActKind.LABEL_PRINTED, subject, {}, facts)
        if await self.guarded(self.desk.recorder.record(act)):
            self._printed = True
            self.changed()

    def _labels(self) -> tuple[LabelContent, ...]:
        plant = self.desk.recorder.plant
        if self._ready:
            return tuple(label for label in self._ready if label.identity in self._missing)
        lot = plant.lots.get(self._told.lot)
        if lot is None:
            self.say(Finding("receive.labels_later"))
            return ()
        material, held = plant.materials[lot.material], (plant.containers.get(name) for name in self._missing)
        return tuple(
            received_label(item.id, lot.number, material, lot.expiry, item.net) for item in held if item is not None
        )


def _named(containers: tuple[str, ...]) -> str:
    """Name one or two containers, and of more the first and the last."""
    return ", ".join(containers) if len(containers) <= 2 else f"{containers[0]} .. {containers[-1]}"


def labels_due(desk: Desk) -> tuple[Received, ...]:
    """List the lots of which containers stand here without the label that was printed for them."""
    found: dict[str, list[Container]] = {}
    for item in desk.recorder.plant.containers.values():
        if not item.labelled and not item.ended:
            found.setdefault(item.lot, []).append(item)
    return tuple(Received(lot, tuple(sorted(item.id for item in items))) for lot, items in sorted(found.items()))


class LabelsResumedFlow(LabelsDueFlow):
    """The labels that something came between: a power cut, an answer that was lost, a person who went away."""

    def __init__(self, desk: Desk) -> None:
        """Take the first lot with labels due; raises `NoLabelsDue` when all are back meanwhile."""
        due = labels_due(desk)
        if not due:
            raise NoLabelsDue("receive.labels_none")
        super().__init__(desk, due[0], printed=True)
