"""Identity scan and charge-in: prove by scanning that the right things are here, one label after another."""

from console.flows.step import StepFlow
from core.acts import ActKind, Source, Subject, Value
from core.batch.entries import LEFT, Entry, entries
from core.batch.judge_material import left_to_charge
from core.batch.kit import KIT, kit_fact, waiting
from core.batch.manifest import entry_label, shown_filled
from core.batch.state import Dispensed
from core.codes import Code, CodeKind
from core.master.kinds import ChargeIn
from screens.operator.scan import ScanView
from screens.views import ItemView, MarkView, RowView, Tone


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
        return ScanView(view_frame, label, expected, lines, None, self._items(), self._kit())

    async def scan(self, code: Code) -> None:
        """Take container labels beside rooms and equipment; the scan of a vessel names the kit that waits for it."""
        entry = self.entry
        if entry is not None and entry.name == "vessel" and code.kind == CodeKind.EQUIPMENT:
            charge = self.step.detail
            facts = {KIT: kit_fact(self.open.state, charge)} if isinstance(charge, ChargeIn) else {}
            await self.scanned(entry, code, Subject(equipment=code.get("equipment")), facts)
        elif entry is None or code.kind != CodeKind.CONTAINER:
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
        return next(iter(waiting(self.open.state, material)), None)

    def _kit(self) -> tuple[RowView, ...]:
        """Say whether everything for this charge is there, before the vessel is scanned and while it is charged."""
        charge, state = self.step.detail, self.open.state
        if not isinstance(charge, ChargeIn):
            return ()
        label, filled = self.words("kit.complete"), self.recorded.filled
        charges = (entry for entry in entries(self.step, filled) if entry.act == ActKind.MATERIAL_CHARGED)
        left = tuple(dict.fromkeys(entry.of for entry in charges if entry.name not in filled))
        missing = [code for code in left if not waiting(state, code)]
        if missing:
            names = ", ".join(self._material(code) for code in missing)
            return (RowView(label, "", self.words("kit.missing", names=names), MarkView(Tone.FAIL)),)
        here = sum(len(waiting(state, code)) for code in left)
        return (RowView(label, "", self.words("kit.here", n=str(here)), MarkView(Tone.OK)),)

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
            code = shown_filled(self.step, filled, language, plant)
            if charge and filled is None:
                code = ", ".join(item.container for item in waiting(self.open.state, entry.of))
            rows.append(ItemView(None, name, code, mark=mark, chosen=chosen))
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
