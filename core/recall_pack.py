"""The recall pack: what a recall needs, in one signed file that is read without core, database or network.

Form: a file of JSON lines (UTF-8, one object a line, its `kind` told), and beside it an envelope (DSSE) whose payload
is a `PackSeal` that names the file's SHA-256; see `docs/record-format.md`. Answers are worked out here from the lines.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

import msgspec

from core.codes.isbt import donation_number
from core.errors import CountersignError
from core.exposure import (
    Exposure,
    PackHandled,
    PackThing,
    PackUse,
    batches_exposed,
    lots_handled,
    unknown_thing,
)
from core.recall import Recall, RecalledContainer, RecalledLot, RecalledShipment
from core.record.canonical import Undecodable, canonical
from core.record.envelope import Unauthentic, open_envelope, seal, signed_by
from core.record.keys import PrivateKey, key_id
from core.words import Words

PACK_TYPE = "application/vnd.countersign.recall-pack+json"
SUFFIX, SEAL_SUFFIX = ".jsonl", ".seal.json"


class PackUnfit(CountersignError):
    """A recall pack is not there, was changed, or does not know what is asked."""

    code = "RCL-001"


class PackLot(msgspec.Struct, frozen=True, tag_field="kind", tag="lot"):
    """A lot as it stood; `flows` are what came in (above zero) and went out, by where."""

    number: str
    material: str
    state: str
    batch: str | None
    name: Words
    supplier: str
    supplier_lot: str
    manufacturer: str
    manufacturer_lot: str
    unit: str
    flows: dict[str, str]
    in_stock: str


class PackEdge(msgspec.Struct, frozen=True, tag_field="kind", tag="edge"):
    """So much of the parent went into the child."""

    child: str
    parent: str
    quantity: str
    unit: str


class PackContainer(msgspec.Struct, frozen=True, tag_field="kind", tag="container"):
    """A container with something in it."""

    id: str
    lot: str
    quantity: str
    unit: str
    location: str
    reserved_for: str | None


class PackShipment(msgspec.Struct, frozen=True, tag_field="kind", tag="shipment"):
    """What a customer has got of a lot over all shipments, with whom to call."""

    customer: str
    name: str
    address: str
    contact: str
    lot: str
    quantity: str
    unit: str
    last: str


PackLine = PackLot | PackEdge | PackContainer | PackShipment | PackThing | PackUse | PackHandled


class PackSeal(msgspec.Struct, frozen=True):
    """What the core signs about a pack.

    Attributes:
        site: Site id.
        made: When, as `core.times.utc_text` writes it.
        size: Size of the log that it stands for.
        root: Root of that log, hex.
        file: Name of the file with the lines.
        lines: How many.
        sha256: Hash of the whole file, hex.
        offset_min: Offset of the plant's time from UTC in minutes, in which a window is asked for.
    """

    site: str
    made: str
    size: int
    root: str
    file: str
    lines: int
    sha256: str
    offset_min: int = 0


def written(lines: Iterable[PackLine]) -> bytes:
    """Write the lines of a pack."""
    return b"".join(canonical(line) + b"\n" for line in lines)


def sealed(about: PackSeal, core: PrivateKey) -> bytes:
    """Sign what is said about a pack."""
    return seal(PACK_TYPE, canonical(about), core)


def seal_of(envelope: bytes, public: bytes | None) -> PackSeal:
    """Read what was signed about a pack; where the core's public key is given, its signature must hold.

    Raises:
        PackUnfit: It is no such envelope, or another key signed it.
    """
    try:
        opened, payload = open_envelope(envelope)
        about = msgspec.json.decode(payload, type=PackSeal)
    except (Undecodable, Unauthentic, msgspec.DecodeError) as error:
        raise PackUnfit("recall.pack.unreadable", detail=str(error)[:80]) from error
    if opened.payload_type != PACK_TYPE:
        raise PackUnfit("recall.pack.unreadable", detail=opened.payload_type[:60])
    if public is not None and not signed_by(opened, payload, public, key_id(public)):
        raise PackUnfit("recall.pack.foreign")
    return about


def lines_of(data: bytes, about: PackSeal) -> Iterator[PackLine]:
    """Read the lines of a pack.

    Raises:
        PackUnfit: They are not the bytes that were signed.
    """
    if hashlib.sha256(data).hexdigest() != about.sha256:
        raise PackUnfit("recall.pack.changed", file=about.file[:80])
    decoder = msgspec.json.Decoder(PackLine)
    try:
        yield from (decoder.decode(line) for line in data.splitlines())
    except msgspec.DecodeError as error:
        raise PackUnfit("recall.pack.unreadable", detail=str(error)[:80]) from error


def recalled(lines: Iterable[PackLine], began: Iterable[str], exposure: Exposure | None = None) -> Recall:
    """Follow lots, and those that were exposed, forward through a pack, as the core would.

    Raises:
        PackUnfit: A lot, a piece of equipment, a room or a person is not in it.
    """
    lots: dict[str, PackLot] = {}
    children: Mapping[str, list[str]] = defaultdict(list)
    held: list[PackContainer] = []
    shipments: list[PackShipment] = []
    used = _Used([], [], [])
    for line in lines:
        match line:
            case PackLot():
                lots[line.number] = line
            case PackEdge():
                children[line.parent].append(line.child)
            case PackContainer():
                held.append(line)
            case PackShipment():
                shipments.append(line)
            case PackThing():
                used.things.append(line)
            case PackUse():
                used.uses.append(line)
            case PackHandled():
                used.handled.append(line)
    containers = {one.id: one.lot for one in held}
    named = tuple(lot for number in began for lot in _named(number, lots, containers))
    first = tuple(dict.fromkeys((*named, *(_exposed(exposure, used, lots) if exposure and exposure.asked else ()))))
    depths = _reached(first, children)
    found = sorted((_lot(lots[number], depth) for number, depth in depths.items() if number in lots), key=_order)
    standing = tuple(_container(one) for one in held if one.lot in depths)
    return Recall(first, tuple(found), standing, tuple(_shipment(one) for one in shipments if one.lot in depths))


def _named(typed: str, lots: Mapping[str, PackLot], containers: Mapping[str, str]) -> tuple[str, ...]:
    """Give the lots that a number stands for, in the order in which the core looks for them.

    A lot; a container in stock, or a donation; the supplier's or manufacturer's number of lots; the batch of them.
    """
    name = typed.strip()
    number = donation_number(name) or name
    if name in lots:
        return (name,)
    if number in containers:
        return (containers[number],)
    outside = (one.number for one in lots.values() if name and number in (one.supplier_lot, one.manufacturer_lot))
    made = (one.number for one in lots.values() if name and one.batch == name)
    found = sorted(outside) or sorted(made)
    if not found:
        raise PackUnfit("recall.lot_unknown", lot=typed[:40])
    return tuple(found)


class _Used(msgspec.Struct):
    """What of a pack answers an exposure."""

    things: list[PackThing]
    uses: list[PackUse]
    handled: list[PackHandled]


def _exposed(asked: Exposure, used: _Used, lots: Mapping[str, PackLot]) -> tuple[str, ...]:
    unknown = unknown_thing(asked, used.things)
    if unknown is not None:
        raise PackUnfit(f"recall.{unknown[0]}_unknown", name=unknown[1][:40])
    batches = batches_exposed(asked, used.things, used.uses)
    made = sorted(one.number for one in lots.values() if one.batch in batches)
    handled = lots_handled(asked, used.things, used.handled)
    return (*made, *sorted(number for number in handled if number in lots))


def _reached(first: Iterable[str], children: Mapping[str, list[str]]) -> dict[str, int]:
    """Give every lot reached with its least depth, level by level, so that a circle ends."""
    depths = dict.fromkeys(first, 0)
    level, depth = list(depths), 0
    while level:
        depth += 1
        level = list(dict.fromkeys(child for one in level for child in children.get(one, ()) if child not in depths))
        depths |= dict.fromkeys(level, depth)
    return depths


def _order(lot: RecalledLot) -> tuple[int, str]:
    return lot.depth, lot.number


def _lot(one: PackLot, depth: int) -> RecalledLot:
    total = sum((Decimal(value) for value in one.flows.values()), Decimal(0))
    about = one.number, one.material, one.state, depth, one.batch, one.unit
    outside = one.supplier, one.supplier_lot, one.manufacturer, one.manufacturer_lot
    return RecalledLot(*about, one.flows, one.in_stock, total == Decimal(one.in_stock), one.name, *outside)


def _container(one: PackContainer) -> RecalledContainer:
    return RecalledContainer(one.id, one.lot, one.quantity, one.unit, one.location, one.reserved_for)


def _shipment(one: PackShipment) -> RecalledShipment:
    about = one.customer, one.name, one.address, one.lot, one.quantity, one.unit, one.last
    return RecalledShipment(*about, one.contact)
