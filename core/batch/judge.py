"""The judge: may this act happen now? The kiosk asks before it seals; the core asks again when it receives.

At the kiosk a refusal becomes a `Refused` act. In the core an authentic record is kept whatever the judge finds, and
what it finds becomes an exception.
"""

from core.acts import Act, ActKind
from core.batch.clearance import clearance_refusals
from core.batch.control_end import end_refusals
from core.batch.judge_applicable import need_refusals, not_applicable_refusals
from core.batch.judge_correction import comment_refusals, correction_refusals, repeat_refusals
from core.batch.judge_entry import entry_refusals
from core.batch.judge_material import undo_refusals
from core.batch.judge_qualification import step_refusals
from core.batch.judge_quality import exception_refusals, result_refusals
from core.batch.judge_reversal import reversal_refusals
from core.batch.judge_signature import signature_refusals
from core.batch.progress import open_steps, typed_weight
from core.batch.reviewed import reviewed_refusals
from core.batch.state import BatchState, StepState
from core.finding import Finding, finding
from core.master.model import MasterBatchRecord, Step
from core.plant import Plant
from core.rights import holders, may

_ON_STEPS = frozenset(
    {
        ActKind.CONFIRMED,
        ActKind.ROOM_SCANNED,
        ActKind.EQUIPMENT_SCANNED,
        ActKind.CONTAINER_SCANNED,
        ActKind.ZERO_CHECKED,
        ActKind.CONTAINER_TARED,
        ActKind.WEIGHT_TAKEN,
        ActKind.MATERIAL_CHARGED,
        ActKind.VALUE_ENTERED,
        ActKind.VALUE_CALCULATED,
        ActKind.CHOICE_MADE,
        ActKind.SECOND_COUNT_MADE,
        ActKind.TAG_READ,
        ActKind.SETTING_MADE,
        ActKind.FILE_ATTACHED,
        ActKind.TIMER_STARTED,
        ActKind.TIMER_ENDED,
        ActKind.HOLD_ENDED,
        ActKind.SAMPLE_DRAWN,
        ActKind.LABEL_PRINTED,
        ActKind.LABEL_SCANNED_BACK,
        ActKind.OUTPUT_RECORDED,
    }
)

_ABOUT_STEPS = frozenset(
    {
        ActKind.STEP_STARTED,
        ActKind.ENTRIES_UNDONE,
        ActKind.STEP_NOT_APPLICABLE,
        ActKind.CONTROL_ENDED,
        ActKind.DISPENSE_REVERSED,
        ActKind.CORRECTION_MADE,
        ActKind.COMMENT_MADE,
        ActKind.STEP_REPEATED,
    }
)


def judge(act: Act, kiosk: str, state: BatchState, master: MasterBatchRecord, plant: Plant) -> tuple[Finding, ...]:
    """Judge an act of a batch before it is folded in.

    Args:
        act: What is about to happen, or what a record says has happened.
        kiosk: The station that states it.
        state: The batch before the act.
        master: The pinned master record.
        plant: The plant as known where the judge sits.

    Returns:
        What speaks against it, the most telling first; empty when it may happen.
    """
    if act.kind == ActKind.SIGNED:
        return signature_refusals(act, kiosk, state, master, plant)
    if act.kind in (ActKind.EXCEPTION_EXPLAINED, ActKind.EXCEPTION_DISPOSED):
        return exception_refusals(act, state, master, plant)
    if act.kind == ActKind.RESULT_ENTERED:
        return result_refusals(act, state, plant)
    if act.kind == ActKind.BATCH_REVIEWED:
        return reviewed_refusals(act, state, plant)
    if act.kind not in _ON_STEPS and act.kind not in _ABOUT_STEPS:
        return ()
    step = master.step(act.subject.step or "")
    if act.kind == ActKind.COMMENT_MADE:
        return comment_refusals(act, step, state, plant)
    if step is None:
        return (finding("refusal.step_unknown", step=act.subject.step or "-"),)
    if act.kind == ActKind.DISPENSE_REVERSED:
        return reversal_refusals(act, kiosk, step, state, master, plant)
    if act.kind == ActKind.CORRECTION_MADE:
        return correction_refusals(act, step, state, plant)
    if act.kind == ActKind.STEP_REPEATED:
        return repeat_refusals(act, kiosk, step, state, master, plant)
    found = [*_place(act, kiosk, state, master, step), *_person(act, step, state, plant)]
    if act.kind == ActKind.ENTRIES_UNDONE:
        found.extend(undo_refusals(step, state))
    if act.kind == ActKind.STEP_STARTED and state.step(step.id).started is not None:
        found.append(finding("refusal.step_started", step=str(step.number)))
    if act.kind == ActKind.STEP_NOT_APPLICABLE:
        found.extend(not_applicable_refusals(act, step, state))
    if act.kind == ActKind.CONTROL_ENDED:
        found.extend(end_refusals(act, step, state))
    if act.kind in _ON_STEPS:
        found.extend(entry_refusals(act, step, state, master, plant))
    return (*found, *step_refusals(act, act.who.person or "", step, state, master, plant))


def _place(act: Act, kiosk: str, state: BatchState, master: MasterBatchRecord, step: Step) -> list[Finding]:
    """Order, lease and life of the batch."""
    if state.decided is not None:
        return [finding("refusal.batch_closed", batch=state.number)]
    if unneeded := need_refusals(step, state, master):
        return unneeded
    operation, due = master.operation_of(step.id), open_steps(state, master)
    if not due:
        return [finding("refusal.batch_complete")]
    if step.id not in {other.id for other in due}:
        before = next((other for other in due if master.operation_of(other.id) is operation), due[0])
        return [finding("refusal.step_order", step=str(before.number))]
    holder = state.leases.get(operation.id) if operation else kiosk
    if holder != kiosk:
        return [finding("refusal.not_leased", operation=operation.id if operation else "-", kiosk=holder or "-")]
    if act.kind != ActKind.STEP_STARTED and state.step(step.id).started is None:
        return [finding("refusal.step_not_started", step=str(step.number))]
    return clearance_refusals(act, step, operation, state)


def _person(act: Act, step: Step, state: BatchState, plant: Plant) -> list[Finding]:
    person = plant.people.get(act.who.person or "")
    if person is None or not person.active:
        return [finding("refusal.person_unknown", person=act.who.person or "-")]
    if typed_weight(act):
        return [] if may(person.roles, "act.type_weight") else [finding("refusal.typed_right")]
    # Who has typed a weight by right sees its label through as well.
    labels = act.kind in (ActKind.LABEL_PRINTED, ActKind.LABEL_SCANNED_BACK)
    if labels and may(person.roles, "act.type_weight") and _has_typed(state.step(step.id)):
        return []
    if not holders("act.perform_step") & set(person.roles) & set(step.roles):
        return [finding("refusal.role", step=str(step.number), roles=", ".join(step.roles))]
    return []


def _has_typed(recorded: StepState) -> bool:
    return any(typed_weight(item.act) for item in recorded.filled.values())
