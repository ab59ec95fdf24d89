"""Tables of master data as spreadsheets save them."""

from collections.abc import Callable

import pytest

from core.proposals import table_rows

COLUMNS = ("id", "name")
ROWS = [(2, {"id": "A", "name": "甲"}), (3, {"id": "B", "name": "乙"})]
PLAIN = "id,name\nA,甲\nB,乙\n"


@pytest.mark.parametrize(
    "saved",
    [
        lambda table: table,
        lambda table: "\ufeff" + table,
        lambda table: table.replace("\n", "\r\n"),
        lambda table: table.replace("\n", "\r"),
        lambda table: table + "\n,\n , \n",
    ],
    ids=["plain", "byte order mark", "CRLF", "CR", "lines with nothing in their cells"],
)
def test_what_a_spreadsheet_leaves_behind_is_no_fault(saved: Callable[[str], str]) -> None:
    assert table_rows(saved(PLAIN), "t.csv", COLUMNS) == (ROWS, [])


@pytest.mark.parametrize(
    ("table", "line", "key"),
    [
        (PLAIN.replace(",", ";"), 1, "proposal.columns"),
        (PLAIN.replace(",", "\t"), 1, "proposal.columns"),
        ("id,name,name\nA,x,y\n", 1, "proposal.columns"),
        ("", 1, "proposal.columns"),
        ("id,name\n\nA\n", 3, "proposal.cells"),
        ('id,name\nA,"x\n', 2, "proposal.no_csv"),
    ],
    ids=["semicolons", "tabs", "a column twice", "empty", "a cell is missing", "an open quotation mark"],
)
def test_what_cannot_be_parted_is_told_with_its_line(table: str, line: int, key: str) -> None:
    rows, faults = table_rows(table, "t.csv", COLUMNS)
    assert (rows, [(fault.line, fault.finding.key) for fault in faults]) == ([], [(line, key)])
