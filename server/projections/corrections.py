"""Quantities corrected after signing: ledger and genealogy take the difference as further entries."""

from decimal import Decimal

from core.acts import ActKind
from core.batch.materials import scanned_lot
from core.batch.state import BatchState, Correction, Output
from core.finding import Finding
from core.master.kinds import Reconciliation
from core.quantity import Quantity, dimension
from server.db.statements import insert, select
from server.db.store import Unit
from server.db.tables.plant import container, lot, lot_edge
from server.projections.happening import Happening
from server.projections.ledger import WASTE, container_place, post


def corrections_followed(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Post what the corrections that a signature has put in force change; nothing for any other record."""
    before, after = happening.before, happening.after
    if happening.act.kind != ActKind.SIGNED or before is None or after is None:
        return ()
    new = [c for c in after.corrections.values() if c.in_force and not before.corrections[c.id].in_force]
    if not new:
        return ()
    moves = _Moves(unit, happening)
    for identity, item in after.dispensed.items():
        was = before.dispensed.get(identity)
        if was is not None and was.net != item.net:
            delta = moves.based(item.material, item.net) - moves.based(item.material, was.net)
            moves.shift(container_place(item.source), container_place(identity), delta)
            if item.charged:
                moves.shift(container_place(identity), f"batch:{after.number}", delta)
    for correction in new:
        _counted(moves, correction, after)
    for was, output in zip(before.outputs, after.outputs, strict=False):
        _put_out(moves, was, output, after, happening.seq)
    return moves.posted()


class _Moves:
    """Gathers the moves of one record."""

    def __init__(self, unit: Unit, happening: Happening) -> None:
        self.unit, self.happening = unit, happening
        self._moves: list[tuple[str, str, Quantity]] = []

    def shift(self, origin: str, target: str, delta: Quantity) -> None:
        """Move a difference on, or back where it is negative."""
        places = (origin, target) if delta.value > 0 else (target, origin)
        self._moves.append((*places, Quantity(abs(delta.value), delta.unit)))

    def posted(self) -> tuple[Finding, ...]:
        """Post them, what comes back from the batch first: a container may be empty until then."""
        found: list[Finding] = []
        self._moves.sort(key=lambda move: not move[0].startswith("batch:"))
        for number, move in enumerate(self._moves, start=1):
            found += post(self.unit, self.happening, number, *move)
        return tuple(found)

    def based(self, material: str, quantity: Quantity) -> Quantity:
        """Give a quantity in the base unit of its material."""
        known = self.happening.plant.materials.get(material)
        return quantity.to(known.unit) if known and dimension(known.unit) == dimension(quantity.unit) else quantity

    def holder(self, number: str, batch: str | None = None) -> str:
        """Name the first container of a lot, of those reserved for a batch where one is named."""
        wanted = select(container.c.id).where(container.c.lot == number).order_by(container.c.id)
        if batch is not None:
            wanted = wanted.where(container.c.reserved_for == batch)
        return container_place(str(self.unit.value(wanted) or number))


def _counted(moves: _Moves, correction: Correction, after: BatchState) -> None:
    """Follow a corrected count of packaging out of its lot, or back into it."""
    master = moves.happening.master
    step = master.step(correction.step) if master else None
    if master is None or step is None or not isinstance(step.detail, Reconciliation):
        return
    targets = {"used": f"batch:{after.number}", "sampled": f"sample:{after.number}", "destroyed": WASTE}
    target = targets.get(correction.entry.partition("_")[0])
    old, new = (next(iter(act.values.values())).quantity for act in (correction.old.act, correction.new.act))
    number = correction.old.act.subject.lot or scanned_lot(after, step.detail.material, master)
    if target is not None:
        moves.shift(moves.holder(number, after.number), target, new - old)


def _put_out(moves: _Moves, was: Output, output: Output, after: BatchState, seq: int) -> None:
    """Follow a corrected output, and what a later one had used of it; the edges take the differences."""
    delta = moves.based(output.material, output.quantity) - moves.based(output.material, was.quantity)
    if delta.value:
        moves.shift(f"batch:{after.number}", moves.holder(output.lot), delta)
    made = {item.lot for item in after.outputs}
    edges: dict[str, Quantity] = {}
    for before, used in zip(was.inputs, output.inputs, strict=True):
        change = used.quantity - before.quantity
        if change.value == Decimal(0):
            continue
        edges[used.lot] = edges[used.lot] + change if used.lot in edges else change
        if used.lot in made:
            moves.shift(moves.holder(used.lot), f"batch:{after.number}", change)
    _edges(moves.unit, output.lot, edges, seq)


def _edges(unit: Unit, child: str, changes: dict[str, Quantity], seq: int) -> None:
    named = lot.c.number.in_([child, *changes])
    ids = {row.number: row.id for row in unit.rows(select(lot.c.id, lot.c.number).where(named))}
    rows = [
        {"child": ids[child], "parent": ids[number], "seq": seq, "quantity": f"{change.value:f}", "unit": change.unit}
        for number, change in changes.items()
        if number in ids and child in ids
    ]
    if rows:
        unit.do(insert(lot_edge).on_conflict_do_nothing(), rows)
