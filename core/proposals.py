"""Proposals: master data from a table (CSV), checked as a whole and kept until it is signed at a terminal."""

import csv
import io
from collections.abc import Sequence

import msgspec

from core.changes import LONGEST_BODY, Change, change, changes_digest, current_item
from core.errors import CountersignError
from core.finding import Finding, finding
from core.plant import Plant
from core.record.canonical import canonical, strict_json
from core.supply_change import SUPPLY_ITEMS, supply_refusals
from core.supply_rows import COLUMNS, identity_of, read_row
from core.text_fault import TextFault

MOST_ROWS = 100
"""Rows of one proposal: a person reads every page of it before signing."""


class TableUnfit(CountersignError):
    """A table cannot be proposed; nothing was kept. `faults` says why, line by line."""

    code = "SUP-003"

    def __init__(self, file: str, faults: tuple[TextFault, ...]) -> None:
        super().__init__("proposal.unfit", file=file, count=str(len(faults)))
        self.faults = faults


class Proposal(msgspec.Struct, frozen=True):
    """Changes of one kind that wait for their signatures.

    Attributes:
        id: `core.changes.changes_digest` of them.
        kind: Kind of master data.
        file: Name of the table, for people.
        changes: What is proposed.
    """

    id: str
    kind: str
    file: str
    changes: tuple[Change, ...]


def propose(text: str, file: str, kind: str, plant: Plant) -> Proposal:
    """Read a table whose first line names the columns of `core.supply_rows.COLUMNS`; rows that change nothing drop out.

    Raises:
        TableUnfit: Something is wrong; it carries every fault with its line.
    """
    rows, faults = table_rows(text, file, COLUMNS[kind])
    items: list[tuple[int, Change]] = []
    for line, row in rows:
        try:
            item = read_row(plant, kind, row)
        except CountersignError as error:
            faults.append(TextFault(file, line, Finding(error.key, error.params)))
            continue
        items.append((line, change(kind, identity_of(item), item)))
    proposed = tuple(one for _, one in items)
    for place, (line, one) in enumerate(items):
        if any(one.id == other.id for other in proposed[:place]):
            faults.append(TextFault(file, line, finding("supply.refused.twice", id=one.id[:40])))
    if not faults:
        faults += _judged(items, file, plant)
    changed = tuple(one for one in proposed if not in_force(one, plant))
    if not faults and not changed:
        faults.append(TextFault(file, 1, finding("proposal.nothing")))
    if not faults and (len(changed) > MOST_ROWS or len(canonical(changed)) > LONGEST_BODY - 500):
        faults.append(TextFault(file, 1, finding("proposal.too_long", most=str(MOST_ROWS))))
    if faults:
        raise TableUnfit(file, tuple(sorted(faults, key=lambda fault: fault.line)))
    return Proposal(changes_digest(changed), kind, file[:80], changed)


def in_force(one: Change, plant: Plant) -> bool:
    """Tell whether an item is already as a change would have it."""
    before = current_item(plant, one.kind, one.id)
    return before is not None and canonical(before) == one.body.encode()


def table_rows(
    text: str, file: str, columns: Sequence[str]
) -> tuple[list[tuple[int, dict[str, str]]], list[TextFault]]:
    """Part a table into rows with their lines; its first line must name these columns, in any order.

    What spreadsheets leave behind is no fault: a byte order mark, lines without anything in their cells, and lines that
    end by a carriage return alone.
    """
    text = text.removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text if "\n" in text else text.replace("\r", "\n")), strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    faults: list[TextFault] = []
    try:
        head = [cell.strip() for cell in next(reader, [])]
        if set(head) != set(columns) or len(head) != len(columns):
            return [], [TextFault(file, 1, finding("proposal.columns", list=",".join(columns)))]
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) == len(head):
                rows.append((reader.line_num, dict(zip(head, cells, strict=True))))
            else:
                count = {"n": str(len(cells)), "want": str(len(head))}
                faults.append(TextFault(file, reader.line_num, finding("proposal.cells", **count)))
    except csv.Error as error:
        faults.append(TextFault(file, reader.line_num, finding("proposal.no_csv", detail=str(error)[:80])))
    return rows, faults


def _judged(items: list[tuple[int, Change]], file: str, plant: Plant) -> list[TextFault]:
    """Judge each row in the light of all of them."""
    everything = tuple(one for _, one in items)
    return [
        TextFault(file, line, found)
        for line, one in items
        if not in_force(one, plant)
        for found in supply_refusals(item_in(one), plant, everything)
    ]


def item_in(one: Change) -> object:
    """Give the item that a change holds."""
    return msgspec.convert(strict_json(one.body.encode()), SUPPLY_ITEMS[one.kind])
