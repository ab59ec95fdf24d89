"""The state of a batch: the fold of its acts, the same wherever the acts are replayed.

The fold believes every act it is given; whether an act ought to have happened is the judge's business.
"""

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from core.acts import Act, ActKind, ActReference, Meaning, Source
from core.batch.entries import entries, entry_of
from core.finding import Finding, finding
from core.master.model import (
    Calculation,
    IdentityScan,
    MasterBatchRecord,
    Reconciliation,
    SignPolicy,
    Step,
    Timer,
    WeighDispense,
)
from core.quantity import Quantity, QuantityError, decimal
from core.record.payload import Record, manifest_hash
from core.times import utc_from


class Filled(msgspec.Struct, frozen=True):
    """An act that fills an entry, with the reference a manifest needs."""

    reference: ActReference
    act: Act


class SignedBy(msgspec.Struct, frozen=True):
    """A signature that was given.

    Attributes:
        reference: The `Signed` record.
        person: Person id.
        name: Printed name.
        role: Role in which it was given.
        meaning: What it means.
        utc: When.
        manifest: Hash of the manifest it names.
        statement: The declaration as shown.
        reason: Reason, or "".
    """

    reference: ActReference
    person: str
    name: str
    role: str
    meaning: Meaning
    utc: str
    manifest: str
    statement: str
    reason: str


class StepState(msgspec.Struct, frozen=True):
    """What has been recorded in a step."""

    started: Filled | None = None
    filled: dict[str, Filled] = {}
    performed: SignedBy | None = None
    verified: SignedBy | None = None


class ExceptionCase(msgspec.Struct, frozen=True):
    """An exception, opened by the fold itself when a value breaks a limit, or by the core on a record it flagged.

    Attributes:
        id: `EX-`, or `FL-` when the core opened it, and six hex digits of the record's hash.
        step: Step id.
        entry: Entry of the step.
        severity: `major` or `minor`.
        what: What is wrong, as a sentence to be worded.
        reference: The record it is about.
        opened: When.
        person: Who recorded it, or "".
        explained: The `ExceptionExplained` act, or None.
        proposed: The last `ExceptionDisposed` act, not yet signed, or None.
        production: The supervisor's signature on a disposition, or None.
        quality: QA's signature on a disposition, which closes it, or None.
        disposition: What was decided last.
        by_core: True when the core opened it on a record that broke a rule; QA alone settles it.
    """

    id: str
    step: str
    entry: str
    severity: str
    what: Finding
    reference: ActReference
    opened: str
    person: str = ""
    explained: Filled | None = None
    proposed: Filled | None = None
    production: SignedBy | None = None
    quality: SignedBy | None = None
    disposition: str = ""
    by_core: bool = False

    @property
    def closed(self) -> bool:
        """Tell whether QA has settled it."""
        return self.quality is not None

    @property
    def holds_step(self) -> bool:
        """Tell whether its step waits for the supervisor; what the core opened waits for QA and holds the release."""
        return not self.by_core and self.production is None and not self.closed


class Dispensed(msgspec.Struct, frozen=True):
    """A dispensed container: what is in it, from where, and whether it has been charged."""

    container: str
    material: str
    lot: str
    source: str
    net: Quantity
    step: str
    charged: bool = False


class Input(msgspec.Struct, frozen=True):
    """A quantity of a lot that went into what is being made, and in which step."""

    lot: str
    material: str
    quantity: Quantity
    step: str = ""


class Output(msgspec.Struct, frozen=True):
    """What came out of a stage: a lot with the inputs since the stage before, and the step that put it out."""

    lot: str
    material: str
    quantity: Quantity
    inputs: tuple[Input, ...]
    step: str = ""


class SampleState(msgspec.Struct, frozen=True):
    """A sample and the results entered for it, by test code."""

    id: str
    specification: str
    drawn: Filled
    results: dict[str, Filled] = {}
    performed: SignedBy | None = None
    verified: SignedBy | None = None


