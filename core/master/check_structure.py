"""Checks of the structure: what conditions rest on, what may be left out, and what may run at the same time.

Nothing may wait for a value that perhaps never comes, and nothing that is made or used may depend on who was faster.
"""

from collections.abc import Iterator, Mapping

from core.batch.entries import entries, entry_of
from core.finding import Finding, finding
from core.master.choice import Choice
from core.master.condition import Condition
from core.master.kinds import (
    Calculation,
    ChargeIn,
    InProcessControl,
    Measurement,
    Reconciliation,
    Sample,
    WeighDispense,
    Yield,
)
from core.master.model import MasterBatchRecord, Operation, SignPolicy, Step
from core.master.text import Draft
from core.text_fault import nearest, shown, unknown

Found = Iterator[tuple[str, Finding]]

_MATERIAL = WeighDispense | ChargeIn | Yield | Reconciliation
"""Steps that move material: what is weighed has to be charged, and every output and count is part of the genealogy."""


_BY_TWO = (SignPolicy.PERFORMED_VERIFIED, SignPolicy.BLIND_SECOND_COUNT)


def check_structure(draft: Draft, record: MasterBatchRecord) -> Found:
    """Check conditions, optional steps and parallel operations."""
    steps = {step.id: step for step in reversed(record.steps()) if step.id}
    for index, operation in enumerate(record.operations()):
        for step in operation.steps[:1]:
            for at, condition in enumerate(operation.when):
                yield from _Site(draft, record, steps, step, f"operations/{index}/when/{at}").faults(condition)
            if record.logbook is None:
                yield from _first(step)
    for step in record.steps():
        path = f"steps/{step.number}"
        for at, condition in enumerate(step.when):
            yield from _Site(draft, record, steps, step, f"{path}/when/{at}").faults(condition)
        if step.until is not None:
            yield from _entry(draft, steps, step.until, f"{path}/until")
        if step.optional and step.critical:
            yield f"{path}/optional", finding("master.optional_critical", step=step.id)
        if step.optional and step.sign == SignPolicy.BLIND_SECOND_COUNT:
            yield f"{path}/optional", finding("master.optional_counted", step=step.id)
        yield from _decided_by_two(record, step, steps)
        yield from _certain(record, step)
        yield from _side_by_side(record, step, steps)


def _first(step: Step) -> Found:
    """What an operation begins with is always done: its line clearance."""
    if step.optional or step.when:
        part = "optional" if step.optional else "when"
        yield f"steps/{step.number}/{part}", finding("master.clearance_left_out", step=step.id)


class _Site:
    """A place where a condition stands, and the step before which its value must be there."""

    def __init__(
        self, draft: Draft, record: MasterBatchRecord, steps: Mapping[str, Step], step: Step, path: str
    ) -> None:
        self._draft, self._record, self._steps, self._step, self._path = draft, record, steps, step, path

    def faults(self, condition: Condition) -> Found:
        source = self._steps.get(condition.step)
        if source is None:
            yield self._path, _step_unknown(condition.of, self._steps)
            return
        if source.number >= self._step.number:
            yield self._path, finding("master.condition_later", reference=condition.of)
        elif not self._record.precedes(source.id, self._step.id):
            yield self._path, finding("master.not_before", reference=condition.of)
        else:
            yield from _entry(self._draft, self._steps, condition, self._path)


def _step_unknown(reference: str, steps: Mapping[str, Step]) -> Finding:
    step = reference.partition(".")[0]
    return unknown("master.step_unknown", nearest(step, steps), step=shown(step), reference=shown(reference))


def _entry(draft: Draft, steps: Mapping[str, Step], condition: Condition, path: str) -> Found:
    """What a condition rests on is an answer of a choice, or a number."""
    source = steps.get(condition.step)
    if source is None or draft.broken(f"steps/{source.number}/kind") or draft.broken(f"steps/{source.number}/options"):
        return
    answers = condition.relation.of_answers
    fitting = [e.name for e in entries(source) if (isinstance(source.detail, Choice) if answers else e.unit)]
    entry = entry_of(source, condition.entry)
    if entry is None or entry.name not in fitting:
        params = {"step": source.id, "entry": shown(condition.entry), "relation": condition.relation.value}
        yield path, finding("master.condition_entry", **params, all=", ".join(fitting[:12]) or "-")
    elif isinstance(source.detail, Choice) and source.detail.option(condition.value) is None:
        options = [option.id for option in source.detail.options]
        meant = nearest(condition.value, options)
        params = {"option": shown(condition.value), "step": source.id, "all": ", ".join(options)}
        yield path, unknown("master.option_unknown", meant, **params)


