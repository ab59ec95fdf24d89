"""The kit of a batch: every container that was dispensed for it, and what is still missing (F09)."""

import msgspec

from core.batch.progress import finished
from core.batch.state import BatchState, Dispensed
from core.master.model import MasterBatchRecord, WeighDispense


class Kit(msgspec.Struct, frozen=True):
    """What there is to charge.

    Attributes:
        containers: Every dispensed container, in the order of weighing.
        missing: Materials that are not yet weighed and signed to the end.
    """

    containers: tuple[Dispensed, ...]
    missing: tuple[str, ...]


def kit_of(state: BatchState, master: MasterBatchRecord) -> Kit:
    """List the dispensed containers of a batch and name what is missing."""
    weighings = ((step, step.detail) for step in master.steps())
    missing = (
        weigh.material for step, weigh in weighings if isinstance(weigh, WeighDispense) and not finished(step, state)
    )
    return Kit(tuple(state.dispensed.values()), tuple(dict.fromkeys(missing)))