class BatchState(msgspec.Struct, frozen=True):
    """Where a batch stands.

    Attributes:
        number: Batch number.
        master: Hash of the pinned master record.
        quantity: Batch size issued.
        issued: When.
        leases: Operation id to the kiosk that holds it.
        reserved: Container id to lot number.
        steps: By step id; a step not yet touched is missing.
        cases: Exceptions by id.
        dispensed: Dispensed containers by id.
        undone: Step id to the number of dispensed containers undone in it.
        reversals: Step id to the acts that put back what it had dispensed.
        pending: Inputs since the last output.
        outputs: In order; the last of a finished batch is the finished lot.
        samples: By sample id.
        refused: Number of refused attempts.
        signatures: Number of signatures.
        acts: Number of acts folded.
        release: The authorised person's signature, or None.
        decided: The core's decision `BatchReleased` or `BatchRejected`, or None.
    """

    number: str
    master: str
    quantity: Quantity
    issued: str
    leases: dict[str, str] = {}
    reserved: dict[str, str] = {}
    steps: dict[str, StepState] = {}
    cases: dict[str, ExceptionCase] = {}
    dispensed: dict[str, Dispensed] = {}
    undone: dict[str, int] = {}
    reversals: dict[str, tuple[Filled, ...]] = {}
    pending: tuple[Input, ...] = ()
    outputs: tuple[Output, ...] = ()
    samples: dict[str, SampleState] = {}
    refused: int = 0
    signatures: int = 0
    acts: int = 0
    release: SignedBy | None = None
    decided: ActKind | None = None

    def step(self, identity: str) -> StepState:
        """Give what is recorded of a step."""
        return self.steps.get(identity, StepState())

    def open_cases(self) -> tuple[ExceptionCase, ...]:
        """List the exceptions that QA has not settled."""
        return tuple(case for case in self.cases.values() if not case.closed)


def begin(issued: Record) -> BatchState:
    """Make the state of a batch from the core's `BatchIssued` record.

    Its facts are `master` (hash) and the value `quantity`.
    """
    act = issued.act
    return BatchState(
        act.subject.batch or "", act.facts["master"], act.values["quantity"].quantity, act.when.utc, acts=1
    )


def apply(state: BatchState, record: Record, master: MasterBatchRecord) -> BatchState:
    """Fold one record of the batch into its state; an act that lacks what its kind must hold only counts."""
    state = msgspec.structs.replace(state, acts=state.acts + 1)
    if record.act.kind == ActKind.REFUSED:
        return msgspec.structs.replace(state, refused=state.refused + 1)
    try:
        return _applied(state, record, master)
    except MALFORMED:
        return state


MALFORMED = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, QuantityError)
"""What an act raises that was signed but lacks what its kind must hold, or holds a value that is no number."""


def _applied(state: BatchState, record: Record, master: MasterBatchRecord) -> BatchState:
    act = record.act
    filled = Filled(ActReference(act.id, record.sha256), act)
    for value in act.values.values():
        decimal(value.value)
    match act.kind:
        case ActKind.OPERATION_LEASED:
            return _with(state, "leases", act.subject.operation or "", act.facts["kiosk"])
        case ActKind.CONTAINER_RESERVED:
            return _with(state, "reserved", act.subject.container or "", act.subject.lot or "")
        case ActKind.SIGNED:
            return _signed(state, filled)
        case ActKind.EXCEPTION_OPENED:
            return _opened_by_core(state, act)
        case ActKind.EXCEPTION_EXPLAINED | ActKind.EXCEPTION_DISPOSED:
            return _on_case(state, filled)
        case ActKind.RESULT_ENTERED:
            return _result(state, filled)
        case ActKind.BATCH_RELEASED | ActKind.BATCH_REJECTED:
            return msgspec.structs.replace(state, decided=act.kind)
        case _:
            return _on_step(state, filled, master)


def fold(records: tuple[Record, ...], master: MasterBatchRecord) -> BatchState:
    """Fold the records of a batch, `BatchIssued` first."""
    state = begin(records[0])
    for record in records[1:]:
        state = apply(state, record, master)
    return state


