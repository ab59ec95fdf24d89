"""A line of a logbook, and the state of equipment, as rows and marks of a screen."""

from console.desk import Desk
from console.flows.trail_rows import text_of
from core.plant import EquipmentItem, EquipmentState
from core.times import local_day
from core.usage.line import UsageLine
from core.usage.shown import people_of, product_of, span_of, what_of
from screens.views import MarkView, RowView, Tone

_TONES = {
    EquipmentState.CLEAN: Tone.OK,
    EquipmentState.DIRTY: Tone.WARN,
    EquipmentState.IN_USE: Tone.WAIT,
    EquipmentState.ON_HOLD: Tone.FAIL,
    EquipmentState.MAINTENANCE: Tone.WARN,
}


def line_rows(desk: Desk, line: UsageLine) -> tuple[RowView, ...]:
    """Say of a line when, for what product, of what specification, by whom."""
    language, plant = desk.language, desk.recorder.plant
    return (
        RowView(
            text_of(desk, "usage_log.what"), detail=f"{what_of(line, language)}  {span_of(line, plant.offset_min)}"
        ),
        RowView(text_of(desk, "usage_log.product"), line.batch, product_of(line, language)),
        RowView(text_of(desk, "usage_log.specification"), line.specification),
        RowView(text_of(desk, "usage_log.persons"), detail=people_of(line.persons, plant)),
        RowView(text_of(desk, "usage_log.checkers"), detail=people_of(line.checkers, plant)),
    )


def state_mark(desk: Desk, item: EquipmentItem) -> MarkView:
    """Give the state of equipment; one whose calibration has ended may not be used whatever else it is."""
    today = local_day(desk.clock.utc(), desk.recorder.plant.offset_min)
    if item.calibrated_to is not None and item.calibrated_to < today:
        return MarkView(Tone.FAIL, text_of(desk, "equipment_state.calibration_over"))
    return MarkView(_TONES[item.state], text_of(desk, f"equipment_state.{item.state.value}"))
