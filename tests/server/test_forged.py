"""What a kiosk with a good key and bad intent tries at the core: kept, flagged, and without effect."""

import json
from decimal import Decimal

import pytest

from core.acts import ActKind, Subject, Who
from core.batch.guide import Stage, guide
from core.master.kinds import WeighDispense, Yield
from core.people import Role
from server.db.store import Store
from server.db.tables.evidence import record_flag
from server.db.tables.stock import stock
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.rehearsal import KIOSK, Rehearsal
from tests.fakes.served import ServedBatch


def flags(core: CoreUnderTest) -> set[str]:
    return {str(row[1]) for row in core.rows(record_flag)}


@pytest.mark.urs("F20")
def test_a_kiosk_cannot_change_the_plant(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    body = {"id": "P-0099", "user_id": "ghost", "name": "Ghost", "roles": [Role.AUTHORISED_PERSON.value]}
    facts = {"kind": "person", "id": "P-0099", "body": json.dumps(body)}
    kiosk.send(kiosk.seal(kiosk.act(ActKind.PLANT_CHANGED, Who(service="core"), facts=facts)))
    assert flags(core) == {"exception.record_fault"}
    assert "P-0099" not in core.again().writer.picture.plant.people


@pytest.mark.urs("F15")
def test_a_kiosk_cannot_release_a_lot(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    lot = next(lot for lot in core.service.writer.picture.plant.lots.values() if lot.state != "released")
    facts = {"old": lot.state.value, "new": "released", "reason": "-"}
    kiosk.send(kiosk.seal(kiosk.act(ActKind.LOT_STATE_CHANGED, subject=Subject(lot=lot.number), facts=facts)))
    assert core.again().writer.picture.plant.lots[lot.number].state == lot.state


# ------------------------------------------------------------------ undo


def _stock(core: CoreUnderTest) -> dict[str, Decimal]:
    return {str(row[0]): row[1] for row in core.rows(stock) if row[1]}


@pytest.mark.urs("F05", "F22")
@pytest.mark.parametrize(("entry_name", "kind"), [("label_back_1", WeighDispense), ("yield", Yield)])
def test_an_undo_leaves_the_stock_as_it_was_and_the_step_done_again_is_not_flagged(
    core: CoreUnderTest, kiosk: KioskUnderTest, entry_name: str, kind: type[object]
) -> None:
    batch = ServedBatch(kiosk)
    before: dict[str, dict[str, Decimal]] = {}

    def due(made: Rehearsal) -> bool:
        guidance = guide(made.state, made.master, KIOSK)
        if guidance.stage == Stage.START and guidance.step is not None:
            before[guidance.step.id] = _stock(core)
        entry, step = guidance.entry, guidance.step
        return bool(entry and step and entry.name == entry_name and isinstance(step.detail, kind))

    batch.play(due)
    step = guide(batch.state, batch.master, KIOSK).step
    assert step is not None
    assert batch.do(ActKind.ENTRIES_UNDONE, step) == ()
    assert _stock(core) == before[step.id]
    batch.play(lambda made: made.state.step(step.id).performed is not None)
    assert flags(core) == set()
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()