def finished(step: Step, state: BatchState) -> bool:
    """Tell whether a step needs nothing more: all entries, dispositions and signatures are there."""
    recorded = state.step(step.id)
    if any(entry.name not in recorded.filled for entry in entries(step, recorded.filled)):
        return False
    if any(case.holds_step for case in state.cases.values() if case.step == step.id):
        return False
    policy = sign_policy(step, recorded)
    if policy != SignPolicy.NONE and recorded.performed is None:
        return False
    return policy != SignPolicy.PERFORMED_VERIFIED or recorded.verified is not None


def sign_policy(step: Step, recorded: StepState) -> SignPolicy:
    """Tell whose signatures close a step: a weight that was typed asks for a second person whatever the step says."""
    return SignPolicy.PERFORMED_VERIFIED if any(map(typed_weight, _acts(recorded))) else step.sign


def typed_weight(act: Act) -> bool:
    """Tell whether an act is a tare or a weight that a person typed (21 CFR 211.68; F25)."""
    weighed = act.kind in (ActKind.CONTAINER_TARED, ActKind.WEIGHT_TAKEN)
    return weighed and any(value.source == Source.TYPED for value in act.values.values())


def _acts(recorded: StepState) -> Iterator[Act]:
    return (item.act for item in recorded.filled.values())


def current_step(state: BatchState, master: MasterBatchRecord) -> Step | None:
    """Give the first step that is not finished, or None when the batch is complete."""
    return next((step for step in master.steps() if not finished(step, state)), None)


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
    digits = "".join(character for character in state.number if character.isdigit())
    before = state.undone.get(step.id, 0) + sum(1 for item in state.dispensed.values() if item.step == step.id)
    return f"C-{digits}{step.number:02d}{f'-{before + 1}' if before else ''}"


def _with(state: BatchState, field: str, key: str, value: object) -> BatchState:
    return msgspec.structs.replace(state, **{field: {**getattr(state, field), key: value}})


def _on_step(state: BatchState, filled: Filled, master: MasterBatchRecord) -> BatchState:
    act = filled.act
    step = master.step(act.subject.step or "")
    if step is None:
        return state
    recorded = state.step(step.id)
    if act.kind == ActKind.STEP_STARTED:
        return _with(state, "steps", step.id, msgspec.structs.replace(recorded, started=filled))
    if act.kind == ActKind.ENTRIES_UNDONE:
        return _undone(state, step, recorded)
    if act.kind == ActKind.DISPENSE_REVERSED:
        return _reversed(state, step, filled, master)
    entry = act.subject.entry or ""
    known = entry_of(step, entry, recorded.filled)
    if known is None or known.act != act.kind:
        return state
    recorded = msgspec.structs.replace(recorded, filled={**recorded.filled, entry: filled})
    state = _with(state, "steps", step.id, recorded)
    state = _materials(state, step, filled, master)
    case = _case(step, filled, state)
    return state if case is None else _with(state, "cases", case.id, case)


def _undone(state: BatchState, step: Step, recorded: StepState) -> BatchState:
    """Take back what a step has recorded, with what it moved; what is signed, charged or sampled stays."""
    final = (ActKind.MATERIAL_CHARGED, ActKind.SAMPLE_DRAWN)
    if recorded.performed is not None or any(item.act.kind in final for item in recorded.filled.values()):
        return state
    dispensed = {key: item for key, item in state.dispensed.items() if item.step != step.id}
    voided = len(state.dispensed) - len(dispensed)
    if voided:
        state = _with(state, "undone", step.id, state.undone.get(step.id, 0) + voided)
    outputs, pending = state.outputs, state.pending
    if outputs and outputs[-1].step == step.id:
        outputs, pending = outputs[:-1], outputs[-1].inputs
    pending = tuple(used for used in pending if used.step != step.id)
    state = msgspec.structs.replace(state, dispensed=dispensed, outputs=outputs, pending=pending)
    return _with(state, "steps", step.id, StepState(started=recorded.started))


