"""What is signed in the store: the adjustment of stock after a blind count, and the destruction of a container.

The core draws the manifest again from what it knows and compares, so a signature decides only what was shown.
Source: GMP (2010) articles 131, 132; 21 CFR 11.50, 11.70.
"""

from decimal import Decimal

import msgspec

from core.acts import Manifest, ManifestLine
from core.language import LANGUAGE_TAGS, Language, text
from core.plant import Container, LotState, Plant
from core.quantity import Quantity

ADJUSTMENT = "stock_adjustment"
"""What stands as `step` in the manifest of an adjustment."""
DESTRUCTION = "destruction"
"""What stands as `step` in the manifest of a destruction."""


class CountedTwice(msgspec.Struct, frozen=True):
    """A container that two persons have counted alike, each without the other's number, and otherwise than booked.

    Attributes:
        record: Record id of the second count.
        first: Record id of the first count.
        container: Container id.
        lot: Its lot.
        booked: Balance at the second count, decimal text.
        counted: What was counted, decimal text.
        unit: Of both.
        first_by: Person id.
        second_by: Person id.
    """

    record: str
    first: str
    container: str
    lot: str
    booked: str
    counted: str
    unit: str
    first_by: str
    second_by: str

    @property
    def difference(self) -> Quantity:
        """Give what has to be added, below zero what is missing."""
        return Quantity(Decimal(self.counted) - Decimal(self.booked), self.unit)


class OpenCount(msgspec.Struct, frozen=True):
    """A container that waits for another person's count, who is told no number.

    Attributes:
        record: Record id of the last count.
        container: Container id.
        lot: Its lot.
        location: Where it stands.
        person: Who counted last.
        at: When.
        other: Who counted before and found another number, or "".
    """

    record: str
    container: str
    lot: str
    location: str
    person: str
    at: str
    other: str = ""


def adjustment_manifest(counted: CountedTwice, reason: str, plant: Plant, language: Language) -> Manifest:
    """Draw what both signers of an adjustment are shown."""
    names = [plant.people[person].name if person in plant.people else person for person in _counters(counted)]
    rows = (
        ("store.paper.container", counted.container),
        ("store.paper.lot", _lot(counted.lot, plant, language)),
        ("store.paper.booked", str(Quantity(Decimal(counted.booked), counted.unit))),
        ("store.paper.counted", str(Quantity(Decimal(counted.counted), counted.unit))),
        ("store.paper.difference", str(counted.difference)),
        ("store.paper.counters", ", ".join(names)),
        ("store.paper.counts", f"{counted.first} {counted.record}"),
        ("store.paper.reason", reason),
    )
    return _manifest(ADJUSTMENT, "store.paper.adjustment", rows, language)


def _counters(counted: CountedTwice) -> tuple[str, str]:
    return counted.first_by, counted.second_by


def destruction_manifest(held: Container, reason: str, plant: Plant, language: Language) -> Manifest:
    """Draw what both signers of a destruction are shown, with the state of the lot on which the second one depends."""
    rows = (
        ("store.paper.container", held.id),
        ("store.paper.lot", _lot(held.lot, plant, language)),
        ("store.paper.state", text(f"lot.{plant.lots[held.lot].state.value}", language)),
        ("store.paper.quantity", str(held.net)),
        ("store.paper.reason", reason),
    )
    return _manifest(DESTRUCTION, "store.paper.destruction", rows, language)


def witness_right(state: LotState) -> str:
    """Name the right of the second signer: rejected goods go only with the head of quality (GMP article 132)."""
    return "decide.destroy_rejected" if state == LotState.REJECTED else "decide.witness_destruction"


def _lot(number: str, plant: Plant, language: Language) -> str:
    material = plant.materials[plant.lots[number].material]
    return f"{number}  {material.code} {material.name.in_language(language)}"


def _manifest(step: str, title: str, rows: tuple[tuple[str, str], ...], language: Language) -> Manifest:
    lines = tuple(ManifestLine(text(key, language), value) for key, value in rows)
    return Manifest("", step, text(title, language), LANGUAGE_TAGS[language], lines, ())
