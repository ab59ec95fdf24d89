"""Parallel operations at the real core: each leased to its own kiosk, taken without a flag, rebuilt to the same."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from core.acts import ActKind, Subject, Who
from core.batch.guide import Stage, guides
from core.master.text import load_master
from core.people import Role
from server.db.migrate import SERVICE_ROLE
from server.db.store import Store
from server.opening import found, read_plant_file
from server.queries import cases
from server.rebuild import rebuild
from server.states import BatchStates
from tests.fakes.clock import ManualClock
from tests.fakes.core import QUICK, ROOT, CoreUnderTest, KioskUnderTest
from tests.fakes.rehearsal import KIOSK
from tests.fakes.served import ServedBatch
from tests.fakes.servers import Cluster
from tests.fakes.structured import structured_text


class StructuredBatch(ServedBatch):
    """A batch of the record with every structure."""

    def __init__(self, kiosk: KioskUnderTest) -> None:
        self.kiosk = kiosk
        self.master = load_master(structured_text())
        self.records = []
        self.refusals = []
        self.plant = kiosk.core.service.writer.picture.plant
        self._cast()
        self._decided(self.person(Role.PLANNER), "issue_batch", master=self.master.code)


@pytest.fixture
def structured_core(postgres: Cluster, tmp_path: Path) -> Iterator[CoreUnderTest]:
    """A core whose plant makes the record with every structure."""
    name = postgres.create()
    clock = ManualClock()
    plant = read_plant_file(ROOT / "server/plants/demo.yaml", clock)
    founded = found(postgres.of(name), tmp_path / "keys", plant, [structured_text()], clock, QUICK)
    service = postgres.of(name, SERVICE_ROLE)
    opened = CoreUnderTest(msgspec.structs.replace(founded, postgres_url=service), postgres.of(name), service)
    yield opened
    opened.close()
    postgres.drop(name)


@pytest.mark.urs("F03", "F27")
def test_two_kiosks_work_on_one_batch_at_once_and_a_rebuild_differs_in_nothing(structured_core: CoreUnderTest) -> None:
    core = structured_core
    batch = StructuredBatch(KioskUnderTest(core))
    other = KioskUnderTest(core, "QA-01")
    batch.play(lambda made: len(guides(made.state, made.master, KIOSK)) == 2)
    number, operator = batch.state.number, batch.operator.id
    taken = other.ask_as(operator, "lease_operation", batch=number, operation="OP-110")
    assert taken.refusal is None
    refused = batch.kiosk.ask_as(operator, "lease_operation", batch=number, operation="OP-110")
    assert refused.refusal is not None
    assert refused.refusal.key == "decision.operation_leased"
    batch.play(lambda made: made.guidance().stage == Stage.ENTRY)
    begun = Subject(batch=number, operation="OP-110", step="S5")
    started = other.act(ActKind.STEP_STARTED, Who(person=operator, session="session-9"), begun)
    other.send(other.seal(started))
    with core.store.unit() as unit:
        assert cases(unit, number) == []
        folded = BatchStates().get(unit, number, core.service.writer.picture)
    assert folded is not None
    due = {guidance.step.id: guidance.stage for guidance in guides(folded.state, folded.master, KIOSK) if guidance.step}
    assert due == {"S1": Stage.ENTRY, "S5": Stage.LEASE}
    owner = Store(core.owner_url)
    try:
        assert rebuild(owner).differing == ()
    finally:
        owner.close()
