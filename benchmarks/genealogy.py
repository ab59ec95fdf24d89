"""A generated genealogy: layers from raw material to finished product, and water in a fifth of the second layer."""

import itertools
import random
from collections.abc import Iterator

import msgspec
import psycopg

LAYERS = (0.40, 0.25, 0.15, 0.12, 0.08)
"""Share of each layer, raw materials first; the last one is shipped."""
FAN_IN = 5
WINDOW = 200
"""Inputs are lots made at about the same time."""
HUB = 0
HUB_SHARE = 0.2


class Genealogy(msgspec.Struct, frozen=True):
    """What was generated: lot ids of each layer, and the number of edges."""

    layers: tuple[range, ...]
    edges: int


def number(identity: int) -> str:
    """Give the number of a lot."""
    return f"L{identity:07d}"


def generate(owner: str, lots: int) -> Genealogy:
    """Fill lots, edges, receipts and shipments of an empty database; the same for the same number."""
    bounds = [int(lots * sum(LAYERS[:n])) for n in range(len(LAYERS))] + [lots]
    layers = tuple(range(first, last) for first, last in itertools.pairwise(bounds))
    edges = list(_edges(layers))
    at = "2026-11-20 00:00:00+00"
    with psycopg.connect(owner, autocommit=True) as connection:
        columns = "id, number, material, state, supplier, supplier_lot, manufacturer, manufacturer_lot, changed"
        rows = ((n, number(n), "M", "released", "S", f"S{n}", "S", f"S{n}", 0) for n in range(lots))
        _copy(connection, f"lot ({columns})", rows)
        _copy(connection, "lot_edge (child, parent, seq, quantity, unit)", ((c, p, 0, "1", "kg") for c, p in edges))
        _copy(
            connection,
            "shipment_line (seq, lot, customer, quantity, unit, at)",
            ((n, number(n), f"C{n % 97}", "1", "kg", at) for n in layers[-1]),
        )
        _copy(
            connection,
            "receipt_line (seq, lot, supplier, supplier_lot, quantity, unit, at)",
            ((n, number(n), "S", f"S{n}", "1", "kg", at) for n in layers[0]),
        )
        connection.execute("VACUUM ANALYZE lot, lot_edge, shipment_line, receipt_line")
    return Genealogy(layers, len(edges))


def _copy(connection: psycopg.Connection, table: str, rows: Iterator[tuple[object, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)


def _edges(layers: tuple[range, ...]) -> Iterator[tuple[int, int]]:
    """Give (child, parent): inputs from the layer below, made at about the same time, and water."""
    chance = random.Random(1)  # noqa: S311  (the same plant in every run; nothing secret)
    for level, (below, above) in enumerate(itertools.pairwise(layers)):
        for place, child in enumerate(above):
            middle = below.start + place * len(below) // len(above)
            near = range(max(below.start, middle - WINDOW), min(below.stop, middle + WINDOW))
            parents = set(chance.sample(near, FAN_IN))
            if level == 0 and chance.random() < HUB_SHARE:
                parents.add(HUB)
            yield from ((child, parent) for parent in sorted(parents))
