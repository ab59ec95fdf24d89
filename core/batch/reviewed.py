"""The end of a review by exception, as an act: what it found, and what it took (F14; GMP articles 25, 162)."""

from core.acts import Act
from core.batch.review import Review
from core.batch.state import BatchState
from core.finding import Finding, finding
from core.plant import Plant
from core.rights import may


def review_facts(found: Review, state: BatchState) -> dict[str, str]:
    """State what the rules found: how often they were applied and held, what is open, and how much was read."""
    return {
        "rule_set": found.rule_set,
        "applied": str(found.applied),
        "held": str(found.held),
        "findings": str(len(found.findings)),
        "open": str(len(state.open_cases())),
        "sample": str(len(found.sample)),
        "unread": str(len(found.unread)),
    }


def reviewed_refusals(act: Act, state: BatchState, plant: Plant) -> tuple[Finding, ...]:
    """Judge who says that a batch was reviewed."""
    person = plant.people.get(act.who.person or "")
    if person is None or not person.active:
        return (finding("refusal.person_unknown", person=act.who.person or "-"),)
    if not may(person.roles, "screen.review"):
        return (finding("refusal.review_right"),)
    return (finding("refusal.batch_closed", batch=state.number),) if state.decided is not None else ()
