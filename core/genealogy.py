"""Genealogy of a lot as the core tells it: the lots reached, what went into what, and where it ends."""

import msgspec

MOST_LOTS = 2000
"""Most lots in one answer of a trace; their number is told whole."""


class TracedLot(msgspec.Struct, frozen=True):
    """A lot in a trace, with its distance from the lot asked about and what is in stock."""

    number: str
    material: str
    state: str
    depth: int
    batch: str | None
    expiry: str | None
    supplier: str
    supplier_lot: str
    in_stock: str


class TracedEdge(msgspec.Struct, frozen=True):
    """How much of the parent went into the child."""

    child: str
    parent: str
    quantity: str
    unit: str


class TracedEnd(msgspec.Struct, frozen=True):
    """Where a trace ends: a supplier or a customer, with lot and quantity."""

    party: str
    lot: str
    quantity: str
    unit: str
    at: str


class Trace(msgspec.Struct, frozen=True):
    """A genealogy in one direction; `count` is the number of lots, of which at most `MOST_LOTS` are listed."""

    lot: str
    forward: bool
    count: int
    lots: tuple[TracedLot, ...]
    edges: tuple[TracedEdge, ...]
    ends: tuple[TracedEnd, ...]
