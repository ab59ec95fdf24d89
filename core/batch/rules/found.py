"""What a rule of the review looks at, and what it finds."""

from collections.abc import Iterator

import msgspec

from core.batch.entries import Entry, entries
from core.batch.state import BatchState, Filled
from core.finding import Finding
from core.master.model import MasterBatchRecord, Step
from core.plant import Plant
from core.record.payload import Record


class ReviewFinding(msgspec.Struct, frozen=True):
    """One thing that a reviewer must judge.

    Attributes:
        rule: Name of the rule.
        severity: `major`, `minor` or `note`.
        step: Step id, or "".
        what: The sentence.
        record: Id of the record it is about, or "".
        case: Exception id when it is one, or "".
        open: True while it stands against the release.
    """

    rule: str
    severity: str
    step: str
    what: Finding
    record: str = ""
    case: str = ""
    open: bool = True


class Subject(msgspec.Struct, frozen=True):
    """What a rule is applied to.

    Attributes:
        state: The fold of the records.
        records: The whole record, in order.
        master: The pinned master record.
        plant: The plant, for specifications and people.
    """

    state: BatchState
    records: tuple[Record, ...]
    master: MasterBatchRecord
    plant: Plant


Applied = Iterator[ReviewFinding | None]
"""One item an application of a rule: None where it held."""


def recorded(subject: Subject) -> Iterator[tuple[Step, Entry, Filled]]:
    """Go through what stands in the record: each step, each of its entries, the act that fills it."""
    for step in subject.master.steps():
        filled = subject.state.step(step.id).filled
        for entry in entries(step, filled):
            if entry.name in filled:
                yield step, entry, filled[entry.name]
