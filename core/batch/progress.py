"""How far a batch has come: which steps are finished, and which are to be done now."""

from collections.abc import Iterator, Mapping

from core.acts import Act, ActKind, Source
from core.batch.entries import Entry, entries, rounds_begun
from core.batch.planned import ran_out
from core.batch.state import BatchState, StepState
from core.master.model import MasterBatchRecord, SignPolicy, Step

DECIDED: Mapping[ActKind, str] = {
    ActKind.BATCH_RELEASED: "released",
    ActKind.BATCH_REJECTED: "rejected",
    ActKind.BATCH_VOIDED: "voided",
}
"""What the core decides of a whole batch, and the state in which that leaves it."""

ENDED = frozenset({*DECIDED.values(), "closed"})
"""States in which nothing more happens to a batch, or to a round of a logbook."""


def finished(step: Step, state: BatchState) -> bool:
    """Tell whether a step needs nothing more: all entries, dispositions and signatures, or it is not needed at all."""
    if step.id in state.waiting:
        return False
    if step.id in state.not_needed:
        return True
    whole, signed = _stands(step, state.step(step.id))
    return signed and (whole or not lacking(step, state))


def _stands(step: Step, recorded: StepState) -> tuple[bool, bool]:
    """Tell whether all entries and all signatures are there; both are frozen, so this is worked out once."""
    known = recorded.known.get(id(step))
    if known is None or known[0] is not step:
        whole = all(entry.name in recorded.filled for entry in entries(step, recorded.filled))
        known = (step, whole, _is_signed(step, recorded))
        if recorded.filled:  # what is untouched belongs to every step
            recorded.known[id(step)] = known
    return known[1], known[2]


def _is_signed(step: Step, recorded: StepState) -> bool:
    policy = sign_policy(step, recorded)
    if policy != SignPolicy.NONE and recorded.performed is None:
        return False
    return policy != SignPolicy.PERFORMED_VERIFIED or recorded.verified is not None


def lacking(step: Step, state: BatchState) -> tuple[Entry, ...]:
    """List what is still to be recorded in a step, in order; of a control that has run out no further round."""
    filled = state.step(step.id).filled
    left = tuple(entry for entry in entries(step, filled) if entry.name not in filled)
    if not left or not ran_out(step, state):
        return left
    begun = rounds_begun(step, filled)
    return tuple(entry for entry in left if entry.weighing <= begun)


def sign_policy(step: Step, recorded: StepState) -> SignPolicy:
    """Tell whose signatures close a step.

    A weight that was typed, a count asked of two and a step done anew after it was signed ask for a second person.
    """
    twice = step.sign == SignPolicy.BLIND_SECOND_COUNT or recorded.repeated or any(map(typed_weight, _acts(recorded)))
    return SignPolicy.PERFORMED_VERIFIED if twice else step.sign


def typed_weight(act: Act) -> bool:
    """Tell whether an act is a zero, a tare or a weight that a person typed (21 CFR 211.68; F25)."""
    weighed = act.kind in (ActKind.ZERO_CHECKED, ActKind.CONTAINER_TARED, ActKind.WEIGHT_TAKEN)
    return weighed and any(value.source == Source.TYPED for value in act.values.values())


def _acts(recorded: StepState) -> Iterator[Act]:
    return (item.act for item in recorded.filled.values())


def open_steps(state: BatchState, master: MasterBatchRecord) -> tuple[Step, ...]:
    """List the steps that can be done now, in the order of the master record; none when the batch is complete.

    That is the first one that is not finished; in a unit procedure whose operations are parallel the first of each.
    """
    known = state.open_in.get(id(master))
    if known is None or known[0] is not master:
        known = state.open_in[id(master)] = (master, _open_steps(state, master))
    return known[1]


def _open_steps(state: BatchState, master: MasterBatchRecord) -> tuple[Step, ...]:
    for procedure in master.procedures:
        operations = procedure.operations
        branches = [operation.steps for operation in operations]
        if not procedure.parallel:
            branches = [tuple(step for steps in branches for step in steps)]
        firsts = (next((step for step in steps if not finished(step, state)), None) for steps in branches)
        if found := tuple(step for step in firsts if step is not None):
            return found
    return ()


def complete(state: BatchState, master: MasterBatchRecord) -> bool:
    """Tell whether every step of the batch is finished."""
    return not open_steps(state, master)
