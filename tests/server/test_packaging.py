"""Printed packaging at the real core: every piece is posted, the batch is held, and what comes back must agree."""

from decimal import Decimal

import pytest

from core.acts import Act, ActKind, Meaning, Source, Subject, Value, Who
from core.batch.guide import Stage
from core.batch.packaging import reconciled_lots
from core.master.kinds import Reconciliation
from core.people import Role
from core.record.keys import PrivateKey
from core.record.payload import Record
from server.db.tables.batches import batch as batch_table
from server.db.tables.stock import stock, stock_entry, stock_move
from tests.core.batch.test_packaging import at_counts, count, counted
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.served import ServedBatch
from tests.server.test_audit import by_role
from tests.server.test_store import balanced, flags


def posted(core: CoreUnderTest, place: str) -> Decimal:
    return sum((row[2] for row in core.rows(stock_entry) if row[1] == place), Decimal(0))


def state_of(core: CoreUnderTest, number: str) -> str:
    with core.store.unit() as unit:
        return str(unit.first(batch_table.select().where(batch_table.c.number == number)).state)  # type: ignore[union-attr] - the batch is there


@pytest.mark.urs("F21", "GMP 215", "GMP 216")
def test_stock_batch_and_destruction_agree_and_a_return_that_does_not_is_flagged(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    made = ServedBatch(kiosk)
    step = at_counts(made)
    assert isinstance(step.detail, Reconciliation)
    (lot,) = reconciled_lots(step.detail.material, made.state, made.plant)
    container = next(name for name, of in made.state.reserved.items() if of == lot)
    before = made.plant.containers[container].net.value
    counted(made, "6000", "5980", "2", "8", "0")
    assert state_of(core, made.state.number) == "held"
    assert made.plant.containers[container].net.value == before - 5990
    assert posted(core, "waste") == 8
    assert posted(core, f"sample:{made.state.number}") == 2
    made.play(lambda r: r.guidance().stage == Stage.SIGN)
    assert state_of(core, made.state.number) == "in_process"
    made.sign_step(step, made.operator, Meaning.PERFORMED)
    made.sign_step(step, made.checker, Meaning.VERIFIED)
    assert flags(core) == []

    keeper = Who(person=by_role(core, Role.WAREHOUSE), session="s")
    rest = {"quantity": Value(f"{before - 5990 - 10:f}", "pcs", Source.COUNTED)}
    facts = {"batch": made.state.number, "to": made.plant.containers[container].location or "W-04-01"}
    about = Subject(container=container, lot=lot)
    kiosk.send(kiosk.seal(kiosk.act(ActKind.MATERIAL_RETURNED, keeper, about, rest, facts)))
    assert flags(core) == ["store.return_differs"]
    balanced(core)


def test_what_is_undone_comes_back_into_stock(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    made = ServedBatch(kiosk)
    step = at_counts(made)
    assert isinstance(step.detail, Reconciliation)
    (lot,) = reconciled_lots(step.detail.material, made.state, made.plant)
    container = next(name for name, of in made.state.reserved.items() if of == lot)
    before = made.plant.containers[container].net
    for number in ("6000", "5980", "2", "8"):
        subject, values, facts = made.content(step, entry := made.guidance().entry, number)  # type: ignore[arg-type] - one is due
        made.do(entry.act, step, Subject(entry=entry.name, lot=subject.lot), values, facts)  # type: ignore[union-attr] - one is due
    assert made.plant.containers[container].net != before
    assert made.do(ActKind.ENTRIES_UNDONE, step) == ()
    assert made.plant.containers[container].net == before
    assert posted(core, "waste") == 0


class CutOff(ServedBatch):
    """A batch at a kiosk without the network for a while: what it keeps arrives all at once."""

    away = False

    def keep(self, act: Act, station: str, user: PrivateKey | None = None) -> Record:
        if not self.away:
            return super().keep(act, station, user)
        record = self.kiosk.seal(act, user)
        self.records.append(record)
        self._fold(record)
        return record


def test_what_is_undone_comes_back_also_where_all_of_it_arrives_at_once(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    made = CutOff(kiosk)
    at_counts(made)
    before, kept = core.rows(stock), len(made.records)
    made.away = True
    for number in ("6000", "5980", "2", "8"):
        assert count(made, number) == ()
    step = made.guidance().step
    assert step is not None
    assert made.do(ActKind.ENTRIES_UNDONE, step) == ()
    kiosk.send(*made.records[kept:])
    assert core.rows(stock_move) != []
    assert sorted(core.rows(stock)) == sorted(before)
    assert posted(core, "waste") == 0
    assert flags(core) == []


def test_what_is_counted_anew_in_a_repeat_comes_back_into_stock_first(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    made = ServedBatch(kiosk)
    step = at_counts(made)
    assert isinstance(step.detail, Reconciliation)
    (lot,) = reconciled_lots(step.detail.material, made.state, made.plant)
    container = next(name for name, of in made.state.reserved.items() if of == lot)
    before = made.plant.containers[container].net
    counted(made, "6000", "5990", "2", "8", "0")
    made.play(lambda r: r.state.step(step.id).performed is not None)
    facts = {"reason": "counted in poor light"}
    assert made.do(ActKind.STEP_REPEATED, step, Subject(), None, facts, made.supervisor) == ()
    assert made.plant.containers[container].net == before
    assert posted(core, "waste") == 0
    balanced(core)
