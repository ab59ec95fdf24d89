"""One running core for each plant."""

from collections.abc import Iterator

import pytest
from sqlalchemy.engine import make_url

from server.db import alone
from server.db.alone import Alone
from server.db.errors import AnotherCore
from server.db.statements import text
from server.db.store import Store
from tests.fakes.core import CoreUnderTest


@pytest.fixture
def two(core: CoreUnderTest, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Alone, Alone]]:
    monkeypatch.setattr(alone, "PREDECESSOR_S", 0.05)
    cores = Alone(core.founded.postgres_url), Alone(core.founded.postgres_url)
    yield cores
    for each in cores:
        each.close()


def let_go(core: CoreUnderTest) -> None:
    """Have the database end the connection that holds the lock."""
    owner = Store(core.owner_url)
    with owner.unit() as unit:
        holders = unit.rows(
            text(
                "SELECT pg_terminate_backend(pid, 60000) FROM pg_locks JOIN pg_database d ON d.oid = database"
                " WHERE locktype = 'advisory' AND objid = :key AND datname = :name"
            ),
            {"key": alone.LOCK, "name": make_url(core.owner_url).database},
        )
    owner.close()
    assert [row[0] for row in holders] == [True]


def test_a_second_core_waits_a_moment_and_is_refused_until_the_first_has_ended(two: tuple[Alone, Alone]) -> None:
    first, second = two
    first.take()
    first.keep()
    with pytest.raises(AnotherCore):
        second.take()
    first.close()
    second.take()


def test_what_the_database_let_go_of_is_taken_again(core: CoreUnderTest, two: tuple[Alone, Alone]) -> None:
    first, second = two
    first.take()
    let_go(core)
    first.keep()
    with pytest.raises(AnotherCore):
        second.take()


def test_a_core_whose_place_was_taken_is_told_so(core: CoreUnderTest, two: tuple[Alone, Alone]) -> None:
    first, second = two
    first.take()
    let_go(core)
    second.take()
    with pytest.raises(AnotherCore):
        first.keep()
