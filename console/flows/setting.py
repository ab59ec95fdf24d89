"""Equipment setting: written by the driver where the tag map permits, else by hand at the equipment; then read back."""

from collections.abc import Mapping

from console.flows import values
from console.flows.measure import READ_TIMEOUT_S, MeasurementFlow
from core.acts import ActKind, Source, Subject, Value
from core.batch.entries import Entry, entries
from core.batch.judge_setting import BY, DRIVER, HAND
from core.finding import Finding
from core.master.setting import EquipmentSetting
from core.ports import DeviceError
from screens.views import RowView


class SettingFlow(MeasurementFlow):
    """A value that equipment is set to."""

    def title(self) -> str:
        """Name the kind of step."""
        return self.words("step.equipment_setting")

    def rows(self) -> tuple[RowView, ...]:
        """Show what is to be set beside what to do and the equipment."""
        setting = self.step.detail
        if not isinstance(setting, EquipmentSetting):
            return super().rows()
        tolerance = f"{setting.tolerance:f}"
        wanted = self.words("setting.wanted", tag=setting.tag, value=str(setting.value), tolerance=tolerance)
        return (*super().rows(), RowView(self.words("entry.set"), "", wanted))

    def judged(self) -> Entry:
        """Give the value read back, whose limits are shown."""
        return entries(self.step)[-1]

    def following(self) -> str:
        """Ask for the setting by F8, or by hand and Enter."""
        entry, setting = self.entry, self.step.detail
        if entry is None or entry.act != ActKind.SETTING_MADE or not isinstance(setting, EquipmentSetting):
            return super().following()
        key = "next.write_setting" if self._writes() else "next.set_by_hand"
        return self.words(key, value=str(setting.value))

    def more_keys(self) -> tuple[str, ...]:
        """Offer F8 where the driver writes."""
        due = self.entry is not None and self.entry.act == ActKind.SETTING_MADE
        return ("f8",) if due and self._writes() else super().more_keys()

    def key_words(self) -> Mapping[str, str]:
        """F8 writes the setting, and records what is read back."""
        due = self.entry is not None and self.entry.act == ActKind.SETTING_MADE
        return {"f8": "write"} if due else super().key_words()

    async def key(self, name: str) -> None:
        """F8 lets the driver write; Enter says that it was set by hand, where the driver may not."""
        entry = self.entry
        due = entry is not None and entry.act == ActKind.SETTING_MADE
        if entry is not None and due and name == "f8" and self._writes():
            await self._write(entry)
        elif entry is not None and due and name == "enter" and not self._writes():
            await self._by_hand(entry)
        elif not (due and name in ("f8", "enter")):
            await super().key(name)

    def _writes(self) -> bool:
        """Tell whether the driver may write: the equipment hangs here, and its tag map gives the tag for writing."""
        equipment, setting = self.equipment(), self.step.detail
        return equipment is not None and isinstance(setting, EquipmentSetting) and equipment.may_write(setting.tag)

    async def _write(self, entry: Entry) -> None:
        equipment, setting = self.equipment(), self.step.detail
        if equipment is None or not isinstance(setting, EquipmentSetting):
            return
        try:
            written = await equipment.write(setting.tag, setting.value.value, READ_TIMEOUT_S)
        except DeviceError as error:
            attempt = self._act(entry.act, Subject(entry=entry.name, equipment=self.bound()))
            await self.guarded(self.desk.recorder.refuse(attempt, Finding(error.key, error.params)))
            self.say(error)
            return
        value = values.written(written, setting.value)
        await self.put(entry, Subject(equipment=self.bound()), {"value": value}, {"tag": setting.tag, BY: DRIVER})

    async def _by_hand(self, entry: Entry) -> None:
        setting = self.step.detail
        if self.equipment() is None:
            self.say(Finding("kiosk.equipment_not_attached", {"equipment": self.bound()}))
        elif isinstance(setting, EquipmentSetting):
            value = Value(f"{setting.value.value:f}", setting.value.unit, Source.TYPED)
            await self.put(entry, Subject(equipment=self.bound()), {"value": value}, {"tag": setting.tag, BY: HAND})
