"""The outbox file: its tables, how it is opened, and what its errors mean."""

import os
import sqlite3
from pathlib import Path

from console.outbox.errors import NotStored, OutboxBroken, OutboxError, OutboxForeign, OutboxTaken

APPLICATION_ID = 0x43534F42
VERSION = 1

_TABLES = """
CREATE TABLE chain (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    kiosk TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    through INTEGER NOT NULL DEFAULT 0,
    stopped INTEGER NOT NULL DEFAULT 0,
    message_id TEXT NOT NULL DEFAULT '',
    place INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE record (
    journal INTEGER PRIMARY KEY,
    own INTEGER NOT NULL,
    rid TEXT NOT NULL UNIQUE,
    kiosk TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    kind TEXT NOT NULL,
    batch TEXT,
    made TEXT NOT NULL,
    envelope BLOB NOT NULL,
    state TEXT NOT NULL,
    code TEXT NOT NULL DEFAULT '',
    receipted TEXT NOT NULL DEFAULT '',
    due INTEGER NOT NULL DEFAULT 0,
    sends INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kiosk, epoch, seq)
) STRICT;
CREATE INDEX record_of_batch ON record (batch, journal);
CREATE INDEX record_due ON record (journal) WHERE due = 1;
CREATE INDEX record_waiting ON record (state) WHERE state IN ('stored', 'sent');
CREATE TABLE cache (name TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT;
CREATE TRIGGER record_is_never_deleted BEFORE DELETE ON record
BEGIN SELECT RAISE(ABORT, 'a record is never deleted'); END;
CREATE TRIGGER record_is_never_changed
BEFORE UPDATE OF own, rid, kiosk, epoch, seq, sha256, kind, batch, made, envelope ON record
BEGIN SELECT RAISE(ABORT, 'a record is never changed'); END;
"""

_DISK = {
    sqlite3.SQLITE_FULL: "outbox.disk_full",
    sqlite3.SQLITE_READONLY: "outbox.read_only",
    sqlite3.SQLITE_IOERR: "outbox.disk_fault",
}


def open_file(path: Path, kiosk: str, epoch: int, genesis: str) -> sqlite3.Connection:
    """Open the outbox of a kiosk, made anew where there is none; the file is locked until it is closed.

    Raises:
        OutboxForeign: The file is something else, or another kiosk's, or of a later enrolment.
        OutboxTaken: Another process holds it.
        OutboxBroken: It is damaged.
    """
    _make_private(path)
    # The worker thread of the outbox is the only one that uses the connection; closing may come from elsewhere.
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0.2)
    try:
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("PRAGMA trusted_schema = OFF")
        # Before anything that would write: what is not ours stays as it is to the last byte.
        _recognise(database, path)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        claim(database, path, kiosk, epoch, genesis)
    except sqlite3.Error as error:
        database.close()
        raise translated(error, path) from error
    except OutboxError:
        database.close()
        raise
    return database


def translated(error: sqlite3.Error, path: Path) -> OutboxError:
    """Say in our words what an error of SQLite means."""
    extended = getattr(error, "sqlite_errorcode", 0)
    primary = extended & 0xFF
    if primary in _DISK:
        return NotStored(_DISK[primary], file=str(path))
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return OutboxTaken("outbox.taken", file=str(path))
    if primary == sqlite3.SQLITE_NOTADB:
        return OutboxForeign("outbox.no_outbox", file=str(path))
    if primary == sqlite3.SQLITE_CANTOPEN:
        return OutboxError("outbox.cannot_open", file=str(path))
    if primary == sqlite3.SQLITE_CONSTRAINT:
        return NotStored("outbox.kept_already", file=str(path))
    return OutboxBroken("outbox.damaged", file=str(path), detail=str(error)[:80])


def _make_private(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.parent.stat().st_mode & 0o077:
            raise OutboxForeign("outbox.folder_open", folder=str(path.parent))
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600))
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            # The name of a new file must be as durable as what is committed to it.
            os.fsync(folder)
        finally:
            os.close(folder)
        path.chmod(0o600)
    except OSError as error:
        raise OutboxError("outbox.cannot_open", file=str(path)) from error


def _recognise(database: sqlite3.Connection, path: Path) -> None:
    """Refuse a file that is neither empty nor an outbox of this version."""
    application: int = database.execute("PRAGMA application_id").fetchone()[0]
    if application == 0 and _is_empty(database):
        return
    if application != APPLICATION_ID:
        raise OutboxForeign("outbox.no_outbox", file=str(path))
    version: int = database.execute("PRAGMA user_version").fetchone()[0]
    if version != VERSION:
        raise OutboxForeign("outbox.version_unknown", file=str(path), version=str(version))


def _is_empty(database: sqlite3.Connection) -> bool:
    return database.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0


def claim(database: sqlite3.Connection, path: Path, kiosk: str, epoch: int, genesis: str) -> None:
    """Take the lock, which the first write gets and exclusive mode keeps; make what is missing."""
    database.execute("BEGIN IMMEDIATE")
    if _is_empty(database):
        for statement in _statements():
            database.execute(statement)
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {VERSION}")
        row = (kiosk, epoch, genesis)
        database.execute("INSERT INTO chain (one, kiosk, epoch, seq, sha256) VALUES (1, ?, ?, 0, ?)", row)
    _join(database, path, kiosk, epoch, genesis)
    database.execute("COMMIT")


def _join(database: sqlite3.Connection, path: Path, kiosk: str, epoch: int, genesis: str) -> None:
    """Compare kiosk and enrolment with the file's, and begin a new chain for a new enrolment."""
    found: tuple[str, int] = database.execute("SELECT kiosk, epoch FROM chain").fetchone()
    if found[0] != kiosk:
        raise OutboxForeign("outbox.other_kiosk", file=str(path), found=found[0], expected=kiosk)
    if found[1] > epoch:
        raise OutboxForeign("outbox.enrolment_past", file=str(path), found=str(found[1]), expected=str(epoch))
    if found[1] < epoch:
        database.execute(
            "UPDATE chain SET epoch = ?, seq = 0, sha256 = ?, through = 0, stopped = 0, message_id = '', place = 0",
            (epoch, genesis),
        )


def _statements() -> list[str]:
    """Cut the script into statements that run inside one transaction, which `executescript` would end."""
    found: list[str] = []
    pending = ""
    for line in _TABLES.splitlines():
        pending += f"{line}\n"
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found
