"""The plan of an in-process control: rounds of readings at intervals, each with a time by which it must have begun."""

from collections.abc import Iterator

import msgspec

from core.fields import Fields
from core.finding import Finding, finding

MOST_ROUNDS = 200
EARLY_SHARE = 10
"""A round may be taken from a tenth of the interval before it is due, where the text says nothing else."""

MOST_PLANNED = 500
"""Most readings of all rounds together."""


class Plan(msgspec.Struct, frozen=True):
    """When an in-process control is done again.

    Attributes:
        every_s: Seconds from the first reading of a round to the time at which the next one is due; the first round is
            due when the step begins.
        rounds: How many rounds there are.
        within_s: Seconds after which a round that is due counts as late; None: when the one after it is due.
        early_s: Seconds before a round is due from which on it may be taken; None: a tenth of the interval.
    """

    every_s: int
    rounds: int
    within_s: int | None = None
    early_s: int | None = None

    @property
    def late_s(self) -> int:
        """Give the seconds after which a round that is due counts as late."""
        return self.every_s if self.within_s is None else self.within_s

    @property
    def opens_s(self) -> int:
        """Give the seconds before a round is due from which on it may be taken."""
        return self.every_s // EARLY_SHARE if self.early_s is None else self.early_s


def read_plan(fields: Fields) -> Plan | None:
    """Read the optional table `plan`: `every`, `rounds` and, where they are, `within` and `early`."""
    inner = fields.table("plan", optional=True)
    if inner is None:
        return None
    within = inner.seconds("within") if inner.has("within") else None
    early = inner.seconds("early") if inner.has("early") else None
    plan = Plan(inner.seconds("every"), inner.whole("rounds", 2, MOST_ROUNDS), within, early)
    inner.finish()
    return plan


def check_plan(path: str, plan: Plan | None, readings: int) -> Iterator[tuple[str, Finding]]:
    """Check that a round can be kept, and that the step stays one that people can do."""
    if plan is None:
        return
    if plan.within_s is not None and plan.within_s > plan.every_s:
        params = {"within": str(plan.within_s), "every": str(plan.every_s)}
        yield f"{path}/plan/within", finding("master.plan_within", **params)
    if plan.early_s is not None and plan.early_s * 2 > plan.every_s:
        params = {"early": str(plan.early_s), "every": str(plan.every_s)}
        yield f"{path}/plan/early", finding("master.plan_early", **params)
    if plan.every_s < 1:
        yield f"{path}/plan/every", finding("master.plan_every")
    if readings * plan.rounds > MOST_PLANNED:
        params = {"count": str(readings * plan.rounds), "most": str(MOST_PLANNED)}
        yield f"{path}/plan/rounds", finding("master.plan_size", **params)
