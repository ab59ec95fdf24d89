"""The catalogues: every text a user can see, English and Chinese side by side, one file an area."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Literal

from core.errors import CountersignError
from core.finding import Finding
from core.language import texts

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
LANGUAGE_TAGS: Mapping[Language, str] = {"en": "en", "zh": "zh-CN"}


class MissingText(CountersignError):
    """A key stands in no catalogue; a fault of the program, never of the user."""

    code = "CS-TXT"


@cache
def catalogue() -> Mapping[str, tuple[str, str]]:
    """Gather the areas into one mapping from key to (English, Chinese)."""
    gathered: dict[str, tuple[str, str]] = {}
    for area in pkgutil.iter_modules(texts.__path__):
        entries: Mapping[str, tuple[str, str]] = importlib.import_module(f"{texts.__name__}.{area.name}").TEXTS
        doubled = gathered.keys() & entries.keys()
        if doubled:
            raise MissingText("language.key_twice", keys=", ".join(sorted(doubled)))
        gathered.update(entries)
    return gathered


def text(key: str, language: Language, /, **params: str) -> str:
    """Word a sentence.

    Args:
        key: Catalogue key, for example `refusal.lot_wrong`.
        language: `en` or `zh`.
        **params: Values of the named placeholders, inserted as they are.

    Raises:
        MissingText: The key stands in no catalogue.
    """
    pair = catalogue().get(key)
    if pair is None:
        raise MissingText("language.key_unknown", key=key)
    return pair[LANGUAGES.index(language)].format_map(params)


def worded(found: Finding | CountersignError, language: Language) -> str:
    """Word a finding or an error in the reader's language; ids in the params `role` and `roles` get their names."""
    return text(found.key, language, **{name: _named(name, value, language) for name, value in found.params.items()})


def _named(param: str, value: str, language: Language) -> str:
    """Name roles; what is none, as a signature may claim, stays as it is."""
    if param not in ("role", "roles"):
        return value
    pairs = [catalogue().get(f"role.{identity}", (identity, identity)) for identity in value.split(", ")]
    return ("、" if language == "zh" else ", ").join(pair[LANGUAGES.index(language)] for pair in pairs)
