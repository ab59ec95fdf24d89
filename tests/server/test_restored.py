"""The drill of a restore: a copy of the database proves that it is whole, and gets from the kiosks what it lacks."""

import msgspec
import pytest
from sqlalchemy.engine import make_url

from core.record.log import root
from server.db.migrate import SERVICE_ROLE
from server.db.statements import select
from server.db.store import Store
from server.db.tables.evidence import kiosk_head, log_node, record
from server.evidence_check import evidence_faults
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.servers import Cluster


def log_root(core: CoreUnderTest) -> bytes:
    """Compute the root over everything that is kept."""
    with core.store.unit() as unit:
        nodes = {(row.level, row.idx): bytes(row.hash) for row in unit.rows(log_node.select())}
        size = len(unit.rows(select(record.c.seq)))
    return root(size, lambda level, index: nodes[level, index])


@pytest.mark.urs("Annex 11 7", "Annex 11 16", "NMPA 21(3)", "CS 19")
def test_a_restored_copy_proves_itself_and_takes_from_the_kiosks_what_was_made_after_it(
    core: CoreUnderTest, kiosk: KioskUnderTest, postgres: Cluster
) -> None:
    kiosk.send(*[kiosk.seal() for _ in range(5)])
    before, had = log_root(core), core.count(record)
    core.close()
    copied = postgres.create(str(make_url(core.owner_url).database))
    after = [kiosk.seal() for _ in range(3)]
    kiosk.send(*after)
    assert core.count(record) == had + 3
    founded = msgspec.structs.replace(core.founded, postgres_url=postgres.of(copied, SERVICE_ROLE))
    restored = CoreUnderTest(founded, postgres.of(copied), founded.postgres_url)
    assert (log_root(restored), restored.count(record)) == (before, had)
    with restored.store.unit() as unit:
        assert evidence_faults(unit, restored.keys.core.public) == []
    owner = Store(restored.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()
    assert kiosk.send(*after, service=restored.service).kept == 3
    held = {row[0]: row[2] for row in restored.rows(kiosk_head)}
    assert held[kiosk.name] == after[-1].place.seq
    restored.close()
    core.close()
    postgres.drop(copied)
