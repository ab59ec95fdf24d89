"""Review by exception of a batch of 5,000 acts: what stands between the reviewer's key and the screen."""

from benchmarks.figures import Figure, Goal, median, seconds
from benchmarks.long_batch import played_through
from core.batch.fold import fold
from core.batch.review import review
from core.release import Evidence, checklist

TIMES = 380
"""Gives about 5,000 acts."""
ROUNDS = 5


def measured() -> list[Figure]:
    """Fold the record, then apply every rule and the checklist."""
    played = played_through(TIMES)
    records = tuple(played.records)
    state = fold(records, played.master)

    def opened() -> None:
        found = review(state, records, played.master, played.plant)
        checklist(state, played.master, found, Evidence())

    folding = median(seconds(lambda: fold(records, played.master)) for _ in range(3))
    opening = median(seconds(opened) for _ in range(ROUNDS))
    name = f"open the review of {len(records):,} acts: every rule and the checklist"
    return [
        Figure(name, opening * 1000, "ms", goal=Goal(at_most=500)),
        Figure(f"fold {len(records):,} records, as after a power cut", folding * 1000, "ms"),
    ]
