"""Receipts: the core's signed word on a kiosk's chain; owed in the database, published after commit."""

from collections.abc import Sequence
from datetime import datetime

from core.record.chain import Head
from core.record.keys import PrivateKey
from core.record.messages import Receipt, Verdict, seal_receipt
from core.times import utc_text
from server.db.statements import func, select
from server.db.store import Store, Unit
from server.db.tables.evidence import kiosk_head, quarantine, receipt, record, record_flag

_FLAGGED = 300
_QUARANTINED = 100


class Receipts:
    """Makes the receipts that are owed."""

    def __init__(self, store: Store, core: PrivateKey) -> None:
        """Join database and key."""
        self._store = store
        self._core = core

    def owed(self, now: datetime) -> list[tuple[str, int, bytes]]:
        """Give (kiosk, what `published` settles, sealed receipt) of every receipt that is owed."""
        with self._store.unit() as unit:
            rows = unit.rows(receipt.select().where(receipt.c.owed > receipt.c.published).order_by(receipt.c.kiosk))
            return [(row.kiosk, row.owed, self._sealed(unit, row.kiosk, now)) for row in rows]

    def published(self, settled: Sequence[tuple[str, int]]) -> None:
        """Note that receipts have reached the bus; one owed since then stays owed."""
        with self._store.unit() as unit:
            for kiosk, number in settled:
                values = {"published": func.greatest(receipt.c.published, number)}
                unit.do(receipt.update().where(receipt.c.kiosk == kiosk).values(**values))

    def held(self, kiosk: str) -> Head:
        """Give the end of a kiosk's chain as the core holds it."""
        with self._store.unit() as unit:
            return _head(unit, kiosk)

    def of_kiosk(self, kiosk: str, now: datetime) -> bytes:
        """Make a kiosk's receipt as things stand, as on a heartbeat that lacks it."""
        with self._store.unit() as unit:
            return self._sealed(unit, kiosk, now)

    def _sealed(self, unit: Unit, kiosk: str, now: datetime) -> bytes:
        head = _head(unit, kiosk)
        flagged, quarantined = _flagged(unit, kiosk, head.epoch), _quarantined(unit, kiosk)
        told = Receipt(kiosk, head.epoch, head.seq, head.sha256, flagged, quarantined, utc_text(now))
        return seal_receipt(told, self._core)


def _head(unit: Unit, kiosk: str) -> Head:
    newest = kiosk_head.select().where(kiosk_head.c.kiosk == kiosk).order_by(kiosk_head.c.epoch.desc()).limit(1)
    row = unit.first(newest)
    return Head(kiosk) if row is None else Head(kiosk, row.epoch, row.seq, row.sha256)


def _flagged(unit: Unit, kiosk: str, epoch: int) -> tuple[Verdict, ...]:
    """Give the newest flagged records, each with the first of its codes."""
    named = func.coalesce(record.c.rid, record.c.sha256).label("id")
    of_kiosk = select(named, record_flag.c.code).join(record, record.c.seq == record_flag.c.seq)
    wanted = of_kiosk.where(record.c.kiosk == kiosk, record.c.epoch == epoch)
    rows = unit.rows(wanted.order_by(record_flag.c.seq.desc(), record_flag.c.code.desc()).limit(2 * _FLAGGED))
    first = {row.id: row.code for row in rows}
    return tuple(Verdict(identity, code) for identity, code in list(first.items())[:_FLAGGED])


def _quarantined(unit: Unit, kiosk: str) -> tuple[Verdict, ...]:
    wanted = select(quarantine.c.sha256, quarantine.c.hint, quarantine.c.reason).where(quarantine.c.kiosk == kiosk)
    rows = unit.rows(wanted.order_by(quarantine.c.id.desc()).limit(_QUARANTINED))
    return tuple(Verdict(row.hint or row.sha256, row.reason) for row in rows)
