"""The kit of a batch: every container that was dispensed for it, and what is still missing (F09)."""

import msgspec

from core.acts import Act
from core.batch.progress import finished
from core.batch.state import BatchState, Dispensed
from core.finding import Finding, finding
from core.master.kinds import ChargeIn, WeighDispense
from core.master.model import MasterBatchRecord, Step

KIT = "kit"
"""Fact of the scan of a vessel: every container that waits to be charged into it."""


class Kit(msgspec.Struct, frozen=True):
    """What there is to charge.

    Attributes:
        containers: Every dispensed container, in the order of weighing.
        missing: Materials that are not yet weighed and signed to the end.
    """

    containers: tuple[Dispensed, ...]
    missing: tuple[str, ...]


def waiting(state: BatchState, material: str) -> tuple[Dispensed, ...]:
    """List the dispensed containers of a material that are not charged yet."""
    return tuple(item for item in state.dispensed.values() if item.material == material and not item.charged)


def not_waiting(state: BatchState, charge: ChargeIn) -> tuple[str, ...]:
    """Name the materials of a charge of which nothing is dispensed and waiting."""
    return tuple(material for material in dict.fromkeys(charge.materials) if not waiting(state, material))


def kit_fact(state: BatchState, charge: ChargeIn) -> str:
    """Name every container that waits for a charge, material by material."""
    return ", ".join(item.container for code in dict.fromkeys(charge.materials) for item in waiting(state, code))


def kit_refusals(act: Act, step: Step, state: BatchState) -> list[Finding]:
    """Judge the scan of a vessel: before the first charge everything for it is there, and the kit named is that one."""
    if not isinstance(step.detail, ChargeIn):
        return []
    missing = not_waiting(state, step.detail)
    if missing:
        return [finding("refusal.kit_incomplete", names=", ".join(missing))]
    return [] if act.facts.get(KIT) in (None, kit_fact(state, step.detail)) else [finding("refusal.kit_other")]


def kit_of(state: BatchState, master: MasterBatchRecord) -> Kit:
    """List the dispensed containers of a batch and name what is missing."""
    weighings = ((step, step.detail) for step in master.steps())
    missing = (
        weigh.material for step, weigh in weighings if isinstance(weigh, WeighDispense) and not finished(step, state)
    )
    return Kit(tuple(state.dispensed.values()), tuple(dict.fromkeys(missing)))
