"""Words of the audit trail: kinds, groups, fields, sentences; what has no words of its own stands as it is."""

from core.changes import field_words
from core.finding import Finding
from core.language import Language, catalogue, text
from core.trail import FieldChange, TrailEntry
from core.value_words import value_words

REASON_VALUE = "reason_"
"""Begins the names of facts that hold the values of the sentence whose key is the fact `reason`."""


def kind_words(kind: str, language: Language) -> str:
    """Name a kind of act; one without words of its own, such as of a later version, stands as it is."""
    return _or_itself("act", kind, language)


def group_words(group: str, language: Language) -> str:
    """Name a group of kinds."""
    return _or_itself("audit.group", group, language)


def told(found: Finding, language: Language) -> str:
    """Word a sentence that a record keeps; where a value of it is missing, key and values stand for it."""
    pair = catalogue().get(found.key)
    if pair is None:
        return " ".join([found.key, *found.params.values()])
    try:
        return text(found.key, language, **found.params)
    except KeyError:
        return " ".join([found.key, *found.params.values()])


def about_words(entry: TrailEntry, language: Language) -> str:
    """Say in short what an entry is about: batch, step and the one thing besides."""
    about = dict(entry.about)
    first = [about[name] for name in ("batch", "step") if name in about]
    rest = [value for name, value in about.items() if name not in ("batch", "step", "operation", "entry", "record")]
    told_of = [value_words(name, value, language) for name, value in entry.told if name in ("kind", "id", "attempt")]
    return " ".join([*first, *rest[:2]] or told_of[:2])


def why_words(entry: TrailEntry, language: Language) -> str:
    """Word why; where the record keeps a sentence by its key, with the values it keeps beside it."""
    if entry.why not in catalogue():
        return entry.why
    try:
        return text(entry.why, language, **{name.removeprefix(REASON_VALUE): value for name, value in entry.told})
    except KeyError:
        return entry.why


def besides(entry: TrailEntry, language: Language) -> tuple[tuple[str, str], ...]:
    """Give what else was recorded, names and values in words; not what the reason's sentence says already."""
    kept_by_key = entry.why in catalogue()
    return tuple(
        (field_words(name, language), value_words(name, value, language))
        for name, value in (*entry.about, *entry.told)
        if not (kept_by_key and name.startswith(REASON_VALUE))
    )


def change_words(entry: TrailEntry, language: Language) -> str:
    """Write every change of an entry in one line."""
    changes = [f"{field_words(c.field, language)}: {old_and_new(c, '->', language)}" for c in entry.changes]
    return "; ".join([*changes, *([f"+ {entry.more}"] if entry.more else [])])


def old_and_new(change: FieldChange, arrow: str, language: Language) -> str:
    """Write the old and the new value of a change in words."""
    old, new = (value_words(change.field, value, language) or "-" for value in (change.old, change.new))
    return f"{old} {arrow} {new}"


def _or_itself(area: str, name: str, language: Language) -> str:
    key = f"{area}.{name}"
    return text(key, language) if key in catalogue() else name