def _decided_by_two(record: MasterBatchRecord, step: Step, steps: Mapping[str, Step]) -> Found:
    """Nobody alone decides that a critical step is not needed: what a person answers or enters there is checked."""
    if not step.critical:
        return
    for condition in record.conditions_of(step.id):
        source = steps.get(condition.step)
        by_person = source is not None and isinstance(source.detail, Choice | Measurement | InProcessControl)
        if source is not None and by_person and source.sign not in _BY_TWO:
            params = {"step": step.id, "source": source.id, "sign": source.sign.value}
            yield f"steps/{source.number}/sign", finding("master.decided_alone", **params)


def _certain(record: MasterBatchRecord, step: Step) -> Found:
    """What moves material is always done, and so is a sample for the release; a calculation has all its inputs."""
    path = f"steps/{step.number}"
    if not _always_done(record, step):
        part = f"{path}/{'optional' if step.optional else 'when'}"
        if isinstance(step.detail, _MATERIAL):
            yield part, finding("master.material_uncertain", step=step.id)
        elif _for_release(record, step) and not any(
            _for_release(record, other) and _always_done(record, other) for other in record.steps()
        ):
            yield part, finding("master.sample_uncertain", step=step.id, specification=record.specification)
    if not isinstance(step.detail, Calculation):
        return
    own = set(record.conditions_of(step.id))
    for name, reference in step.detail.inputs.items():
        source = record.step(reference.partition(".")[0])
        if source is not None and (source.optional or not own.issuperset(record.conditions_of(source.id))):
            yield f"{path}/inputs/{name}", finding("master.input_uncertain", reference=shown(reference))


def _always_done(record: MasterBatchRecord, step: Step) -> bool:
    return not step.optional and not record.conditions_of(step.id)


def _for_release(record: MasterBatchRecord, step: Step) -> bool:
    """Tell whether a step draws a sample that is tested by the specification of the product."""
    return isinstance(step.detail, Sample) and step.detail.specification == record.specification


def _side_by_side(record: MasterBatchRecord, step: Step, steps: Mapping[str, Step]) -> Found:
    """What depends on another step does not run beside it, and no output is made while others still add to it."""
    if not record.parallel(step.id):
        return
    path = f"steps/{step.number}"
    match step.detail:
        case Yield():
            yield f"{path}/kind", finding("master.output_parallel", step=step.id)
        case Calculation(inputs=inputs):
            for name, reference in inputs.items():
                if _beside(record, steps.get(reference.partition(".")[0]), step):
                    yield f"{path}/inputs/{name}", finding("master.not_before", reference=shown(reference))
        case WeighDispense(compensates=filled_up) if _beside(record, steps.get(filled_up), step):
            yield f"{path}/compensates", finding("master.not_before", reference=shown(filled_up))
        case ChargeIn(materials=materials):
            for index, material in enumerate(materials):
                weighed = (s for s in record.steps() if _weighs(s, material))
                if other := next((s for s in weighed if _beside(record, s, step)), None):
                    yield f"{path}/materials/{index}", finding("master.not_before", reference=other.id)
        case _:
            pass


def _weighs(step: Step, material: str) -> bool:
    return isinstance(step.detail, WeighDispense) and step.detail.material == material


def _beside(record: MasterBatchRecord, other: Step | None, step: Step) -> bool:
    """Tell whether two steps have no order between them."""
    if other is None or _operation(record, other) is _operation(record, step):
        return False
    return not record.precedes(other.id, step.id) and not record.precedes(step.id, other.id)


def _operation(record: MasterBatchRecord, step: Step) -> Operation | None:
    return record.operation_of(step.id)
