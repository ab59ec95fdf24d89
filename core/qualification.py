"""Qualifications: what a person has been trained for, and the procedures that are trained.

Source: 21 CFR 11.10(i), GMP article 26; F20.
"""

from datetime import date
from enum import StrEnum

import msgspec

from core.words import Words


class QualificationKind(StrEnum):
    """What a qualification is for."""

    PROCEDURE = "procedure"
    ROOM = "room"
    EQUIPMENT_CLASS = "equipment_class"


class Qualification(msgspec.Struct, frozen=True):
    """One person's qualification for one thing.

    Attributes:
        id: `P-0007/procedure/SOP-PR-014`: person, kind and what it is for.
        person: Person id.
        kind: What it is for.
        of: Procedure code, room id or equipment class.
        version: Version of the procedure that was trained; 0 for other kinds.
        valid_from: First day.
        valid_to: Last day, or None.
        basis: What it rests on, such as the number of the training record.
        withdrawn: Why it was withdrawn, at once; "" while it holds.
    """

    id: str
    person: str
    kind: QualificationKind
    of: str
    version: int
    valid_from: date
    valid_to: date | None = None
    basis: str = ""
    withdrawn: str = ""


class Procedure(msgspec.Struct, frozen=True):
    """A standard operating procedure (SOP) in its effective version.

    Attributes:
        code: `SOP-PR-014`.
        version: The newest version; until its first day the one before it stays effective.
        title: For people.
        effective_from: First day of this version.
        text: What is shown at a step, or empty words.
    """

    code: str
    version: int
    title: Words
    effective_from: date
    text: Words = Words("", "")


class Standing(StrEnum):
    """Where a qualification stands on a day."""

    HOLDS = "holds"
    ENDS = "ends"
    """It holds, and ends within a month."""
    LATER = "later"
    OUTDATED = "outdated"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    NONE = "none"


SOON_DAYS = 30
"""Days before the last one from which a qualification is said to end."""


def standing(held: Qualification, version: int, day: date) -> Standing:
    """Tell where a qualification stands on a day.

    Args:
        held: The qualification.
        version: Version of the procedure that is effective on the day; 0 for other kinds.
        day: The day.
    """
    if held.withdrawn:
        return Standing.WITHDRAWN
    if day < held.valid_from:
        return Standing.LATER
    if held.valid_to is not None and held.valid_to < day:
        return Standing.ENDED
    if held.version < version:
        return Standing.OUTDATED
    if held.valid_to is not None and (held.valid_to - day).days < SOON_DAYS:
        return Standing.ENDS
    return Standing.HOLDS


def effective_version(procedure: Procedure, day: date) -> int:
    """Give the version that is effective on a day; 0 before the first one is."""
    return procedure.version if day >= procedure.effective_from else procedure.version - 1


def qualification_id(person: str, kind: QualificationKind, of: str) -> str:
    """Name a qualification by what it is."""
    return f"{person}/{kind.value}/{of}"
