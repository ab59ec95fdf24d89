"""A recall as a case: opened by two signatures, customers told, goods taken back, closed with its balance.

Opening puts every lot concerned on hold at once, so that no container of it can be used or shipped, reserved or not.
An exercise (mock recall) is the same road but holds nothing. The core draws every manifest again from its own database.
Source: GMP (2010) articles 293, 298 to 304; Measures for Drug Recall (2022 No. 92).
"""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256

import msgspec

from core.acts import Manifest, ManifestLine
from core.language import LANGUAGE_TAGS, Language, text
from core.recall import Recall, RecalledShipment
from core.record.canonical import canonical

OPENING, CLOSING = "recall_opening", "recall_closing"
"""What stands as `step` in the two manifests."""

CLASSES = ("1", "2", "3")
"""Classes of a recall: 1 may do serious harm, 2 passing harm, 3 is recalled for another reason."""

MOST_LINES = 4
"""Customers that a manifest names one by one; more are counted."""


class RecallState(StrEnum):
    """How far a recall is."""

    OPENED = "opened"
    NOTIFIED = "notified"
    CLOSED = "closed"


class RecallPaper(msgspec.Struct, frozen=True):
    """What is signed to open a recall, so short that a page holds it.

    Attributes:
        began: Lots that it begins with.
        lots: Number of lots concerned.
        customers: Name and quantity, one for each customer and unit.
        sha256: Hash over all lots concerned and all that was shipped of them.
    """

    began: tuple[str, ...]
    lots: int
    customers: tuple[tuple[str, str], ...]
    sha256: str


class CustomerLine(msgspec.Struct, frozen=True):
    """A customer in an open recall; quantities are decimal text in one unit.

    Attributes:
        customer: Customer id.
        name: Its name.
        contact: Whom to call.
        unit: Of the quantities.
        shipped: What he has got of the lots concerned.
        returned: What came back of it.
        notified: When he was told, or "".
        how: Whom and how, or "".
    """

    customer: str
    name: str
    contact: str
    unit: str
    shipped: str
    returned: str
    notified: str = ""
    how: str = ""

    @property
    def open(self) -> Decimal:
        """Give what has not come back."""
        return Decimal(self.shipped) - Decimal(self.returned)


class RecallCase(msgspec.Struct, frozen=True):
    """A recall as the core keeps it.

    Attributes:
        id: `RC-261121-1`.
        state: How far it is.
        mock: True for an exercise.
        recall_class: `1`, `2` or `3`.
        reason: Why.
        began: Lots that it began with.
        lots: Number of lots concerned.
        opened: When.
        closed: When, or "".
        seconds: From opening to closing; 0 while it is open.
        effectiveness: What was found out about it, once it is closed.
        customers: Everybody who got some of it.
    """

    id: str
    state: RecallState
    mock: bool
    recall_class: str
    reason: str
    began: tuple[str, ...]
    lots: int
    opened: str
    closed: str
    seconds: int
    effectiveness: str
    customers: tuple[CustomerLine, ...]


def recall_paper(found: Recall) -> RecallPaper:
    """Shorten the answer to a recall to what is signed."""
    concerned = {
        "lots": [lot.number for lot in found.lots],
        "shipped": [[one.customer, one.lot, one.quantity, one.unit] for one in found.shipments],
    }
    totals = tuple((name, f"{quantity:f} {unit}") for name, unit, quantity in _totals(found.shipments))
    return RecallPaper(found.began, len(found.lots), totals, sha256(canonical(concerned)).hexdigest())


def _totals(shipments: Iterable[RecalledShipment]) -> list[tuple[str, str, Decimal]]:
    sums: dict[tuple[str, str, str], Decimal] = {}
    for one in shipments:
        key = one.customer, one.name, one.unit
        sums[key] = sums.get(key, Decimal(0)) + Decimal(one.quantity)
    return [(f"{customer} {name}", unit, total) for (customer, name, unit), total in sums.items()]


def opening_manifest(paper: RecallPaper, mock: bool, recall_class: str, reason: str, language: Language) -> Manifest:
    """Draw what both signers of an opening are shown."""
    named = paper.customers[:MOST_LINES]
    rest = len(paper.customers) - len(named)
    rows = [
        ("recall.paper.kind", _kind(mock, recall_class, language)),
        ("recall.paper.began", ", ".join(paper.began[:6]) + (f" + {len(paper.began) - 6}" if paper.began[6:] else "")),
        ("recall.paper.lots", str(paper.lots)),
        *(("recall.paper.customer", f"{name}  {quantity}") for name, quantity in named),
        *((("recall.paper.more", str(rest)),) if rest else ()),
        ("recall.paper.sha256", paper.sha256[:32]),
        ("recall.paper.effect", text("recall.paper.effect_mock" if mock else "recall.paper.effect_hold", language)),
        ("recall.paper.reason", reason),
    ]
    return _manifest(OPENING, "recall.paper.opening", rows, language)


def closing_manifest(case: RecallCase, effectiveness: str, language: Language) -> Manifest:
    """Draw what both signers of a closing are shown: what was shipped, what came back, and what did not."""
    rows = [
        ("recall.paper.recall", case.id),
        ("recall.paper.kind", _kind(case.mock, case.recall_class, language)),
        ("recall.paper.began", ", ".join(case.began[:6])),
        *(("recall.paper.balance", balance_of(case, unit, language)) for unit in units(case)),
        (
            "recall.paper.told",
            f"{sum(1 for one in case.customers if one.notified)} / {len(case.customers)}",
        ),
        ("recall.paper.effectiveness", effectiveness),
    ]
    return _manifest(CLOSING, "recall.paper.closing", rows, language)


def units(case: RecallCase) -> tuple[str, ...]:
    """Give the units in which a recall is balanced."""
    return tuple(dict.fromkeys(one.unit for one in case.customers))


def balance(case: RecallCase, unit: str) -> tuple[Decimal, Decimal]:
    """Give what was shipped and what came back, in one unit (GMP article 304)."""
    mine = [one for one in case.customers if one.unit == unit]
    shipped = sum((Decimal(one.shipped) for one in mine), Decimal(0))
    return shipped, sum((Decimal(one.returned) for one in mine), Decimal(0))


def balance_of(case: RecallCase, unit: str, language: Language) -> str:
    """Word the balance in one unit."""
    shipped, returned = balance(case, unit)
    numbers = {"shipped": shipped, "returned": returned, "open": shipped - returned}
    return text("recall.balance", language, unit=unit, **{name: f"{value:f}" for name, value in numbers.items()})


def _kind(mock: bool, recall_class: str, language: Language) -> str:
    said = text(f"recall.class_{recall_class}", language)
    return f"{text('recall.mock', language)}, {said}" if mock else said


def _manifest(step: str, title: str, rows: Iterable[tuple[str, str]], language: Language) -> Manifest:
    lines = tuple(ManifestLine(text(key, language), value) for key, value in rows)
    return Manifest("", step, text(title, language), LANGUAGE_TAGS[language], lines, ())
