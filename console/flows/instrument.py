"""The instrument behind a result: its label is scanned, and every result after that names it (GMP article 86)."""

from console.desk import Desk
from console.flows.trail_rows import text_of
from core.codes import Code, CodeKind
from core.finding import Finding
from core.stock import equipment_refusals
from core.times import local_day
from screens.views import RowView


def scanned_instrument(desk: Desk, code: Code) -> tuple[str, Finding | None] | None:
    """Read the label of an instrument: its id, and why it may not be used; None for any other label."""
    name = code.get("equipment") if code.kind == CodeKind.EQUIPMENT else None
    if not name:
        return None
    plant = desk.recorder.plant
    item = plant.equipment.get(name)
    if item is None:
        return name, Finding("refusal.equipment_unknown", {"equipment": name})
    found = equipment_refusals(item, item.room, local_day(desk.clock.utc(), plant.offset_min))
    return name, (found[0] if found else None)


def instrument_row(desk: Desk, name: str) -> RowView:
    """Show the instrument that the next results name, or how to name one."""
    item = desk.recorder.plant.equipment.get(name)
    words = item.name.in_language(desk.language) if item is not None else text_of(desk, "qc.scan_instrument")
    return RowView(text_of(desk, "qc.instrument"), name, words)
