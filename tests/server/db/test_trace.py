"""The trace: set by set, ends on a cycle, survives a deep dense graph, agrees with a plain search."""

import random
from collections.abc import Iterator

import pytest

from server.db.statements import func, insert, select
from server.db.store import Store, Unit
from server.db.tables.plant import lot, lot_edge, receipt_line, shipment_line
from server.named_lots import lots_named
from server.queries import trace, traced
from server.scopes import lot_scope

Edges = list[tuple[int, int]]


@pytest.fixture
def unit(service_url: str) -> Iterator[Unit]:
    store = Store(service_url)
    with store.unit() as opened:
        yield opened
    store.close()


def graph(unit: Unit, lots: int, edges: Edges) -> None:
    blank = {"supplier": "", "supplier_lot": "", "manufacturer": "", "manufacturer_lot": "", "changed": 0}
    rows = [{"id": n, "number": f"L{n}", "material": "M", "state": "released", **blank} for n in range(1, lots + 1)]
    unit.do(insert(lot), rows)
    made = [{"child": c, "parent": p, "seq": 0, "quantity": "1", "unit": "kg"} for p, c in set(edges)]
    unit.do(insert(lot_edge), made)


def reached(unit: Unit, start: int, *, forward: bool) -> dict[int, int]:
    found = func.trace_lots([start], forward).table_valued("lot_id", "depth")
    return {row.lot_id: row.depth for row in unit.rows(select(found))}


def searched(edges: Edges, start: int, *, forward: bool) -> dict[int, int]:
    following: dict[int, set[int]] = {}
    for parent, child in edges:
        first, second = (parent, child) if forward else (child, parent)
        following.setdefault(first, set()).add(second)
    depths, frontier = {start: 0}, {start}
    while frontier:
        frontier = {n for item in frontier for n in following.get(item, ())} - depths.keys()
        depths |= dict.fromkeys(frontier, max(depths.values()) + 1)
    return depths


@pytest.mark.urs("F22", "GMP 304")
def test_a_donor_leads_to_all_his_units_to_every_pool_of_them_and_to_whoever_received_it(unit: Unit) -> None:
    graph(unit, 7, [(1, 4), (2, 5), (3, 5), (4, 6), (5, 7)])
    for number, donation in ((1, "G410126000417"), (2, "G410126000529")):
        named = {"supplier_lot": "D-004711", "manufacturer_lot": donation}
        unit.do(lot.update().where(lot.c.id == number).values(named))
    unit.do(lot.update().where(lot.c.id == 4).values(batch="B2611-0001"))
    row = {"seq": 9, "lot": "L6", "customer": "K", "quantity": "3", "unit": "kg", "at": "2026-11-20T00:00:00Z"}
    unit.do(insert(shipment_line).values(**row))
    found = traced(unit, "D-004711", forward=True)
    assert {item.number: item.depth for item in found.lots} == {"L1": 0, "L2": 0, "L4": 1, "L5": 1, "L6": 2, "L7": 2}
    assert found.count == 6
    assert [end.party for end in found.ends] == ["K"]
    assert lots_named(unit, "G410126000529") == lots_named(unit, "=G41012600052900") == ("L2",)
    assert lots_named(unit, "B2611-0001") == ("L4",)
    assert lots_named(unit, "L3") == ("L3",)
    assert lots_named(unit, "D-9") == lots_named(unit, "") == lots_named(unit, "=") == ()
    assert traced(unit, "D-9", forward=True).count == 0


@pytest.mark.urs("F22")
def test_a_deep_dense_graph_is_traced_whole(unit: Unit) -> None:
    layers, width = 14, 60
    chance = random.Random(7)  # noqa: S311  (a fixed graph)
    edges = [
        (layer * width + chance.randrange(width) + 1, (layer + 1) * width + child + 1)
        for layer in range(layers - 1)
        for child in range(width)
        for _ in range(4)
    ]
    graph(unit, layers * width, edges)
    for start, forward in ((layers * width, False), (1, True), (30, True)):
        assert reached(unit, start, forward=forward) == searched(edges, start, forward=forward)


