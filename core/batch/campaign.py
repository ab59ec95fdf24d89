"""A campaign: one material that is due to be weighed for several batches, so that it is weighed in one go (F08).

Each weighing stays a step of its own batch, with its own containers, limits, label and signatures.
"""

from collections.abc import Iterable

import msgspec

from core.batch.guide import Guidance, Stage, guide
from core.batch.state import BatchState
from core.master.kinds import WeighDispense
from core.master.model import MasterBatchRecord, Step
from core.people import Role
from core.quantity import Quantity

_TO_DO = frozenset({Stage.LEASE, Stage.START, Stage.ENTRY, Stage.EXPLAIN, Stage.SIGN})
LEAST_BATCHES = 2
"""Batches that make a campaign."""


class DueWeighing(msgspec.Struct, frozen=True):
    """A weighing that a person may do now.

    Attributes:
        batch: Batch number.
        step: The step of its master record.
        material: What is weighed.
        target: How much the master record asks for, or None where it names no target.
    """

    batch: str
    step: Step
    material: str
    target: Quantity | None


def due_weighing(
    state: BatchState, master: MasterBatchRecord, kiosk: str, room: str | None, roles: frozenset[Role]
) -> DueWeighing | None:
    """Give the weighing that is due in a batch at a kiosk, or None.

    Args:
        state: The batch.
        master: Its pinned master record.
        kiosk: Where it would be weighed; what another kiosk holds is not due here.
        room: Room of the kiosk, or None for one that goes along.
        roles: Roles of the person.
    """
    guidance = guide(state, master, kiosk)
    step = guidance.step
    if state.decided is not None or step is None or not isinstance(step.detail, WeighDispense):
        return None
    operation = master.operation_of(step.id)
    elsewhere = operation is not None and (
        (room is not None and operation.room != room)
        or (guidance.stage == Stage.LEASE and state.leases.get(operation.id) is not None)
    )
    if elsewhere or guidance.stage not in _TO_DO or not roles & set(step.roles):
        return None
    aim = step.detail.limits.target or step.detail.limits.low
    target = Quantity(aim, step.detail.unit) if aim is not None else None
    return DueWeighing(state.number, step, step.detail.material, target)


def campaigns(due: Iterable[DueWeighing]) -> dict[str, tuple[DueWeighing, ...]]:
    """Gather what is due by material, batches in order; only materials that several batches wait for."""
    found: dict[str, tuple[DueWeighing, ...]] = {}
    for item in sorted(due, key=lambda item: item.batch):
        found[item.material] = (*found.get(item.material, ()), item)
    return {material: items for material, items in found.items() if len(items) >= LEAST_BATCHES}


def weighs(guidance: Guidance, material: str) -> bool:
    """Tell whether what comes next in a batch is for the one who weighs a material, and for nobody after him."""
    detail = guidance.step.detail if guidance.step is not None else None
    return isinstance(detail, WeighDispense) and detail.material == material and guidance.stage in _TO_DO
