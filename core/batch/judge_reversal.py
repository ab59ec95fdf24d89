"""The judge of a reverse dispense: what was weighed goes back to where it came from before it is charged (F08)."""

from core.acts import Act
from core.batch.state import BatchState, Dispensed
from core.finding import Finding, finding
from core.master.kinds import WeighDispense
from core.master.model import MasterBatchRecord, Step
from core.plant import Plant
from core.rights import holders


def reversal_facts(state: BatchState, step: Step, reason: str) -> dict[str, str]:
    """Draw what a reversal says: the reason, and the containers whose labels are void from then on."""
    void = "; ".join(f"{item.container} {item.net} {item.source}" for item in _of(state, step))
    return {"field": "dispensed", "old": void, "new": "-", "reason": reason}


def reversal_refusals(
    act: Act, kiosk: str, step: Step, state: BatchState, master: MasterBatchRecord, plant: Plant
) -> tuple[Finding, ...]:
    """Judge a reversal: a signed weighing, nothing of it charged, no filler weighed for it, a reason.

    Args:
        act: The `DispenseReversed` act.
        kiosk: The station that states it.
        step: The weighing.
        state: The batch before the act.
        master: The pinned master record.
        plant: The plant as known where the judge sits.
    """
    operation, person = master.operation_of(step.id), plant.people.get(act.who.person or "")
    holder = state.leases.get(operation.id) if operation else kiosk
    items = _of(state, step)
    if state.decided is not None:
        return (finding("refusal.batch_closed", batch=state.number),)
    if person is None or not person.active:
        return (finding("refusal.person_unknown", person=act.who.person or "-"),)
    if not holders("act.perform_step") & set(person.roles) & set(step.roles):
        return (finding("refusal.role", step=str(step.number), roles=", ".join(step.roles)),)
    if holder != kiosk:
        return (finding("refusal.not_leased", operation=operation.id if operation else "-", kiosk=holder or "-"),)
    if not items or state.step(step.id).performed is None:
        return (finding("refusal.nothing_to_reverse", step=str(step.number)),)
    return (*_too_late(act, step, items, state, master),)


def _too_late(
    act: Act, step: Step, items: tuple[Dispensed, ...], state: BatchState, master: MasterBatchRecord
) -> list[Finding]:
    found = [finding("refusal.charged_already", container=item.container) for item in items if item.charged]
    for other in master.steps():
        filler = isinstance(other.detail, WeighDispense) and other.detail.compensates == step.id
        if filler and state.step(other.id).filled:
            found.append(finding("refusal.reverse_filler", step=str(other.number)))
    reason = act.facts.get("reason", "").strip()
    if not reason:
        found.append(finding("refusal.reverse_reason"))
    elif act.facts != reversal_facts(state, step, act.facts["reason"]):
        found.append(finding("refusal.source_other", got=act.facts.get("old", "-")[:60], want=str(items[0].container)))
    return found


def _of(state: BatchState, step: Step) -> tuple[Dispensed, ...]:
    return tuple(item for item in state.dispensed.values() if item.step == step.id)
