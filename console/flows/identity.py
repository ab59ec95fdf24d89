"""Identity scan and charge-in: prove by scanning that the right things are here, one label after another."""

from console.flows.step import StepFlow
from core.acts import ActKind, Source, Subject, Value
from core.batch.entries import LEFT, Entry, entries
from core.batch.judge_material import left_to_charge
from core.batch.manifest import entry_label, shown_filled
from core.batch.state import Dispensed
from core.codes import Code, CodeKind
from core.master.model import ChargeIn
from screens.operator.scan import ScanView
from screens.views import ItemView, MarkView, Tone


class ScanFlow(StepFlow):
    """Scans what the step lists, in order."""

    screen = "scan"

    @property
    def view(self) -> ScanView:
        """Show what is expected now and what has been scanned."""
        charge = isinstance(self.step.detail, ChargeIn)
        title = self.words("step.charge_in" if charge else "step.identity_scan")
        entry = self.entry
        view_frame = self.frame(title, self._next(entry), aside=())
        expected, lines = self._expected(entry)
        label = self.words("scan.expected") if expected else ""
        return ScanView(view_frame, label, expected, lines, None, self._items())

    async def scan(self, code: Code) -> None:
        """Take container labels beside rooms and equipment."""
        entry = self.entry
        if entry is None or code.kind != CodeKind.CONTAINER:
            await super().scan(code)
        elif entry.act == ActKind.CONTAINER_SCANNED:
            await self.scanned(entry, code, container_subject(self, code))
        elif entry.act == ActKind.MATERIAL_CHARGED:
            await self._charge(entry, code)
        else:
            await super().scan(code)

    async def _charge(self, entry: Entry, code: Code) -> None:
        container = code.get("container") or ""
        item = self.open.state.dispensed.get(container)
        subject = Subject(container=container, lot=item.lot if item else None, entry=entry.name)
        vessel = self.recorded.filled.get("vessel")
        about = Subject(
            container=subject.container,
            lot=subject.lot,
            entry=entry.name,
            equipment=vessel.act.subject.equipment if vessel else None,
        )
        values = {"net": Value(f"{item.net.value:f}", item.net.unit, Source.SCANNED)} if item else {}
        facts = {"code": code.text, "material": item.material if item else "-"}
        left = left_to_charge(self.open.state, entry.of, container)
        facts |= {LEFT: str(left)} if left else {}
        await self.offered(self._act(entry.act, about, values, facts), code)

    def _next(self, entry: Entry | None) -> str:
        if entry is None:
            return self.words("next.done")
        name = entry_label(self.step, entry, self.desk.language)
        match entry.act:
            case ActKind.ROOM_SCANNED:
                return self.words("next.scan_room", room=entry.of)
            case ActKind.EQUIPMENT_SCANNED:
                return self.words("next.scan_equipment", name=name)
            case ActKind.MATERIAL_CHARGED:
                return self.words("next.scan_charge", name=self._material(entry.of))
            case _:
                return self.words("next.scan_material", name=name)

    def _expected(self, entry: Entry | None) -> tuple[str, tuple[str, ...]]:
        """Name the one code that is expected, where there is just one."""
        if entry is None:
            return "", ()
        if entry.act == ActKind.ROOM_SCANNED:
            return entry.of, ()
        if entry.act == ActKind.MATERIAL_CHARGED:
            waiting = self._waiting(entry.of)
            if waiting is None:
                return "", ()
            return waiting.container, (self._material(entry.of), f"{waiting.lot}  {waiting.net}")
        if entry.act == ActKind.CONTAINER_SCANNED:
            return expected_container(self, entry.of)
        items = [item for item in self.desk.recorder.plant.equipment.values() if item.equipment_class == entry.of]
        first = items[0] if len(items) == 1 else None
        return (first.id, (first.name.in_language(self.desk.language),)) if first else ("", ())

    def _waiting(self, material: str) -> Dispensed | None:
        items = self.open.state.dispensed.values()
        return next((item for item in items if item.material == material and not item.charged), None)

    def _material(self, code: str) -> str:
        material = self.desk.recorder.plant.materials.get(code)
        return material.name.in_language(self.desk.language) if material else code

    def _items(self) -> tuple[ItemView, ...]:
        language, plant = self.desk.language, self.desk.recorder.plant
        following = self.entry
        rows: list[ItemView] = []
        for entry in entries(self.step, self.recorded.filled):
            filled = self.recorded.filled.get(entry.name)
            charge = entry.act == ActKind.MATERIAL_CHARGED
            name = self._material(entry.of) if charge else entry_label(self.step, entry, language)
            mark = (
                MarkView(Tone.OK, self.words("state.charged" if charge else "state.scanned"))
                if filled
                else MarkView(Tone.NONE, self.words("frame.to_come"))
            )
            chosen = following is not None and following.name == entry.name
            rows.append(
                ItemView(None, name, shown_filled(self.step, filled, language, plant), mark=mark, chosen=chosen)
            )
        return tuple(rows)


def container_subject(flow: StepFlow, code: Code) -> Subject:
    """Name container and lot of a container label; a label without a lot is completed from the stock."""
    container = code.get("container") or ""
    known = flow.desk.recorder.plant.containers.get(container)
    return Subject(container=container, lot=code.get("lot") or (known.lot if known else None))


def expected_container(flow: StepFlow, material: str) -> tuple[str, tuple[str, ...]]:
    """Name the reserved container of a material that should be scanned, with what and where it is."""
    plant, state = flow.desk.recorder.plant, flow.open.state
    emptied = {item.act.facts.get("source") for item in flow.recorded.filled.values()}
    for container, lot in sorted(state.reserved.items(), key=lambda item: item[0] in emptied):
        known, described = plant.containers.get(container), plant.lots.get(lot)
        if known is not None and described is not None and described.material == material:
            name = plant.materials[material].name.in_language(flow.desk.language)
            return container, (name, f"{lot}  {known.net}  {known.location}")
    return "", (flow.words("scan.none_reserved"),)
