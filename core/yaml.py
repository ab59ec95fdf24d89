"""YAML as text with line numbers: the one owner of `ruamel.yaml`.

YAML 1.2 syntax, but every scalar stays the text that was written (`120000`, `60.000`, `yes`); what a text means is the
reader's matter. Anchors, aliases, tags, directives and second documents are refused: a file that people review says
everything where it stands.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from core.errors import CountersignError

SIZE_LIMIT = 262_144
"""Longest text that is read, in characters."""

DEPTH_LIMIT = 24
"""Deepest nesting that is read."""


class YamlError(CountersignError):
    """A text cannot be read at all; `line` says where reading ended."""

    code = "TXT-001"

    def __init__(self, key: str, /, line: int, **params: str) -> None:
        super().__init__(key, **params)
        self.line = line


class Scalar(msgspec.Struct, frozen=True):
    """A text as it was written, with its line from 1."""

    text: str
    line: int


class Items(msgspec.Struct, frozen=True):
    """A list of nodes."""

    items: tuple["Node", ...]
    line: int


class Table(msgspec.Struct, frozen=True):
    """Keys with their values, in order, each key once."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    line: int


Node = Scalar | Items | Table


class Document(msgspec.Struct, frozen=True):
    """A text, read.

    Attributes:
        root: The outermost node.
        doubled: Keys that stand again in the same table; the first one holds.
    """

    root: Node
    doubled: tuple[Scalar, ...]


def read_yaml(text: str) -> Document:
    """Read one YAML document.

    Raises:
        YamlError: The text is too long or too deep, is no YAML, or uses what is refused.
    """
    if len(text) > SIZE_LIMIT:
        raise YamlError("text_file.too_long", line=1, limit=str(SIZE_LIMIT))
    _refuse_directives(text)
    try:
        return _Composer(YAML(typ="safe", pure=True).parse(text)).document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = 1 if mark is None else int(mark.line) + 1
        raise YamlError("text_file.not_yaml", line=line, problem=str(error.problem or error.context)) from error
    except (YAMLError, ValueError, OverflowError) as error:
        # Characters that YAML forbids, and escapes beyond Unicode, which the library passes on as ValueError.
        raise YamlError("text_file.bad_character", line=_bad_line(text)) from error


def _refuse_directives(text: str) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("%"):
            raise YamlError("text_file.directive", line=number)


def _bad_line(text: str) -> int:
    """Find the first line with a character that is not printable, or the first line."""
    lines = enumerate(text.split("\n"), 1)
    return next((n for n, line in lines if not line.replace("\t", "").replace("\r", "").isprintable()), 1)


class _Composer:
    """Builds nodes from events, refusing on the way, so that nothing refused is ever built."""

    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events
        self._doubled: list[Scalar] = []

    def document(self) -> Document:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, DocumentStartEvent) and root is not None:
                raise YamlError("text_file.second_document", line=_line(event))
            if isinstance(event, NodeEvent):
                root = self._node(event, 1)
        if root is None:
            raise YamlError("text_file.empty", line=1)
        return Document(root, tuple(self._doubled))

    def _node(self, event: Any, depth: int) -> Node:
        line = _line(event)
        if isinstance(event, AliasEvent) or event.anchor is not None:
            raise YamlError("text_file.anchor", line=line, name=str(event.anchor))
        if event.ctag is not None:
            raise YamlError("text_file.tag", line=line, name=str(event.ctag))
        if depth > DEPTH_LIMIT:
            raise YamlError("text_file.too_deep", line=line, limit=str(DEPTH_LIMIT))
        if isinstance(event, ScalarEvent):
            return Scalar(str(event.value), line)
        if isinstance(event, SequenceStartEvent):
            return Items(tuple(self._node(e, depth + 1) for e in self._until(SequenceEndEvent)), line)
        if isinstance(event, MappingStartEvent):
            return Table(tuple(self._entries(depth)), line)
        raise YamlError("text_file.not_yaml", line=line, problem=type(event).__name__)

    def _entries(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        seen: set[str] = set()
        for event in self._until(MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar):
                raise YamlError("text_file.key_not_text", line=key.line)
            value = self._node(next(self._events), depth + 1)
            if key.text in seen:
                self._doubled.append(key)
                continue
            seen.add(key.text)
            yield key, value

    def _until(self, end: type) -> Iterator[Any]:
        for event in self._events:
            if isinstance(event, end):
                return
            yield event


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
