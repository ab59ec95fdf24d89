"""The class of an exception: what kind of thing went wrong, so that like can be counted and trended with like."""

from enum import StrEnum

from core.batch.state import ExceptionCase
from core.master.environment import EnvironmentCheck
from core.master.kinds import ChargeIn, EquipmentReading, Reconciliation, WeighDispense, Yield
from core.master.model import MasterBatchRecord
from core.master.setting import EquipmentSetting


class ExceptionClass(StrEnum):
    """What an exception is about (GMP article 249 asks for a classification of deviations)."""

    PROCESS = "process"
    EQUIPMENT = "equipment"
    ENVIRONMENT = "environment"
    MATERIAL = "material"
    TIME = "time"
    BALANCE = "balance"
    """A yield, a reconciliation, or two counts of the same."""
    RECORD = "record"
    """A record that broke a rule, or a value that a person put in place of a device's."""


_BY_FINDING = {
    "exception.late": ExceptionClass.TIME,
    "exception.hold_over": ExceptionClass.TIME,
    "exception.dirty_hold": ExceptionClass.TIME,
    "exception.control_late": ExceptionClass.TIME,
    "exception.control_missed": ExceptionClass.TIME,
    "exception.control_ended": ExceptionClass.TIME,
    "exception.counts_differ": ExceptionClass.BALANCE,
    "exception.device_corrected": ExceptionClass.RECORD,
}


def class_of(case: ExceptionCase, master: MasterBatchRecord) -> ExceptionClass:
    """Classify an exception by what was found, else by the kind of its step."""
    if case.by_core:
        return ExceptionClass.RECORD
    found = _BY_FINDING.get(case.what.key)
    if found is not None:
        return found
    step = master.step(case.step)
    match step.detail if step else None:
        case EquipmentReading() | EquipmentSetting():
            return ExceptionClass.EQUIPMENT
        case EnvironmentCheck():
            return ExceptionClass.ENVIRONMENT
        case WeighDispense() | ChargeIn():
            return ExceptionClass.MATERIAL
        case Yield() | Reconciliation():
            return ExceptionClass.BALANCE
        case _:
            return ExceptionClass.PROCESS
