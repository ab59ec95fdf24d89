"""An equipment setting: a tag is given a value, by the driver or by hand at the equipment, and read back."""

from decimal import Decimal

import msgspec

from core.fields import Fields
from core.finding import finding
from core.master.limits import Limits
from core.quantity import SIGNED_UNITS, Quantity


class EquipmentSetting(msgspec.Struct, frozen=True, tag="equipment_setting"):
    """Set a tag of equipment of a class and read it back.

    Attributes:
        equipment_class: Class of the equipment, scanned first.
        tag: Tag that is set and read back.
        value: What it is set to.
        tolerance: By how much the value read back may differ, in the unit of the value.
    """

    equipment_class: str
    tag: str
    value: Quantity
    tolerance: Decimal

    @property
    def read_back(self) -> Limits:
        """Give the limits of the value read back."""
        exact = self.value.value
        return Limits(low=exact - self.tolerance, high=exact + self.tolerance, target=exact)


def read_setting(fields: Fields) -> EquipmentSetting:
    """Read `equipment_class`, `tag`, `value` and `tolerance`."""
    setting = EquipmentSetting(
        equipment_class=fields.code("equipment_class"),
        tag=fields.code("tag"),
        value=fields.quantity("value", signed=True),
        tolerance=Decimal(0),
    )
    fields.text("tolerance")
    tolerance = fields.number("tolerance")
    sensible = setting.value.unit in SIGNED_UNITS or (tolerance or 0) < setting.value.value
    if tolerance is not None and not (tolerance >= 0 and sensible):
        params = {"tolerance": f"{tolerance:f}", "value": str(setting.value)}
        fields.wrong(finding("master.setting_tolerance", **params), "tolerance")
    return msgspec.structs.replace(setting, tolerance=tolerance or Decimal(0))
