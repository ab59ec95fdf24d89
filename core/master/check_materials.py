"""Checks of a master record's materials: the bill, what is weighed, what is charged in, what comes out.

Source: GMP articles 170 (bill and formula), 115, 116 (weighing), 199 (identity), 215 (printed packaging).
"""

from collections.abc import Iterator
from decimal import Decimal

from core.finding import Finding, finding
from core.master.kinds import ChargeIn, IdentityScan, Reconciliation, Sample, WeighDispense, Yield
from core.master.model import MasterBatchRecord
from core.master.text import Draft
from core.plant import MaterialKind, Plant
from core.quantity import Quantity, dimension
from core.text_fault import nearest, shown, unknown

Found = Iterator[tuple[str, Finding]]

_SETTLES = frozenset(
    {"kind", "material", "materials", "specification", "targets", "bill", "procedures", "operations", "steps"}
)
"""Parts without which nobody can say that a material is missing somewhere."""


def check_materials(draft: Draft, record: MasterBatchRecord, plant: Plant | None) -> Found:
    """Check that every material of the bill is weighed or scanned, and all that is weighed is charged in once."""
    uses = _Uses(record)
    yield from uses.strangers()
    yield from uses.weighed_as_billed(draft)
    yield from uses.charged_in_order()
    if not _unsure(draft):
        yield from uses.left_out(plant)
        yield from uses.never_charged()
        if record.product not in uses.yielded:
            yield "product", finding("master.product_without_yield", product=record.product)
        if plant is not None and _never_sampled(record, plant):
            yield "specification", finding("master.never_sampled", specification=record.specification)


def _never_sampled(record: MasterBatchRecord, plant: Plant) -> bool:
    """Tell whether no batch could be released: the product is tested, and no step draws a sample for it (GMP 223, 230).

    A sample by a specification that the plant does not know may be the one that was meant.
    """
    specification = plant.specifications.get(record.specification)
    if specification is None or not specification.tests:
        return False
    drawn = {step.detail.specification for step in record.steps() if isinstance(step.detail, Sample)}
    return drawn <= plant.specifications.keys() - {record.specification}


def _unsure(draft: Draft) -> bool:
    return any(path.rstrip("/0123456789").rpartition("/")[2] in _SETTLES for path in draft.unread)


class _Uses:
    """Where each material is used: pairs of a path and the material, a misspelt one as the one that was meant."""

    def __init__(self, record: MasterBatchRecord) -> None:
        self._bill = {line.material: line.quantity for line in record.bill if line.material}
        self._lines = {line.material: f"bill/{index}" for index, line in reversed(tuple(enumerate(record.bill)))}
        self._weighed: list[tuple[str, str, WeighDispense]] = []
        self._charged: list[tuple[str, str]] = []
        self._others: list[tuple[str, str]] = []
        self.yielded: set[str] = set()
        self._ids = {f"steps/{step.number}": step.id for step in record.steps()}
        self._strangers: list[tuple[str, str]] = []
        for step in record.steps():
            path = f"steps/{step.number}"
            match step.detail:
                case WeighDispense() as weigh:
                    self._weighed.append((path, self._meant(f"{path}/material", weigh.material), weigh))
                case ChargeIn(materials=materials):
                    paths = (f"{path}/materials/{index}" for index in range(len(materials)))
                    self._charged += [(p, self._meant(p, name)) for p, name in zip(paths, materials, strict=True)]
                case IdentityScan(targets=targets):
                    scanned = ((f"{path}/targets/{i}/material", t.material) for i, t in enumerate(targets))
                    self._others += [(p, self._meant(p, name)) for p, name in scanned if name]
                case Reconciliation(material=material):
                    self._others.append((path, self._meant(f"{path}/material", material)))
                case Yield(material=material):
                    self.yielded.add(material)
                case _:
                    pass

    def strangers(self) -> Found:
        """Materials of steps that the bill does not know."""
        for path, name in self._strangers:
            yield path, unknown("master.not_on_bill", nearest(name, self._bill), material=name)

    def weighed_as_billed(self, draft: Draft) -> Found:
        """Units and limits of each weighing, and its target against the bill."""
        targets: dict[str, Quantity] = {}
        unclear: set[str] = set()
        for path, material, weigh in self._weighed:
            billed = self._bill.get(material)
            limits = weigh.limits
            if None in (limits.low, limits.high, limits.target):
                yield f"{path}/limits", finding("master.weigh_limits", material=material)
            if dimension(weigh.unit) != "mass":
                yield f"{path}/unit", finding("master.weigh_unit", unit=weigh.unit)
            masses = billed is not None and {dimension(weigh.unit), dimension(billed.unit)} == {"mass"}
            if billed is None or not masses or limits.target is None or draft.broken(path):
                unclear.add(material)
            else:
                target = Quantity(limits.target, weigh.unit).to(billed.unit)
                targets[material] = targets.get(material, Quantity(Decimal(0), billed.unit)) + target
        yield from self._fillers()
        for path, material, _ in self._weighed:
            total = targets.pop(material, None)
            if total is not None and material not in unclear and total.value != self._bill[material].value:
                billed = str(self._bill[material])
                yield (
                    f"{path}/limits/target",
                    finding("master.weighed_not_as_billed", material=material, total=str(total), billed=billed),
                )

    def _fillers(self) -> Found:
        """A filler makes up for an earlier weighing by potency, whose target says what it is to weigh."""
        earlier: set[str] = set()
        for path, _, weigh in self._weighed:
            if weigh.compensates and weigh.compensates not in earlier:
                named = shown(weigh.compensates)
                yield f"{path}/compensates", unknown("master.compensates_unknown", nearest(named, earlier), step=named)
            if weigh.potency is not None and weigh.limits.target is not None:
                earlier.add(self._ids[path])

    def charged_in_order(self) -> Found:
        """What is charged in was weighed before, and is charged in once."""
        weighed_at = {material: _number(path) for path, material, _ in self._weighed}
        seen: set[str] = set()
        for path, material in self._charged:
            if material in seen:
                yield path, finding("master.charged_twice", material=material)
            elif material in self._bill and weighed_at.get(material, 0) > _number(path):
                yield path, finding("master.charged_before_weighed", material=material)
            seen.add(material)

    def never_charged(self) -> Found:
        """What is weighed and never charged in, and what is charged in and never weighed."""
        charged = {material for _, material in self._charged}
        weighed = {material for _, material, _ in self._weighed}
        for path, material, _ in self._weighed:
            if material in self._bill and material not in charged:
                yield f"{path}/material", finding("master.never_charged", material=material)
        for path, material in self._charged:
            if material in self._bill and material not in weighed:
                yield path, finding("master.charged_not_weighed", material=material)

    def left_out(self, plant: Plant | None) -> Found:
        """Materials of the bill that no step weighs, scans or reconciles; raw ones must be weighed."""
        weighed = {material for _, material, _ in self._weighed}
        charged = {material for _, material in self._charged}
        used = weighed | charged | {material for _, material in self._others}
        for material in self._bill:
            known = None if plant is None else plant.materials.get(material)
            raw = known is not None and known.kind == MaterialKind.RAW
            if material not in used or (raw and material not in weighed and material not in charged):
                yield f"{self._lines[material]}/material", finding("master.never_used", material=material)

    def _meant(self, path: str, name: str) -> str:
        if not name or name in self._bill or name in self.yielded:
            return name
        self._strangers.append((path, name))
        return nearest(name, self._bill) or name


def _number(path: str) -> int:
    return int(path.split("/")[1])
