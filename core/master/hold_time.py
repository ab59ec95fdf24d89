"""A hold time: what an earlier step has left may stand so long and no longer (GMP article 84)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from core.fields import Fields
from core.finding import Finding, finding
from core.text_fault import nearest, shown, unknown

if TYPE_CHECKING:
    from core.master.model import MasterBatchRecord, Step


class HoldTime(msgspec.Struct, frozen=True, tag="hold_time"):
    """End the time for which something may stand; it runs from what the performer recorded last in an earlier step.

    Attributes:
        after: Id of that step.
        maximum_s: Longest time in seconds; what stood longer is settled by QA.
        warn_s: From here on the screens warn, or None.
    """

    after: str
    maximum_s: int
    warn_s: int | None = None


def read_hold_time(fields: Fields) -> HoldTime:
    """Read `after`, `maximum` and, where there is one, `warn`."""
    warn = fields.seconds("warn") if fields.has("warn") else None
    return HoldTime(after=fields.code("after"), maximum_s=fields.seconds("maximum"), warn_s=warn)


def check_hold_times(record: "MasterBatchRecord") -> Iterator[tuple[str, Finding]]:
    """Check that each hold time begins with an earlier step that is always done, and warns before it ends."""
    for step in record.steps():
        if isinstance(step.detail, HoldTime):
            yield from _check(record, step, step.detail)


def _check(record: "MasterBatchRecord", step: "Step", hold: HoldTime) -> Iterator[tuple[str, Finding]]:
    path = f"steps/{step.number}"
    if hold.warn_s is not None and hold.warn_s >= hold.maximum_s:
        yield f"{path}/warn", finding("master.hold_warn", low=str(hold.warn_s), high=str(hold.maximum_s))
    source = record.step(hold.after)
    if source is None:
        known = [other.id for other in record.steps() if other.id != step.id]
        meant = nearest(hold.after, known)
        yield f"{path}/after", unknown("master.hold_step_unknown", meant, step=shown(hold.after))
    elif not record.precedes(source.id, step.id):
        yield f"{path}/after", finding("master.not_before", reference=shown(hold.after))
    elif source.optional or not set(record.conditions_of(step.id)).issuperset(record.conditions_of(source.id)):
        yield f"{path}/after", finding("master.hold_uncertain", step=shown(hold.after))
