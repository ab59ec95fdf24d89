"""Genealogy in both directions over a generated plant, against the bare set-based SQL statement of the same run.

Alone, with another size: `python -m benchmarks.trace --lots 1000000`, which takes minutes and about 1 GB of disk.
"""

import argparse
from collections.abc import Callable, Sequence
from hashlib import sha256

import psycopg

from benchmarks.figures import Figure, Goal, Peer, median, percentile, seconds, table
from benchmarks.genealogy import HUB, WINDOW, generate, number
from benchmarks.served import migrated_database
from core.recall_pack import PackSeal, lines_of, recalled, written
from server import queries
from server.db.store import Store, Unit
from server.recall import recall
from server.recall_pack import pack_lines

LOTS = 100_000
SAMPLES = 60
MOST_RATIO = 1.5

BARE = """
WITH RECURSIVE reached (id) AS (
    SELECT %(start)s::bigint
    UNION
    SELECT e.{target} FROM lot_edge e JOIN reached ON e.{source} = reached.id
) SELECT id FROM reached
"""
STATEMENTS = {True: BARE.format(target="child", source="parent"), False: BARE.format(target="parent", source="child")}
"""By direction: forward or not."""


class Traces:
    """One direction, traced in three ways."""

    def __init__(self, store: Store, bare: psycopg.Connection, *, forward: bool) -> None:
        self._store = store
        self._bare = bare
        self._forward = forward
        self._unit: Unit | None = None

    def floor(self, start: int) -> int:
        """Execute the bare statement; gives how many lots it reached."""
        return len(self._bare.execute(STATEMENTS[self._forward].encode(), {"start": start}).fetchall())

    def lots(self, start: int) -> int:
        """Ask for the set, as `server.queries.trace` does first: all are counted, the nearest given with distances."""
        if self._unit is None:
            raise RuntimeError("outside of a transaction")
        return queries.reached_lots(self._unit, start, forward=self._forward)[0]

    def whole(self, start: int) -> int:
        """Ask as the console does: with attributes, edges and ends."""
        with self._store.unit() as unit:
            return queries.trace(unit, number(start), forward=self._forward).count

    def figures(self, name: str, starts: Sequence[int], most_ms: float) -> list[Figure]:
        """Measure all three over some lots, warm."""
        # The bare statement has its connection open too: statement stands beside statement.
        with self._store.unit() as self._unit:
            for start in starts:
                assert self.floor(start) == self.lots(start) == self.whole(start)
            # In turns, lot by lot: whatever else the machine does meanwhile falls on both.
            pairs = [[timed(trace, start) for trace in (self.floor, self.lots)] for start in starts for _ in range(3)]
            floor, lots = zip(*pairs, strict=True)
            whole = [timed(self.whole, start) for start in starts]
            reached = f"{median(self.lots(start) for start in starts):,.0f} lots"
        peer, goal = Peer("bare recursive SQL", median(floor)), Goal(at_most=most_ms, ratio_at_most=MOST_RATIO)
        return [
            Figure(f"{name}, {reached}: the set", median(lots), "ms", peer, goal),
            Figure(f"{name}: with attributes, edges, ends, p50", median(whole), "ms", peer),
            Figure(f"{name}: with attributes, edges, ends, p95", percentile(whole, 0.95), "ms"),
        ]


def measured(lots: int = LOTS) -> list[Figure]:
    """Trace typical lots both ways, and the hub lot forward."""
    with migrated_database() as database:
        made = generate(database.owner, lots)
        raw, finished = made.layers[0], made.layers[-1]
        store = Store(database.service_url)
        with psycopg.connect(database.service, autocommit=True) as bare:
            back, forth = Traces(store, bare, forward=False), Traces(store, bare, forward=True)
            figures = [
                *back.figures("backward from a finished lot", _spread(finished), 5),
                *forth.figures("forward from a raw lot", _spread(raw[WINDOW:]), 5),
                *forth.figures("recall of the hub lot", [HUB] * 5, 1000),
                *_recalled(store, forth),
            ]
        store.close()
    return [Figure(f"generated, with {made.edges:,} edges", lots, "lots"), *figures]


def _recalled(store: Store, forth: Traces) -> list[Figure]:
    """Measure the whole answer to a recall, from the database and from a pack."""
    with store.unit() as unit:
        asked = [seconds(lambda: recall(unit, (number(HUB),))) * 1000 for _ in range(3)]
        lines = list(pack_lines(unit))
    data = written(lines)
    about = PackSeal("S", "", 0, "", "pack", len(lines), sha256(data).hexdigest())
    answered = [seconds(lambda: recalled(lines_of(data, about), (number(HUB),))) * 1000 for _ in range(3)]
    peer = Peer("bare recursive SQL", median([seconds(lambda: forth.floor(HUB)) * 1000 for _ in range(3)]))
    return [
        Figure("recall of the hub lot: lots, stock, flows, customers", median(asked), "ms", peer),
        Figure("the same out of a recall pack, read and verified", median(answered), "ms", peer),
        Figure("the pack", len(data) / 1e6, "MB"),
    ]


def timed(trace: Callable[[int], object], start: int) -> float:
    """Time one trace, in ms."""
    return seconds(lambda: trace(start)) * 1000


def _spread(ids: range) -> Sequence[int]:
    return ids[:: max(1, len(ids) // SAMPLES)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lots", type=int, default=LOTS)
    print(table(measured(parser.parse_args().lots)))
