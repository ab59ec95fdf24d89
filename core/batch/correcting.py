"""The fold of corrections: in force once two have signed; what rests on the old value is to be done anew.

The entry keeps who recorded it and when; record, value and reason are those of the correction.
Source: GMP article 161; 21 CFR 11.10(e); F26.
"""

from collections.abc import Callable

import msgspec

from core.acts import ActKind, Meaning
from core.batch.cases import corrected_case, device_case
from core.batch.entries import entries
from core.batch.progress import sign_policy
from core.batch.state import BatchState, Correction, Dispensed, Filled, FormerRound, Input, SignedBy, StepState
from core.master.kinds import Calculation
from core.master.model import MasterBatchRecord, SignPolicy, Step
from core.quantity import Quantity

OPTION = "option"
"""Fact of a choice: which answer was chosen."""


def proposed(state: BatchState, filled: Filled, step: Step) -> BatchState:
    """Take in a `CorrectionMade`; nothing changes but that it is there to be signed."""
    subject, facts = filled.act.subject, filled.act.facts
    old = state.step(step.id).filled.get(subject.entry or "")
    if old is None or (old.reference.id, old.reference.sha256) != (subject.record, facts.get("sha256")):
        return state
    identity = f"CR-{filled.reference.sha256[:6].upper()}"
    made = Correction(identity, step.id, subject.entry or "", old, filled)
    return state.having("corrections", identity, made)


def signed(state: BatchState, correction: Correction, by: SignedBy, master: MasterBatchRecord) -> BatchState:
    """Fold a signature into a correction; it is in force once both are there, in whichever order they came."""
    field = "verified" if by.meaning == Meaning.VERIFIED else "performed"
    correction = msgspec.structs.replace(correction, **{field: by})
    state = state.having("corrections", correction.id, correction)
    step = master.step(correction.step)
    standing = state.step(correction.step).filled.get(correction.entry)
    both = correction.performed is not None and correction.verified is not None
    if step is None or standing is None or not both or correction.in_force:
        return state
    if standing.reference != correction.old.reference:
        return state
    correction = msgspec.structs.replace(correction, in_force=True)
    return _in_force(state.having("corrections", correction.id, correction), correction, step, master)


def waits(correction: Correction, state: BatchState) -> bool:
    """Tell whether a correction waits for the second person.

    What nobody has signed is no more than an attempt; nobody is asked for what a correction or a repeat has overtaken.
    """
    standing = state.step(correction.step).filled.get(correction.entry)
    overtaken = standing is None or standing.reference != correction.old.reference
    return correction.performed is not None and correction.verified is None and not overtaken


def corrected_entry(correction: Correction) -> Filled:
    """Give what fills the entry from then on."""
    old, new = correction.old.act, correction.new.act
    facts = {**old.facts, "reason": new.facts.get("reason", "")}
    if OPTION in new.facts:
        facts[OPTION] = new.facts[OPTION]
    act = msgspec.structs.replace(old, id=new.id, values=new.values or old.values, facts=facts)
    return Filled(correction.new.reference, act)


def recalculated_after(step: Step, entry: str, master: MasterBatchRecord) -> tuple[str, ...]:
    """Name the calculations of other steps that a correction of an entry sets aside, in order."""
    touched = {f"{step.id}.{entry}", *(f"{step.id}.{item.name}" for item in entries(step) if _calculated(item.act))}
    if entry.startswith("net"):
        touched.add(f"{step.id}.net")  # of a weighing in parts, `net` is the whole
    found: list[str] = []
    for other in master.steps():
        if isinstance(other.detail, Calculation) and touched & set(other.detail.inputs.values()):
            found.append(other.id)
            touched.add(f"{other.id}.result")
    return tuple(found)


def done_anew(state: BatchState, step: str, by: Filled) -> BatchState:
    """Set aside all that a step has recorded; it is begun, and to be recorded and signed anew."""
    recorded = state.step(step)
    if not recorded.filled:
        return state
    state = state.having("former", step, (*state.former.get(step, ()), FormerRound(recorded, by)))
    return state.having("steps", step, recorded.cleared())


def signed_before(state: BatchState, step: str) -> bool:
    """Tell whether what a step now holds was signed once: only what was calculated in it is open again."""
    rounds = state.former.get(step, ())
    return bool(rounds) and rounds[-1].by.act.kind == ActKind.CORRECTION_MADE and bool(state.step(step).filled)


