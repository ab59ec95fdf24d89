"""Which screen shows which view, so that an example needs no more than its view."""

from collections.abc import Mapping
from typing import Any

from screens.demo.plant_panel import PlantPanelScreen, PlantPanelView
from screens.everyone.change import ChangeScreen, ChangeView
from screens.everyone.devices_and_link import DevicesAndLinkScreen, DevicesAndLinkView
from screens.everyone.form import FormScreen, FormView
from screens.everyone.help import HelpScreen, HelpView
from screens.everyone.listed import ListedScreen, ListedView
from screens.everyone.locked import LockedScreen, LockedView
from screens.everyone.matrix import MatrixScreen, MatrixView
from screens.everyone.qr import QrScreen, QrView
from screens.everyone.sign_in import SignInScreen, SignInView
from screens.everyone.startup_check import StartupCheckScreen, StartupCheckView
from screens.everyone.told import ToldScreen, ToldView
from screens.flow import Flow
from screens.frame import FlowScreen, Framed
from screens.operator.batch_map import BatchMapScreen, BatchMapView
from screens.operator.countersign import CountersignScreen, CountersignView
from screens.operator.exception import ExceptionScreen, ExceptionView
from screens.operator.instruction import InstructionScreen, InstructionView
from screens.operator.ipc import IpcScreen, IpcView
from screens.operator.label import LabelScreen, LabelView
from screens.operator.measurement import MeasurementScreen, MeasurementView
from screens.operator.my_work import MyWorkScreen, MyWorkView
from screens.operator.reconciliation import ReconciliationScreen, ReconciliationView
from screens.operator.scan import ScanScreen, ScanView
from screens.operator.shift_check import ShiftCheckScreen, ShiftCheckView
from screens.operator.sign import SignScreen, SignView
from screens.operator.timer import TimerScreen, TimerView
from screens.operator.weigh import WeighScreen, WeighView
from screens.operator.wrong_scan import WrongScanScreen, WrongScanView
from screens.quality.log_alarm import LogAlarmScreen, LogAlarmView
from screens.quality.release import ReleaseScreen, ReleaseView
from screens.quality.result_entry import ResultEntryScreen, ResultEntryView
from screens.quality.review import ReviewScreen, ReviewView
from screens.quality.review_list import ReviewListScreen, ReviewListView
from screens.quality.samples_due import SamplesDueScreen, SamplesDueView
from screens.quality.trace import TraceScreen, TraceView
from screens.theme import Theme
from screens.warehouse.ship import ShipScreen, ShipView

SCREENS: Mapping[type, type[FlowScreen[Any]]] = {
    StartupCheckView: StartupCheckScreen,
    SignInView: SignInScreen,
    LockedView: LockedScreen,
    ListedView: ListedScreen,
    ToldView: ToldScreen,
    MatrixView: MatrixScreen,
    HelpView: HelpScreen,
    DevicesAndLinkView: DevicesAndLinkScreen,
    ChangeView: ChangeScreen,
    FormView: FormScreen,
    QrView: QrScreen,
    MyWorkView: MyWorkScreen,
    BatchMapView: BatchMapScreen,
    InstructionView: InstructionScreen,
    ScanView: ScanScreen,
    WeighView: WeighScreen,
    MeasurementView: MeasurementScreen,
    TimerView: TimerScreen,
    IpcView: IpcScreen,
    LabelView: LabelScreen,
    ReconciliationView: ReconciliationScreen,
    ShiftCheckView: ShiftCheckScreen,
    SignView: SignScreen,
    CountersignView: CountersignScreen,
    ExceptionView: ExceptionScreen,
    WrongScanView: WrongScanScreen,
    SamplesDueView: SamplesDueScreen,
    ResultEntryView: ResultEntryScreen,
    ReviewListView: ReviewListScreen,
    ReviewView: ReviewScreen,
    LogAlarmView: LogAlarmScreen,
    ReleaseView: ReleaseScreen,
    TraceView: TraceScreen,
    ShipView: ShipScreen,
    PlantPanelView: PlantPanelScreen,
}


def screen_of(flow: Flow[Framed], theme: Theme) -> FlowScreen[Any]:
    """Make the screen for the view of a flow."""
    return SCREENS[type(flow.view)](flow, theme)
