"""What there is to scan in the demo plant: the label that the step expects, and those that are wrong."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from console.composition import Terminal
from console.recorder import OpenBatch
from core.batch.entries import Entry, Expected
from core.batch.guide import Guidance, guide
from core.batch.weighing import named, weighings
from core.master.kinds import LabelPrint, WeighDispense
from core.master.model import Step
from core.plant import LotState, Plant
from core.quantity import Quantity

_DONATION = 13
_FLAGS = "00"


def as_labelled(container: str) -> str:
    """Give what a scanner reads off a container: a donation number stands in ISBT 128, with its mark and flags."""
    donation = len(container) == _DONATION and container.isalnum()
    return f"={container}{_FLAGS}" if donation else container


class Labels:
    """Finds labels of a batch and of the plant.

    Attributes:
        batch: Number of the batch.
    """

    def __init__(self, terminal: Terminal, batch: str) -> None:
        """Take the terminal, which is only read, and the batch."""
        self._terminal = terminal
        self.batch = batch

    @property
    def open(self) -> OpenBatch:
        """Give the batch."""
        return self._terminal.recorder.batch(self.batch)

    @property
    def plant(self) -> Plant:
        """Give the plant as the terminal knows it."""
        return self._terminal.recorder.plant

    @property
    def guidance(self) -> Guidance:
        """Give what comes next in the batch."""
        return guide(self.open.state, self.open.master, self._terminal.settings.kiosk)

    def expected(self, step: Step, entry: Entry, printed: Sequence[str]) -> str | None:
        """Give the label that an entry expects.

        Args:
            step: The step.
            entry: The entry.
            printed: What a scanner reads off each label printed so far, oldest first.

        Returns:
            None where nothing is to be scanned, or the label was lost.
        """
        match entry.expected:
            case Expected.ROOM:
                return f"R-{entry.of}"
            case Expected.EQUIPMENT:
                return self.equipment(step, entry)
            case Expected.CONTAINER:
                return as_labelled(self.reserved(entry.of, step))
            case Expected.DISPENSED:
                return self._dispensed(entry, printed)
            case Expected.LABEL:
                return self._just_printed(step, entry, printed)
            case _:
                return None

    def equipment(self, step: Step, entry: Entry) -> str:
        """Choose equipment of a class that stands in the room, fits, and is attached to the terminal if any is."""
        operation = self.open.master.operation_of(step.id)
        room = operation.room if operation else ""
        items = [i for i in self.plant.equipment.values() if i.equipment_class == entry.of and i.room == room]
        if isinstance(step.detail, WeighDispense):
            due = weighings(step.detail, self.open.state.step(step.id).filled)[-1].limits
            target = Quantity(due.target or Decimal(0), step.detail.unit)
            items = [i for i in items if i.capacity is None or i.capacity.to(target.unit).value >= target.value]
        devices = self._terminal.devices
        attached = [i for i in items if devices.balance(i.id) or devices.equipment(i.id)]
        return (attached or items)[0].id

    def reserved(self, material: str, step: Step) -> str:
        """Choose the container of a material that is reserved for the batch, one that the step has not emptied yet."""
        state = self.open.state
        mine = [container for container, lot in state.reserved.items() if self.plant.lots[lot].material == material]
        used = {item.source for item in state.dispensed.values() if item.step == step.id}
        return next((container for container in mine if container not in used), mine[0])

    def holds(self, step: Step, weighing: int) -> Quantity | None:
        """Tell what is in the container that a weighing takes from."""
        source = self.open.state.step(step.id).filled.get(named("source", weighing))
        held = self.plant.containers.get(source.act.subject.container or "") if source else None
        return held.net if held else None

    def foreign(self, material: str) -> str:
        """Choose a container that is reserved for the batch and holds another material."""
        reserved = self.open.state.reserved.items()
        return next(container for container, lot in reserved if self.plant.lots[lot].material != material)

    def expired(self, today: date, material: str | None = None) -> str | None:
        """Choose a container of a released lot that has expired."""
        for container in self.plant.containers.values():
            lot = self.plant.lots[container.lot]
            old = lot.state == LotState.RELEASED and lot.expiry is not None and lot.expiry < today
            if old and material in (None, lot.material):
                return container.id
        return None

    def in_state(self, state: LotState) -> str | None:
        """Choose a container of a lot in a state."""
        containers = self.plant.containers.values()
        return next((item.id for item in containers if self.plant.lots[item.lot].state == state), None)

    def _dispensed(self, entry: Entry, printed: Sequence[str]) -> str | None:
        items = self.open.state.dispensed.values()
        waiting = next((i.container for i in items if i.material == entry.of and not i.charged), None)
        if waiting is None:
            return None
        return next((label for label in reversed(printed) if label.endswith(waiting)), waiting)

    def _just_printed(self, step: Step, entry: Entry, printed: Sequence[str]) -> str | None:
        """Find the copy among the newest labels."""
        copies = step.detail.copies if isinstance(step.detail, LabelPrint) else 1
        facts = self.open.state.step(step.id).filled[named("label", entry.weighing)].act.facts
        names = [facts[f"label_{number}"] for number in range(1, copies + 1)]
        mine = [label for label in printed[-copies:] if any(name in label for name in names)]
        return mine[entry.item] if len(mine) == copies else None
