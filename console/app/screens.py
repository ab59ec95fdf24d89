"""Which screen shows which flow; a screen is loaded when it is first needed."""

import importlib
from typing import Any, cast

from console.flows.flow import TaskFlow
from screens.frame import FlowScreen
from screens.theme import Theme

SCREENS = {
    "startup_check": ("screens.everyone.startup_check", "StartupCheckScreen"),
    "sign_in": ("screens.everyone.sign_in", "SignInScreen"),
    "locked": ("screens.everyone.locked", "LockedScreen"),
    "help": ("screens.everyone.help", "HelpScreen"),
    "devices_and_link": ("screens.everyone.devices_and_link", "DevicesAndLinkScreen"),
    "change": ("screens.everyone.change", "ChangeScreen"),
    "attempts": ("screens.everyone.listed", "ListedScreen"),
    "listed": ("screens.everyone.listed", "ListedScreen"),
    "matrix": ("screens.everyone.matrix", "MatrixScreen"),
    "told": ("screens.everyone.told", "ToldScreen"),
    "form": ("screens.everyone.form", "FormScreen"),
    "qr": ("screens.everyone.qr", "QrScreen"),
    "my_work": ("screens.operator.my_work", "MyWorkScreen"),
    "batch_map": ("screens.operator.batch_map", "BatchMapScreen"),
    "instruction": ("screens.operator.instruction", "InstructionScreen"),
    "scan": ("screens.operator.scan", "ScanScreen"),
    "weigh": ("screens.operator.weigh", "WeighScreen"),
    "measurement": ("screens.operator.measurement", "MeasurementScreen"),
    "timer": ("screens.operator.timer", "TimerScreen"),
    "ipc": ("screens.operator.ipc", "IpcScreen"),
    "label": ("screens.operator.label", "LabelScreen"),
    "shift_check": ("screens.operator.shift_check", "ShiftCheckScreen"),
    "reconciliation": ("screens.operator.reconciliation", "ReconciliationScreen"),
    "sign": ("screens.operator.sign", "SignScreen"),
    "countersign": ("screens.operator.countersign", "CountersignScreen"),
    "exception": ("screens.operator.exception", "ExceptionScreen"),
    "wrong_scan": ("screens.operator.wrong_scan", "WrongScanScreen"),
    "samples_due": ("screens.quality.samples_due", "SamplesDueScreen"),
    "result_entry": ("screens.quality.result_entry", "ResultEntryScreen"),
    "review_list": ("screens.quality.review_list", "ReviewListScreen"),
    "review": ("screens.quality.review", "ReviewScreen"),
    "log_alarm": ("screens.quality.log_alarm", "LogAlarmScreen"),
    "release": ("screens.quality.release", "ReleaseScreen"),
    "trace": ("screens.quality.trace", "TraceScreen"),
    "ship": ("screens.warehouse.ship", "ShipScreen"),
}
"""Name of a flow's screen -> module and class."""

GUARDED = frozenset(
    {"sign_in", "locked", "attempts", "sign", "countersign", "change", "exception", "wrong_scan", "release"}
)
"""Screens that keys typed before they came up do not reach, nor keys typed in them what follows."""


def screen_class(name: str) -> type[FlowScreen[Any]]:
    """Load the screen class of a name."""
    module, title = SCREENS[name]
    return cast("type[FlowScreen[Any]]", getattr(importlib.import_module(module), title))


def screen_of(flow: TaskFlow, theme: Theme, grace: float = 1.0) -> FlowScreen[Any]:
    """Make the screen that shows a flow; `grace` is the share of the time in which a dialog ignores keys."""
    screen = screen_class(flow.screen)(cast("Any", flow), theme)
    screen.shorten_grace(grace)
    return screen
