"""The answers at the dock: what is asked, what is wrong with an answer by itself, and the receipt that they make."""

from collections.abc import Mapping, Sequence
from datetime import date

from core.errors import CountersignError
from core.finding import Finding, finding
from core.quantity import decimal
from core.receipt import MOST_CONTAINERS, Receipt, ReceivedContainer
from core.supply import Approval

NONE = "-"
"""What is typed where a field does not apply."""
DAYS = ("expiry", "retest")
ASKED = (*("delivery_name", "supplier_lot", "manufacturer_lot"), *DAYS, "location", "count", "net", "damage", "remarks")
"""The questions in their order."""


def unfit(asked: str, typed: str, answers: Mapping[str, str], serials: Sequence[str]) -> Finding | None:
    """Say what is wrong with an answer by itself; None when nothing is.

    Args:
        asked: The question.
        typed: The answer.
        answers: Those given before.
        serials: Serial numbers that were scanned.
    """
    try:
        if asked in DAYS and typed not in ("", NONE):
            date.fromisoformat(typed)
        if asked == "net":
            nets(typed, int(answers["count"]))
        if asked == "damage":
            damages(typed, int(answers["count"]))
    except ValueError:
        keys = {"net": "receive.net_wrong", "damage": "receive.damage_wrong"}
        return Finding(keys.get(asked, "receive.day_wrong"))
    except CountersignError as error:
        return Finding(error.key, error.params)
    if asked == "count":
        return _miscounted(typed, len(serials))
    if not typed and asked not in (*DAYS, "damage", "remarks"):
        return Finding("receive.blank")
    return None


def damages(typed: str, count: int) -> dict[int, str]:
    """Read which containers are damaged: `2 torn, 4 wet`; nothing, or `-`, when none is.

    Raises:
        ValueError: A part does not begin with the number of a container, or says nothing of it.
    """
    found: dict[int, str] = {}
    for part in filter(None, (piece.strip() for piece in typed.removeprefix(NONE).split(","))):
        number, _, what = part.partition(" ")
        if not (number.isascii() and number.isdigit() and 1 <= int(number) <= count and what.strip()):
            raise ValueError(part)
        found[int(number)] = what.strip()
    return found


def nets(typed: str, count: int) -> tuple[str, ...]:
    """Read what is in each container: `25.000` for all, or `25.000, 4 12.500` where the fourth holds less.

    Raises:
        ValueError: A part after the first does not begin with the number of a container.
        QuantityError: A quantity is no number.
    """
    usual, *others = [piece.strip() for piece in typed.split(",")]
    decimal(usual)
    found = [usual] * count
    for part in others:
        number, _, net = part.partition(" ")
        if not (number.isascii() and number.isdigit() and 1 <= int(number) <= count):
            raise ValueError(part)
        decimal(net.strip())
        found[int(number) - 1] = net.strip()
    return tuple(found)


def receipt_of(approval: Approval, order: str, unit: str, said: Mapping[str, str], serials: Sequence[str]) -> Receipt:
    """Make the receipt of a source, with every question answered and fit."""
    count = int(said["count"])
    damaged, known = damages(said["damage"], count), [*serials, *("" for _ in range(count))]
    held = nets(said["net"], count)
    containers = tuple(
        ReceivedContainer(held[number - 1], damaged.get(number, ""), known[number - 1])
        for number in range(1, count + 1)
    )
    days = {name: date.fromisoformat(said[name]) for name in DAYS if said[name] not in ("", NONE)}
    return Receipt(
        *(approval.material, said["delivery_name"], approval.supplier, approval.manufacturer),
        *(said["supplier_lot"], said["manufacturer_lot"], unit, containers, said["location"]),
        order=order,
        remarks="" if said["remarks"] == NONE else said["remarks"],
        **days,
    )


def _miscounted(typed: str, scanned: int) -> Finding | None:
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:6]) <= MOST_CONTAINERS):
        return finding("receipt.refused.count", most=str(MOST_CONTAINERS))
    return finding("receive.count_scanned", n=str(scanned)) if int(typed) < scanned else None
