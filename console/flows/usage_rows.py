"""A line of a logbook, and the state of equipment, as rows and marks of a screen."""

from datetime import datetime

from console.desk import Desk
from console.flows.trail_rows import local, text_of
from core.batch.holding import hours
from core.plant import EquipmentState, Standing
from core.times import local_day, utc_text
from core.usage.line import Kept, UsageLine
from core.usage.shown import people_of, product_of, span_of, what_of
from core.usage.standing import clean_until, dirty_until, standing_key, state_at
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


def standing_of(desk: Desk, of: Kept, thing: str) -> Standing | None:
    """Give how a thing stands by its logbook; None while it was never cleaned by a form."""
    return desk.recorder.plant.standings.get(standing_key(of, thing))


def state_mark(desk: Desk, of: Kept, thing: str) -> MarkView | None:
    """Give the state of a thing; where its calibration has ended, that comes first. None for a room without one."""
    item = desk.recorder.plant.equipment.get(thing) if of == Kept.EQUIPMENT else None
    now = desk.clock.utc()
    today = local_day(now, desk.recorder.plant.offset_min)
    if item is not None and item.calibrated_to is not None and item.calibrated_to < today:
        return MarkView(Tone.FAIL, text_of(desk, "equipment_state.calibration_over"))
    if item is not None and item.maintained_to is not None and item.maintained_to < today:
        return MarkView(Tone.FAIL, text_of(desk, "equipment_state.maintenance_over"))
    state = state_at(desk.recorder.plant, of, thing, now)
    return None if state is None else MarkView(_TONES[state], text_of(desk, f"equipment_state.{state.value}"))


def standing_words(desk: Desk, of: Kept, thing: str) -> str:
    """Say from when it stands so and for how long it stays clean; "" where its logbook does not say."""
    standing = standing_of(desk, of, thing)
    if standing is None:
        return ""
    until, now = clean_until(standing), desk.clock.utc()
    cleaned_by = dirty_until(desk.recorder.plant, of, thing)
    if cleaned_by is not None:
        return dirty_words(desk, cleaned_by)
    if until is None:
        return text_of(desk, "usage_log.since", t=local(desk, standing.since)[:16])
    if now > until:
        return text_of(desk, "usage_log.clean_over", t=local(desk, utc_text(until))[:16])
    return text_of(desk, "usage_log.clean_left", t=hours(int((until - now).total_seconds())))


def dirty_words(desk: Desk, until: datetime) -> str:
    """Say within what time the cleaning of dirty equipment has to begin, or by how much that is over."""
    left = int((until - desk.clock.utc()).total_seconds())
    return text_of(desk, "usage_log.dirty_left" if left >= 0 else "usage_log.dirty_over", t=hours(abs(left)))