def _reversed(state: BatchState, step: Step, filled: Filled, master: MasterBatchRecord) -> BatchState:
    """Put back what a weighing has dispensed; it and what was calculated from it are to be done anew."""
    mine = [item for item in state.dispensed.values() if item.step == step.id]
    if not mine or any(item.charged for item in mine):
        return state
    left = {key: item for key, item in state.dispensed.items() if item.step != step.id}
    state = msgspec.structs.replace(state, dispensed=left)
    state = _with(state, "undone", step.id, state.undone.get(step.id, 0) + len(mine))
    state = _with(state, "reversals", step.id, (*state.reversals.get(step.id, ()), filled))
    state = _with(state, "steps", step.id, StepState(started=state.step(step.id).started))
    for identity in _calculated_from(step.id, master):
        state = _with(state, "steps", identity, StepState(started=state.step(identity).started))
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


def _materials(state: BatchState, step: Step, filled: Filled, master: MasterBatchRecord) -> BatchState:
    """Follow what an act does to material: dispensed, charged, used up, put out, sampled."""
    act, subject = filled.act, filled.act.subject
    lot, container = subject.lot or "", subject.container or ""
    match act.kind, step.detail:
        case ActKind.WEIGHT_TAKEN, WeighDispense(material=material):
            source, net = act.facts.get("source", ""), act.values["net"].quantity
            return _with(state, "dispensed", container, Dispensed(container, material, lot, source, net, step.id))
        case ActKind.MATERIAL_CHARGED, _:
            return _charged(state, container, step.id)
        case ActKind.CONTAINER_SCANNED, IdentityScan(targets=targets):
            return _used_by_bill(state, targets[_index(subject.entry)].material or "", lot, master, step.id)
        case ActKind.VALUE_ENTERED, Reconciliation(material=material) if subject.entry == "used":
            used = act.values["value"].quantity
            return _input(state, Input(_scanned_lot(state, material, master), material, used, step.id))
        case ActKind.OUTPUT_RECORDED, _:
            output = Output(lot, act.facts["material"], act.values["output"].quantity, state.pending, step.id)
            carried = (Input(output.lot, output.material, output.quantity, step.id),)
            return msgspec.structs.replace(state, outputs=(*state.outputs, output), pending=carried)
        case ActKind.SAMPLE_DRAWN, _:
            sample = SampleState(subject.sample or "", act.facts["specification"], filled)
            return _with(state, "samples", sample.id, sample)
        case _:
            return state


def _charged(state: BatchState, container: str, step: str) -> BatchState:
    item = state.dispensed.get(container)
    if item is None:
        return state
    state = _with(state, "dispensed", container, msgspec.structs.replace(item, charged=True))
    return _input(state, Input(item.lot, item.material, item.net, step))


def _used_by_bill(state: BatchState, material: str, lot: str, master: MasterBatchRecord, step: str) -> BatchState:
    """Use what the bill plans of a scanned packaging material, unless it is counted in a reconciliation."""
    counted = any(isinstance(s.detail, Reconciliation) and s.detail.material == material for s in master.steps())
    planned = next((line.quantity for line in master.bill if line.material == material), None)
    return state if counted or planned is None else _input(state, Input(lot, material, planned, step))


def _input(state: BatchState, used: Input) -> BatchState:
    return msgspec.structs.replace(state, pending=(*state.pending, used))


def _scanned_lot(state: BatchState, material: str, master: MasterBatchRecord) -> str:
    """Find the lot of a material that an identity scan of this batch has proved."""
    for step in master.steps():
        for entry in entries(step):
            filled = state.step(step.id).filled.get(entry.name)
            if entry.act == ActKind.CONTAINER_SCANNED and entry.of == material and filled is not None:
                return filled.act.subject.lot or ""
    return ""


def _index(entry: str | None) -> int:
    return int((entry or "_1").rpartition("_")[2]) - 1


def _case(step: Step, filled: Filled, state: BatchState) -> ExceptionCase | None:
    what = _late(step, filled, state) or _out_of_limits(step, filled, state)
    if what is None:
        return None
    subject, sha = filled.act.subject, filled.reference.sha256
    severity = "major" if step.critical else "minor"
    name = f"EX-{sha[:6].upper()}"
    about = (name, step.id, subject.entry or "", severity, what)
    return ExceptionCase(*about, filled.reference, filled.act.when.utc, filled.act.who.person or "")


