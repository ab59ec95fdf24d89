"""What a master batch record means: every reference, limit, policy and quantity is checked, all faults at once.

A check yields the path of the part that is wrong and a finding. What could not be read stays out of it: a wrong form is
reported once, where it stands.
"""

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from core.codes.udi_ma import is_device
from core.finding import Finding, finding
from core.master.check_calculations import check_calculations
from core.master.check_logbook import check_logbook
from core.master.check_materials import check_materials
from core.master.check_plant import check_plant, check_procedures, check_rooms
from core.master.check_structure import check_structure
from core.master.choice import Choice, check_choice
from core.master.environment import EnvironmentCheck, check_environment
from core.master.hold_time import check_hold_times
from core.master.kinds import (
    UDI,
    ChargeIn,
    FreeSignature,
    IdentityScan,
    InProcessControl,
    Instruction,
    Issuer,
    LabelPrint,
    LineClearance,
    Measurement,
    Reconciliation,
    Sample,
    Timer,
    WeighDispense,
)
from core.master.limits import Limits
from core.master.logbook import Logbook
from core.master.model import MasterBatchRecord, SignPolicy, Step
from core.master.out_of_limits import Exceptions, check_out_of_limits
from core.master.plan import check_plan, check_plans
from core.master.text import Draft, read_draft
from core.plant import Plant
from core.rights import may
from core.text_fault import TextFault, once

Found = Iterator[tuple[str, Finding]]

_WITHOUT_EXCEPTIONS = (
    Instruction,
    LineClearance,
    IdentityScan,
    WeighDispense,
    ChargeIn,
    Sample,
    LabelPrint,
    FreeSignature,
)
"""Kinds of steps that have no limits, or refuse what is outside."""


class Checked(msgspec.Struct, frozen=True):
    """A text, read and checked.

    Attributes:
        record: The master record, or None where anything is wrong.
        faults: Everything that is wrong, by line.
    """

    record: MasterBatchRecord | None
    faults: tuple[TextFault, ...]


def check_master(text: str, file: str, plant: Plant | None = None) -> Checked:
    """Read and check a master batch record.

    Args:
        text: The text.
        file: Its name, for messages.
        plant: What its codes must be known to; None leaves that out.
    """
    draft = read_draft(text, file)
    faults = once((*draft.faults, *check(draft, plant)))
    return Checked(None if faults else draft.record, faults)


def check(draft: Draft, plant: Plant | None = None) -> tuple[TextFault, ...]:
    """Check the meaning of what could be read."""
    if draft.record is None:
        return ()
    if draft.record.logbook is not None:
        found = _form(draft, draft.record, draft.record.logbook, plant)
        return tuple(draft.fault(path, what) for path, what in found if not draft.broken(path))
    found = (
        *_identities(draft.record),
        *(fault for step in draft.record.steps() for fault in _step(step)),
        *check_hold_times(draft.record),
        *check_plans(draft.record),
        *_clearances(draft.record),
        *check_materials(draft, draft.record, plant),
        *check_calculations(draft, draft.record),
        *check_structure(draft, draft.record),
        *check_rooms(draft.record, plant),
        *(() if plant is None else check_plant(draft.record, plant)),
    )
    return tuple(draft.fault(path, what) for path, what in found if not draft.broken(path))


def _form(draft: Draft, record: MasterBatchRecord, logbook: Logbook, plant: Plant | None) -> Found:
    yield from _identities(record)
    for step in record.steps():
        yield from _step(step)
    yield from check_calculations(draft, record)
    yield from check_structure(draft, record)
    yield from check_logbook(record, logbook, plant)
    if plant is not None:
        yield from check_procedures(record, plant)


def _identities(record: MasterBatchRecord) -> Found:
    parts = [
        *((f"bill/{index}/material", line.material) for index, line in enumerate(record.bill)),
        *((f"procedures/{index}/id", part.id) for index, part in enumerate(record.procedures)),
        *((f"operations/{index}/id", part.id) for index, part in enumerate(record.operations())),
        *((f"steps/{step.number}/id", step.id) for step in record.steps()),
    ]
    seen: set[str] = set()
    for path, identity in parts:
        if identity and identity in seen:
            yield path, finding("master.id_twice", id=identity)
        seen.add(identity)


