"""Typed fields of a YAML table: every wrong field becomes a fault with its line, none ends the reading.

A field that cannot be read gives a harmless value of its type, so that reading goes on, and its path is noted as
unread, so that later checks stay silent about it.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeVar

from core.finding import Finding, finding
from core.quantity import SIGNED_UNITS, UNITS, Quantity, QuantityError, decimal, dimension, quantity
from core.text_fault import Reading, nearest, shown, unknown
from core.words import Words
from core.yaml import Document, Items, Node, Scalar, Table

T = TypeVar("T")

LONGEST_TEXT = 400
"""Longest text of one field, in characters."""

LONGEST_TIME_S = 8_640_000
"""Longest time in a text, in seconds: 100 days."""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}", re.ASCII)


class Fields:
    """The fields of one table; ask for each by its key and type, then call `finish`."""

    def __init__(self, node: Node, path: str, line: int, reading: Reading) -> None:
        self.node = node
        self.path = path
        self.line = line
        self.reading = reading
        self._asked: list[str] = []
        self._missing: list[str] = []
        self._nodes: dict[str, tuple[Scalar, Node]] = {}
        if isinstance(node, Table):
            self._nodes = {key.text: (key, value) for key, value in node.entries}
        else:
            self._refuse(path, line, finding("text_file.table_wanted"))
        self._readable = isinstance(node, Table)

    def renamed(self, path: str) -> "Fields":
        """Give these fields a path that says more than their place in the text; before any is read."""
        self.reading.lines[path] = self.line
        if self.path in self.reading.unread:
            self.reading.unread.add(path)
        self.path = path
        return self

    def has(self, key: str) -> bool:
        """Tell whether a key is there."""
        self._asked.append(key)
        return key in self._nodes

    def text(self, key: str, default: str | None = None) -> str:
        """Read a text of one line, without control characters."""
        node = self._node(key, optional=default is not None)
        return (default or "") if node is None else self._text(key, node)

    def code(self, key: str, default: str | None = None) -> str:
        """Read a code: ASCII letters, digits, `-`, `_`, `.`, at most 32."""
        text = self.text(key, default)
        if text and text != default and _CODE.fullmatch(text) is None:
            return self._wrong(key, finding("text_file.code_wanted", key=key, text=shown(text)), "")
        return text

    def whole(self, key: str, low: int, high: int) -> int:
        """Read a whole number from `low` to `high`."""
        text = self.text(key)
        digits = text.removeprefix("-")
        if text and digits.isascii() and digits.isdigit() and len(digits) < 12 and low <= int(text) <= high:
            return int(text)
        expected = finding("text_file.whole_wanted", key=key, text=shown(text), low=str(low), high=str(high))
        return self._wrong(key, expected, low) if text else low

    def number(self, key: str) -> Decimal | None:
        """Read a decimal number, or None where there is none."""
        text = self.text(key, "")
        try:
            return decimal(text) if text else None
        except QuantityError:
            return self._wrong(key, finding("text_file.number_wanted", key=key, text=shown(text)), None)

    def unit(self, key: str) -> str:
        """Read a unit."""
        return self.choice(key, {unit: unit for unit in sorted(UNITS)}, "1")

    def quantity(self, key: str, kind: str | None = None, *, signed: bool = False) -> Quantity:
        """Read a quantity such as `60.000 kg`, of a dimension (`mass`, `time` ...) where one is given.

        It is above zero; with `signed` only where its unit knows nothing below zero.
        """
        text = self.text(key)
        fallback = Quantity(Decimal(1), "1")
        value, _, unit = text.partition(" ")
        try:
            read = quantity(value, unit.strip()) if text else fallback
        except QuantityError:
            return self._wrong(key, finding("text_file.quantity_wanted", key=key, text=shown(text)), fallback)
        positive = read.value > 0 or (signed and read.unit in SIGNED_UNITS)
        if text and (not positive or (kind is not None and dimension(read.unit) != kind)):
            return self._wrong(key, finding("text_file.quantity_wanted", key=key, text=shown(text)), fallback)
        return read

    def words(self, key: str) -> Words:
        """Read a table of `en` and `zh`."""
        inner = self.table(key)
        return Words("", "") if inner is None else read_words(inner)

    def choice(self, key: str, options: Mapping[str, T], fallback: T, default: str | None = None) -> T:
        """Read one of some words."""
        text = self.text(key, default)
        if not text or text in options:
            return options.get(text, fallback)
        return self._wrong(key, self._not_among(key, text, options), fallback)

    def choices(self, key: str, options: Mapping[str, T]) -> tuple[T, ...]:
        """Read a list of words out of some, at least one, each once."""
        texts = self.texts(key)
        for index, text in enumerate(texts):
            at = f"{key}/{index}"
            if text and text not in options:
                self._wrong(at, self._not_among(key, text, options), None)
            if text and text in texts[:index]:
                self._wrong(at, finding("text_file.item_twice", key=key, text=shown(text)), None)
        return tuple(options[text] for text in texts if text in options)

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts, at least one."""
        return tuple(self._text(f"{key}/{index}", node) for index, node in enumerate(self._items(key)))

    def tables(self, key: str) -> tuple["Fields", ...]:
        """Read a list of tables, at least one."""
        items = enumerate(self._items(key))
        return tuple(Fields(node, self._at(f"{key}/{at}"), node.line, self.reading) for at, node in items)

    def codes(self, key: str) -> tuple[str, ...]:
        """Read a list of codes, at least one, each once."""
        return self.choices(key, {text: text for text in self.texts(key) if _CODE.fullmatch(text)})

    def seconds(self, key: str) -> int:
        """Read a time such as `30 min` as whole seconds."""
        read = self.quantity(key, "time")
        seconds = read.to("s").value if read.unit != "1" else Decimal(0)
        if seconds != int(seconds) or seconds > LONGEST_TIME_S:
            return self._wrong(key, finding("text_file.time_wanted", key=key, text=shown(str(read))), 0)
        return int(seconds)

    def table(self, key: str, *, optional: bool = False) -> "Fields | None":
        """Read a table inside this one."""
        node = self._node(key, optional=optional)
        if node is None:
            return None
        return Fields(node, self._at(key), self.reading.lines[self._at(key)], self.reading)

    def mapping(self, key: str) -> dict[str, str]:
        """Read a table of texts with keys of the writer's choice."""
        inner = self.table(key)
        return {} if inner is None else {name: inner.text(name) for name in inner.names()}

    def names(self) -> tuple[str, ...]:
        """List the keys that are there."""
        return tuple(self._nodes)

    def finish(self, *, kind: str | None = None) -> None:
        """Report what is missing and what nobody asked for; a misspelt key is one fault, not two.

        Args:
            kind: The key that decides which others belong here; where it could not be read, none is reported.
        """
        if not self._readable or (kind is not None and self.unread(kind)):
            return
        missing = list(self._missing)
        for name, (key, _) in self._nodes.items():
            if name in self._asked:
                continue
            meant = nearest(name, [asked for asked in self._asked if asked not in self._nodes])
            if meant in missing:
                missing.remove(meant)
            self.reading.fault(key.line, unknown("text_file.key_unknown", meant, key=shown(name)))
        for name in missing:
            self.reading.fault(self.line, finding("text_file.key_missing", key=name))

    def wrong(self, found: Finding, key: str | None = None) -> None:
        """Note that this table, or one field of it, is wrong for a reason of the caller's."""
        path = self.path if key is None else self._at(key)
        self._refuse(path, self.line if key is None else self.reading.line(path), found)

    def line_of(self, key: str) -> int:
        """Give the line of a field that was asked for, or of the table where it is not there."""
        path = self._at(key)
        return self.reading.line(path) if path in self.reading.lines else self.line

    def unread(self, key: str) -> bool:
        """Tell whether a field could not be read."""
        return self._at(key) in self.reading.unread

    def _at(self, key: str) -> str:
        return f"{self.path}/{key}" if self.path else key

    def _node(self, key: str, *, optional: bool) -> Node | None:
        self._asked.append(key)
        if key in self._nodes:
            name, node = self._nodes[key]
            self.reading.lines[self._at(key)] = name.line
            return node
        if not optional:
            self.reading.unread.add(self._at(key))
            self._missing.append(key)
        return None

    def _items(self, key: str) -> tuple[Node, ...]:
        node = self._node(key, optional=False)
        if node is None:
            return ()
        if not isinstance(node, Items) or not node.items:
            return self._wrong(key, finding("text_file.list_wanted", key=key), ())
        for index, item in enumerate(node.items):
            self.reading.lines[self._at(f"{key}/{index}")] = item.line
        return node.items

    def _text(self, key: str, node: Node) -> str:
        name = key.partition("/")[0]
        if not isinstance(node, Scalar) or not node.text:
            return self._wrong(key, finding("text_file.text_wanted", key=name), "")
        if not node.text.isprintable() or len(node.text) > LONGEST_TEXT:
            return self._wrong(key, finding("text_file.text_unfit", key=name, limit=str(LONGEST_TEXT)), "")
        return node.text

    def _not_among(self, key: str, text: str, options: Iterable[str]) -> Finding:
        options = list(options)
        return unknown(
            "text_file.choice_wanted", nearest(text, options), key=key, text=shown(text), all=", ".join(options)
        )

    def _wrong(self, key: str, found: Finding, fallback: T) -> T:
        path = self._at(key)
        self._refuse(path, self.reading.line(path), found)
        return fallback

    def _refuse(self, path: str, line: int, found: Finding) -> None:
        self.reading.unread.add(path)
        self.reading.fault(line, found)


def fields_of(document: Document, reading: Reading) -> Fields:
    """Give the fields of the outermost table."""
    return Fields(document.root, "", document.root.line, reading)


def read_words(fields: Fields) -> Words:
    """Read a text in both languages from a table of `en` and `zh`."""
    words = Words(fields.text("en"), fields.text("zh"))
    fields.finish()
    return words
