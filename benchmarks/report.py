"""How long the batch record of a long batch takes to print: rows, pages, seconds.

Run: python -m benchmarks.report [STEPS]
"""

import io
import sys
import time
from decimal import Decimal

import msgspec
import pypdf

from core.batch.evidence import evidence
from core.batch.review import review
from core.master.model import InProcessControl, Limits, Operation, SignPolicy, Step, UnitProcedure
from core.people import Role
from core.words import Words
from server.reports.batch_record import batch_record
from server.reports.mark import LogMark
from tests.fakes.played import Played, master

READINGS = 18


def long_batch(count: int) -> Played:
    """Play a batch of in-process controls, each signed."""
    name, told = Words("Check the mass", "片重检查"), Words("Weigh 18 tablets.", "请称量 18 片。")
    limits = Limits(Decimal(570), Decimal(630))
    steps = tuple(
        Step(
            f"S{n}",
            n,
            name,
            told,
            (Role.OPERATOR,),
            SignPolicy.PERFORMED,
            False,
            InProcessControl(READINGS, "mg", 1, limits),
        )
        for n in range(1, count + 1)
    )
    operation = Operation("OP", Words("Compression", "压片"), "R-102", steps)
    procedures = (UnitProcedure("UP", Words("Compression", "压片"), (operation,)),)
    return Played(msgspec.structs.replace(master(), procedures=procedures)).run()


def main() -> None:
    """Print rows, pages and seconds."""
    played = long_batch(int(sys.argv[1]) if len(sys.argv) > 1 else 420)
    gathered = evidence(tuple(played.records), played.master, played.plant)
    start = time.perf_counter()
    found = review(gathered.state, gathered.records, gathered.master, gathered.plant)
    reviewed = time.perf_counter()
    pdf = batch_record(gathered, LogMark(88412, "ab" * 32), "both")
    printed = time.perf_counter()
    pages = len(pypdf.PdfReader(io.BytesIO(pdf)).pages)
    print(
        f"{len(played.records)} records, {found.applied} applications of rules, {pages} pages, {len(pdf) / 1e6:.1f} MB"
    )
    print(
        f"review {reviewed - start:.2f} s (goal 0.5 for 5,000 acts), batch record {printed - reviewed:.2f} s (goal 5)"
    )


if __name__ == "__main__":
    main()