def _issuer(path: str, detail: LabelPrint) -> Found:
    """Check that a UDI by MA has its device identifier, and no other label one."""
    if detail.issuer != Issuer.MA:
        if detail.device:
            yield f"{path}/device", finding("master.device_unused", device=detail.device)
    elif detail.label != UDI:
        yield f"{path}/issuer", finding("master.issuer_unused", label=detail.label)
    elif not is_device(detail.device):
        yield f"{path}/device", finding("master.device_not_ma", device=detail.device or "-")


def _step(step: Step) -> Found:
    path = f"steps/{step.number}"
    for index, role in enumerate(step.roles):
        if not may((role,), "act.perform_step"):
            yield f"{path}/roles/{index}", finding("master.role_cannot_perform", got=role.value)
    if step.sign == SignPolicy.BLIND_SECOND_COUNT and not _counts(step):
        yield f"{path}/sign", finding("master.blind_uncounted", step=step.id)
    if step.critical and step.sign not in (SignPolicy.PERFORMED_VERIFIED, SignPolicy.BLIND_SECOND_COUNT):
        yield f"{path}/sign", finding("master.critical_unverified", step=step.id, sign=step.sign.value)
    if isinstance(step.detail, FreeSignature) and step.sign == SignPolicy.NONE:
        yield f"{path}/sign", finding("master.signature_unsigned", step=step.id)
    if isinstance(step.detail, Timer):
        yield from _timer(path, step.detail)
    if isinstance(step.detail, InProcessControl):
        yield from check_plan(path, step.detail.plan, step.detail.readings)
    if isinstance(step.detail, Choice):
        yield from check_choice(path, step.detail)
    if isinstance(step.detail, LabelPrint):
        yield from _issuer(path, step.detail)
    if isinstance(step.detail, EnvironmentCheck):
        yield from check_environment(path, step.detail)
        for index, reading in enumerate(step.detail.readings):
            yield from _limits(f"{path}/readings/{index}/limits", reading.limits)
    yield from check_out_of_limits(f"{path}/out_of_limits", step.out_of_limits, _exceptions_of(step))
    for key in ("limits", "mean_limits"):
        limits = getattr(step.detail, key, None)
        if isinstance(limits, Limits):
            yield from _limits(f"{path}/{key}", limits)


def _exceptions_of(step: Step) -> Exceptions:
    if isinstance(step.detail, _WITHOUT_EXCEPTIONS):
        return Exceptions.NONE
    if isinstance(step.detail, Choice):
        return Exceptions.GRADED
    return Exceptions.MAJOR if step.critical else Exceptions.ANY


def _counts(step: Step) -> bool:
    """Tell whether a step is a count of pieces, which two people can make apart."""
    counted = isinstance(step.detail, Measurement) and step.detail.unit == "pcs" and step.detail.decimals == 0
    return counted or isinstance(step.detail, Reconciliation)


def _timer(path: str, timer: Timer) -> Found:
    if timer.maximum_s is not None and timer.maximum_s < timer.minimum_s:
        yield f"{path}/maximum", finding("master.timer_order", low=str(timer.minimum_s), high=str(timer.maximum_s))


def _limits(path: str, limits: Limits) -> Found:
    low, high = _shown(limits.low), _shown(limits.high)
    if limits.low is not None and limits.high is not None and limits.low > limits.high:
        yield f"{path}/high", finding("master.limits_order", low=low, high=high)
        return
    for name in ("alert_low", "alert_high", "target"):
        value = getattr(limits, name)
        if value is not None and not limits.hold(value):
            params = {"name": name, "value": _shown(value), "low": low, "high": high}
            yield f"{path}/{name}", finding("master.limit_outside", **params)
        elif name == "target" and value is not None and limits.alert(value):
            yield f"{path}/{name}", finding("master.target_alerts", value=_shown(value))


def _shown(value: Decimal | None) -> str:
    return "-" if value is None else f"{value:f}"


def _clearances(record: MasterBatchRecord) -> Found:
    for index, operation in enumerate(record.operations()):
        if operation.steps and not isinstance(operation.steps[0].detail, LineClearance):
            yield f"operations/{index}/steps/0", finding("master.clearance_first", operation=operation.id)