@pytest.mark.urs("F22")
def test_a_cycle_by_rework_ends(unit: Unit) -> None:
    graph(unit, 4, [(1, 2), (2, 3), (3, 1), (3, 4)])
    assert reached(unit, 1, forward=True) == {1: 0, 2: 1, 3: 2, 4: 3}
    assert reached(unit, 1, forward=False) == {1: 0, 3: 1, 2: 2}


def test_random_graphs_agree_with_a_plain_search(unit: Unit) -> None:
    chance = random.Random(11)  # noqa: S311  (a fixed graph)
    edges = [(chance.randrange(200) + 1, chance.randrange(200) + 1) for _ in range(500)]
    edges = [(parent, child) for parent, child in edges if parent != child]
    graph(unit, 200, edges)
    for start in range(1, 200, 13):
        for forward in (True, False):
            assert reached(unit, start, forward=forward) == searched(edges, start, forward=forward)


def test_a_trace_lists_every_lot_and_ends_at_suppliers_and_customers(unit: Unit) -> None:
    graph(unit, 5, [(1, 3), (2, 3), (3, 4), (3, 5)])
    came = {"supplier_lot": "x", "quantity": "5", "unit": "kg", "at": "2026-11-20T00:00:00Z"}
    unit.do(insert(receipt_line), [{"seq": n, "lot": f"L{n}", "supplier": f"S{n}", **came} for n in (1, 2)])
    row = {"seq": 9, "lot": "L5", "customer": "K", "quantity": "3", "unit": "kg", "at": came["at"]}
    unit.do(insert(shipment_line).values(**row))
    back = trace(unit, "L4", forward=False)
    assert {item.number: item.depth for item in back.lots} == {"L4": 0, "L3": 1, "L1": 2, "L2": 2}
    assert {(end.party, end.quantity) for end in back.ends} == {("S1", "5"), ("S2", "5")}
    forward = trace(unit, "L1", forward=True)
    assert [(end.party, end.lot, end.quantity) for end in forward.ends] == [("K", "L5", "3")]
    assert {(edge.parent, edge.child) for edge in forward.edges} == {("L1", "L3"), ("L3", "L4"), ("L3", "L5")}
    assert trace(unit, "L9", forward=True).count == 0


def test_of_more_lots_than_are_listed_all_are_counted_and_the_nearest_told(
    unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.queries.MOST_LOTS", 5)
    edges = [(1, child) for child in (2, 3, 4)] + [(2, 1), (3, 5), (4, 6), (4, 7), (7, 8), (8, 9), (9, 3)]
    graph(unit, 9, edges)
    found = trace(unit, "L1", forward=True)
    assert (found.count, [item.number for item in found.lots]) == (9, ["L1", "L2", "L3", "L4", "L5"])
    back = trace(unit, "L9", forward=False)
    assert (back.count, [item.number for item in back.lots]) == (6, ["L9", "L8", "L7", "L4", "L1"])


@pytest.mark.urs("F22", "F34")
def test_an_export_of_a_lot_leaves_out_no_lot_however_many_went_into_it(
    unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.queries.MOST_LOTS", 3)
    graph(unit, 9, [(number, number + 1) for number in range(1, 9)])
    unit.do(lot.update().values(batch=func.concat("B", lot.c.id)))
    assert lot_scope(unit, "L9").batches == tuple(f"B{number}" for number in range(1, 10))


@pytest.mark.urs("F22", "GMP 304")
def test_a_donor_of_many_years_stands_for_every_donation(unit: Unit) -> None:
    graph(unit, 501, [])
    unit.do(lot.update().values(supplier_lot="D-004711"))
    assert len(lots_named(unit, "D-004711")) == 501
