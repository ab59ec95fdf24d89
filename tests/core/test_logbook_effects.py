"""What rounds of logbook forms hold: no batch uses it, and no container comes to it."""

import msgspec
import pytest

from core.acts import ActKind, Subject, Who
from core.batch.judge import judge
from core.logbook_effects import held_by_round, held_refusals
from core.plant import Plant, RoundLine
from core.stock import held_place
from tests.fakes.rehearsal import Rehearsal
from tests.fakes.small_product import small_batch


def holding(plant: Plant, thing: str) -> Plant:
    """Give the plant with a round that an exception holds."""
    line = RoundLine("R2611-0001", "2026-11-18T02:00:00.000000Z", held=True)
    return msgspec.structs.replace(plant, rounds={f"LB-CLEAN-ROOM/{thing}": line})


def at_the_room() -> tuple[Rehearsal, str]:
    """Play until the room of the first step is to be scanned."""
    batch = small_batch()
    batch.play(lambda r: r.guidance().entry is not None)
    entry = batch.guidance().entry
    assert entry is not None
    return batch, entry.of


def refused(batch: Rehearsal, room: str, plant: Plant) -> list[str]:
    """Judge the scan of the room that the first step asks for."""
    guidance = batch.guidance()
    assert guidance.step is not None
    assert guidance.entry is not None
    operation = batch.master.operation_of(guidance.step.id)
    assert operation is not None
    parts = {"operation": operation.id, "step": guidance.step.id, "entry": guidance.entry.name, "room": room}
    scan = batch.act(ActKind.ROOM_SCANNED, Who(person=batch.operator.id), Subject(batch=batch.state.number, **parts))
    return [item.key for item in judge(scan, batch.kiosk_id, batch.state, batch.master, plant)]


@pytest.mark.urs("F31")
def test_what_a_round_holds_is_used_by_no_batch_and_takes_no_container() -> None:
    batch, room = at_the_room()
    plant = holding(batch.plant, room)
    assert held_by_round(plant, room) == "R2611-0001"
    assert held_by_round(plant, room, but="R2611-0001") is None
    assert held_by_round(plant, "elsewhere") is None
    [found] = held_refusals(plant, room, batch.state.number)
    assert found.params == {"thing": room, "round": "R2611-0001"}
    assert held_refusals(plant, room, "R2611-0001") == refused(batch, room, batch.plant) == []
    assert refused(batch, room, plant) == ["refusal.held_by_round"]
    place = held_place(plant, room)
    assert place is not None
    assert place.key == "store.location_held"
