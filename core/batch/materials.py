"""What the acts of a batch do to material: dispensed, charged, used up, put out, sampled, and put back."""

import msgspec

from core.acts import Act, ActKind
from core.batch.correcting import done_anew, signed_before
from core.batch.entries import entries
from core.batch.packaging import is_used
from core.batch.state import BatchState, Dispensed, Filled, Input, Output, SampleState, StepState
from core.master.kinds import Calculation, IdentityScan, Reconciliation, Sample, WeighDispense
from core.master.model import MasterBatchRecord, Step
from core.specified import stated_version


def produced_lot(batch: str, material: str, master: MasterBatchRecord, made_before: int) -> str:
    """Name the lot of an output: `F2611-0042` for the finished product of B2611-0042, else `B2611-0042-1`, `-2`.

    Args:
        batch: Batch number.
        material: Material of the output.
        master: The pinned master record.
        made_before: Number of outputs already recorded.
    """
    return f"F{batch.removeprefix('B')}" if material == master.product else f"{batch}-{made_before + 1}"


def dispensed_container(state: BatchState, step: Step) -> str:
    """Number the container that a step dispenses into: `C-`, the digits of the batch, those of the step.

    The next part of the same weighing is `C-2611004205-2`; what was undone keeps its number, which stands on a label.
    """
    before = state.undone.get(step.id, 0) + sum(1 for item in state.dispensed.values() if item.step == step.id)
    return f"{dispensed_prefix(state.number)}{step.number:02d}{f'-{before + 1}' if before else ''}"


def dispensed_prefix(batch: str) -> str:
    """Give how the numbers of all containers begin that are dispensed for a batch."""
    return f"C-{''.join(character for character in batch if character.isdigit())}"


def materials_after(state: BatchState, step: Step, filled: Filled, master: MasterBatchRecord) -> BatchState:
    """Follow what an act does to material: dispensed, charged, used up, put out, sampled."""
    act, subject = filled.act, filled.act.subject
    lot, container = subject.lot or "", subject.container or ""
    match act.kind, step.detail:
        case ActKind.WEIGHT_TAKEN, WeighDispense(material=material):
            source, net = act.facts.get("source", ""), act.values["net"].quantity
            return state.having("dispensed", container, Dispensed(container, material, lot, source, net, step.id))
        case ActKind.MATERIAL_CHARGED, _:
            return _charged(state, container, step.id, master)
        case ActKind.CONTAINER_SCANNED, IdentityScan(targets=targets):
            return _used_by_bill(state, targets[_index(subject.entry)].material or "", lot, master, step.id)
        case ActKind.VALUE_ENTERED, Reconciliation(material=material) if is_used(subject.entry or ""):
            used = act.values["value"].quantity
            source = lot or scanned_lot(state, material, master)
            return _input(state, Input(source, material, used, step.id), master)
        case ActKind.OUTPUT_RECORDED, _:
            output = Output(lot, act.facts["material"], act.values["output"].quantity, state.pending, step.id)
            carried = (Input(output.lot, output.material, output.quantity, step.id),)
            return msgspec.structs.replace(state, outputs=(*state.outputs, output), pending=carried)
        case ActKind.SAMPLE_DRAWN, _:
            sample = SampleState(subject.sample or "", act.facts["specification"], filled, stated_version(act.facts))
            return state.having("samples", sample.id, sample)
        case _:
            return state


def moves_material(act: Act, step: Step) -> bool:
    """Tell whether an act of a step can move material: as above, and what a reconciliation says has left it."""
    if act.kind == ActKind.VALUE_ENTERED:
        return isinstance(step.detail, Reconciliation)
    return act.kind in _MOVING


_MOVING = frozenset(
    {
        ActKind.WEIGHT_TAKEN,
        ActKind.MATERIAL_CHARGED,
        ActKind.CONTAINER_SCANNED,
        ActKind.OUTPUT_RECORDED,
        ActKind.SAMPLE_DRAWN,
    }
)


def _charged(state: BatchState, container: str, step: str, master: MasterBatchRecord) -> BatchState:
    item = state.dispensed.get(container)
    if item is None:
        return state
    state = state.having("dispensed", container, msgspec.structs.replace(item, charged=True))
    return _input(state, Input(item.lot, item.material, item.net, step), master)


def _used_by_bill(state: BatchState, material: str, lot: str, master: MasterBatchRecord, step: str) -> BatchState:
    """Use what the bill plans of a scanned packaging material, unless it is counted in a reconciliation."""
    counted = any(isinstance(s.detail, Reconciliation) and s.detail.material == material for s in master.steps())
    planned = next((line.quantity for line in master.bill if line.material == material), None)
    return state if counted or planned is None else _input(state, Input(lot, material, planned, step), master)


