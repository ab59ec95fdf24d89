"""The threat table says what is shown by which test, and these tests are there."""

import ast
import re

from tests.house.sources import ROOT

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "security.md").read_text("utf-8").splitlines()
    if re.match(r"\| \d+ \|", line)
]


def test_all_thirty_two_threats_stand_in_the_table_in_their_order() -> None:
    assert [int(row[0]) for row in ROWS] == list(range(1, 33))


def test_each_threat_names_a_test_that_is_there_or_says_that_nothing_is_built() -> None:
    for number, _, done, shown in ROWS:
        if shown == "not built":
            assert "not built" in done, number
            continue
        for one in shown.split(", "):
            named = re.fullmatch(r"`(\S+)::(\w+)`", one)
            assert named is not None, number
            tree = ast.parse((ROOT / "tests" / named[1]).read_text("utf-8"))
            tests = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))}
            assert named[2] in tests, number
