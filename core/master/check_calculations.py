"""Checks of calculation steps: formulas, their inputs, their units."""

import re
from collections.abc import Iterator, Mapping

from core.batch.entries import entries, entry_of, plan_of
from core.errors import CountersignError
from core.finding import Finding, finding
from core.master.arithmetic import check_units
from core.master.formula import FUNCTIONS, Expression, FormulaError, names_of, parse_formula
from core.master.kinds import Calculation
from core.master.model import MasterBatchRecord, Step
from core.master.text import Draft
from core.text_fault import nearest, shown, unknown

Found = Iterator[tuple[str, Finding]]

_INPUT = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}", re.ASCII)


def check_calculations(draft: Draft, record: MasterBatchRecord) -> Found:
    """Check that formulas can be read, that their inputs are numbers recorded earlier, and that units fit."""
    steps = {step.id: step for step in reversed(record.steps()) if step.id}
    for step in record.steps():
        if isinstance(step.detail, Calculation):
            yield from _Check(draft, steps, step, step.detail).faults()


class _Check:
    """One calculation."""

    def __init__(self, draft: Draft, steps: Mapping[str, Step], step: Step, calculation: Calculation) -> None:
        self._draft = draft
        self._steps = steps
        self._step = step
        self._calculation = calculation
        self._path = f"steps/{step.number}"
        self._units: dict[str, str] = {}

    def faults(self) -> Found:
        inputs = list(self._inputs())
        yield from inputs
        try:
            expression = parse_formula(self._calculation.formula)
        except FormulaError as error:
            yield f"{self._path}/formula", _of(error)
            return
        yield from self._names(expression)
        if self._units.keys() >= names_of(expression) and not self._draft.broken(f"{self._path}/unit"):
            try:
                check_units(expression, self._units, self._calculation.unit)
            except FormulaError as error:
                yield f"{self._path}/formula", _of(error)

    def _names(self, expression: Expression) -> Found:
        used, given = names_of(expression), self._calculation.inputs
        spare = sorted(given.keys() - used)
        for name in sorted(used - given.keys()):
            meant = nearest(name, spare or given)
            if meant in spare:
                spare.remove(meant)
            yield f"{self._path}/formula", unknown("master.formula_name_unknown", meant, name=name)
        for name in spare:
            yield f"{self._path}/inputs/{name}", finding("master.input_unused", name=shown(name))

    def _inputs(self) -> Found:
        for name, reference in self._calculation.inputs.items():
            path = f"{self._path}/inputs/{name}"
            if _INPUT.fullmatch(name) is None or name in FUNCTIONS:
                yield path, finding("master.input_name", name=shown(name))
            step_id, _, entry_name = reference.partition(".")
            step = self._steps.get(step_id)
            if step is None:
                meant = nearest(step_id, self._steps)
                yield path, unknown("master.step_unknown", meant, step=shown(step_id), reference=shown(reference))
            elif not self._draft.broken(f"steps/{step.number}"):
                yield from self._entry(path, name, step, entry_name)

    def _entry(self, path: str, name: str, step: Step, entry_name: str) -> Found:
        entry = entry_of(step, entry_name)
        numbers = [known.name for known in entries(step) if known.unit]
        if entry is None or not entry.unit:
            every = ", ".join(numbers[:12]) or "-"
            yield path, finding("master.entry_unknown", step=step.id, entry=shown(entry_name), all=every)
        elif step.number >= self._step.number:
            yield path, finding("master.input_later", reference=f"{step.id}.{entry_name}")
        elif plan_of(step) is not None:
            yield path, finding("master.input_planned", reference=f"{step.id}.{entry_name}")
        else:
            self._units[name] = entry.unit


def _of(error: CountersignError) -> Finding:
    return Finding(error.key, error.params)
