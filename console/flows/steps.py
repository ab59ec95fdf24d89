"""Which flow shows what comes next in a batch."""

from console.desk import Desk
from console.flows.attachment import AttachmentFlow
from console.flows.campaign import next_of_campaign
from console.flows.choice import ChoiceFlow
from console.flows.countersign import CountersignFlow
from console.flows.environment import EnvironmentFlow
from console.flows.exception import ExceptionFlow
from console.flows.flow import TaskFlow
from console.flows.hold_time import HoldTimeFlow
from console.flows.identity import ScanFlow
from console.flows.instruction import InstructionFlow
from console.flows.ipc import IpcFlow
from console.flows.label import LabelFlow
from console.flows.lease import LeaseFlow
from console.flows.measure import MeasurementFlow
from console.flows.own_operation import begins_by_itself, next_here, operation_of
from console.flows.reconcile import ReconciliationFlow
from console.flows.setting import SettingFlow
from console.flows.sign import SignFlow
from console.flows.step import StepFlow
from console.flows.timer import TimerFlow
from console.flows.unsigned import UnsignedFlow
from console.flows.weigh import WeighFlow
from console.recorder import OpenBatch
from core.acts import ActKind, Meaning
from core.batch.blind import first_counters, second_counters
from core.batch.guide import Guidance, Stage
from core.batch.manifest import step_manifest
from core.batch.progress import sign_policy
from core.language import text
from core.master.attachment import Attachment
from core.master.choice import Choice
from core.master.environment import EnvironmentCheck
from core.master.hold_time import HoldTime
from core.master.kinds import (
    Calculation,
    ChargeIn,
    EquipmentReading,
    IdentityScan,
    InProcessControl,
    LabelPrint,
    Measurement,
    Reconciliation,
    Sample,
    StepDetail,
    Timer,
    WeighDispense,
    Yield,
)
from core.master.model import SignPolicy, Step
from core.master.setting import EquipmentSetting
from core.people import Person

_FLOWS: dict[type[StepDetail], type[StepFlow]] = {
    IdentityScan: ScanFlow,
    ChargeIn: ScanFlow,
    WeighDispense: WeighFlow,
    Measurement: MeasurementFlow,
    Calculation: MeasurementFlow,
    EquipmentReading: MeasurementFlow,
    Timer: TimerFlow,
    HoldTime: HoldTimeFlow,
    InProcessControl: IpcFlow,
    Sample: LabelFlow,
    LabelPrint: LabelFlow,
    Yield: ReconciliationFlow,
    Reconciliation: ReconciliationFlow,
    Choice: ChoiceFlow,
    EnvironmentCheck: EnvironmentFlow,
    EquipmentSetting: SettingFlow,
    Attachment: AttachmentFlow,
}


def open_step(desk: Desk, batch: str, operation: str = "") -> TaskFlow:
    """Make the flow for what comes next in a batch; a finished batch shows its map, a campaign goes on to the next one.

    So does the map come up where somebody has to choose: the next operation is in another room, or one of several.

    Args:
        desk: The desk.
        batch: Batch number.
        operation: Id of the operation that was chosen, or "" for the one in work here.

    Raises:
        UnknownBatch: The batch is not open at this kiosk.
    """
    opened = desk.recorder.batch(batch)
    guidance = next_here(desk, opened, operation)
    following = next_of_campaign(desk, guidance)
    if following is not None:
        return open_step(desk, following) if following else desk.ways.task("campaign", "CampaignFlow")
    if guidance.step is None:
        return desk.ways.batch_map(batch)
    if not operation and not begins_by_itself(desk, opened, guidance):
        return desk.ways.batch_map(batch)
    held = operation_of(opened, guidance)
    desk.working[batch] = held.id if held else ""
    match guidance.stage:
        case Stage.LEASE:
            return LeaseFlow(desk, batch, guidance.step)
        case Stage.EXPLAIN | Stage.DISPOSE | Stage.HOLD:
            return ExceptionFlow(desk, batch, guidance.step)
        case Stage.SIGN:
            return _sign(desk, batch, guidance.step)
        case Stage.VERIFY:
            return CountersignFlow(desk, batch, guidance.step)
        case _:
            return _recording(guidance, guidance.step)(desk, batch, guidance.step)


def _recording(guidance: Guidance, step: Step) -> type[StepFlow]:
    labels = (ActKind.LABEL_PRINTED, ActKind.LABEL_SCANNED_BACK)
    if guidance.entry is not None and guidance.entry.act in labels:
        return LabelFlow
    return _FLOWS.get(type(step.detail), InstructionFlow)


def _sign(desk: Desk, batch: str, step: Step) -> TaskFlow:
    opened = desk.recorder.batch(batch)
    manifest = step_manifest(step, opened.state, desk.language, desk.recorder.plant)
    twice = sign_policy(step, opened.state.step(step.id)) == SignPolicy.PERFORMED_VERIFIED
    return SignFlow(
        desk,
        manifest,
        Meaning.PERFORMED,
        lambda: open_step(desk, batch),
        lambda: UnsignedFlow(desk, batch, step, lambda: _sign(desk, batch, step)),
        master=opened.master,
        person=_first_counter(desk, opened, step),
        step=step,
        part=text("sign.part", desk.language, n="1", m="2") if twice else "",
    )


def _first_counter(desk: Desk, batch: OpenBatch, step: Step) -> Person | None:
    """Give who signs a count first where two people have counted; otherwise it is who is signed in."""
    filled = batch.state.step(step.id).filled
    if not second_counters(step, filled):
        return None
    return desk.recorder.plant.people.get(min(first_counters(step, filled)))
