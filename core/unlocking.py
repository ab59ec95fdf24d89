"""Unlocking a person: what is shown to the signer, and what the core reads from it."""

from core.acts import Manifest, ManifestLine
from core.language import LANGUAGE_TAGS, Language, text
from core.people import Person

UNLOCK = "unlock"
"""What stands as `step` in the manifest."""
_PERSON_AT, _UNTIL_AT = 1, 2


def unlock_manifest(person: Person, until: str, language: Language) -> Manifest:
    """Draw what the signer of an unlocking is shown: whom, and which lock.

    Args:
        person: The locked person.
        until: End of the lock, as `core.times.utc_text` writes it; a later lock is another one.
        language: In which it is shown.
    """
    lines = (
        ManifestLine(text("unlock.person", language), f"{person.name} {person.user_id}"),
        ManifestLine(text("unlock.id", language), person.id),
        ManifestLine(text("unlock.until", language), until),
    )
    return Manifest("", UNLOCK, text("unlock.title", language), LANGUAGE_TAGS[language], lines, ())


def unlocked_by(manifest: Manifest) -> tuple[str, str]:
    """Give person id and end of the lock that a manifest names; empty ones where it is about something else."""
    if manifest.step != UNLOCK or len(manifest.lines) <= _UNTIL_AT:
        return "", ""
    return manifest.lines[_PERSON_AT].value, manifest.lines[_UNTIL_AT].value
