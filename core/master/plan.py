"""The plan of an in-process control: rounds of readings at intervals, each with a time by which it must have begun.

A control may run as long as something beside it does: then it is over when that is, whatever rounds are left.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from core.fields import Fields
from core.finding import Finding, finding
from core.master.choice import Severity
from core.text_fault import nearest, shown, unknown

if TYPE_CHECKING:
    from core.master.model import MasterBatchRecord, Step

MOST_ROUNDS = 200
EARLY_SHARE = 10
"""A round may be taken from a tenth of the interval before it is due, where the text says nothing else."""

MOST_PLANNED = 500
"""Most readings of all rounds together."""


class Plan(msgspec.Struct, frozen=True):
    """When an in-process control is done again.

    Attributes:
        every_s: Seconds from the first reading of a round to the time at which the next one is due; the first round is
            due when the step begins, or what it runs beside.
        rounds: How many rounds there are; beside something the most.
        within_s: Seconds after which a round that is due counts as late; None: when the one after it is due.
        early_s: Seconds before a round is due from which on it may be taken; None: a tenth of the interval.
        during: Id of the step or operation beside which rounds are due as long as it runs, or "".
        ended: Severity of the exception that an early end opens.
    """

    every_s: int
    rounds: int
    within_s: int | None = None
    early_s: int | None = None
    during: str = ""
    ended: Severity = Severity.MINOR

    @property
    def late_s(self) -> int:
        """Give the seconds after which a round that is due counts as late."""
        return self.every_s if self.within_s is None else self.within_s

    @property
    def opens_s(self) -> int:
        """Give the seconds before a round is due from which on it may be taken."""
        return self.every_s // EARLY_SHARE if self.early_s is None else self.early_s


def read_plan(fields: Fields) -> Plan | None:
    """Read the optional table `plan`: `every`, `rounds` and, where they are, `within`, `early`, `while` and `ended`."""
    inner = fields.table("plan", optional=True)
    if inner is None:
        return None
    within = inner.seconds("within") if inner.has("within") else None
    early = inner.seconds("early") if inner.has("early") else None
    rounds = inner.whole("rounds", 2, MOST_ROUNDS)
    during = inner.code("while", "")
    ended = inner.choice("ended", {item.value: item for item in Severity}, Severity.MINOR, Severity.MINOR.value)
    plan = Plan(inner.seconds("every"), rounds, within, early, during, ended)
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


def check_plans(record: "MasterBatchRecord") -> Iterator[tuple[str, Finding]]:
    """Check that what a control runs beside is there, is always done with it, and that its end is not overlooked."""
    for step in record.steps():
        plan = getattr(step.detail, "plan", None)
        if not isinstance(plan, Plan):
            continue
        path = f"steps/{step.number}/plan"
        if step.critical and plan.ended == Severity.NONE:
            yield f"{path}/ended", finding("master.plan_ended_critical", step=step.id)
        if plan.during:
            yield from _check_beside(record, step, plan.during, path)


def _check_beside(record: "MasterBatchRecord", step: "Step", during: str, path: str) -> Iterator[tuple[str, Finding]]:
    watched = record.part(during)
    if not watched:
        known = [*(operation.id for operation in record.operations()), *(other.id for other in record.steps())]
        meant = nearest(during, [identity for identity in known if identity != step.id])
        yield f"{path}/while", unknown("master.plan_while_unknown", meant, part=shown(during))
        return
    first = watched[0]
    if not record.beside(first.id, step.id):
        yield f"{path}/while", finding("master.plan_while_order", step=step.id, part=shown(during))
        return
    # What is not needed, or may be left out, would never begin: nobody could say whether a round is due.
    if first.optional or not set(record.conditions_of(step.id)).issuperset(record.conditions_of(first.id)):
        yield f"{path}/while", finding("master.plan_while_uncertain", step=step.id, part=shown(during))
    if step.sign.value == "none":
        yield f"steps/{step.number}/sign", finding("master.plan_while_unsigned", step=step.id)
