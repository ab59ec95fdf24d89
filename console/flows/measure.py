"""Measurement, calculation and equipment reading: one number against its limits."""

import asyncio
from collections.abc import Mapping

from console.flows import values
from console.flows.step import limits_bar, limits_verdict
from console.flows.typed import TypedFlow
from core.acts import ActKind, Subject
from core.batch.entries import Entry, entries
from core.batch.manifest import entry_label, shown_filled
from core.errors import CountersignError
from core.finding import Finding
from core.master.kinds import EquipmentReading, Measurement
from core.ports import DeviceError, Equipment, TagQuality, TagValue
from screens.operator.measurement import MeasurementView
from screens.views import ReadingView, RowView, Tone

READ_EVERY_S = 1.0
READ_TIMEOUT_S = 3.0


class MeasurementFlow(TypedFlow):
    """A number that is typed, calculated or read from equipment."""

    screen = "measurement"
    _value: TagValue | None = None
    _trouble: CountersignError | None = None
    _following: asyncio.Task[None] | None = None

    @property
    def view(self) -> MeasurementView:
        """Show the field to type into, or the live value of the equipment."""
        number = self._number()
        entry = self.judged()
        live = self._live()
        value = live.value if live else None
        tone = Tone.NONE if value is None or not entry.limits else (Tone.OK if entry.limits.hold(value) else Tone.FAIL)
        return MeasurementView(
            self.frame(self.title(), self.following(), *self.more_keys()),
            entry_label(self.step, entry, self.desk.language),
            number,
            self._quality(),
            self.field(),
            limits_verdict(self, entry, value),
            limits_bar(entry, value, tone),
            (),
            self.rows(),
        )

    async def key(self, name: str) -> None:
        """F8 records the value as it is read at that moment."""
        entry = self.entry
        if name == "f8" and entry is not None and entry.act == ActKind.TAG_READ:
            await self._take(entry)
        elif name == "f5":
            self.changed()
        else:
            await super().key(name)

    async def advance(self) -> None:
        """Follow the live value as soon as the equipment is bound."""
        await super().advance()
        idle = self._following is None or self._following.done()
        if self._reads() and idle and self.equipment() is not None:
            self._following = asyncio.create_task(self._follow())

    async def closed(self) -> None:
        """Stop reading."""
        if self._following is not None:
            self._following.cancel()

    async def _take(self, entry: Entry) -> None:
        """Read anew: what is recorded is never an older value."""
        equipment = self.equipment()
        if equipment is None:
            self.say(Finding("kiosk.equipment_not_attached", {"equipment": self.bound()}))
            return
        try:
            value = (await equipment.read([entry.of], READ_TIMEOUT_S))[entry.of]
        except DeviceError as error:
            self.say(error)
            return
        if value.quality != TagQuality.GOOD or value.value is None:
            found = Finding(
                "refusal.tag_quality", {"tag": entry.of, "quality": self.words(f"tag.{value.quality.value}")}
            )
            await self.guarded(self.desk.recorder.refuse(self._act(entry.act, Subject(entry=entry.name)), found))
            self.say(found)
            return
        facts = {"tag": value.tag, "quality": value.quality.value}
        await self.put(entry, Subject(equipment=self.bound()), {"value": values.read(value, value.value)}, facts)

    async def _follow(self) -> None:
        while (equipment := self.equipment()) is not None and (entry := self.entry) is not None and self._reads():
            try:
                self._value = (await equipment.read([entry.of], READ_TIMEOUT_S)).get(entry.of)
                self._trouble = None
            except DeviceError as error:
                self._value, self._trouble = None, error
            self.changed()
            await asyncio.sleep(READ_EVERY_S)

    def more_keys(self) -> tuple[str, ...]:
        """Name the keys that are live beside those of every step."""
        return ("f5", "f8") if self._reads() else ()

    def key_words(self) -> Mapping[str, str]:
        """F8 records what the equipment reads; the signature comes after it."""
        return {"f8": "record"}

    def _live(self) -> TagValue | None:
        """Give the newest value of the tag that is due; that of another one is none."""
        entry, value = self.entry, self._value
        return value if entry is not None and value is not None and value.tag == entry.of else None

    def _reads(self) -> bool:
        return self.entry is not None and self.entry.act == ActKind.TAG_READ

    def bound(self) -> str:
        """Name the equipment that was scanned, or ""."""
        bound = self.recorded.filled.get("equipment")
        return (bound.act.subject.equipment if bound else None) or ""

    def equipment(self) -> Equipment | None:
        """Give the equipment that was scanned, or None where it does not hang here."""
        return self.desk.devices.equipment(self.bound()) if self.bound() else None

    # ------------------------------------------------------------------ what is shown

    def judged(self) -> Entry:
        """Give the entry whose number and limits are shown."""
        return next((entry for entry in entries(self.step) if entry.unit), entries(self.step)[-1])

    def title(self) -> str:
        """Name the kind of step."""
        match self.step.detail:
            case Measurement():
                return self.words("step.measurement")
            case EquipmentReading():
                return self.words("step.equipment_reading")
            case _:
                return self.words("step.calculation")

    def following(self) -> str:
        """Say what comes next."""
        entry = self.entry
        if entry is None:
            return self.words("next.done")
        if self.waits_for_another():
            return self.words("next.second_counter")
        if entry.act == ActKind.EQUIPMENT_SCANNED:
            return self.words("next.scan_equipment", name=entry_label(self.step, entry, self.desk.language))
        if entry.act == ActKind.TAG_READ:
            return self.words("next.record_reading")
        return self.words("next.type_value", unit=entry.unit)

    def _number(self) -> ReadingView | None:
        if not self._reads():
            return None
        live = self._live()
        value, unit = (live.value, live.unit) if live else (None, self.judged().unit)
        return ReadingView(f"{value:f}" if value is not None else "", unit)

    def _quality(self) -> str:
        if self._trouble is not None:
            return self.words("tag.comm_error")
        live = self._live()
        return self.words(f"tag.{live.quality.value}") if live and self._reads() else ""

    def rows(self) -> tuple[RowView, ...]:
        """Show what to do, and the equipment that was scanned."""
        text = self.step.text.in_language(self.desk.language)
        rows = [RowView(self.words("step.what"), "", text)]
        bound = self.recorded.filled.get("equipment")
        if bound is not None:
            language, plant = self.desk.language, self.desk.recorder.plant
            rows.append(RowView(self.words("entry.equipment"), shown_filled(self.step, bound, language, plant)))
        counted = self.recorded.filled.get("value")
        if counted is not None and self.entry is not None:
            rows.append(self.row("value", "state.recorded"))
        return tuple(rows)
