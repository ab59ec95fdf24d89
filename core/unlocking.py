"""Unlocking a person: what is shown to the signer, and what the core reads from it."""

from datetime import datetime

from core.acts import Manifest, ManifestLine
from core.language import LANGUAGE_TAGS, Language, text
from core.people import Person
from core.times import local_text

UNLOCK = "unlock"
"""What stands as `step` in the manifest."""


def unlock_manifest(person: Person, until: datetime, offset_min: int, language: Language) -> Manifest:
    """Draw what the signer of an unlocking is shown: whom, and which lock.

    Args:
        person: The locked person; the id stands first in its line.
        until: End of the lock; a later lock is another one.
        offset_min: The plant's offset from UTC.
        language: In which it is shown.
    """
    lines = (
        ManifestLine(text("unlock.person", language), f"{person.id} {person.name} {person.user_id}"),
        ManifestLine(text("unlock.until", language), local_text(until, offset_min)),
    )
    return Manifest("", UNLOCK, text("unlock.title", language), LANGUAGE_TAGS[language], lines, ())


def is_unlocking(manifest: Manifest, person: str, until: datetime, offset_min: int) -> bool:
    """Tell whether a manifest is about unlocking this person from this lock."""
    if manifest.step != UNLOCK or manifest.batch or len(manifest.lines) != 2:
        return False
    whom, end = manifest.lines
    return (whom.value.partition(" ")[0], end.value) == (person, local_text(until, offset_min))
