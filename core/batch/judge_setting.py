"""The judge of equipment settings: the very value of the master record, on the very equipment that was scanned."""

from collections.abc import Mapping

from core.acts import Act, Source
from core.batch.state import Filled
from core.finding import Finding, finding
from core.master.model import Step
from core.master.setting import EquipmentSetting
from core.plant import Plant

BY = "by"
"""Fact of a setting: who or what wrote it."""
DRIVER, HAND = "driver", "hand"


def setting_refusals(act: Act, step: Step, filled: Mapping[str, Filled], plant: Plant) -> list[Finding]:
    """Judge a `SettingMade` act; the value read back is judged by its limits."""
    setting, value = step.detail, act.values["value"]
    if not isinstance(setting, EquipmentSetting):
        return [finding("refusal.entry_unknown", entry=act.subject.entry or "-", step=str(step.number))]
    if act.facts.get("tag") != setting.tag:
        return [finding("refusal.tag_wrong", got=act.facts.get("tag", "-")[:32], want=setting.tag)]
    if value.quantity != setting.value:
        return [finding("refusal.setting_other", got=str(value.quantity), want=str(setting.value))]
    bound = filled["equipment"].act.subject.equipment or ""
    if act.subject.equipment != bound:
        return [finding("refusal.equipment_wrong", got=act.subject.equipment or "-", want=bound)]
    if act.facts.get(BY) == HAND and value.source == Source.TYPED and value.device is None:
        return []
    if act.facts.get(BY) != DRIVER or value.source != Source.WRITTEN or value.device is None:
        return [finding("refusal.not_written")]
    item = plant.equipment.get(bound)
    if item is not None and item.serial and value.device.serial != item.serial:
        return [finding("refusal.device_other", got=value.device.serial, want=item.serial)]
    return []