def _input(state: BatchState, used: Input, master: MasterBatchRecord) -> BatchState:
    """Add an input in the order of the steps: acts of parallel operations reach each station in another order."""

    def place(item: Input) -> int:
        step = master.step(item.step)
        return step.number if step else 0

    return msgspec.structs.replace(state, pending=tuple(sorted((*state.pending, used), key=place)))


def inputs_added(before: BatchState, after: BatchState) -> list[Input]:
    """Give what an act has added to the pending inputs; in parallel operations it need not stand last."""
    if len(after.pending) <= len(before.pending):
        return []
    added = list(after.pending)
    for known in before.pending:
        if known in added:
            added.remove(known)
    return added


def sample_number(state: BatchState, step: Step, master: MasterBatchRecord) -> str:
    """Number the sample of a step: `S-B2611-0042-01` for the first step that draws one, whoever draws first.

    What was drawn before the step was repeated keeps its number: `S-B2611-0042-01-2`.
    """
    drawing = [other.id for other in master.steps() if isinstance(other.detail, Sample)]
    base = f"S-{state.number}-{drawing.index(step.id) + 1:02d}"
    following = (f"{base}-{n}" for n in range(2, len(state.samples) + 3))
    return next(name for name in (base, *following) if name not in state.samples)


def scanned_lot(state: BatchState, material: str, master: MasterBatchRecord) -> str:
    """Find the lot of a material that an identity scan of this batch has proved."""
    for step in master.steps():
        for entry in entries(step):
            filled = state.step(step.id).filled.get(entry.name)
            if entry.act == ActKind.CONTAINER_SCANNED and entry.of == material and filled is not None:
                return filled.act.subject.lot or ""
    return ""


def _index(entry: str | None) -> int:
    return int((entry or "_1").rpartition("_")[2]) - 1


def undone(state: BatchState, step: Step, recorded: StepState) -> BatchState:
    """Take back what a step has recorded, with what it moved; what is signed, charged or sampled stays."""
    final = (ActKind.MATERIAL_CHARGED, ActKind.SAMPLE_DRAWN)
    if signed_before(state, step.id):
        return state
    if recorded.performed is not None or any(item.act.kind in final for item in recorded.filled.values()):
        return state
    dispensed = {key: item for key, item in state.dispensed.items() if item.step != step.id}
    voided = len(state.dispensed) - len(dispensed)
    if voided:
        state = state.having("undone", step.id, state.undone.get(step.id, 0) + voided)
    outputs, pending = state.outputs, state.pending
    if outputs and outputs[-1].step == step.id:
        outputs, pending = outputs[:-1], outputs[-1].inputs
    pending = tuple(used for used in pending if used.step != step.id)
    state = msgspec.structs.replace(state, dispensed=dispensed, outputs=outputs, pending=pending)
    return state.having("steps", step.id, recorded.cleared())


def reversed_by(state: BatchState, step: Step, filled: Filled, master: MasterBatchRecord) -> BatchState:
    """Put back what a weighing has dispensed; it and what was calculated from it are to be done anew."""
    mine = [item for item in state.dispensed.values() if item.step == step.id]
    if not mine or any(item.charged for item in mine):
        return state
    left = {key: item for key, item in state.dispensed.items() if item.step != step.id}
    state = msgspec.structs.replace(state, dispensed=left)
    state = state.having("undone", step.id, state.undone.get(step.id, 0) + len(mine))
    state = state.having("reversals", step.id, (*state.reversals.get(step.id, ()), filled))
    state = state.having("steps", step.id, state.step(step.id).cleared())
    for identity in _calculated_from(step.id, master):
        state = state.having("steps", identity, state.step(identity).cleared())
    return state


def repeated(state: BatchState, step: Step, filled: Filled, master: MasterBatchRecord) -> BatchState:
    """Set aside what a signed step has recorded, with what it used; it is begun and done anew."""
    recorded = state.step(step.id)
    if not recorded.filled or any(used.step == step.id for output in state.outputs for used in output.inputs):
        return state
    state = done_anew(state, step.id, filled)
    state = state.having("steps", step.id, StepState(repeated=True))
    state = msgspec.structs.replace(state, pending=tuple(used for used in state.pending if used.step != step.id))
    for identity in _calculated_from(step.id, master):
        state = done_anew(state, identity, filled)
    return state


def _calculated_from(step: str, master: MasterBatchRecord) -> frozenset[str]:
    """Name the calculations that use what a step recorded, and those that use these."""
    found = {step}
    for other in master.steps():
        if isinstance(other.detail, Calculation) and found & {
            where.partition(".")[0] for where in other.detail.inputs.values()
        }:
            found.add(other.id)
    return frozenset(found - {step})
