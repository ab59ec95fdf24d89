"""Evidence is insert-only for the service by its rights and for the owner by triggers; the log proves it."""

import pytest

from core.record.checkpoint import read_checkpoint
from core.record.log import consistency_holds, envelope_leaf, inclusion_holds
from server.db.errors import DatabaseRefused
from server.db.migrate import differences, schema_version, upgrade
from server.db.statements import text
from server.db.store import Store
from server.db.tables.evidence import log_node, record
from server.log import checkpoint_fault, consistency_proof, inclusion_proof, log_root, log_size, make_checkpoint
from tests.fakes.core import CoreUnderTest, KioskUnderTest

EVIDENCE = ["record", "log_node"]
INSERT_ONLY = [*EVIDENCE, "stock_move", "stock_entry", "lot_status_event", "receipt_line"]


@pytest.fixture
def owner(core: CoreUnderTest) -> Store:
    return Store(core.owner_url, connections=1)


def run(store: Store, *statements: str) -> None:
    with store.unit() as unit:
        for statement in statements:
            unit.do(text(statement))


def refused(store: Store, *statements: str) -> str:
    with pytest.raises(DatabaseRefused) as caught:
        run(store, *statements)
    store.close()
    return caught.value.params["detail"]


@pytest.mark.urs("F26")
@pytest.mark.parametrize("table", INSERT_ONLY)
@pytest.mark.parametrize("attempt", ["DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}", "ALTER TABLE {} ADD x int"])
def test_the_service_cannot_change_what_is_kept(core: CoreUnderTest, table: str, attempt: str) -> None:
    detail = refused(core.store, attempt.format(table))
    assert "permission denied" in detail or "must be owner" in detail


@pytest.mark.urs("F26")
@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE record SET kind = 'Confirmed'",
        "UPDATE record SET envelope = ''",
        "UPDATE log_node SET hash = ''",
        "UPDATE stock_move SET qty = 1",
        "UPDATE stock_entry SET delta = 0",
        "UPDATE lot_status_event SET new = 'released'",
    ],
)
def test_neither_service_nor_owner_can_rewrite_it(core: CoreUnderTest, owner: Store, attempt: str) -> None:
    assert "permission denied" in refused(core.store, attempt)
    assert "is insert-only" in refused(owner, attempt)


@pytest.mark.parametrize("table", INSERT_ONLY)
@pytest.mark.parametrize("attempt", ["DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.urs("11.10(c)", "11.10(e)", "GMP 163", "F26")
def test_the_owner_cannot_delete_by_accident(owner: Store, table: str, attempt: str) -> None:
    assert "is insert-only" in refused(owner, attempt.format(table))


def test_the_lines_of_returns_are_guarded_though_there_are_none_yet(owner: Store) -> None:
    assert "is insert-only" in refused(owner, "TRUNCATE return_line")


@pytest.mark.urs("11.10(c)", "11.10(e)")
def test_triggers_hold_in_replica_mode_too(owner: Store) -> None:
    statements = "SET LOCAL session_replication_role = replica", "UPDATE record SET kind = 'x'"
    assert "is insert-only" in refused(owner, *statements)


def test_nothing_but_gaps_and_what_is_pending_can_be_taken_out_by_the_service(core: CoreUnderTest) -> None:
    with core.store.unit() as unit:
        rows = unit.rows(
            text("SELECT table_name FROM information_schema.role_table_grants WHERE privilege_type = 'DELETE'")
        )
    queues = {"inbox_pending", "attached_part", "refused_count", "pending_key", "pending_token", "token_test"}
    assert {row.table_name for row in rows} == queues


def test_the_schema_is_the_one_of_the_tables(core: CoreUnderTest) -> None:
    upgrade(core.owner_url)
    assert differences(core.owner_url) == []
    have, want = schema_version(core.founded.postgres_url)
    assert have == want


def test_every_kept_record_is_proved_and_every_older_log_extended(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    kiosk.send(*(kiosk.seal() for _ in range(40)))
    with core.store.unit() as unit:
        size = log_size(unit)
        root = log_root(unit, size)
        envelopes = {row.seq: bytes(row.envelope) for row in unit.rows(record.select())}
        assert sorted(envelopes) == list(range(size))
        for seq in range(0, size, 7):
            proof = inclusion_proof(unit, seq, size)
            assert inclusion_holds(envelope_leaf(envelopes[seq]), seq, size, proof, root)
            assert not inclusion_holds(envelope_leaf(b"other"), seq, size, proof, root)
        for old in range(1, size, 11):
            proof = consistency_proof(unit, old, size)
            assert consistency_holds(old, size, log_root(unit, old), root, proof)


def test_a_checkpoint_is_signed_once_per_size_and_shows_a_rewritten_log(core: CoreUnderTest) -> None:
    with core.store.unit() as unit:
        note = make_checkpoint(unit, "countersign/demo", core.keys.core, core.clock.utc())
        assert make_checkpoint(unit, "countersign/demo", core.keys.core, core.clock.utc()) == note
        assert read_checkpoint(note, core.keys.core.public).size == log_size(unit)
        assert checkpoint_fault(unit, note, core.keys.core.public) == ""
    owner = Store(core.owner_url)
    with owner.unit() as unit:  # an administrator who is the owner can do it, and is found out
        unit.do(text("ALTER TABLE log_node DISABLE TRIGGER insert_only"))
        unit.do(log_node.update().values(hash=b"\x00" * 32))
        assert checkpoint_fault(unit, note, core.keys.core.public) == "log.rewritten"
    owner.close()
