"""Shift start check: scanner, balances, printer, and the terminal itself; what passes is on record with the person.

A code is scanned by each scanner, every balance shows its two test weights, a label is printed and scanned back; clock,
disk, keys, record chain and process equipment are looked at. Any order will do.

Sources: GMP articles 90, 94, 211.
"""

from datetime import timedelta

from console.checkup import device_facts
from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import frame, header
from console.flows.shift_items import Item, items, worst
from console.labels import check_label, zpl
from core.acts import ActKind, Subject
from core.codes import Code, CodeKind
from core.device_checks import FAILED, PASSED, SHIFT, check_refusal, check_serial
from core.finding import Finding
from core.language import worded
from core.ports import DeviceError, PrintOutcome
from hardware.row import DeviceKind
from screens.operator.shift_check import ShiftCheckView
from screens.views import KeyView, MarkView, RowView, Tone, VerdictView, keys

PRINT_TIMEOUT_S = 5.0


class ShiftCheckFlow(TaskFlow):
    """Goes through what a shift needs; passed when nothing is left to do."""

    screen = "shift_check"

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        super().__init__(desk)
        self._passed: frozenset[str] = frozenset()
        self._printed = ""
        self._recorded = False
        self._looked = False

    @property
    def view(self) -> ShiftCheckView:
        """Show every item, what is still to do, and the verdict."""
        rows = self._items()
        printing = (KeyView("f7", does="print"),) if self.desk.devices.printer() else ()
        live = (*keys("f1", "f3", "f5"), *printing, *keys("f10"))
        view_frame = frame(
            self.desk, header(self.desk), self.words("shift.title"), self._next(rows), live, message=self.message
        )
        advice = next((item.advice for item in rows if item.advice is not None), None)
        shown = tuple(self._row(item) for item in rows)
        return ShiftCheckView(
            view_frame, shown, self._verdict(rows), worded(advice, self.desk.language) if advice else ""
        )

    async def opened(self) -> None:
        """Let the terminal look at itself."""
        if not self._looked:
            await self._look()
        await self._finish_if_passed()

    async def key(self, name: str) -> None:
        """F7 prints the check label, F5 looks again, Enter records a check that did not pass, F3 goes back."""
        if name == "f3":
            self.desk.navigation.home()
        elif name == "f5" and self._looked:
            await self._look()
            await self._finish_if_passed()
        elif name == "f7":
            await self._print()
        elif name == "enter" and self._looked and not self._recorded:
            await self._give_up()

    async def scan(self, code: Code) -> None:
        """Take a check label, or the label of a balance."""
        known = {row.equipment for row, _ in self.desk.devices.rows() if row.kind is DeviceKind.BALANCE}
        equipment = code.get("equipment") or ""
        if code.kind == CodeKind.EQUIPMENT and equipment in known:
            await self.desk.devices.signal(True)
            self.desk.navigation.go(self.desk.ways.task("daily_check", "DailyCheckFlow", equipment, self))
            return
        found = check_refusal(code)
        if found is None and self._printed and check_serial(code) != self._printed:
            found = Finding("shift.other_label", {"got": check_serial(code), "want": self._printed})
        if found is not None:
            await self._refuse(found)
            return
        await self._pass_read(code)

    # ------------------------------------------------------------------ what happens

    async def _look(self) -> None:
        self._looked = False
        await self.desk.checkup.look(self.changed)
        self._looked = True
        self.changed()

    async def _print(self) -> None:
        printer = self.desk.devices.printer()
        if printer is None:
            self.say(Finding("kiosk.printer_not_attached"))
            return
        local = self.desk.clock.utc() + timedelta(minutes=self.desk.recorder.plant.offset_min)
        serial = f"{self.desk.place.kiosk}-{local:%Y%m%d-%H%M%S}"
        try:
            outcome = await printer.print(zpl(check_label(serial, self.desk.place.kiosk)), PRINT_TIMEOUT_S)
        except DeviceError as error:
            self.say(error)
            return
        if outcome != PrintOutcome.ACCEPTED:
            self.say(Finding("label.not_printed"))
            return
        self._printed, self._recorded = serial, False
        self._passed -= {item.name for item in self._items() if item.kind is DeviceKind.PRINTER}
        self.say(None)

    async def _pass_read(self, code: Code) -> None:
        """Put on record that a scanner read the label, and that the printer printed it."""
        scan = self.desk.last_scan
        read_by = scan.device.name if scan is not None else ""
        scanners = [item for item in self._items() if item.kind is DeviceKind.SCANNER]
        proved = [item for item in scanners if item.name == read_by] or [item for item in scanners if item.row is None]
        if not proved:
            await self._refuse(Finding("shift.unknown_scanner"))
            return
        if self._printed:
            proved += [item for item in self._items() if item.kind is DeviceKind.PRINTER][:1]
        for item in proved:
            if not await self.guarded(self._record_device(item, code)):
                return
            self._passed |= {item.name}
        self._printed = ""
        await self.desk.devices.signal(True)
        await self._finish_if_passed()
        self.changed()

    async def _record_device(self, item: Item, code: Code) -> None:
        session, scan = self.desk.session, self.desk.last_scan
        if session is None:
            return
        facts = {"check": SHIFT, "result": PASSED, "label": check_serial(code)}
        if item.row is not None and item.device is not None:
            facts |= device_facts(item.row, item.device)
        elif scan is not None:
            facts |= {"device": scan.device.name, "serial": scan.device.serial}
        about = Subject(equipment=(item.row.equipment if item.row else "") or None)
        await self.desk.recorder.record(self.desk.recorder.act(session.who, ActKind.DEVICE_CHECKED, about, facts=facts))

    async def _refuse(self, found: Finding) -> None:
        session = self.desk.session
        if session is not None:
            attempt = self.desk.recorder.act(session.who, ActKind.DEVICE_CHECKED, facts={"check": SHIFT})
            await self.guarded(self.desk.recorder.refuse(attempt, found))
        await self.desk.devices.signal(False)
        self.say(found)

    async def _give_up(self) -> None:
        """Put on record that the check was not passed, where something is faulty."""
        if worst(self._items()) is Tone.FAIL and await self.guarded(self._record(FAILED)):
            self.say(Finding("shift.recorded_failed"))

    async def _finish_if_passed(self) -> None:
        if not self._recorded and self._looked and worst(self._items()) is Tone.OK:
            self._recorded = await self.guarded(self._record(PASSED))
            self.changed()

    async def _record(self, result: str) -> None:
        """Put the whole check on record: the worst finding of each kind of thing."""
        session = self.desk.session
        if session is None:
            return
        rows = self._items()
        kinds = dict.fromkeys(item.group for item in rows)
        found = {f"check_{kind}": worst([item for item in rows if item.group == kind]).value for kind in kinds}
        facts = {"check": SHIFT, "result": result} | found
        await self.desk.recorder.record(self.desk.recorder.act(session.who, ActKind.DEVICE_CHECKED, facts=facts))

    # ------------------------------------------------------------------ what is shown

    def _items(self) -> tuple[Item, ...]:
        return items(self.desk, self._passed, printed=bool(self._printed))

    def _row(self, item: Item) -> RowView:
        mark = MarkView(item.tone, worded(item.state, self.desk.language))
        return RowView(worded(item.label, self.desk.language), item.row.serial if item.row else "", "", mark)

    def _verdict(self, rows: tuple[Item, ...]) -> VerdictView | None:
        """Say how the whole stands; that it has passed only once this is on record, as whoever reads it leaves."""
        if not self._looked:
            return None
        match worst(rows):
            case Tone.OK:
                return VerdictView(Tone.OK, self.words("shift.ready")) if self._recorded else None
            case Tone.FAIL:
                return VerdictView(Tone.FAIL, self.words("shift.faulty"))
            case _:
                left = sum(1 for item in rows if item.tone is Tone.WAIT)
                return VerdictView(Tone.WAIT, self.words("shift.open", n=str(left)))

    def _next(self, rows: tuple[Item, ...]) -> str:
        if not self._looked:
            return self.words("shift.wait")
        if self._recorded:
            return self.words("next.shift_done")
        if worst(rows) is Tone.OK:
            return self.words("shift.wait")
        if self._printed:
            return self.words("next.shift_back")
        waiting = next((item for item in rows if item.tone is Tone.WAIT), None)
        match waiting.kind if waiting else None:
            case DeviceKind.SCANNER:
                return self.words("next.shift_label")
            case DeviceKind.BALANCE:
                return self.words("next.shift_balance", b=(waiting.row.equipment if waiting and waiting.row else ""))
            case DeviceKind.PRINTER:
                return self.words("next.shift_print")
            case _:
                return self.words("next.shift_repair")
