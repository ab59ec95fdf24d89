"""A line of a logbook in words, and what was last done with a thing."""

import msgspec

from core.changes import field_words
from core.finding import Finding
from core.language import Language, text
from core.plant import Plant
from core.times import local_text, utc_from
from core.trail_words import told as told_words
from core.usage.line import UsageLine
from core.value_words import value_words


class LastOfThing(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was last done with a thing; None where it never was."""

    use: UsageLine | None = None
    cleaning: UsageLine | None = None
    check: UsageLine | None = None


def kind_of_line(line: UsageLine, language: Language) -> str:
    """Name what a line is about."""
    return text(f"usage.kind_{line.kind.value}", language)


def product_of(line: UsageLine, language: Language) -> str:
    """Name product and strength, or ""."""
    return f"{line.product.in_language(language)} {line.strength}".strip()


def what_of(line: UsageLine, language: Language) -> str:
    """Say in short what was done: the operation with its steps, else the first thing there is to say."""
    name = line.name.in_language(language)
    steps = " ".join(line.steps)
    if name or steps:
        return f"{name}  {steps}".strip()
    return sentence(line.told[0], language) if line.told else ""


def sentence(found: Finding, language: Language) -> str:
    """Word a sentence of a line; fields and their values as master data calls them."""
    if found.key == "usage.field_changed":
        field = found.params.get("field", "")
        old, new = (value_words(field, found.params.get(name, ""), language) for name in ("old", "new"))
        return text(found.key, language, field=field_words(field, language), old=old, new=new)
    if found.key == "usage.told":
        name, value = (found.params.get(f"{part}_{language}", "-") for part in ("name", "value"))
        return text(found.key, language, name=name, value=value)
    return told_words(found, language)


def people_of(persons: tuple[str, ...], plant: Plant) -> str:
    """Name people as they are called now, with their user ids."""
    known = (plant.people.get(person) for person in persons)
    names = (f"{one.name} {one.user_id}" if one else person for one, person in zip(known, persons, strict=True))
    return ", ".join(names)


def span_of(line: UsageLine, offset_min: int) -> str:
    """Write from when to when, `2026-11-20 14:03 .. 15:20`; the day of the end only where it is another one."""
    begun, ended = (local_text(utc_from(told), offset_min)[:16] for told in (line.since, line.until))
    if begun == ended:
        return begun
    return f"{begun} .. {ended[11:] if ended[:10] == begun[:10] else ended}"
