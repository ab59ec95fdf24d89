"""Every sentence stands in both languages with the same placeholders, and every key that is used has one."""

import ast
import re
import string
import unicodedata
from collections.abc import Iterator
from functools import cache

import pytest

from core.language import catalogue
from tests.house.sources import ROOMS, called, modules

_WORDING = frozenset({"finding", "Finding", "text"})


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def _faults(key: str, english: str, chinese: str) -> list[str]:
    found = [f"{key}: {name} is empty" for name, said in (("en", english), ("zh", chinese)) if not said.strip()]
    if _placeholders(english) != _placeholders(chinese):
        found.append(f"{key}: placeholders differ")
    if not all(name.isidentifier() for name in _placeholders(english) | _placeholders(chinese)):
        found.append(f"{key}: a placeholder has no name")
    spoken = f"{english} {chinese}".replace("[!]", "")  # the mark of a warning is no exclamation
    if "!" in spoken or "！" in spoken:
        found.append(f"{key}: exclamation mark")
    if any(unicodedata.normalize("NFC", said) != said for said in (english, chinese)):
        found.append(f"{key}: not in normal form C")
    return found


def test_the_catalogues_are_whole() -> None:
    assert [fault for key, pair in catalogue().items() for fault in _faults(key, *pair)] == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [("Lot {lot}", ""), ("Lot {lot}", "批号 {batch}"), ("Lot {}", "批号 {}"), ("Stop!", "停止"), ("Stop", "停止！")],
)
def test_a_planted_fault_is_found(english: str, chinese: str) -> None:
    assert _faults("area.key", english, chinese)


def test_every_key_that_is_used_stands_in_the_catalogues() -> None:
    known = catalogue().keys()
    errors = _error_classes()
    unknown = {
        f"{path}: {key}" for path, tree in modules(*ROOMS) for key in _keys_used(tree, errors) if key not in known
    }
    assert sorted(unknown) == []


def test_an_unknown_key_would_be_found() -> None:
    tree = ast.parse("raise CountersignError('area.none')\nfinding('area.other', lot='1')\nlog('area.third')")
    assert set(_keys_used(tree, _error_classes())) == {"area.none", "area.other"}


_KEY = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")


def _keys_used(tree: ast.Module, errors: set[str]) -> Iterator[str]:
    """Give the keys written as literals where a sentence is asked for or an error is raised."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        key = node.args[0]
        # SQLAlchemy's text() has the catalogue's name; a statement has blanks, a key has none.
        if not (isinstance(key, ast.Constant) and isinstance(key.value, str) and _KEY.fullmatch(key.value)):
            continue
        name = called(node).rpartition(".")[2]
        if name in _WORDING or name in errors:
            yield key.value


@cache
def _error_classes() -> set[str]:
    """Name the classes that descend from `CountersignError`."""
    parents = {
        node.name: {ast.unparse(base).rpartition(".")[2] for base in node.bases}
        for _, tree in modules(*ROOMS)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    known = {"CountersignError"}
    while more := {name for name, bases in parents.items() if bases & known} - known:
        known |= more
    return known
