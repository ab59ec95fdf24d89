"""Writing recall packs: one a night into a folder, the newest seven kept; and reading the newest one back."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from core.recall_pack import (
    SEAL_SUFFIX,
    SUFFIX,
    PackContainer,
    PackEdge,
    PackLine,
    PackLot,
    PackSeal,
    PackShipment,
    PackUnfit,
    lines_of,
    seal_of,
    sealed,
    written,
)
from core.record.keys import PrivateKey
from core.times import utc_text
from server.db.statements import select, text
from server.db.store import Store, Unit
from server.db.tables.evidence import log_head
from server.db.tables.plant import lot, plant_item
from server.exposure_lines import exposure_lines
from server.log import log_root
from server.new_file import NotWritten, write_new
from server.recall import recalled_lots, recalled_shipments, standing_containers

FOLDER = "recall-packs"
"""Folder beside the checkpoints into which the core writes one a night."""
KEPT = 7

_EDGES = text(
    """
    SELECT c.number AS child, p.number AS parent, e.quantity, e.unit
    FROM lot_edge e JOIN lot c ON c.id = e.child JOIN lot p ON p.id = e.parent ORDER BY e.parent, e.child, e.seq
    """
)


def write_pack(store: Store, core: PrivateKey, folder: Path, now: datetime) -> Path:
    """Write a pack of what the core knows now; what is older than the newest seven is taken away.

    Args:
        store: The database; all is read in one transaction.
        core: The core's key.
        folder: Where the packs are kept; it is made where it is missing.
        now: The plant's time, which names the pack.

    Raises:
        NotWritten: The folder cannot be written, or there is a pack of this second.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritten("report.not_written", file=str(folder), detail=error.strerror or "") from error
    with store.unit() as unit:
        unit.do(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        site = unit.value(select(plant_item.c.body).where(plant_item.c.kind == "site"))
        size = int(unit.value(select(log_head.c.size)) or 0)
        root = log_root(unit, size).hex()
        lines = list(pack_lines(unit))
    data, stem = written(lines), f"recall-{now:%Y%m%dT%H%M%SZ}"
    named = site["site"], utc_text(now), size, root, f"{stem}{SUFFIX}", len(lines)
    about = PackSeal(*named, hashlib.sha256(data).hexdigest(), int(site["offset_min"]))
    write_new(folder / about.file, data)
    write_new(folder / f"{stem}{SEAL_SUFFIX}", sealed(about, core))
    for old in _seals(folder)[:-KEPT]:
        old.unlink()
        (folder / old.name.replace(SEAL_SUFFIX, SUFFIX)).unlink(missing_ok=True)
    return folder / about.file


def pack_due(folder: Path, now: datetime, offset_min: int) -> bool:
    """Tell whether no pack was written on this day of the plant."""
    seals = _seals(folder)
    if not seals:
        return True
    local = timedelta(minutes=offset_min)
    stamp = seals[-1].name.removeprefix("recall-").removesuffix(SEAL_SUFFIX)
    last = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=now.tzinfo)
    return (last + local).date() != (now + local).date()


def read_pack(folder: Path, public: bytes | None) -> tuple[PackSeal, list[PackLine]]:
    """Read the newest pack of a folder, or the one whose file is named.

    Raises:
        PackUnfit: There is none, it was changed, or another key signed it.
    """
    seals = _seals(folder) if folder.is_dir() else [folder.with_name(folder.stem + SEAL_SUFFIX)]
    try:
        about = seal_of(seals[-1].read_bytes(), public)
        data = (seals[-1].parent / Path(about.file).name).read_bytes()
    except (IndexError, OSError) as error:
        raise PackUnfit("recall.pack.none", folder=str(folder)[:120]) from error
    return about, list(lines_of(data, about))


def _seals(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"recall-*{SEAL_SUFFIX}"))


def pack_lines(unit: Unit) -> Iterator[PackLine]:
    """Give everything that a pack holds, line by line."""
    rows = unit.rows(lot.select().order_by(lot.c.id))
    numbers = [row.number for row in rows]
    held = standing_containers(unit, numbers)
    for one in recalled_lots(unit, rows, dict.fromkeys((row.id for row in rows), 0), held):
        about = one.number, one.material, one.state, one.batch, one.name
        outside = one.supplier, one.supplier_lot, one.manufacturer, one.manufacturer_lot
        yield PackLot(*about, *outside, one.unit, one.flows, one.in_stock)
    for row in unit.rows(_EDGES):
        yield PackEdge(row.child, row.parent, row.quantity, row.unit)
    for one in held:
        if one.quantity != "0":
            yield PackContainer(one.id, one.lot, one.quantity, one.unit, one.location, one.reserved_for)
    for one in recalled_shipments(unit, numbers):
        yield PackShipment(
            *(one.customer, one.name, one.address, one.contact, one.lot, one.quantity, one.unit, one.last)
        )
    yield from exposure_lines(unit)
