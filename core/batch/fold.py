"""The state of a batch, or of a round, as the fold of its acts, the same wherever the acts are replayed.

The fold believes every act it is given; whether an act ought to have happened is the judge's business.
"""

from decimal import Decimal

import msgspec

from core.acts import Act, ActKind, ActReference, Meaning
from core.batch.cases import case_of, disposed, late_case, on_case, opened_by_core
from core.batch.control_run import with_runs
from core.batch.correcting import proposed, signed
from core.batch.dirty_hold import dirty_hold_of, late_cleaning
from core.batch.entries import entry_of
from core.batch.materials import materials_after, repeated, reversed_by, undone
from core.batch.needed import with_needs
from core.batch.rounds import thing_of
from core.batch.state import BatchState, Filled, SignedBy
from core.master.logbook import ROUND
from core.master.model import MasterBatchRecord
from core.quantity import Quantity, QuantityError, decimal
from core.record.payload import Record, manifest_hash


def begin(issued: Record) -> BatchState:
    """Make the state of a batch from the core's `BatchIssued` record, or of a round from its `RoundOpened`.

    The facts of both name the `master` (hash); a batch has the value `quantity`, a round the facts of its thing.
    """
    act = issued.act
    if act.kind == ActKind.ROUND_OPENED:
        one, number = Quantity(Decimal(1), "1"), act.subject.batch or ""
        begun = BatchState(number, act.facts["master"], one, act.when.utc, acts=1, thing=thing_of(act))
        return msgspec.structs.replace(begun, dirty=dirty_hold_of(act))
    return BatchState(
        act.subject.batch or "", act.facts["master"], act.values["quantity"].quantity, act.when.utc, acts=1
    )


def apply(state: BatchState, record: Record, master: MasterBatchRecord) -> BatchState:
    """Fold one record of the batch into its state; an act that lacks what its kind must hold only counts."""
    state = msgspec.structs.replace(state, acts=state.acts + 1)
    if record.act.kind == ActKind.REFUSED:
        return msgspec.structs.replace(state, refused=state.refused + 1)
    try:
        after = with_needs(state, _applied(state, record, master), master)
        return with_runs(state, after, master)
    except MALFORMED:
        return state


MALFORMED = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, QuantityError)
"""What an act raises that was signed but lacks what its kind must hold, or holds a value that is no number."""


def fold(records: tuple[Record, ...], master: MasterBatchRecord) -> BatchState:
    """Fold the records of a batch, `BatchIssued` first, or of a round, `RoundOpened` first."""
    state = begin(records[0])
    for record in records[1:]:
        state = apply(state, record, master)
    return state


def _unreserved(state: BatchState, act: Act) -> BatchState:
    """Take back a reservation that a hold has ended; it is kept in sight until another container takes its place."""
    container = act.subject.container or ""
    left = {name: lot for name, lot in state.reserved.items() if name != container}
    return msgspec.structs.replace(state, reserved=left).having("unreserved", container, act.subject.lot or "")


def _applied(state: BatchState, record: Record, master: MasterBatchRecord) -> BatchState:
    act = record.act
    filled = Filled(ActReference(act.id, record.sha256), act)
    for value in act.values.values():
        decimal(value.value)
    match act.kind:
        case ActKind.OPERATION_LEASED:
            return state.having("leases", act.subject.operation or "", act.facts["kiosk"])
        case ActKind.CONTAINER_RESERVED:
            return state.having("reserved", act.subject.container or "", act.subject.lot or "")
        case ActKind.RESERVATION_ENDED:
            return _unreserved(state, act)
        case ActKind.SIGNED:
            return _signed(state, filled, master)
        case ActKind.EXCEPTION_OPENED:
            return opened_by_core(state, act)
        case ActKind.EXCEPTION_EXPLAINED | ActKind.EXCEPTION_DISPOSED:
            return on_case(state, filled)
        case ActKind.RESULT_ENTERED:
            return _result(state, filled)
        case ActKind.BATCH_RELEASED | ActKind.BATCH_REJECTED | ActKind.BATCH_VOIDED:
            return msgspec.structs.replace(state, decided=act.kind)
        case _:
            return _on_step(state, filled, master)


def _on_step(state: BatchState, filled: Filled, master: MasterBatchRecord) -> BatchState:
    act = filled.act
    step = master.step(act.subject.step or "")
    if step is None:
        return state
    recorded = state.step(step.id)
    if act.kind == ActKind.STEP_STARTED:
        late = late_cleaning(filled, state.dirty, bool(state.steps), master)
        state = state if late is None else state.having("cases", late.id, late)
        return state.having("steps", step.id, msgspec.structs.replace(recorded, started=filled))
    if act.kind == ActKind.ENTRIES_UNDONE:
        return undone(state, step, recorded)
    if act.kind == ActKind.DISPENSE_REVERSED:
        return reversed_by(state, step, filled, master)
    if act.kind == ActKind.COMMENT_MADE:
        return msgspec.structs.replace(state, comments=(*state.comments, filled))
    if act.kind == ActKind.CORRECTION_MADE:
        return proposed(state, filled, step)
    if act.kind == ActKind.STEP_REPEATED:
        return repeated(state, step, filled, master)
    entry = act.subject.entry or ""
    known = entry_of(step, entry, recorded.filled)
    if known is None or known.act != act.kind:
        return state
    recorded = msgspec.structs.replace(recorded, filled={**recorded.filled, entry: filled})
    state = state.having("steps", step.id, recorded)
    state = materials_after(state, step, filled, master)
    for case in (case_of(step, filled, state), late_case(step, filled, state)):
        if case is not None:
            state = state.having("cases", case.id, case)
    return state


def _signed(state: BatchState, filled: Filled, master: MasterBatchRecord) -> BatchState:
    signature = filled.act.signature
    if signature is None:
        return state
    state = msgspec.structs.replace(state, signatures=state.signatures + 1)
    for manifest in signature.manifests:
        by = SignedBy(
            filled.reference,
            signature.person,
            signature.name,
            signature.role,
            signature.meaning,
            filled.act.when.utc,
            manifest_hash(manifest),
            signature.statement,
            signature.reason,
        )
        state = _signature_on(state, manifest.step, by, master)
    return state


def _signature_on(state: BatchState, target: str, by: SignedBy, master: MasterBatchRecord) -> BatchState:
    if target == "release":
        return msgspec.structs.replace(state, release=by)
    if target == "void":
        return msgspec.structs.replace(state, voiding=by)
    if target == ROUND and state.thing is not None:
        return msgspec.structs.replace(state, reviewed=by)
    if target in state.cases:
        return state.having("cases", target, disposed(state.cases[target], by))
    if target in state.corrections:
        return signed(state, state.corrections[target], by, master)
    field = "verified" if by.meaning == Meaning.VERIFIED else "performed"
    if target in state.samples:
        return state.having("samples", target, msgspec.structs.replace(state.samples[target], **{field: by}))
    return state.having("steps", target, msgspec.structs.replace(state.step(target), **{field: by}))


def _result(state: BatchState, filled: Filled) -> BatchState:
    sample = state.samples.get(filled.act.subject.sample or "")
    if sample is None or filled.act.subject.test in sample.results:
        return state  # the first result stays, whatever is stated after it
    results = {**sample.results, filled.act.subject.test or "": filled}
    return state.having("samples", sample.id, msgspec.structs.replace(sample, results=results))
