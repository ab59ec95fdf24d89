"""Supply: who delivers what, where it is kept, what was ordered, and how lots and containers are numbered.

Source: GMP (2010) articles 103 to 112, 255 to 265.
"""

from datetime import date
from enum import StrEnum

import msgspec

from core.quantity import Quantity
from core.words import Words

GRADES = ("A", "B", "C", "D")
"""Cleanliness grades, the cleanest first."""


class Sampling(StrEnum):
    """How many containers of a receipt are sampled."""

    ROOT = "root"
    """The square root of their number and one more, rounded up."""
    ALL = "all"
    NONE = "none"


class ApprovalState(StrEnum):
    """What quality assurance says of a source of a material."""

    APPROVED = "approved"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class Supplier(msgspec.Struct, frozen=True):
    """A firm that supplies or makes materials.

    Attributes:
        id: Stable, `S-001`.
        name: As it stands on delivery notes and labels.
        address: Postal address.
    """

    id: str
    name: str
    address: str = ""


class Approval(msgspec.Struct, frozen=True):
    """The approval of a source of a material: this supplier, this manufacturer.

    Attributes:
        id: `approval_id` of the three.
        material: Material code.
        supplier: Id of the firm that delivers.
        manufacturer: Id of the firm that makes it, the same where it delivers itself.
        state: What quality assurance says now.
        valid_from: First day.
        valid_to: Last day.
    """

    id: str
    material: str
    supplier: str
    manufacturer: str
    state: ApprovalState
    valid_from: date
    valid_to: date

    def holds_on(self, day: date) -> bool:
        """Tell whether the source may deliver on a day."""
        return self.state == ApprovalState.APPROVED and self.valid_from <= day <= self.valid_to


class Location(msgspec.Struct, frozen=True):
    """A place in the store.

    Attributes:
        id: What its label says, `W-01-01`.
        name: For people.
        room: Room in which it lies.
        storage: Storage class that it offers, such as `ambient`, `cool`, `cold`, `flammable`; "" for any.
        capacity: Containers that it takes, 0 where nobody counts.
        grade: Cleanliness grade, "" where none is demanded.
    """

    id: str
    name: Words
    room: str
    storage: str = ""
    capacity: int = 0
    grade: str = ""


class OrderLine(msgspec.Struct, frozen=True):
    """One line of a purchase order; the quantity is in the base unit of the material."""

    material: str
    quantity: Quantity


class PurchaseOrder(msgspec.Struct, frozen=True):
    """A purchase order.

    Attributes:
        id: Its number.
        supplier: Id of the firm that delivers.
        lines: What was ordered, each material once.
        closed: True once nothing more is expected.
    """

    id: str
    supplier: str
    lines: tuple[OrderLine, ...]
    closed: bool = False

    def ordered(self, material: str) -> Quantity | None:
        """Give how much of a material was ordered, or None."""
        return next((line.quantity for line in self.lines if line.material == material), None)


class CodingRule(msgspec.Struct, frozen=True):
    """How numbers of a kind are made.

    Attributes:
        id: `lot` or `container`.
        pattern: Text with `{yymmdd}` and `{n:06}`, for example `L-{yymmdd}-{n:02}`.
    """

    id: str
    pattern: str


def approval_id(material: str, supplier: str, manufacturer: str) -> str:
    """Name the approval of a source."""
    return f"{material}.{supplier}.{manufacturer}"
