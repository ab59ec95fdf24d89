"""The outbox file with its one kind of transaction, and the checks that it is whole."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from console.outbox.errors import OutboxBroken
from console.outbox.schema import translated
from core.record.canonical import Undecodable
from core.record.chain import Head, advanced
from core.record.digest import sha256_hex
from core.record.envelope import open_envelope
from core.record.payload import Record, decode_payload


class RecordFile:
    """An open outbox file; one thread uses it."""

    def __init__(self, database: sqlite3.Connection, path: Path) -> None:
        self._database = database
        self._path = path

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def head(self) -> Head:
        """Tell where the next record joins."""
        with self._reading():
            return Head(*self._database.execute("SELECT kiosk, epoch, seq, sha256 FROM chain").fetchone())

    def check_head(self) -> None:
        """Compare the head with the last record of the chain; raises `OutboxBroken` when they differ."""
        head = self.head()
        with self._reading():
            query = "SELECT seq, sha256, envelope FROM record WHERE own = 1 AND epoch = ? ORDER BY journal DESC LIMIT 1"
            row = self._database.execute(query, (head.epoch,)).fetchone()
        if row is None:
            sound = head == Head(head.kiosk, head.epoch)
        else:
            sound = (head.seq, head.sha256) == row[:2] and self._record(row[1], row[2]).place.seq == head.seq
        if not sound:
            raise OutboxBroken("outbox.damaged", file=str(self._path), detail="head")

    def check(self) -> None:
        """Read the whole file and follow the chain of every enrolment; raises `OutboxBroken` where it breaks."""
        with self._reading():
            told: str = self._database.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if told != "ok":
                raise OutboxBroken("outbox.damaged", file=str(self._path), detail=told[:80])
            heads: dict[int, Head] = {}
            for sha256, envelope in self._database.execute(
                "SELECT sha256, envelope FROM record WHERE own = 1 ORDER BY journal"
            ):
                place = self._record(sha256, envelope).place
                head = heads.get(place.epoch, Head(place.kiosk, place.epoch))
                if (place.seq, place.prev) != (head.seq + 1, head.sha256):
                    raise OutboxBroken("outbox.damaged", file=str(self._path), detail=f"chain {place.seq}")
                heads[place.epoch] = advanced(head, place, sha256)
        self.check_head()

    def _record(self, sha256: str, envelope: bytes) -> Record:
        """Read a record that was verified or sealed before it was kept."""
        try:
            _, payload = open_envelope(envelope)
            decoded = decode_payload(payload)
        except Undecodable as error:
            raise OutboxBroken("outbox.damaged", file=str(self._path), detail=str(error)[:80]) from error
        if sha256_hex(payload) != sha256:
            raise OutboxBroken("outbox.damaged", file=str(self._path), detail=f"record {decoded.act.id}")
        return Record(decoded.place, decoded.act, sha256, envelope)

    @contextmanager
    def _reading(self) -> Generator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise translated(error, self._path) from error

    @contextmanager
    def _writing(self) -> Generator[None]:
        """Run one transaction: committed durably at the end, or undone as a whole."""
        with self._reading():
            try:
                self._database.execute("BEGIN IMMEDIATE")
                yield
                self._database.execute("COMMIT")
            except BaseException:
                # SQLite has undone it already after some faults of the disk; a fault here must not hide the first.
                with suppress(sqlite3.Error):
                    self._database.execute("ROLLBACK")
                raise
