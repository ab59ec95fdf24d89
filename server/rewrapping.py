"""A new key-encryption key for the seeds at rest: all sealed anew in one transaction, safe against a crash between.

The new key lies beside the old one as `seeds.key.new` until the transaction is committed; the database says by a
fingerprint which of the two it is sealed by. Whatever was cut short is finished or undone by `settle_rotation`.
"""

import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import CountersignError
from core.record.sealed import KEY_BYTES
from server.db.statements import insert, select, text
from server.db.store import Store, Unit
from server.db.tables.secrets import pending_token, seeds_key, token_secret
from server.keys import read_secret, write_secret
from server.vault import fingerprint, opened_token, sealed_seed

if TYPE_CHECKING:
    from sqlalchemy import Table

CURRENT, NEW = "seeds.key", "seeds.key.new"
_ROW = "seeds"


class CoreRunning(CountersignError):
    """The core service is connected; it holds the old key in memory."""

    code = "KEY-002"


def settle_rotation(owner: Store, folder: Path) -> None:
    """Finish or undo a rotation that was cut short; does nothing where there is none."""
    new = folder / NEW
    if not new.exists():
        return
    with owner.unit() as unit:
        kept = unit.value(select(seeds_key.c.fingerprint).where(seeds_key.c.what == _ROW))
    if kept == fingerprint(read_secret(new)):
        _take(folder)
    else:
        new.unlink()


def rewrap_seeds(owner: Store, folder: Path, service_role: str, now: datetime) -> int:
    """Seal every seed by a new key; gives how many there were.

    Args:
        owner: The database as its owner.
        folder: Where the key files lie; afterwards the old key is gone.
        service_role: Role of the core service, which must not be connected.
        now: Time for the note.

    Raises:
        CoreRunning: The core service is connected.
        SealBroken: The key file is not the one the seeds are sealed by; nothing was changed.
        CountersignError: The database or a file refuses; nothing was changed.
    """
    settle_rotation(owner, folder)
    old = read_secret(folder / CURRENT)
    write_secret(folder / NEW, secrets.token_hex(KEY_BYTES))
    new = read_secret(folder / NEW)
    try:
        with owner.unit() as unit:
            _nobody_else(unit, service_role)
            count = sum(_resealed(unit, table, old, new) for table in (token_secret, pending_token))
            row = {"what": _ROW, "fingerprint": fingerprint(new), "at": now}
            unit.do(insert(seeds_key).values(**row).on_conflict_do_update(index_elements=["what"], set_=row))
    except CountersignError:
        # Committed or not, the fingerprint knows; a database that is away is asked the next time.
        settle_rotation(owner, folder)
        raise
    _take(folder)
    return count


def _resealed(unit: Unit, table: "Table", old: bytes, new: bytes) -> int:
    rows = unit.rows(table.select())
    for row in rows:
        seed = opened_token(row, old).seed
        unit.do(table.update().where(table.c.token == row.token).values(seed=sealed_seed(row.token, seed, new)))
    return len(rows)


def _take(folder: Path) -> None:
    """Let the new key take the place of the old one, in one step: there is a key at every moment."""
    (folder / NEW).replace(folder / CURRENT)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _nobody_else(unit: Unit, role: str) -> None:
    found = text("SELECT count(*) FROM pg_stat_activity WHERE usename = :role AND datname = current_database()")
    if unit.value(found, {"role": role}):
        raise CoreRunning("keys.core_running")
    unit.do(text("LOCK TABLE token_secret, pending_token IN ACCESS EXCLUSIVE MODE"))