def _out_of_limits(step: Step, filled: Filled, state: BatchState) -> Finding | None:
    entry = entry_of(step, filled.act.subject.entry or "", state.step(step.id).filled)
    value = next(iter(filled.act.values.values()), None)
    if entry is None or entry.limits is None or value is None or entry.limits.hold(value.quantity.value):
        return None
    low, high = _shown(entry.limits.low), _shown(entry.limits.high)
    return finding("exception.out_of_limits", value=str(value.quantity), low=low, high=high)


def _late(step: Step, filled: Filled, state: BatchState) -> Finding | None:
    if not isinstance(step.detail, Timer) or filled.act.kind != ActKind.TIMER_ENDED:
        return None
    started = state.step(step.id).filled.get("start")
    if started is None or step.detail.maximum_s is None:
        return None
    passed = elapsed_s(started.act, filled.act)
    if passed <= step.detail.maximum_s:
        return None
    return finding("exception.late", minutes=str(int(passed - step.detail.maximum_s) // 60 + 1))


def elapsed_s(start: Act, end: Act) -> Decimal:
    """Give the seconds between two acts by their wall time."""
    return Decimal(int((utc_from(end.when.utc) - utc_from(start.when.utc)).total_seconds()))


def _shown(limit: Decimal | None) -> str:
    return "-" if limit is None else f"{limit:f}"


def _signed(state: BatchState, filled: Filled) -> BatchState:
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
        state = _signature_on(state, manifest.step, by)
    return state


def _signature_on(state: BatchState, target: str, by: SignedBy) -> BatchState:
    if target == "release":
        return msgspec.structs.replace(state, release=by)
    if target in state.cases:
        return _with(state, "cases", target, _disposed(state.cases[target], by))
    field = "verified" if by.meaning == Meaning.VERIFIED else "performed"
    if target in state.samples:
        return _with(state, "samples", target, msgspec.structs.replace(state.samples[target], **{field: by}))
    return _with(state, "steps", target, msgspec.structs.replace(state.step(target), **{field: by}))


def _disposed(case: ExceptionCase, by: SignedBy) -> ExceptionCase:
    if case.proposed is None:
        return case
    disposition = case.proposed.act.facts.get("disposition", "")
    field = "quality" if by.meaning == Meaning.APPROVED else "production"
    return msgspec.structs.replace(case, disposition=disposition, proposed=None, **{field: by})


def _opened_by_core(state: BatchState, act: Act) -> BatchState:
    """Open the exception that the core states: facts `code` and `got_*` are the finding, `sha256` names the record."""
    facts, subject = act.facts, act.subject
    params = {name.removeprefix("got_"): value for name, value in facts.items() if name.startswith("got_")}
    reference = ActReference(subject.record or "", facts.get("sha256", ""))
    what = Finding(facts.get("code", ""), params)
    name, severity = subject.exception or "", facts.get("severity", "major")
    case = ExceptionCase(name, subject.step or "", "", severity, what, reference, act.when.utc, by_core=True)
    return _with(state, "cases", name, case)


def _on_case(state: BatchState, filled: Filled) -> BatchState:
    case = state.cases.get(filled.act.subject.exception or "")
    if case is None:
        return state
    field = "explained" if filled.act.kind == ActKind.EXCEPTION_EXPLAINED else "proposed"
    return _with(state, "cases", case.id, msgspec.structs.replace(case, **{field: filled}))


def _result(state: BatchState, filled: Filled) -> BatchState:
    sample = state.samples.get(filled.act.subject.sample or "")
    if sample is None or filled.act.subject.test in sample.results:
        return state  # the first result stays, whatever is stated after it
    results = {**sample.results, filled.act.subject.test or "": filled}
    return _with(state, "samples", sample.id, msgspec.structs.replace(sample, results=results))
