"""The picture: the plant as the service holds it in memory, kept up by reading only what has changed."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from core.errors import CountersignError
from core.logbook_forms import round_key
from core.master.model import MasterBatchRecord
from core.master.text import load_master
from core.master_versions import by_version
from core.plant import (
    Container,
    EffectiveMaster,
    EquipmentItem,
    EquipmentState,
    Lot,
    LotState,
    Standing,
)
from core.quantity import Quantity
from core.record.keys import KeyRegistry
from core.usage.line import Kept
from core.usage.standing import standing_key
from server.db.statements import func
from server.db.store import Unit
from server.db.tables.batches import logbook_round
from server.db.tables.plant import container, equipment, lot, plant_item
from server.db.tables.stock import stock
from server.db.tables.usage import usage_standing
from server.log import log_size
from server.plant_contents import DOCUMENTS, Contents, plant_of
from server.round_lines import round_line


class MasterUnknown(CountersignError):
    """A batch pins a master record that this plant never made effective."""

    code = "COR-010"


TABLES = ("plant_item", "equipment", "lot", "container", "logbook_round", "usage_standing")
"""The tables that the picture is read from."""


class Picture:
    """The plant at a size of the log; a transaction works on a copy, which counts once it is committed."""

    def __init__(self) -> None:
        """Begin empty; the first `refresh` reads everything."""
        self.contents = Contents()
        self._compose(anew=True)

    def copy(self) -> "Picture":
        """Give a picture that can be changed without changing this one."""
        other = Picture.__new__(Picture)
        other.contents, other.plant, other.registry = self.contents.copy(), self.plant, self.registry
        return other

    def take(self, other: "Picture") -> None:
        """Become what the other one is."""
        self.contents, self.plant, self.registry = other.contents, other.plant, other.registry

    @property
    def read_to(self) -> int:
        """Give the size of the log up to which changes are in."""
        return self.contents.read_to

    @property
    def changed_at(self) -> int:
        """Give the size of the log at which something of the plant was last found changed."""
        return self.contents.changed_at

    def refresh(self, unit: Unit, size: int | None = None, tables: Collection[str] = TABLES) -> bool:
        """Read what has changed since the last time, and tell whether anything had.

        Args:
            unit: The transaction.
            size: Size of the log as the writer of this transaction knows it; None reads it.
            tables: Those of `TABLES` in which something may have changed.
        """
        size = log_size(unit) if size is None else size
        read = {
            "plant_item": self._read_documents,
            "equipment": self._read_equipment,
            "lot": self._read_lots,
            "container": self._read_containers,
            "logbook_round": self._read_rounds,
            "usage_standing": self._read_standings,
        }
        changed = {name for name in TABLES if name in tables and read[name](unit)}
        self.contents.read_to = size
        if changed:
            self.contents.changed_at = size
            self._compose(anew="plant_item" in changed)
        return bool(changed)

    def read_up_to(self, size: int) -> None:
        """Note that nothing of the plant changed up to a size of the log but what is in already."""
        self.contents.read_to = size

    def master(self, sha256: str) -> MasterBatchRecord:
        """Give a master record by the hash of its text.

        Raises:
            MasterUnknown: It was never approved here.
        """
        return self._read_master(self.master_text(sha256))

    def draft(self, sha256: str) -> MasterBatchRecord:
        """Give a draft by the hash of its text; raises `KeyError` for one that is not here."""
        return self._read_master(self.contents.documents["drafts"][sha256])

    def _read_master(self, found: EffectiveMaster) -> MasterBatchRecord:
        if found.sha256 not in self.contents.masters:
            self.contents.masters[found.sha256] = load_master(found.text, f"{found.code}-v{found.version}.yaml")
        return self.contents.masters[found.sha256]

    def master_text(self, sha256: str) -> EffectiveMaster:
        """Give an approved version, retired or not, by the hash of its text.

        Raises:
            MasterUnknown: It was never approved here.
        """
        found = self.contents.documents["masters"].get(sha256)
        if found is None:
            raise MasterUnknown("core.master_unknown", sha256=sha256[:16])
        return found

    def approved_masters(self) -> tuple[EffectiveMaster, ...]:
        """List every version ever approved, retired ones too, by code and then the newest first."""
        return tuple(by_version(self.contents.documents["masters"].values()))

    def draft_masters(self) -> tuple[EffectiveMaster, ...]:
        """List the drafts that can still be approved: newer than every approved version of their code."""
        drafts, newest = by_version(self.contents.documents["drafts"].values()), self.plant.master_versions
        return tuple(item for item in drafts if item.version > newest.get(item.code, 0))

    def _compose(self, *, anew: bool) -> None:
        """Draw the plant; what documents say, and the keys among them, is drawn anew only where they changed."""
        contents = self.contents
        if anew:
            self.plant = plant_of(contents.site, contents.documents)
            self.registry = KeyRegistry(self.plant.keys)
        self.plant = msgspec.structs.replace(
            self.plant,
            version=contents.changed_at,
            lots=contents.lots.items,
            containers=contents.containers.items,
            equipment=contents.equipment.items,
            rounds=contents.rounds.items,
            standings=contents.standings.items,
        )

    def _read_documents(self, unit: Unit) -> bool:
        rows = unit.rows(plant_item.select().where(plant_item.c.changed >= self.contents.read_to))
        found: dict[str, dict[str, Any]] = {}
        for row in rows:
            found.setdefault(row.kind, {})[row.id] = msgspec.convert(row.body, DOCUMENTS[row.kind])
        for kind, items in found.items():
            self.contents.documents[kind] = {**self.contents.documents[kind], **items}
        for site in found.get("site", {}).values():
            self.contents.site = site
        return bool(rows)

    def _read_equipment(self, unit: Unit) -> bool:
        rows = unit.rows(equipment.select().where(equipment.c.changed >= self.contents.read_to))
        for row in rows:
            item = msgspec.convert(row.body, EquipmentItem)
            state = EquipmentState(row.state)
            item = msgspec.structs.replace(item, state=state, checked_on=row.checked_on)
            self.contents.equipment.put(row.id, item)
        return bool(rows)

    def _read_lots(self, unit: Unit) -> bool:
        rows = unit.rows(lot.select().where(lot.c.changed >= self.contents.read_to))
        for row in rows:
            self.contents.lots.put(row.number, _lot(row))
        return bool(rows)

    def _read_containers(self, unit: Unit) -> bool:
        quantity = func.coalesce(stock.c.qty, 0).label("qty")
        joined = container.outerjoin(stock, stock.c.container == container.c.id)
        wanted = container.select().with_only_columns(*container.c, quantity).select_from(joined)
        rows = unit.rows(wanted.where(container.c.changed >= self.contents.read_to))
        for row in rows:
            net = Quantity(_plain(row.qty), row.unit)
            held = Container(row.id, row.lot, net, row.location, row.reserved_for, row.ended, row.labelled, row.held)
            self.contents.containers.put(row.id, held)
        return bool(rows)

    def _read_standings(self, unit: Unit) -> bool:
        rows = unit.rows(usage_standing.select().where(usage_standing.c.changed >= self.contents.read_to))
        for row in rows:
            standing = msgspec.convert(row.body, Standing)
            self.contents.standings.put(standing_key(Kept(row.of), row.thing), standing)
        return bool(rows)

    def _read_rounds(self, unit: Unit) -> bool:
        changed = logbook_round.c.changed >= self.contents.read_to
        rows = unit.rows(logbook_round.select().where(changed).order_by(logbook_round.c.number))
        for row in rows:
            name = round_key(row.code, row.thing)
            self.contents.rounds.put(name, round_line(row, self.contents.rounds.items.get(name)))
        return bool(rows)


def _lot(row: Any) -> Lot:
    expiry: date | None = row.expiry
    state = LotState(row.state)
    return Lot(
        *(row.number, row.material, state, expiry, row.supplier, row.supplier_lot),
        *(row.manufacturer, row.manufacturer_lot),
        assay=row.assay,
        water=row.water,
        assay_basis=row.assay_basis,
        assay_until=row.assay_until,
        received=row.received,
        order=row.purchase_order,
        retest=row.retest,
    )


def _plain(value: Decimal) -> Decimal:
    """Drop the zeros that the column's fixed places add, and never fall into exponents."""
    return Decimal(f"{Decimal(value).normalize():f}")
