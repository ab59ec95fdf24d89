"""A JSON Schema by asking: a reader of fields is run once, and what it asks for becomes the schema.

So the schema cannot say anything else than the reader. Values may be text or what an editor's YAML makes of them:
`1` an integer, `60.000` a number, `yes` a truth value.
Source: JSON Schema 2020-12.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from core.fields import LONGEST_TEXT, Fields
from core.finding import Finding
from core.quantity import UNITS, Quantity, dimension
from core.text_fault import Reading
from core.yaml import Document, Table

T = TypeVar("T")

CODE = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$"
NUMBER = "^[-+]?[0-9]*\\.?[0-9]+$"


PARAMETER = "\\$[a-z]"
"""What a value with a parameter holds."""


class Forms(msgspec.Struct, frozen=True):
    """In which forms the tables of a list come.

    Attributes:
        variants: Of lists whose tables differ by a word: key of the list, key of the word, and the words.
        instead: Of lists that may hold another kind of table: key of the list, and the key that tells such a table.
        loose: Lists in whose tables values may be parameters; there only plain variants stand.
    """

    variants: Mapping[str, tuple[str, tuple[str, ...]]] = {}
    instead: Mapping[str, str] = {}
    loose: frozenset[str] = frozenset()


class AskedFields(Fields):
    """Fields that note what they are asked for, and answer with something harmless.

    Attributes:
        schema: The schema of the table; it grows while the table is read.
    """

    def __init__(self, forms: Forms, chosen: Mapping[str, str], *, loose: bool = False) -> None:
        """Begin an empty table.

        Args:
            forms: In which forms lists of tables come.
            chosen: Which word is answered here, by its key; of a table in another form the key that tells it.
            loose: True where values may be parameters.
        """
        nothing = Table((), 1)
        super().__init__(nothing, "", 1, Reading("schema", Document(nothing, ())))
        self._forms, self._chosen, self._loose = forms, chosen, loose
        self._properties: dict[str, dict[str, Any]] = {}
        self._required: list[str] = []
        self._perhaps: set[str] = set()
        parts = {"properties": self._properties, "required": self._required}
        self.schema: dict[str, Any] = {"type": "object", "additionalProperties": False, **parts}

    def renamed(self, path: str) -> Fields:  # noqa: ARG002 - the reader names parts, a schema has no lines
        """Stay as it is."""
        return self

    def has(self, key: str) -> bool:
        """Say that it is there; what is asked about this way may be left out, but for what tells another form."""
        if key in self._forms.instead.values():
            return key in self._chosen
        self._perhaps.add(key)
        return True

    def text(self, key: str, default: str | None = None) -> str:
        """Note a text of one line."""
        self._note(key, {"type": ["string", "number"], "maxLength": LONGEST_TEXT}, optional=default is not None)
        return default or ""

    def code(self, key: str, default: str | None = None) -> str:
        """Note a code."""
        self._note(key, {"type": ["string", "integer"], "pattern": CODE}, optional=default is not None)
        return default or ""

    def whole(self, key: str, low: int, high: int) -> int:
        """Note a whole number."""
        limits = {"minimum": low, "maximum": high}
        self._note(key, {"type": ["integer", "string"], **limits, "pattern": "^-?[0-9]+$"})
        return low

    def number(self, key: str) -> Decimal | None:
        """Note a decimal number that may be left out."""
        self._note(key, {"type": ["number", "string"], "pattern": NUMBER}, optional=True)

    def quantity(self, key: str, kind: str | None = None, *, signed: bool = False) -> Quantity:
        """Note a number with a unit."""
        units = "|".join(re.escape(unit) for unit in sorted(UNITS) if kind is None or dimension(unit) == kind)
        self._note(key, {"type": "string", "pattern": f"^{'-?' if signed else ''}[0-9.]+ +({units})$"})
        return Quantity(Decimal(1), "1")

    def seconds(self, key: str) -> int:
        """Note a time."""
        self.quantity(key, "time")
        return 1

    def choice(self, key: str, options: Mapping[str, T], fallback: T, default: str | None = None) -> T:
        """Note one of some words, or the very one that was chosen here."""
        word = self._chosen.get(key)
        spoken: list[str | bool] = [True, False] if set(options) == {"yes", "no"} else []
        wanted = {"const": word} if word is not None else {"enum": [*options, *spoken]}
        self._note(key, wanted, optional=default is not None)
        return options[word] if word is not None else fallback

    def choices(self, key: str, options: Mapping[str, T]) -> tuple[T, ...]:
        """Note a list of words."""
        self._list(key, {"enum": list(options)}, uniqueItems=True)
        return ()

    def texts(self, key: str) -> tuple[str, ...]:
        """Note a list of texts."""
        self._list(key, {"type": ["string", "number"], "maxLength": LONGEST_TEXT})
        return ()

    def codes(self, key: str) -> tuple[str, ...]:
        """Note a list of codes."""
        self._list(key, {"type": ["string", "integer"], "pattern": CODE}, uniqueItems=True)
        return ()

    def tables(self, key: str) -> tuple[Fields, ...]:
        """Note a list of tables: give one to be read, or one for each word in which they differ."""
        loose = self._loose or key in self._forms.loose
        if key not in self._forms.variants:
            one = AskedFields(self._forms, {}, loose=loose)
            self._list(key, one.schema)
            return (one,)
        by, words = self._forms.variants[key]
        each = tuple(AskedFields(self._forms, {by: word}, loose=loose) for word in words)
        if key in self._forms.instead and not loose:
            each = (*each, AskedFields(self._forms, {self._forms.instead[key]: ""}))
        self._list(key, {"oneOf": [one.schema for one in each]})
        return each

    def table(self, key: str, *, optional: bool = False) -> Fields:
        """Note a table inside this one, and give it to be read."""
        inner = AskedFields(self._forms, {}, loose=self._loose)
        self._note(key, inner.schema, optional=optional)
        return inner

    def mapping(self, key: str) -> dict[str, str]:
        """Note a table of texts."""
        self._note(key, {"type": "object", "additionalProperties": {"type": ["string", "number"]}})
        return {}

    def finish(self, *, kind: str | None = None) -> None:
        """Take note of nothing more."""

    def wrong(self, found: Finding, key: str | None = None) -> None:
        """Judge nothing: there is no text."""

    def _list(self, key: str, items: dict[str, Any], **more: bool) -> None:
        self._note(key, {"type": "array", "minItems": 1, "items": items, **more})

    def _note(self, key: str, what: dict[str, Any], *, optional: bool = False) -> None:
        if self._loose and what.get("type") not in ("object", "array") and "const" not in what:
            what = {"anyOf": [what, {"type": "string", "pattern": PARAMETER}]}
        self._properties[key] = what
        if not optional and key not in self._perhaps and key not in self._required:
            self._required.append(key)
