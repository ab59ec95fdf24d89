"""Planned rounds of in-process controls that are due here and that nobody has begun: told on every screen."""

from console.desk import Desk
from console.recorder import OpenBatch
from core.batch.planned import DueRound, awaited_rounds
from core.batch.state import BatchState
from core.language import text
from core.times import local_text
from screens.views import MarkView, Tone


def control_notice(desk: Desk) -> MarkView | None:
    """Word the round that is due longest in the batches of this room or terminal; None where none is."""
    found = [(due, batch) for batch in desk.recorder.batches() for due in _due_here(desk, batch)]
    if not found:
        return None
    due, batch = min(found, key=lambda item: item[0].due)
    over, late = due.over_s(desk.clock.utc()), _late(desk, due)
    params = {
        "batch": batch.state.number,
        "step": str(due.step.number),
        "name": due.step.name.in_language(desk.language),
        "n": str(due.nth),
        "t": local_text(due.due, desk.recorder.plant.offset_min)[11:16],
    }
    if late:
        return MarkView(Tone.FAIL, text("control.round_late", desk.language, **params, m=str(over // 60)))
    return MarkView(Tone.WARN, text("control.round_due", desk.language, **params))


def control_mark(desk: Desk, batch: OpenBatch) -> MarkView | None:
    """Mark a batch in a list while a round of it is due here."""
    found = _due_here(desk, batch)
    if not found:
        return None
    late = any(_late(desk, due) for due in found)
    return MarkView(
        Tone.FAIL if late else Tone.WARN, text("work.round_late" if late else "work.round_due", desk.language)
    )


def _late(desk: Desk, due: DueRound) -> bool:
    return due.over_s(desk.clock.utc()) > due.late_s


def _due_here(desk: Desk, batch: OpenBatch) -> list[DueRound]:
    """List what is due in an operation of this room, or one that this terminal holds."""
    awaited = _awaited(batch)
    if not awaited:
        return []
    room, now = desk.place.room, desk.clock.utc()
    found: list[DueRound] = []
    for due in awaited:
        operation = batch.master.operation_of(due.step.id)
        if operation is None or due.due > now:
            continue
        held = batch.state.leases.get(operation.id) == desk.place.kiosk
        if held or (room is not None and operation.room == room.id):
            found.append(due)
    return found


# Every drawing asks this of every open batch, 20 times a second while a weight is live; only an act changes the answer.
_KNOWN: dict[str, tuple[BatchState, tuple[DueRound, ...]]] = {}
_MOST_KNOWN = 256


def _awaited(batch: OpenBatch) -> tuple[DueRound, ...]:
    known = _KNOWN.get(batch.state.number)
    if known is None or known[0] is not batch.state:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        known = _KNOWN[batch.state.number] = (batch.state, awaited_rounds(batch.state, batch.master))
    return known[1]