def set_aside_by(state: BatchState, step: Step) -> set[str]:
    """Name who recorded what a repeat of a step has set aside: none of them checks what is put in its place.

    Of counts by two persons each has counted by himself; there the second counter checks.
    """
    if step.sign == SignPolicy.BLIND_SECOND_COUNT:
        return set()
    rounds = (item for item in state.former.get(step.id, ()) if item.by.act.kind == ActKind.STEP_REPEATED)
    return {item.act.who.person or "" for round_ in rounds for item in round_.recorded.filled.values()}


def _in_force(state: BatchState, correction: Correction, step: Step, master: MasterBatchRecord) -> BatchState:
    filled = corrected_entry(correction)
    recorded = state.step(step.id)
    recorded = msgspec.structs.replace(recorded, filled={**recorded.filled, correction.entry: filled})
    state = state.having("steps", step.id, recorded)
    state = _material(state, correction, filled)
    for case in (corrected_case(step, filled, state), device_case(step, correction.old, correction.new)):
        if case is not None:
            stated = correction.new.act
            case = msgspec.structs.replace(case, opened=stated.when.utc, person=stated.who.person or "")
            state = state.having("cases", case.id, case)
    state = _signed_anew(state, step, correction)
    for identity in recalculated_after(step, correction.entry, master):
        state = done_anew(state, identity, correction.new)
    return state


def _signed_anew(state: BatchState, step: Step, correction: Correction) -> BatchState:
    """Set aside what is calculated in the step from the corrected value, with the signatures that stood on it.

    A signature that still needs a second one is set aside as well: nobody can confirm what stands no more.
    """
    recorded, by = state.step(step.id), correction.new
    known = entries(step, recorded.filled)
    part = {entry.weighing for entry in known if entry.name == correction.entry}
    calculated = {
        entry.name: recorded.filled[entry.name]
        for entry in known
        if _calculated(entry.act) and entry.weighing in part and entry.name in recorded.filled
    }
    half = recorded.performed is not None and recorded.verified is None
    if not calculated and not (half and sign_policy(step, recorded) == SignPolicy.PERFORMED_VERIFIED):
        return state
    former = StepState(recorded.started, calculated, recorded.performed, recorded.verified)
    left = {name: item for name, item in recorded.filled.items() if name not in calculated}
    state = state.having("former", step.id, (*state.former.get(step.id, ()), FormerRound(former, by)))
    return state.having("steps", step.id, recorded.cleared(left))


def _calculated(kind: ActKind) -> bool:
    return kind == ActKind.VALUE_CALCULATED


def _material(state: BatchState, correction: Correction, filled: Filled) -> BatchState:
    """Follow a corrected quantity to what was dispensed, used and put out."""
    match filled.act.kind:
        case ActKind.WEIGHT_TAKEN:
            container = filled.act.subject.container or ""
            item = state.dispensed.get(container)
            if item is None:
                return state
            net = filled.act.values["net"].quantity
            state = state.having("dispensed", container, msgspec.structs.replace(item, net=net))
            return _charged(state, item, net) if item.charged else state
        case ActKind.OUTPUT_RECORDED:
            return _put_out(state, correction.step, filled.act.values["output"].quantity)
        case ActKind.VALUE_ENTERED if correction.entry.partition("_")[0] == "used":
            lot, used = filled.act.subject.lot, filled.act.values["value"].quantity
            return _inputs(state, lambda item: item.step == correction.step and lot in (None, item.lot), used)
        case _:
            return state


def _charged(state: BatchState, item: Dispensed, net: Quantity) -> BatchState:
    """Change the one charge of a container; another one of the same lot and weight is as good."""
    found = [
        used
        for used in _all_inputs(state)
        if (used.lot, used.material, used.quantity) == (item.lot, item.material, item.net)
    ]
    return _inputs(state, lambda used: bool(found) and used is found[0], net)


def _put_out(state: BatchState, step: str, quantity: Quantity) -> BatchState:
    outputs = tuple(
        msgspec.structs.replace(output, quantity=quantity) if output.step == step else output
        for output in state.outputs
    )
    lots = {output.lot for output in outputs if output.step == step}
    state = msgspec.structs.replace(state, outputs=outputs)
    return _inputs(state, lambda used: used.step == step and used.lot in lots, quantity)


def _all_inputs(state: BatchState) -> list[Input]:
    return [used for output in state.outputs for used in output.inputs] + list(state.pending)


def _inputs(state: BatchState, chosen: Callable[[Input], bool], quantity: Quantity) -> BatchState:
    def changed(inputs: tuple[Input, ...]) -> tuple[Input, ...]:
        return tuple(msgspec.structs.replace(i, quantity=quantity) if chosen(i) else i for i in inputs)

    outputs = tuple(msgspec.structs.replace(output, inputs=changed(output.inputs)) for output in state.outputs)
    return msgspec.structs.replace(state, outputs=outputs, pending=changed(state.pending))
