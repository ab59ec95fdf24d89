"""The calendar of expiry and retest, and first expired first out."""

from datetime import date, timedelta

import msgspec
import pytest

from core.fefo import earlier, usable
from core.plant import Plant
from core.store_calendar import due_within
from tests.core.test_store_judge import FULL, ONE

TODAY = date(2026, 11, 20)
LOT = FULL.containers[ONE].lot


def dated(expiry: date | None = None, retest: date | None = None) -> Plant:
    """The demo plant with nothing dated but one lot."""
    lots = {number: msgspec.structs.replace(lot, expiry=None, retest=None) for number, lot in FULL.lots.items()}
    one = msgspec.structs.replace(lots[LOT], expiry=expiry, retest=retest)
    return msgspec.structs.replace(FULL, lots={**lots, LOT: one})


def days(plant: Plant, span: int) -> list[tuple[str, bool, int]]:
    return [(due.lot.number, due.retest, (due.day - TODAY).days) for due in due_within(plant, TODAY, span)]


def test_what_is_due_is_listed_soonest_first_with_what_is_over() -> None:
    plant = dated(TODAY + timedelta(days=60), TODAY - timedelta(days=3))
    assert days(plant, 59) == [(LOT, True, -3)]
    assert days(plant, 60) == [(LOT, True, -3), (LOT, False, 60)]
    (first, _) = due_within(plant, TODAY, 60)
    mine = [c for c in plant.containers.values() if c.lot == LOT]
    assert (first.containers, first.held.value) == (len(mine), sum(c.net.value for c in mine))


def test_a_lot_without_stock_is_not_due() -> None:
    plant = dated(TODAY)
    empty = {
        name: msgspec.structs.replace(c, net=msgspec.structs.replace(c.net, value=c.net.value * 0))
        for name, c in plant.containers.items()
    }
    assert days(msgspec.structs.replace(plant, containers=empty), 90) == []


@pytest.mark.urs("F05")
@pytest.mark.parametrize(
    ("expiry", "retest", "may"),
    [(0, None, True), (-1, None, False), (None, 1, True), (None, 0, False), (5, 5, True)],
)
def test_goods_are_used_inside_expiry_and_retest(expiry: int | None, retest: int | None, may: bool) -> None:
    at = [None if off is None else TODAY + timedelta(days=off) for off in (expiry, retest)]
    plant = dated(*at)
    assert usable(plant, plant.containers[ONE], TODAY) is may


def test_of_two_lots_the_one_that_expires_first_is_named() -> None:
    plant = dated(TODAY + timedelta(days=10))
    material = plant.lots[LOT].material
    later = next(
        c
        for c in plant.containers.values()
        if c.lot != LOT and plant.lots[c.lot].material == material and usable(plant, c, TODAY)
    )
    found = earlier(plant, later, TODAY)
    assert found is not None
    assert found.id == ONE
    assert earlier(plant, plant.containers[ONE], TODAY) is None
