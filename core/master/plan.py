"""The plan of an in-process control: rounds of readings at intervals, each with a time by which it must have begun."""

from collections.abc import Iterator

import msgspec

from core.fields import Fields
from core.finding import Finding, finding

MOST_ROUNDS = 200
MOST_PLANNED = 500
"""Most readings of all rounds together."""


class Plan(msgspec.Struct, frozen=True):
    """When an in-process control is done again.

    Attributes:
        every_s: Seconds from the first reading of a round to the time at which the next one is due; the first round is
            due when the step begins.
        rounds: How many rounds there are.
        within_s: Seconds after which a round that is due counts as late; None: when the one after it is due.
    """

    every_s: int
    rounds: int
    within_s: int | None = None

    @property
    def late_s(self) -> int:
        """Give the seconds after which a round that is due counts as late."""
        return self.every_s if self.within_s is None else self.within_s


def read_plan(fields: Fields) -> Plan | None:
    """Read the optional table `plan`: `every`, `rounds` and, where there is one, `within`."""
    inner = fields.table("plan", optional=True)
    if inner is None:
        return None
    within = inner.seconds("within") if inner.has("within") else None
    plan = Plan(inner.seconds("every"), inner.whole("rounds", 2, MOST_ROUNDS), within)
    inner.finish()
    return plan


def check_plan(path: str, plan: Plan | None, readings: int) -> Iterator[tuple[str, Finding]]:
    """Check that a round can be kept, and that the step stays one that people can do."""
    if plan is None:
        return
    if plan.within_s is not None and plan.within_s > plan.every_s:
        params = {"within": str(plan.within_s), "every": str(plan.every_s)}
        yield f"{path}/plan/within", finding("master.plan_within", **params)
    if plan.every_s < 1:
        yield f"{path}/plan/every", finding("master.plan_every")
    if readings * plan.rounds > MOST_PLANNED:
        params = {"count": str(readings * plan.rounds), "most": str(MOST_PLANNED)}
        yield f"{path}/plan/rounds", finding("master.plan_size", **params)
