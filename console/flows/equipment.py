"""Equipment service: what is due first, and what was done to one, signed as a change that stands in its logbook."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from console.desk import Desk
from console.flows.chosen import ChosenTask
from console.flows.form import FormTask
from console.flows.usage_rows import state_mark
from core.change_rules import change_refusals
from core.changes import change
from core.codes import Code
from core.equipment_change import OUT, Service, next_due, service_timing
from core.errors import CountersignError
from core.plant import EquipmentItem, EquipmentState
from core.rights import may
from core.secret import Secret
from core.times import local_day
from core.usage.line import Kept
from screens.everyone.form import FormView
from screens.everyone.listed import ListedView
from screens.views import FieldKind, FieldView, ItemView, RowView

_STATES = {
    "out_maintenance": EquipmentState.MAINTENANCE,
    "out_on_hold": EquipmentState.ON_HOLD,
    "in_service": EquipmentState.CLEAN,
}
_DONE = ("calibration", "maintenance", *_STATES)


class DayUnfit(CountersignError):
    """A day was typed that is none."""

    code = "KSK-091"


class EquipmentFlow(ChosenTask[EquipmentItem]):
    """Every piece of equipment, what is due first; a digit, Enter or its label opens one."""

    @property
    def view(self) -> ListedView:
        """Show one page."""
        found = self.found()
        title, following = self.words("work.equipment"), self.words("next.equipment")
        return self.listed(title, following, found=found, empty=self.words("equipment.none"))

    def found(self) -> Sequence[EquipmentItem]:
        """Give all equipment, the earliest due day first."""
        every = self.desk.recorder.plant.equipment.values()
        return sorted(every, key=lambda item: (_due(item) or date.max, item.id))

    def name(self, one: EquipmentItem) -> object:
        """Tell equipment by its id."""
        return one.id

    def item(self, number: int, one: EquipmentItem) -> ItemView:
        """Show name, id, the day on which something is due, and the state."""
        due = _due(one)
        told = self.words("equipment.due", date=due.isoformat()) if due is not None else ""
        mark = state_mark(self.desk, Kept.EQUIPMENT, one.id)
        return ItemView(number, one.name.in_language(self.desk.language), one.id, told, mark)

    def about(self, one: EquipmentItem) -> tuple[RowView, ...]:
        """Tell class, room and serial number."""
        return (
            RowView(self.words("equipment.class_room"), one.equipment_class, one.room),
            RowView(self.words("equipment.serial"), one.serial or "-"),
        )

    async def open(self, one: EquipmentItem) -> None:
        """Open one."""
        self.desk.navigation.go(ServiceFlow(self.desk, one.id))

    async def scan(self, code: Code) -> None:
        """Open the equipment whose label it is."""
        named = code.get("equipment") or ""
        if named in self.desk.recorder.plant.equipment:
            self.desk.navigation.go(ServiceFlow(self.desk, named))
        else:
            await super().scan(code)


class ServiceFlow(FormTask):
    """One piece of equipment: what was done by digit, its number and day typed; then the signatures."""

    def __init__(self, desk: Desk, identity: str) -> None:
        """Take its id."""
        super().__init__(desk)
        self._identity = identity
        self._doing = ""

    @property
    def item(self) -> EquipmentItem:
        """Give the equipment as the plant knows it now."""
        return self.desk.recorder.plant.equipment[self._identity]

    @property
    def view(self) -> FormView:
        """Show how it stands and what may be recorded, or the fields of what was chosen."""
        item, offered = self.item, self._offered()
        items = tuple(ItemView(digit, self.words(f"equipment.do.{name}")) for digit, name in enumerate(offered, 1))
        following = "next.equipment_typed" if self._doing else "next.equipment_do" if offered else "next.work_none"
        return self.form(
            self.words(f"equipment.do.{self._doing}" if self._doing else "work.equipment"),
            self.words(following),
            subject=f"{item.id}  {item.name.in_language(self.desk.language)}",
            rows=self._rows(item),
            items=() if self._doing else items,
            fields=self._fields(),
        )

    def _rows(self, item: EquipmentItem) -> tuple[RowView, ...]:
        mark = state_mark(self.desk, Kept.EQUIPMENT, item.id)
        return (
            RowView(self.words("equipment.class_room"), item.equipment_class, item.room),
            RowView(self.words("equipment.serial"), item.serial or "-"),
            RowView(self.words("equipment.state"), "", "", mark),
            self._plan("calibration", item.calibrated_to, item.calibration_days, item.certificate),
            self._plan("maintenance", item.maintained_to, item.maintenance_days, item.maintenance),
        )

    def _plan(self, name: str, until: date | None, days: int, number: str) -> RowView:
        every = self.words("equipment.every", n=str(days)) if days else ""
        told = "  ".join(filter(None, (number, every)))
        return RowView(self.words(f"equipment.{name}"), until.isoformat() if until else "-", told)

    def _fields(self) -> tuple[FieldView, ...]:
        if not self._doing:
            return ()
        item, calibrated = self.item, self._doing == Service.CALIBRATION
        until = next_due(self._today, item.calibration_days if calibrated else item.maintenance_days)
        label = self.words("equipment.certificate" if calibrated else "equipment.report")
        shown = until.isoformat() if until is not None else ""
        day = FieldView("until", self.words("equipment.until"), FieldKind.WORDS, value=shown, attempt=self._attempt)
        return self.field("number", label), day

    @property
    def _today(self) -> date:
        return local_day(self.desk.clock.utc(), self.desk.recorder.plant.offset_min)

    # ------------------------------------------------------------------ what is pressed and typed

    async def digit(self, number: int) -> None:
        """Choose what was done; a change of state goes to the signatures at once."""
        offered = self._offered()
        if self._doing or not 1 <= number <= len(offered):
            return
        name = offered[number - 1]
        if name in _STATES:
            self._propose(msgspec.structs.replace(self.item, state=_STATES[name]))
        else:
            self._doing = name
            self.retry()

    async def fill(self, answers: Mapping[str, Secret]) -> None:
        """Take the number of the certificate or report, and the day until it holds."""
        if not self._doing:
            return
        number, typed = (answers[name].reveal().strip() for name in ("number", "until"))
        self.retry()
        try:
            until = date.fromisoformat(typed)
        except ValueError:
            self.say(DayUnfit("equipment.day_unfit", got=typed[:20] or "-"))
            return
        if self._doing == Service.CALIBRATION:
            self._propose(msgspec.structs.replace(self.item, certificate=number, calibrated_to=until))
        else:
            self._propose(msgspec.structs.replace(self.item, maintenance=number, maintained_to=until))

    async def key(self, name: str) -> None:
        """F3 goes back a step."""
        if name == "f3" and self._doing:
            self._doing = ""
            self.say(None)
        elif name == "f3":
            self.desk.navigation.go(EquipmentFlow(self.desk))

    def _propose(self, item: EquipmentItem) -> None:
        """Go to the signatures, unless something speaks against it already."""
        plant, changes = self.desk.recorder.plant, (change("equipment", item.id, item),)
        against = (*change_refusals(changes, plant), *service_timing(changes, plant, self._today))
        if against:
            self.say(against[0])
            return
        desk, identity = self.desk, self._identity
        self.desk.navigation.go(desk.ways.change(changes, lambda: ServiceFlow(desk, identity)))

    # ------------------------------------------------------------------ what may be recorded

    def _offered(self) -> tuple[str, ...]:
        """Name what the person may record of it as it stands."""
        session = self.desk.session
        roles = session.person.roles if session is not None else ()
        fit = [name for name in _DONE if name not in _STATES or self._leads_on(_STATES[name])]
        return tuple(name for name in fit if may(roles, f"change.{_service(name)}.performed"))

    def _leads_on(self, state: EquipmentState) -> bool:
        now = self.item.state
        return (now in OUT) if state not in OUT else now != state


def _service(name: str) -> Service:
    """Name the sort of change behind what was done."""
    if name not in _STATES:
        return Service(name)
    return Service.OUT_OF_SERVICE if _STATES[name] in OUT else Service.IN_SERVICE


def _due(item: EquipmentItem) -> date | None:
    """Give the day on which the next calibration or maintenance is due; None where none is planned."""
    return min(filter(None, (item.calibrated_to, item.maintained_to)), default=None)
