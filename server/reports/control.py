"""In-process control on paper: the statistics over all readings, and their course against the limits."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from core.batch.entries import plan_of, rounds_begun
from core.batch.planned import readings_of, statistics, told_statistics
from core.batch.state import Run
from core.master.kinds import InProcessControl
from core.master.limits import Limits
from core.master.model import Step
from server.reports.evidence_text import EvidenceText
from server.reports.parts import Note, Part, Plot, PlotLine


def control_parts(text: EvidenceText, step: Step) -> Iterator[Part]:
    """Give beside what a control ran, and statistics and plot of at least two readings; nothing for any other step."""
    yield from _beside(text, step)
    filled = text.evidence.state.step(step.id).filled
    found = statistics(step, filled) if isinstance(step.detail, InProcessControl) else None
    if found is None or found.n < 2:
        return
    told = [told_statistics(found, step, language) for language in text.wording.languages]
    yield Note(
        f"{text.wording.joined([label for label, _ in told])}: {text.wording.joined([said for _, said in told])}"
    )
    limits = step.detail.limits if isinstance(step.detail, InProcessControl) else None
    yield course([item.act.values["value"].quantity.value for _, item in readings_of(step, filled)], limits)


def _beside(text: EvidenceText, step: Step) -> Iterator[Part]:
    """Say from when to when that ran beside which rounds were due, and how many were taken."""
    plan, state = plan_of(step), text.evidence.state
    if plan is None or not plan.during:
        return
    run, taken = state.runs.get(step.id, Run()), rounds_begun(step, state.step(step.id).filled)
    times = {name: text.time(at) if at else "-" for name, at in (("from_", run.began), ("to", run.ended))}
    part = text.wording.name(text.evidence.master.part_name(plan.during))
    yield Note(text.wording.say("control.beside_ran", n=str(taken), part=part, **times), "label")


def course(values: Sequence[Decimal], limits: Limits | None, places: Sequence[float] = ()) -> Plot:
    """Plot values against their limits, evenly or at the places given, such as seconds from the first."""
    lines = [] if limits is None else [line for line in (limits.low, limits.high) if line is not None]
    low, high = min(*values, *lines), max(*values, *lines)
    room = (high - low) / 10 or Decimal(1)
    top, span = high + room, high - low + 2 * room

    def height(value: Decimal) -> float:
        return float((top - value) / span)

    across = places or range(len(values))
    last = max(across) or 1
    points = tuple(
        (place / last, height(value), limits is not None and not limits.hold(value))
        for place, value in zip(across, values, strict=True)
    )
    return Plot(points, tuple(PlotLine(height(line), f"{line:f}") for line in lines))
