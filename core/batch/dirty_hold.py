"""A cleaning that begins too late: what was used may stay dirty so long and no longer (GMP article 84).

The core states with the opening of a round of a form that cleans since when its equipment is dirty and how long it may
be. Whoever begins the cleaning later opens an exception with its lateness: the cleaning goes on, its last step waits
until QA has settled it, and so does the equipment.
"""

from core.acts import Act, ActKind
from core.batch.holding import hours
from core.batch.state import DirtyHold, ExceptionCase, Filled
from core.finding import finding
from core.master.model import MasterBatchRecord
from core.times import utc_from

DIRTY_SINCE, DIRTY_HOLD = "dirty_since", "dirty_hold"
"""Facts of a `RoundOpened`: the instant at which the last use ended, and the seconds for which it may stay dirty."""


def dirty_hold_of(opened: Act) -> DirtyHold | None:
    """Give what a `RoundOpened` says of how long its equipment may stay dirty; raises `ValueError` if malformed."""
    since, limit = opened.facts.get(DIRTY_SINCE, ""), opened.facts.get(DIRTY_HOLD, "")
    return DirtyHold(since, int(limit)) if since and limit else None


def late_cleaning(
    started: Filled, dirty: DirtyHold | None, begun: bool, master: MasterBatchRecord
) -> ExceptionCase | None:
    """Open the exception of a cleaning that begins too late.

    Args:
        started: The act that begins a step.
        dirty: How long the equipment may stay dirty, or None.
        begun: True where a step of the round was begun before.
        master: The form.
    """
    if dirty is None or begun or started.act.kind != ActKind.STEP_STARTED:
        return None
    act, last = started.act, master.steps()[-1]
    passed = int((utc_from(act.when.utc) - utc_from(dirty.since)).total_seconds())
    if passed <= dirty.limit_s:
        return None
    what = finding("exception.dirty_hold", held=hours(passed), limit=hours(dirty.limit_s))
    name, person = f"EX-{started.reference.sha256[:6].upper()}", act.who.person or ""
    about = (name, last.id, "", "major", what, started.reference, act.when.utc, person)
    return ExceptionCase(*about, on_hold=True)
