"""Changes of master data, people, rights and keys: what is proposed, what is shown, who must sign it.

A change is decided by signatures over a manifest that shows every field old and new and, in its last line, the hash of
the very bodies that will hold. The core states each as `PlantChanged` and names the signatures.
Source: NMPA 2020 No. 74 art. 22, EU Annex 11 10 and 12.3; `docs/record-format.md` section 4.
"""

import msgspec

from core.acts import Manifest, ManifestLine
from core.field_changes import field_changes
from core.language import LANGUAGE_TAGS, Language, catalogue, text
from core.master_lines import master_lines
from core.plant import EffectiveMaster, Plant
from core.record.canonical import canonical, strict_json
from core.record.digest import sha256_hex
from core.value_words import value_words

CHANGE = "change"
"""What stands as `step` in the manifest of a change."""
DIGEST = "sha256"
"""Label of the line that binds a manifest to the bodies."""
GOT = "got_"
"""Begins the names of facts that hold the values of a refusal's or an exception's sentence."""
LONGEST_SHOWN = 300
"""Longest text of a field that is shown whole; of a longer one the hash is shown."""
LONGEST_BODY = 60_000
"""Longest body of one item in bytes, so that its record fits an envelope."""


class Change(msgspec.Struct, frozen=True):
    """One item as it shall be from now on.

    Attributes:
        kind: Its collection in `core.plant.Plant`, such as `people` or `keys`.
        id: Its id there.
        body: Canonical JSON of the whole item.
    """

    kind: str
    id: str
    body: str


def change(kind: str, identity: str, item: msgspec.Struct) -> Change:
    """Propose an item as it shall be."""
    return Change(kind, identity, canonical(item).decode())


def changes_digest(changes: tuple[Change, ...]) -> str:
    """Give the hash that binds a manifest to its changes: SHA-256 of their canonical array, sorted by kind and id."""
    return sha256_hex(canonical(ordered(changes)))


def ordered(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Sort changes as they are hashed, shown and stated."""
    return tuple(sorted(changes, key=lambda item: (item.kind, item.id)))


def change_manifest(changes: tuple[Change, ...], reason: str, plant: Plant, language: Language) -> Manifest:
    """Draw what a signer of changes is shown: each item, its fields old and new, the reason, the hash of all.

    Args:
        changes: What is proposed together.
        reason: Why, as typed.
        plant: The plant before it.
        language: In which it is shown.
    """
    lines: list[ManifestLine] = []
    for item in ordered(changes):
        if item.kind == "masters":
            version = msgspec.convert(strict_json(item.body.encode()), EffectiveMaster)
            lines.extend(master_lines(version, plant, language))
            continue
        before = current_item(plant, item.kind, item.id)
        label = text(f"change.kind.{item.kind}", language)
        state = text("change.new" if before is None else "change.changed", language)
        lines.append(ManifestLine(f"{label} {item.id}", state))
        after = strict_json(item.body.encode())
        lines.extend(_field_lines(before, after, language))
        if item.kind == "people" and any(f[0] == "statement" and f[2] != "0" for f in field_changes(before, after)):
            words = plant.policy.statement.in_language(language)
            lines.append(ManifestLine(f"  {text('change.statement', language)}", words))
    if reason:
        lines.append(ManifestLine(text("change.reason", language), reason))
    lines.append(ManifestLine(DIGEST, changes_digest(changes)))
    title = text("change.title", language)
    return Manifest("", CHANGE, title, LANGUAGE_TAGS[language], tuple(lines), ())


def digest_of(manifest: Manifest) -> str | None:
    """Give the hash of the changes that a manifest is about; None when it is about something else."""
    last = manifest.lines[-1] if manifest.lines else None
    if manifest.batch or manifest.step != CHANGE or last is None or last.label != DIGEST:
        return None
    return last.value


def current_item(plant: Plant, kind: str, identity: str) -> object | None:
    """Give an item of the plant as plain JSON, or None where there is none yet."""
    if kind in ("policy", "rule_set"):
        return msgspec.to_builtins(getattr(plant, kind))
    if kind == "keys":
        found = next((key for key in plant.keys if key.id == identity), None)
    else:
        found = getattr(plant, kind, {}).get(identity)
    return None if found is None else msgspec.to_builtins(found)


def in_force(plant: Plant, item: Change) -> bool:
    """Tell whether an item of the plant is as proposed; a plant carries no retired master record any more."""
    found = current_item(plant, item.kind, item.id)
    if found is None and item.kind == "masters":
        return msgspec.json.decode(item.body, type=EffectiveMaster).retired
    return found is not None and canonical(found).decode() == item.body


def _field_lines(before: object | None, after: object, language: Language) -> list[ManifestLine]:
    changed = field_changes(before, after)
    return [
        ManifestLine(f"  {field_words(name, language)}", f"{old} -> {new}" if old else new)
        for name, old, new in ((n, _shown(n, o, language) if o else "", _shown(n, v, language)) for n, o, v in changed)
        if name != "id"
    ]


def field_words(name: str, language: Language) -> str:
    """Word the name of a field; one without words of its own stands as it is.

    A number at its end is worded with it, such as in `label_2`; a value of a sentence, `got_lot`, as what it is.
    """
    stem, _, number = name.rpartition("_")
    if number.isdecimal() and f"field.{stem}_n" in catalogue():
        return text(f"field.{stem}_n", language, n=number)
    key = f"field.{name.removeprefix(GOT)}"
    return text(key, language) if key in catalogue() else name


def _shown(field: str, value: str, language: Language) -> str:
    if len(value) <= LONGEST_SHOWN:
        return value_words(field, value, language) or "-"
    return f"sha256 {sha256_hex(value.encode())[:16]}, {len(value)}"
