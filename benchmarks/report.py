"""The batch record on paper: pages a second, for a batch of a few pages and for one of some 200."""

import io

import pypdf

from benchmarks.figures import Figure, Goal, seconds
from benchmarks.long_batch import played_through
from core.batch.evidence import evidence
from server.reports.batch_record import batch_record
from server.reports.mark import LogMark

LOG = LogMark(88412, "ab12cd34" * 8)
SHORT, LONG = 5, 290
"""How often the steps of making are repeated."""


def measured() -> list[Figure]:
    """Print both; the first run of all, which reads the fonts, is told apart."""
    first, pages, _ = _printed(SHORT)
    again, _, _ = _printed(SHORT)
    long, many, size = _printed(LONG)
    return [
        Figure(f"batch record of {pages} pages, first of the process", first * 1000, "ms"),
        Figure(f"batch record of {pages} pages", again * 1000, "ms"),
        Figure(f"batch record of {many} pages, for each 200 pages", long * 200 / many, "s", goal=Goal(at_most=5)),
        Figure(f"pages a second, of {many}", many / long, "/s"),
        Figure(f"size of {many} pages, for each 200 pages", size / 1e6 * 200 / many, "MB", goal=Goal(at_most=3)),
    ]


def _printed(times: int) -> tuple[float, int, int]:
    """Print a batch; gives seconds, pages and bytes."""
    played = played_through(times)
    shown = evidence(tuple(played.records), played.master, played.plant)
    made: list[bytes] = []
    took = seconds(lambda: made.append(batch_record(shown, LOG, "both")))
    return took, len(pypdf.PdfReader(io.BytesIO(made[0])).pages), len(made[0])
