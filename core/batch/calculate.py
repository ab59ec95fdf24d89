"""Calculated entries: the same arithmetic at the kiosk, in the core and on paper."""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from core.acts import ActKind, Value
from core.batch.entries import RECONCILED, Entry
from core.batch.state import BatchState, Filled
from core.batch.weighing import named
from core.errors import CountersignError
from core.master.arithmetic import compute
from core.master.formula import FormulaError
from core.master.kinds import Calculation, InProcessControl, Reconciliation, Yield
from core.master.model import Step
from core.quantity import Quantity


class NotCalculable(CountersignError):
    """An input of a calculation is missing, or the formula cannot be worked out."""

    code = "BAT-020"


def calculate(step: Step, entry: Entry, state: BatchState) -> Quantity:
    """Work out a calculated entry, rounded as the master record says (half to even).

    Raises:
        NotCalculable: An input has not been recorded, a division by zero, or a result of too many digits.
    """
    recorded = {name: filled.act for name, filled in state.step(step.id).filled.items()}
    own = {name: _value(act.values) for name, act in recorded.items()}
    match step.detail:
        case Calculation(inputs=inputs) as calculation:
            return _computed(calculation, {name: recorded_value(state, where) for name, where in inputs.items()})
        case InProcessControl(readings=count):
            first = (entry.weighing - 1) * count
            exact = sum((_of(own, f"reading_{first + n + 1}") for n in range(count)), Decimal(0)) / count
        case Yield(theoretical=theoretical):
            exact = _of(own, "output") / theoretical.value * 100
        case Reconciliation():
            counts = [_of(own, named(name, entry.weighing)) for name in RECONCILED]
            if counts[0] == 0:
                raise NotCalculable("calculation.nothing_issued")
            exact = sum(counts[1:], Decimal(0)) / counts[0] * 100
        case _:
            raise NotCalculable("calculation.none", step=step.id)
    places = Decimal(1).scaleb(-(entry.decimals or 0))
    try:
        return Quantity(exact.quantize(places, ROUND_HALF_EVEN), entry.unit)
    except InvalidOperation as error:  # more digits than decimals have
        raise NotCalculable("refusal.value_unfit", step=str(step.number)) from error


def _computed(calculation: Calculation, inputs: Mapping[str, Quantity]) -> Quantity:
    try:
        return compute(calculation, inputs)
    except FormulaError as error:
        raise NotCalculable(error.key, **error.params) from error


def _value(values: Mapping[str, Value]) -> Quantity | None:
    first = next(iter(values.values()), None)
    return first.quantity if first is not None else None


def _of(own: Mapping[str, Quantity | None], name: str) -> Decimal:
    value = own.get(name)
    if value is None:
        raise NotCalculable("calculation.input_missing", input=name)
    return value.value


def recorded_value(state: BatchState, where: str) -> Quantity:
    """Give the number that an entry holds, named as `STEP.entry`; of a weighing in parts the whole.

    Raises:
        NotCalculable: It is not recorded.
    """
    step, _, entry = where.partition(".")
    recorded = state.step(step).filled
    filled = recorded.get(entry)
    value = _value(filled.act.values) if filled else None
    if filled is not None and value is not None and filled.act.kind == ActKind.WEIGHT_TAKEN:
        return _all_weighings(recorded, value.unit)
    if value is None:
        raise NotCalculable("calculation.input_missing", input=where)
    return value


def _all_weighings(recorded: Mapping[str, Filled], unit: str) -> Quantity:
    """Add up the net weights of a step; `net` of a weighing in parts is the whole."""
    taken = (item.act.values["net"].quantity for item in recorded.values() if item.act.kind == ActKind.WEIGHT_TAKEN)
    return Quantity(sum((net.to(unit).value for net in taken), Decimal(0)), unit)
