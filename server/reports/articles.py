"""What GMP articles 175 and 180 ask of a batch record, point by point, and the part of the paper that answers it."""

from collections.abc import Collection, Iterator

import msgspec

from server.reports.evidence_text import EvidenceText
from server.reports.parts import Cell, Part, Section, Table

STEPS = "report.by_step"
"""Not a section: the operations of the master record, each with its own heading."""

ANYWAY = (STEPS, "report.batch_record")
"""What every paper has: its steps and its title."""


class Point(msgspec.Struct, frozen=True):
    """One point.

    Attributes:
        name: Last part of the catalogue key that words it.
        clauses: Where the articles ask for it, such as `175(1)`.
        answered: Keys of the headings under which it stands.
    """

    name: str
    clauses: tuple[str, ...]
    answered: tuple[str, ...]


POINTS = (
    Point("product", ("175(1)", "180(1)"), ("report.batch_record",)),
    Point("times", ("175(2)", "180(2)"), ("report.stages", STEPS)),
    Point("heads", ("175(3)", "180(3)"), ("report.stages",)),
    Point("special", ("175(9)", "180(9)"), ("report.exceptions", STEPS)),
    Point("materials", ("175(5)", "180(5)"), ("report.materials",)),
    Point("operators", ("175(4)", "180(4)"), (STEPS,)),
    Point("parameters", ("175(6)", "180(7)"), (STEPS, "report.equipment")),
    Point("controls", ("175(7)", "180(6)"), (STEPS,)),
    Point("bulk", ("178", "180(10)"), ("report.packing",)),
    Point("yields", ("175(8)", "180(10)"), ("report.yields",)),
    Point("specimens", ("180(8)",), ("report.specimens",)),
)
"""In the order in which they stand on paper."""


def contents(text: EvidenceText, drawn: Collection[str]) -> Iterator[Part]:
    """Tell the reader where each point of the articles stands; `drawn` are the headings that the paper has."""
    say = text.wording.say
    absent = say("report.not_here")
    rows = tuple(
        (
            Cell(say(f"report.point_{point.name}")),
            Cell(f"GMP {', '.join(point.clauses)}", "label"),
            Cell("; ".join(say(key) for key in point.answered if key in ANYWAY or say(key) in drawn) or absent),
        )
        for point in POINTS
    )
    yield Section(say("report.contents"))
    yield Table("1.6fr, 32mm, 1.4fr", tuple(say(f"report.head_{name}") for name in ("point", "clause", "where")), rows)
