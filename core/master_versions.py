"""Drafts and approved versions of master records as the core lists them, without their texts."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

import msgspec

from core.plant import EffectiveMaster, Plant
from core.words import Words

CARRIED = 2
"""Versions of a master record that a plant carries of each code."""


class DraftLine(msgspec.Struct, frozen=True):
    """A draft that can be approved.

    Attributes:
        code: Its code.
        version: Its version.
        name: Product and strength.
        sha256: Hash of its text.
        before: The newest approved version that it is compared with, 0 where there is none.
        differences: How many differences to that version.
        steps: Steps concerned; all of them where there is no version before.
    """

    code: str
    version: int
    name: Words
    sha256: str
    before: int
    differences: int
    steps: tuple[str, ...]


class VersionLine(msgspec.Struct, frozen=True):
    """A version that was approved; `name` is empty for one that the plant no longer carries."""

    code: str
    version: int
    name: Words
    sha256: str
    effective_from: date | None
    retired: bool


class MasterState(StrEnum):
    """Where an approved version stands on a day."""

    WAITING = "waiting"
    EFFECTIVE = "effective"
    SUPERSEDED = "superseded"
    RETIRED = "retired"


def state_of(line: VersionLine, plant: Plant, day: date) -> MasterState:
    """Tell where an approved version stands; of each code at most one is effective."""
    if line.retired:
        return MasterState.RETIRED
    if line.effective_from is None or line.effective_from > day:
        return MasterState.WAITING
    effective: EffectiveMaster | None = plant.effective_master(line.code, day)
    is_it = effective is not None and effective.sha256 == line.sha256
    return MasterState.EFFECTIVE if is_it else MasterState.SUPERSEDED


def by_version(masters: Iterable[EffectiveMaster]) -> list[EffectiveMaster]:
    """Sort by code, the newest version of each first."""
    return sorted(masters, key=lambda item: (item.code, -item.version, item.sha256))


def highest_versions(masters: Iterable[EffectiveMaster]) -> dict[str, int]:
    """Give the highest version of each code."""
    highest: dict[str, int] = {}
    for item in by_version(masters):
        highest.setdefault(item.code, item.version)
    return highest


def carried(masters: Iterable[EffectiveMaster]) -> dict[str, EffectiveMaster]:
    """Give of each code the newest two versions not retired: the effective one, and one that waits for its day.

    Others stay known to the core by their hash, for the batches that pin them.
    """
    standing: dict[str, list[EffectiveMaster]] = {}
    for item in by_version(masters):
        if not item.retired:
            standing.setdefault(item.code, []).append(item)
    return {item.sha256: item for versions in standing.values() for item in versions[:CARRIED]}
