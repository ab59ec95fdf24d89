"""The ledger: double entry, never negative, idempotent, one winner; balances are what the entries say."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.db.errors import DatabaseRefused, StockShort
from server.db.statements import func, insert, select, text
from server.db.store import Store, Unit
from server.db.tables.stock import stock, stock_entry, stock_move

CONTAINERS = ("C1", "C2", "C3")


@pytest.fixture
def store(service_url: str) -> Iterator[Store]:
    opened = Store(service_url)
    yield opened
    opened.close()


def post(unit: Unit, request: str, origin: str, target: str, qty: Decimal, *, strict: bool = True) -> Decimal:
    return Decimal(unit.value(select(func.post_move(request, 0, origin, target, qty, strict))))


def balances(unit: Unit) -> dict[str, Decimal]:
    return {row.container: row.qty for row in unit.rows(stock.select())}


def entered(unit: Unit) -> dict[str, Decimal]:
    sums = select(stock_entry.c.place, func.sum(stock_entry.c.delta).label("total")).group_by(stock_entry.c.place)
    return {row.place: row.total for row in unit.rows(sums)}


place = st.sampled_from([*(f"container:{name}" for name in CONTAINERS), "supplier:S", "batch:B", "waste"])
move = st.tuples(st.integers(0, 30), place, place, st.decimals("0.001", "50", places=3), st.booleans())


class Undone(Exception):
    """Nothing of an example is kept."""


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(move, max_size=30))
def test_balances_are_what_the_entries_say_after_any_moves(
    store: Store, moves: list[tuple[int, str, str, Decimal, bool]]
) -> None:
    with pytest.raises(Undone):
        played(store, moves)


def played(store: Store, moves: list[tuple[int, str, str, Decimal, bool]]) -> None:
    """Post moves, look after each of them, and undo all."""
    known: set[int] = set()
    with store.unit() as unit:
        for number, origin, target, qty, strict in moves:
            if origin == target:
                continue
            before = balances(unit)
            try:
                with unit.savepoint():
                    missing = post(unit, f"r{number}", origin, target, qty, strict=strict)
            except StockShort:
                assert strict
                assert balances(unit) == before
                continue
            assert number not in known or balances(unit) == before
            assert not (strict and missing)
            known.add(number)
        unit.do(text("SET CONSTRAINTS ALL IMMEDIATE"))
        totals = entered(unit)
        assert sum(totals.values(), Decimal(0)) == 0
        for name, qty in balances(unit).items():
            assert qty >= 0
            assert totals.get(f"container:{name}", Decimal(0)) == qty
        raise Undone


def test_the_same_request_is_posted_once(store: Store) -> None:
    with store.unit() as unit:
        post(unit, "in", "supplier:S", "container:C1", Decimal(10))
    for _ in range(3):
        with store.unit() as unit:
            assert post(unit, "out", "container:C1", "batch:B", Decimal(4)) == 0
    with store.unit() as unit:
        assert balances(unit) == {"C1": Decimal(6)}
        assert len(unit.rows(stock_move.select())) == 2


@pytest.mark.urs("F27")
def test_of_32_who_want_the_last_kilogram_exactly_one_wins(store: Store) -> None:
    with store.unit() as unit:
        post(unit, "in", "supplier:S", "container:C1", Decimal(1))
    together = Barrier(32)

    def take(number: int) -> bool:
        together.wait()
        try:
            with store.unit() as unit:
                post(unit, f"out{number}", "container:C1", f"batch:{number}", Decimal(1))
        except StockShort:
            return False
        return True

    with ThreadPoolExecutor(32) as threads:
        assert sorted(threads.map(take, range(32))) == [False] * 31 + [True]
    with store.unit() as unit:
        assert balances(unit) == {"C1": Decimal(0)}


def test_what_a_signed_record_takes_too_much_is_booked_as_a_discrepancy(store: Store) -> None:
    with store.unit() as unit:
        post(unit, "in", "supplier:S", "container:C1", Decimal(10))
        assert post(unit, "out", "container:C1", "batch:B", Decimal(12), strict=False) == 2
        assert balances(unit)["C1"] == 0
        assert entered(unit)["discrepancy"] == -2
        assert entered(unit)["batch:B"] == 12


def test_a_balance_below_zero_and_a_move_that_does_not_balance_are_refused(store: Store) -> None:
    below = [insert(stock).values(container="C9", qty=Decimal(-1))]
    odd = [
        insert(stock_move).values(request="odd", seq=0, origin="a", target="b", qty=1),
        insert(stock_entry).values(request="odd", place="b", delta=1),
    ]
    for statements, why in ((below, "never_negative"), (odd, "does not balance")):
        with pytest.raises(DatabaseRefused, match=why):
            done(store, statements)


def done(store: Store, statements: list[Any]) -> None:
    with store.unit() as unit:
        for statement in statements:
            unit.do(statement)
