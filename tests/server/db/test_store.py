"""The unit of work: whole or not at all, and errors told as what can be done about them."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

import pytest

from server.db.errors import DatabaseAway, DatabaseRefused
from server.db.statements import insert, text
from server.db.store import Spoilt, Store, Unit
from server.db.tables.stock import stock


@pytest.fixture
def store(service_url: str) -> Iterator[Store]:
    opened = Store(service_url)
    yield opened
    opened.close()


def put(unit: Unit, name: str) -> None:
    unit.do(insert(stock).values(container=name, qty=Decimal(1)))


def names(store: Store) -> set[str]:
    with store.unit() as unit:
        return {row.container for row in unit.rows(stock.select())}


class Trouble(Exception):
    """Something that happens in the middle."""


def put_and_stumble(store: Store) -> None:
    with store.unit() as unit:
        put(unit, "C1")
        raise Trouble


def put_around_a_savepoint(store: Store) -> None:
    with store.unit() as unit:
        put(unit, "C1")
        with pytest.raises(DatabaseRefused), unit.savepoint():
            put(unit, "C1")
        with unit.savepoint():
            put(unit, "C2")
            with pytest.raises(Trouble), unit.savepoint():
                stumble(unit)
        with unit.savepoint():
            pass


def stumble(unit: Unit) -> None:
    put(unit, "C3")
    raise Trouble


def test_an_error_keeps_nothing_of_a_transaction(store: Store) -> None:
    with pytest.raises(Trouble):
        put_and_stumble(store)
    assert names(store) == set()


def test_a_savepoint_undoes_its_inside_alone(store: Store) -> None:
    put_around_a_savepoint(store)
    assert names(store) == {"C1", "C2"}


def stumble_in_hope(store: Store, *, after: bool) -> None:
    with store.unit(hopeful=True) as unit:
        put(unit, "C1")
        with unit.savepoint():
            if after:
                put(unit, "C2")
            raise Trouble


def test_a_hopeful_transaction_is_spoilt_only_by_what_fails_after_a_statement(store: Store) -> None:
    with pytest.raises(Spoilt):
        stumble_in_hope(store, after=True)
    with pytest.raises(Trouble):
        stumble_in_hope(store, after=False)
    with store.unit(hopeful=True) as unit:
        with unit.savepoint():
            put(unit, "C3")
        put(unit, "C4")
    assert names(store) == {"C3", "C4"}


def copy_a_row_that_is_there(store: Store) -> None:
    with store.unit() as unit:
        unit.copy_in(stock, [{"container": "C1", "qty": Decimal(1)}, {"container": "C1", "qty": Decimal(2)}])


def test_rows_are_copied_in_whole_and_errors_are_told_in_the_services_own_words(store: Store) -> None:
    with store.unit() as unit:
        unit.copy_in(stock, [{"container": name, "qty": Decimal(1)} for name in ("a\tb", "c\\n", "药\n")])
        unit.copy_in(stock, [{"container": "d", "qty": Decimal(1)}, {"qty": Decimal(1), "container": "e"}])
        unit.copy_in(stock, [])
        assert unit.touched == {"stock"}
    with pytest.raises(DatabaseRefused):
        copy_a_row_that_is_there(store)
    assert names(store) == {"a\tb", "c\\n", "药\n", "d", "e"}


def test_a_written_question_gives_plain_rows_of_its_own_transaction(store: Store) -> None:
    with store.unit() as unit, unit.savepoint():
        put(unit, "C1")
        assert unit.told("SELECT container, qty FROM stock WHERE qty > %s", [0]) == [("C1", Decimal(1))]


def ask_amiss(store: Store, statement: str) -> None:
    with store.unit() as unit:
        put(unit, "C1")
        unit.told(statement)


def test_a_written_question_is_refused_in_the_services_own_words_and_keeps_nothing(store: Store) -> None:
    with pytest.raises(DatabaseRefused, match="nowhere"):
        ask_amiss(store, "SELECT * FROM nowhere")
    with pytest.raises(DatabaseAway):
        ask_amiss(store, "SELECT pg_terminate_backend(pg_backend_pid())")
    assert names(store) == set()


def end_own_connection(store: Store) -> None:
    with store.unit() as unit:
        put(unit, "C1")
        unit.do(text("SELECT pg_terminate_backend(pg_backend_pid())"))


def test_a_lost_connection_may_be_tried_again_and_then_works(store: Store) -> None:
    with pytest.raises(DatabaseAway):
        end_own_connection(store)
    assert names(store) == set()


class Following(list[Mapping[str, object]]):
    """Rows that something happens between."""

    def __init__(self, rows: Iterator[Mapping[str, object]]) -> None:
        super().__init__([next(rows)])
        self._rest = rows

    def __iter__(self) -> Iterator[Mapping[str, object]]:
        yield self[0]
        yield from self._rest


def copy_while_the_connection_ends(store: Store) -> None:
    def following(backend: int) -> Iterator[Mapping[str, object]]:
        yield {"container": "C2", "qty": Decimal(1)}
        with store.unit() as other:
            other.rows(text(f"SELECT pg_terminate_backend({backend}, 60000)"))
        yield {"container": "C3", "qty": Decimal(1)}

    with store.unit() as unit:
        put(unit, "C1")
        backend = int(unit.value(text("SELECT pg_backend_pid()")))
        unit.copy_in(stock, Following(following(backend)))


def test_a_connection_lost_in_the_middle_of_copied_rows_keeps_none_of_them(store: Store) -> None:
    with pytest.raises(DatabaseAway):
        copy_while_the_connection_ends(store)
    assert names(store) == set()


def test_a_server_that_is_not_there_may_be_tried_again() -> None:
    nowhere = Store("postgresql+psycopg://x@/x?host=%2Fnowhere")
    with pytest.raises(DatabaseAway):
        names(nowhere)
