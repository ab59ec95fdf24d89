"""Rounds: a logbook form filled in once for one thing, on the same engine as a batch and without one.

A round is folded, judged and guided like a batch; its number stands where that of a batch does. It is complete when all
its steps are finished, and closed when nothing more is due: no open exception, and the review where its form asks for
one. Corrections can be made until it is reviewed; one that waits for its second signature waits no longer than that.
"""

from core.acts import Act, ActKind
from core.batch.correcting import waits
from core.batch.progress import open_steps
from core.batch.state import BatchState
from core.master.logbook import About, Logbook, RoundReview, Thing
from core.master.model import MasterBatchRecord
from core.people import Role

OPENED = frozenset({ActKind.BATCH_ISSUED, ActKind.ROUND_OPENED})
"""With which decisions of the core the records of a batch or of a round begin."""

_REVIEWERS = {RoundReview.SUPERVISOR: frozenset({Role.SUPERVISOR, Role.QA}), RoundReview.QA: frozenset({Role.QA})}


def thing_of(opened: Act) -> Thing:
    """Give what a `RoundOpened` says the round is about; raises `KeyError` or `ValueError` for a malformed one."""
    facts = opened.facts
    return Thing(About(facts["about"]), facts["thing"], facts["room"])


def pinned(master: MasterBatchRecord, begun: Act) -> MasterBatchRecord:
    """Give the record under which a batch or round goes on: the one it pins, a form bound to its thing."""
    return master.bound_to(thing_of(begun)) if begun.kind == ActKind.ROUND_OPENED else master


def reviewers(logbook: Logbook) -> frozenset[Role]:
    """Give the roles that may look over a complete round; nobody where the form asks for none."""
    return _REVIEWERS.get(logbook.review, frozenset())


def complete(state: BatchState, master: MasterBatchRecord) -> bool:
    """Tell whether all steps are finished."""
    return not open_steps(state, master)


def awaits_review(state: BatchState, master: MasterBatchRecord) -> bool:
    """Tell whether a round waits for whoever looks it over."""
    logbook = master.logbook
    due = logbook is not None and logbook.review != RoundReview.NONE and state.reviewed is None
    unchecked = any(waits(item, state) for item in state.corrections.values())
    whole = complete(state, master) and not state.open_cases() and not unchecked
    return due and whole and state.decided is None


def closed(state: BatchState, master: MasterBatchRecord) -> bool:
    """Tell whether nothing more is due in a round."""
    if master.logbook is None or state.decided is not None or state.open_cases() or not complete(state, master):
        return False
    return master.logbook.review == RoundReview.NONE or state.reviewed is not None


def performers(state: BatchState) -> frozenset[str]:
    """Name everyone who recorded or signed something in a round: none of them reviews it."""
    found: set[str] = set()
    for recorded in state.steps.values():
        found |= {item.act.who.person or "" for item in recorded.filled.values()}
        found |= {by.person for by in (recorded.performed, recorded.verified) if by is not None}
    return frozenset(found - {""})
