"""A small product whose paracetamol is dispensed by what its lots hold; starch, the filler, makes up for it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec

from core.acts import ActKind, Subject
from core.batch.entries import Entry, entry_of
from core.finding import Finding
from core.master.kinds import Basis, Potency, WeighDispense
from core.master.limits import Limits
from core.master.model import MasterBatchRecord, Step
from core.plant import Container, Lot, LotState, Plant
from core.quantity import quantity
from tests.fakes.rehearsal import Rehearsal
from tests.fakes.small_product import BATCH, master, plant

FIRST, SECOND = "L-240817-03", "L-250101-01"
ACTIVE = WeighDispense("RM-001", "kg", Limits(Decimal("9.950"), Decimal("10.050"), target=Decimal("10.000")))
AS_IS = Potency(Decimal(100), Basis.AS_IS, 3)
DRIED = Potency(Decimal(100), Basis.DRIED, 3)


def recipe(potency: Potency | None = AS_IS, compensates: str = "S20") -> MasterBatchRecord:
    """Give the master record with the two weighings changed."""
    small = master()
    weighing = msgspec.structs.replace(ACTIVE, potency=potency)
    filler = WeighDispense("RM-002", "kg", _limits("2.475", "2.500", "2.525"), compensates=compensates)
    changed = {"S20": weighing, "S30": filler}

    def replaced(step: Step) -> Step:
        return msgspec.structs.replace(step, detail=changed[step.id]) if step.id in changed else step

    procedures = tuple(
        msgspec.structs.replace(
            procedure,
            operations=tuple(
                msgspec.structs.replace(operation, steps=tuple(map(replaced, operation.steps)))
                for operation in procedure.operations
            ),
        )
        for procedure in small.procedures
    )
    return msgspec.structs.replace(small, procedures=procedures)


def stocked(assays: Sequence[str] = ("99.4", "98.0"), basis: str = "as_is", water: str = "") -> Plant:
    """Give the plant with two lots of the active and their assays."""
    small = plant()
    first = msgspec.structs.replace(small.lots[FIRST], assay=assays[0], assay_basis=basis, water=water)
    content = (assays[1], water, basis)
    second = Lot(SECOND, "RM-001", LotState.RELEASED, date(2027, 12, 31), "S", "S-2", "M", "M-2", *content)
    extra = Container("C-000984", SECOND, quantity("25.000", "kg"), "WH-A3")
    # The good operator's controller tells no serial number.
    granulator = msgspec.structs.replace(small.equipment["E-GRA-01"], serial="")
    lots, containers = {**small.lots, FIRST: first, SECOND: second}, {**small.containers, extra.id: extra}
    equipment = {**small.equipment, granulator.id: granulator}
    return msgspec.structs.replace(small, lots=lots, containers=containers, equipment=equipment)


class Dispensing(Rehearsal):
    """A batch of which both lots of the active are reserved; every act is judged."""

    def __init__(self, potency: Potency | None = AS_IS, stock: Plant | None = None) -> None:
        """Issue it."""
        super().__init__(BATCH, recipe(potency), stock or stocked())
        self.checker = self.plant.people["P-0002"]
        extra = msgspec.structs.replace(self.plant.containers["C-000984"], reserved_for=BATCH)
        containers = {**self.plant.containers, extra.id: extra}
        self.plant = msgspec.structs.replace(self.plant, containers=containers)
        self.decide(ActKind.CONTAINER_RESERVED, Subject(container=extra.id, lot=SECOND))

    def to(self, step: str, entry: str) -> tuple[Step, Entry]:
        """Play up to an entry of a step."""
        self.play(lambda r: _at(r, step, entry))
        assert _at(self, step, entry), f"{self.guidance()} {self.refusals}"
        guided = self.guidance()
        assert guided.step is not None
        assert guided.entry is not None
        return guided.step, guided.entry

    def due(self, step: str, entry: str) -> Limits:
        """Give the limits of an entry as they are now."""
        of = self.master.step(step)
        assert of is not None
        found = entry_of(of, entry, self.state.step(step).filled)
        assert found is not None
        assert found.limits is not None
        return found.limits

    def scan(self, step: Step, entry: Entry, container: str) -> tuple[Finding, ...]:
        """Scan a source container."""
        self.chosen = container
        return self.fill(step, entry)

    def part(self, step: Step, entry: Entry, net: str) -> tuple[Finding, ...]:
        """Take a weight as a part."""
        subject, values, facts = self.content(step, entry, net)
        about = msgspec.structs.replace(subject, entry=entry.name)
        return self.do(entry.act, step, about, values, {**facts, "part": "yes"})

    chosen: str = ""

    def _reserved(self, material: str) -> str:
        known = self.plant.containers.get(self.chosen)
        if known is not None and self.plant.lots[known.lot].material == material:
            return self.chosen
        return super()._reserved(material)


def _at(rehearsal: Rehearsal, step: str, entry: str) -> bool:
    guided = rehearsal.guidance()
    return bool(guided.step and guided.step.id == step and guided.entry and guided.entry.name == entry)


def _limits(low: str, target: str, high: str) -> Limits:
    return Limits(Decimal(low), Decimal(high), target=Decimal(target))
