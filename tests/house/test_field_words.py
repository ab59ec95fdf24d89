"""What a record holds has a name in both languages, so that the audit trail shows nobody a word of the program."""

import ast
import re
from collections.abc import Iterator

from core.changes import field_words
from core.language import LANGUAGES
from tests.house.sources import ROOT, modules

ROW = re.compile(r"\| `(\w+)` \|[^|]*\|([^|]*)\|(.*)\|$")
NAME = re.compile(r"`([a-z][a-z0-9_]*(?:<[a-z]+>)?)`")
OF_SENTENCES = ("got_<name>", "reason_<name>", "check_<name>")
"""Names that stand for many: values of sentences, shown with them, and kinds of checks."""


def documented() -> dict[str, set[str]]:
    """Give the names of values and facts, each with the kinds of act that have it, as the page of acts lists them."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / "docs/reference/acts.md").read_text("utf-8").splitlines():
        row = ROW.match(line)
        for name in NAME.findall(row[2] + row[3]) if row else ():
            found.setdefault(name, set()).add(row[1] if row else "")
    return found


def stated(tree: ast.Module) -> Iterator[str]:
    """Give the names of facts that a module states: in calls by `facts=`, in what it gathers as `facts`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call():
                yield from (name for word in node.keywords if word.arg == "facts" for name in _names(word.value))
            case ast.Assign(targets=[ast.Name(id="facts")]) | ast.AugAssign(target=ast.Name(id="facts")):
                yield from _names(node.value)
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id="facts"), slice=ast.Constant(value=str(name)))]):
                yield name
            case _:
                pass


def _names(value: ast.expr) -> Iterator[str]:
    """Give the names in a mapping that is written out, alone or joined with others."""
    match value:
        case ast.Dict():
            yield from (key.value for key in value.keys if isinstance(key, ast.Constant) and isinstance(key.value, str))
            yield from (
                name for key, item in zip(value.keys, value.values, strict=True) if not key for name in _names(item)
            )
        case ast.BinOp():
            yield from (*_names(value.left), *_names(value.right))
        case ast.IfExp():
            yield from (*_names(value.body), *_names(value.orelse))
        case _:
            pass


def wordless(names: set[str]) -> list[str]:
    numbered = {name: name.replace("<n>", "1") for name in names if name not in OF_SENTENCES}
    return sorted(
        name
        for name, one in numbered.items()
        if field_words(one, LANGUAGES[0]) == one and field_words(one, LANGUAGES[1]) == one
    )


def test_every_value_and_fact_of_an_act_has_words_in_both_languages() -> None:
    assert len(documented()) > 150, "the table was not read"
    assert wordless(set(documented())) == []


def test_every_fact_that_a_module_states_by_its_name_stands_in_the_page_of_acts() -> None:
    known = documented()
    found = {name: path for path, tree in modules("core", "console", "server") for name in stated(tree)}
    assert len(found) > 60, "no statements were found"
    assert {name: path for name, path in found.items() if name not in known} == {}


def test_a_fact_without_words_would_be_found() -> None:
    assert wordless({"sha256", "no_such_fact", "label_<n>", "got_<name>"}) == ["no_such_fact"]
    tree = ast.parse(
        "decide(kind, facts={'new': '1', **({'more': x} if x else {})})\nfacts = {'b': y} | z\nfacts['c'] = y"
    )
    assert set(stated(tree)) == {"new", "more", "b", "c"}
