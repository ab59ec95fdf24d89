"""The JSON Schema for editors: it takes whole records, knows every step kind, and refuses what the reader refuses."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from core.master.check import check_master
from core.master.details import READERS
from core.master.schema import master_schema
from core.yaml import Items, Node, Scalar, Table, read_yaml
from tests.fakes.rehearsal import MASTER_TEXT

SCHEMA = master_schema()
PYTHON = {"string": str, "object": dict, "array": list, "integer": int, "number": float}


def plain(node: Node) -> Any:
    """Give a YAML node as an editor's validator sees it, every scalar as text."""
    match node:
        case Scalar(text=text):
            return text
        case Items(items=items):
            return [plain(item) for item in items]
        case Table(entries=entries):
            return {key.text: plain(value) for key, value in entries}


def faults(value: Any, schema: dict[str, Any], at: str = "") -> Iterator[str]:
    """Validate by the keywords that the schema uses; any other keyword is a fault of this test."""
    known = {
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "minItems",
        "uniqueItems",
        "oneOf",
        "anyOf",
    }
    assert set(schema) <= known | {"enum", "const", "pattern", "maxLength", "minimum", "maximum", "$schema", "title"}
    if "anyOf" in schema:
        if all(list(faults(value, one, at)) for one in schema["anyOf"]):
            yield f"{at}: fits nothing"
        return
    if "oneOf" in schema:
        fitting = [one for one in schema["oneOf"] if not list(faults(value, one, at))]
        if len(fitting) != 1:
            yield f"{at}: fits {len(fitting)}"
        return
    if ("const" in schema and value != schema["const"]) or ("enum" in schema and value not in schema["enum"]):
        yield f"{at}: {value}"
    types = schema.get("type", [])
    if types and not isinstance(value, tuple(PYTHON[t] for t in ([types] if isinstance(types, str) else types))):
        yield f"{at}: type"
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{at}: {value}"
    if isinstance(value, list):
        if len(value) < schema["minItems"]:
            yield f"{at}: empty"
        for number, item in enumerate(value):
            yield from faults(item, schema["items"], f"{at}/{number}")
    if isinstance(value, dict) and "properties" in schema:
        yield from (f"{at}/{key}: missing" for key in schema["required"] if key not in value)
        yield from (f"{at}/{key}: unknown" for key in value if key not in schema["properties"])
        for key, inner in schema["properties"].items():
            if key in value:
                yield from faults(value[key], inner, f"{at}/{key}")


def tablets() -> Any:
    return plain(read_yaml(MASTER_TEXT).root)


def step_kinds() -> list[dict[str, Any]]:
    steps = SCHEMA["properties"]["procedures"]["items"]["properties"]["operations"]["items"]["properties"]["steps"]
    return steps["items"]["oneOf"]


@pytest.mark.urs("F01")
def test_the_tablets_fit_the_schema() -> None:
    assert list(faults(tablets(), SCHEMA)) == []


def test_every_kind_of_step_is_known_with_fields_of_its_own() -> None:
    kinds = {kind["properties"]["kind"]["const"]: kind for kind in step_kinds() if "kind" in kind["properties"]}
    assert set(kinds) == set(READERS)
    assert {"minimum", "maximum"} <= set(kinds["timer"]["properties"])
    assert "maximum" not in kinds["timer"]["required"]
    assert {"formula", "inputs", "unit", "decimals"} <= set(kinds["calculation"]["required"])
    assert "formula" not in kinds["timer"]["properties"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), "one"),
        (("batch_size",), "120000 tablets"),
        (("colour",), "white"),
        (("bill",), []),
        (("bill", 0, "quantity"), None),
        (("procedures", 0, "operations", 0, "steps", 0, "kind"), "line_clearence"),
        (("procedures", 0, "operations", 0, "steps", 0, "sign"), "twice"),
        (("procedures", 0, "operations", 0, "steps", 0, "formula"), "a + b"),
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(path: tuple[str | int, ...], value: object) -> None:
    record = deepcopy(tablets())
    inner = record
    for key in path[:-1]:
        inner = inner[key]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    assert list(faults(record, SCHEMA))
    assert check_master(_yaml(record), "bent.yaml").faults


def _yaml(value: Any, depth: int = 0) -> str:
    """Write a plain document as YAML, every scalar in quotes."""
    pad = "  " * depth
    if isinstance(value, dict):
        return "".join(f"{pad}{key}:{_below(inner, depth)}" for key, inner in value.items())
    return "".join(
        f"{pad}-\n{_yaml(item, depth + 1)}" if isinstance(item, dict) else f'{pad}- "{item}"\n' for item in value
    )


def _below(inner: Any, depth: int) -> str:
    if isinstance(inner, str):
        return f' "{inner}"\n'
    return f"\n{_yaml(inner, depth + 1)}" if inner else " []\n"
