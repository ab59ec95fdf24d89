"""What can go wrong with a device, one class for each thing a caller may want to tell apart.

Codes are stable; sentences stand in `core.language.texts.devices`. Every error carries the device's name.
"""

from core.ports import DeviceError


class DeviceUnreachable(DeviceError):
    """The port or address cannot be opened, or the way was lost."""

    code = "HW-001"


class DeviceSilent(DeviceError):
    """No answer in time."""

    code = "HW-002"


class FrameBroken(DeviceError):
    """An answer that is no answer: garbage, cut, undecodable, or one to another question."""

    code = "HW-003"


class WrongDevice(DeviceError):
    """Another device than the registered one answers."""

    code = "HW-004"


class NotRegistered(DeviceError):
    """The device stands in no registry row, or the row cannot be used."""

    code = "HW-005"


class DeviceRefused(DeviceError):
    """The device says it cannot do that, now or at all."""

    code = "HW-006"


class NotStable(DeviceError):
    """A moving weight; shown, never recorded."""

    code = "HW-010"


class Overload(DeviceError):
    """More on the balance than it can weigh."""

    code = "HW-011"


class Underload(DeviceError):
    """Less on the balance than its zero allows, for example the pan taken off."""

    code = "HW-012"


class BalanceBusy(DeviceError):
    """The balance is taring or adjusting, or found no stable value within its own time."""

    code = "HW-013"


class WrongUnit(DeviceError):
    """A weight in another unit than the step's; never converted."""

    code = "HW-014"


class BalanceRestarted(DeviceError):
    """The balance was switched off and on: zero and tare are lost."""

    code = "HW-015"


class NoBalanceReading(DeviceError):
    """A balance error code instead of a weight."""

    code = "HW-016"


class NotAWeight(DeviceError):
    """A count or a percentage where a weight was asked for."""

    code = "HW-017"


class AnswerMismatch(DeviceError):
    """A Modbus answer that does not belong to the request: other function, other length, other transaction."""

    code = "HW-020"


class EquipmentException(DeviceError):
    """A Modbus exception response."""

    code = "HW-021"


class TagUnknown(DeviceError):
    """A tag that stands in no tag map."""

    code = "HW-022"


class TagMapError(DeviceError):
    """A tag map that cannot be used."""

    code = "HW-023"


class ExtraMissing(DeviceError):
    """A driver needs a library that is not installed; it comes along with an extra."""

    code = "HW-024"


class NotWritable(DeviceError):
    """A tag that may not be written, or not to that value."""

    code = "HW-025"


class WriteNotTaken(DeviceError):
    """Another value is read back than was written."""

    code = "HW-026"


class NotTrusted(DeviceError):
    """An OPC UA session that cannot be secured, or whose security is refused."""

    code = "HW-027"
