"""Pages of the audit trail over generated records: every filter, the first page and the one after it.

Alone, with another size: `python -m benchmarks.audit --records 1000000`, which takes two minutes and 2 GB of disk.
"""

import argparse

import psycopg

from benchmarks.figures import Figure, Goal, median, seconds, table
from benchmarks.served import migrated_database
from core.acts import Act, ActKind, Subject, When, Who
from core.plant import Plant
from core.record.chain import Head, seal_record
from core.record.keys import PrivateKey
from core.trail import TrailFilter
from core.words import Words
from server.audit.pages import count, page
from server.db.store import Store

RECORDS = 200_000
PAGE = 20
MOST_MS = 100
SAMPLES = 7
_SINCE, _UNTIL = "2025-01-10T00:00:00.000000Z", "2025-01-11T00:00:00.000000Z"

FILTERS: dict[str, TrailFilter] = {
    "everything": TrailFilter(),
    "a person": TrailFilter(person="P-7"),
    "a kiosk": TrailFilter(kiosk="KIOSK-3"),
    "a batch of long ago": TrailFilter(batch="B3"),
    "refusals at a kiosk": TrailFilter(kiosk="KIOSK-0", refusals=True),
    "changes": TrailFilter(changes=True),
    "a day long ago": TrailFilter(since=_SINCE, until=_UNTIL),
    "a person on a day long ago": TrailFilter(person="P-7", since=_SINCE, until=_UNTIL),
    "a word of every record": TrailFilter(words="weighttaken"),
    "a word of one record": TrailFilter(words="c-12345"),
    "two rare words": TrailFilter(words="l-77 st-17"),
    "a word up to long ago": TrailFilter(words="weighttaken", until=_UNTIL),
    "nothing that there is": TrailFilter(person="P-7", words="zzz"),
}

_FILL_RECORDS = """
INSERT INTO record (seq, rid, kiosk, epoch, kiosk_seq, sha256, envelope, kind, batch, step, person, made_at,
                    received_at, joined, twin, fault)
SELECT i, 'r' || i, 'KIOSK-' || (i %% 40), 1, i, md5(i::text) || md5((i + 1)::text), %(envelope)s, 'WeightTaken',
       'B' || (i / 900), 'ST', 'P-' || (i %% 120), at, at, true, false, ''
FROM generate_series(0, %(last)s) i, LATERAL (SELECT timestamptz '2025-01-01' + i * interval '30 seconds' AS at) t
"""
_FILL_TRAIL = """
INSERT INTO trail (seq, at, kiosk, kind, grp, person, batch, item, changed, words)
SELECT i, timestamptz '2025-01-01' + i * interval '30 seconds', 'KIOSK-' || (i %% 40), 'WeightTaken',
       CASE WHEN i %% 200 = 0 THEN 'refusal' WHEN i %% 500 = 1 THEN 'settings' ELSE 'execution' END,
       'P-' || (i %% 120), 'B' || (i / 900), CASE WHEN i %% 500 = 1 THEN 'people/P-' || (i %% 120) END, i %% 500 = 1,
       array_to_tsvector(ARRAY['weighttaken', 'kiosk-' || (i %% 40), 'p-' || (i %% 120), 'b' || (i / 900),
                               'l-' || (i %% 5000), 'c-' || i, 'st-' || (i %% 60), 'rm-' || (i %% 300)])
FROM generate_series(0, %(last)s) i
"""


def measured(records: int = RECORDS) -> list[Figure]:
    """Ask for two pages by each filter, and count everything."""
    plant = Plant("S", Words("a", "a"), 480)
    with migrated_database() as database:
        with psycopg.connect(database.owner, autocommit=True) as owner:
            filled = {"envelope": _envelope(), "last": records - 1}
            owner.execute(_FILL_RECORDS.encode(), filled)
            owner.execute(_FILL_TRAIL.encode(), {"last": records - 1})
            owner.execute(b"VACUUM ANALYZE")
        store = Store(database.service_url)
        figures = [Figure("generated", records, "records")]
        for name, wanted in FILTERS.items():
            figures += _pages(store, plant, name, wanted)
        with store.unit() as unit:
            counted = seconds(lambda: count(unit, plant, TrailFilter())) * 1000
        store.close()
    return [*figures, Figure("counting everything, for a review", counted, "ms")]


def _pages(store: Store, plant: Plant, name: str, wanted: TrailFilter) -> list[Figure]:
    with store.unit() as unit:
        entries, more = page(unit, plant, wanted, None, PAGE)
        first = [seconds(lambda: page(unit, plant, wanted, None, PAGE)) * 1000 for _ in range(SAMPLES)]
        figures = [Figure(f"{name}: first page", median(first), "ms", goal=Goal(at_most=MOST_MS))]
        if more:
            before = entries[-1].seq
            after = [seconds(lambda: page(unit, plant, wanted, before, PAGE)) * 1000 for _ in range(SAMPLES)]
            figures.append(Figure(f"{name}: the one after", median(after), "ms", goal=Goal(at_most=MOST_MS)))
    return figures


def _envelope() -> bytes:
    """Seal one act that stands for all: every entry of a page is read from its envelope."""
    when = When("2025-01-01T00:00:00.000000Z", 0, 480, "synchronised")
    about = Subject(batch="B2611-0042", step="ST-014", container="C-000981", lot="L-240817-03")
    act = Act(ActKind.WEIGHT_TAKEN, "01900000-0000-7000-8000-000000000000", Who("P-0001", "s"), when, about)
    return seal_record(act, Head("KIOSK-01"), "boot", PrivateKey(b"k" * 32)).envelope


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=RECORDS)
    print(table(measured(parser.parse_args().records)))
