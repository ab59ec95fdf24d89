"""Packaging reconciliation: each lot to the piece, within what the store has set apart, left-overs destroyed.

A batch may be packed from several lots of one printed material; each is balanced by itself, one after another. The fact
`left` of a lot's result counts the lots that still follow.
Source: GMP (2010) articles 180(10), 215, 216.
"""

from collections.abc import Iterator, Mapping

import msgspec

from core.acts import Act, ActKind
from core.batch.entries import LEFT, RECONCILED, Entry
from core.batch.state import BatchState, Filled
from core.batch.weighing import named
from core.finding import Finding, finding
from core.plant import MaterialKind, Plant
from core.quantity import Quantity


class LotBalance(msgspec.Struct, frozen=True):
    """What is recorded of one lot of a reconciliation.

    Attributes:
        number: Counts the lots of the step from 1.
        lot: Its number, or "" where no act names it.
        counts: Recorded counts by their name in `RECONCILED`.
        result: The act of the result, or None.
    """

    number: int
    lot: str
    counts: dict[str, Filled]
    result: Filled | None = None


def reconciled_lots(material: str, state: BatchState, plant: Plant) -> tuple[str, ...]:
    """Name the lots of a packaging material that are or were set apart for a batch, in the order of their numbers.

    A lot that was held meanwhile is counted all the same: its pieces are at the line.
    """
    given = {*state.reserved.values(), *state.unreserved.values()}
    return tuple(sorted(lot for lot in given if lot in plant.lots and plant.lots[lot].material == material))


def containers_of(lot: str, state: BatchState) -> tuple[str, ...]:
    """Name the containers of a lot that are or were set apart for a batch."""
    return tuple(sorted(name for name, of in {**state.unreserved, **state.reserved}.items() if of == lot))


def balances(filled: Mapping[str, Filled]) -> Iterator[LotBalance]:
    """Give what is recorded, lot after lot."""
    number = 1
    while True:
        found = {name: filled[named(name, number)] for name in RECONCILED if named(name, number) in filled}
        if not found:
            return
        lots = (item.act.subject.lot for item in found.values())
        yield LotBalance(number, next(filter(None, lots), ""), found, filled.get(named("reconciled", number)))
        number += 1


def set_apart(lot: str, state: BatchState, plant: Plant) -> Quantity | None:
    """Give what the ledger holds of a lot for a batch; None where some of it is not set apart for it any more."""
    held = [plant.containers.get(name) for name in containers_of(lot, state)]
    nets = [one.net.value for one in held if one is not None and one.reserved_for == state.number]
    return Quantity(sum(nets[1:], nets[0]), "pcs") if nets and len(nets) == len(held) else None


def lots_left(number: int, material: str, state: BatchState, plant: Plant) -> int:
    """Count the lots that follow the nth."""
    return max(0, len(reconciled_lots(material, state, plant)) - number)


def count_refusals(act: Act, entry: Entry, material: str, state: BatchState, plant: Plant) -> list[Finding]:
    """Judge a count: of the lot that is due, and no more issued than the ledger holds for the batch."""
    lots = reconciled_lots(material, state, plant)
    due = lots[entry.weighing - 1] if entry.weighing <= len(lots) else ""
    named_lot = act.subject.lot or ("" if entry.weighing > 1 else due)
    if named_lot != due:
        return [finding("refusal.reconciled_lot", got=named_lot[:40] or "-", want=due or "-")]
    counted = act.values["value"].quantity
    if entry.name != named("issued", entry.weighing) or due not in plant.lots:
        return []
    held = set_apart(due, state, plant)
    if held is None or counted.value <= held.value:
        return []
    return [finding("refusal.issued_more", lot=due, got=str(counted), held=str(held), batch=state.number)]


def lots_refusals(act: Act, entry: Entry, material: str, state: BatchState, plant: Plant) -> list[Finding]:
    """Judge the result of a lot: it says how many lots follow."""
    left = str(lots_left(entry.weighing, material, state, plant))
    return [] if act.facts.get(LEFT, "0") == left else [finding("refusal.lots_left", left=left)]


def result_facts(entry: Entry, material: str, state: BatchState, plant: Plant) -> dict[str, str]:
    """Give the facts that the result of a lot takes."""
    left = lots_left(entry.weighing, material, state, plant)
    return {LEFT: str(left)} if left else {}


def moved(act: Act, filled: Mapping[str, Filled]) -> str | None:
    """Tell where the ledger puts what a count of a reconciliation says: `sampled`, `destroyed`, or None."""
    recorded = filled.get(act.subject.entry or "")
    if act.kind != ActKind.VALUE_ENTERED or recorded is None or recorded.act.id != act.id:
        return None
    base = _base(act.subject.entry or "")
    return base if base in ("sampled", "destroyed") else None


def printed(material: str, plant: Plant) -> bool:
    """Tell whether a material is printed packaging: left-overs with the batch number need a witness (GMP 216)."""
    known = plant.materials.get(material)
    return known is not None and known.kind == MaterialKind.PRINTED_PACKAGING


def is_used(entry: str) -> bool:
    """Tell whether an entry counts what was used."""
    return _base(entry) == "used"


def _base(entry: str) -> str:
    base, _, number = entry.rpartition("_")
    return base if number.isdigit() else entry
