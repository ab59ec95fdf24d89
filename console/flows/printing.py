"""Printing at a terminal: labels to the printer, one after another, with what stands in the way told."""

from collections.abc import Sequence

from console.flows.flow import TaskFlow
from console.labels import LabelContent, zpl
from core.finding import Finding
from core.ports import DeviceError, PrintOutcome

PRINT_TIMEOUT_S = 5.0


async def print_labels(flow: TaskFlow, labels: Sequence[LabelContent]) -> bool:
    """Send labels to the printer of this kiosk; the first that is not taken is told, and the rest is left."""
    printer = flow.desk.devices.printer()
    if printer is None:
        flow.say(Finding("kiosk.printer_not_attached"))
        return False
    try:
        for label in labels:
            if await printer.print(zpl(label), PRINT_TIMEOUT_S) != PrintOutcome.ACCEPTED:
                flow.say(Finding("label.not_printed"))
                return False
    except DeviceError as error:
        flow.say(error)
        return False
    return True
