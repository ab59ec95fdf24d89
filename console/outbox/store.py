"""The outbox's transactions, one method each; one thread calls them, one after the other."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from console.outbox.errors import ChainStopped, NotStored, OutboxBroken
from console.outbox.rows import Journey, Outgoing, Published, ReceiptOutcome, Standing, Tally
from console.outbox.schema import open_file, translated
from core.acts import Act
from core.record.canonical import Undecodable
from core.record.chain import Head, advanced, seal_record
from core.record.digest import sha256_hex
from core.record.envelope import MAX_ENVELOPE, open_envelope
from core.record.keys import PrivateKey
from core.record.messages import Receipt
from core.record.payload import GENESIS, Record, decode_payload

BATCH_RECORDS = 200
BATCH_BYTES = 512 * 1024

_INSERT = """
INSERT INTO record (own, rid, kiosk, epoch, seq, sha256, kind, batch, made, envelope, state, due)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_OUTGOING = "SELECT journal, sends, rid, epoch, seq, kind, envelope, due FROM record"


class Store:
    """The file of one kiosk's records.

    Own records and records of the core and of other kiosks stand in one journal, in the order in which they came to be
    known here: replaying it gives the state that the operator saw.
    """

    def __init__(self, database: sqlite3.Connection, path: Path) -> None:
        self._database = database
        self._path = path

    @classmethod
    def open(cls, path: Path, kiosk: str, epoch: int) -> "Store":
        """Open the outbox of a kiosk and check that its head is the last record in it.

        Raises:
            OutboxError: It cannot be used; the key says why.
        """
        store = cls(open_file(path, kiosk, epoch, GENESIS), path)
        try:
            store.check_head()
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def head(self) -> Head:
        """Tell where the next record joins."""
        with self._reading():
            return Head(*self._database.execute("SELECT kiosk, epoch, seq, sha256 FROM chain").fetchone())

    def append(self, acts: Sequence[Act], boot: str, device: PrivateKey, user: PrivateKey | None) -> list[Record]:
        """Seal acts as the next records and commit them and the new head durably, all or none.

        Raises:
            NotStored: Nothing was stored; the chain stands as before.
        """
        with self._writing():
            if self._database.execute("SELECT stopped FROM chain").fetchone()[0]:
                raise ChainStopped("outbox.stopped")
            head = self.head()
            records: list[Record] = []
            for act in acts:
                record = seal_record(act, head, boot, device, user)
                if len(record.envelope) > MAX_ENVELOPE:
                    raise NotStored("outbox.too_long", bytes=str(len(record.envelope)), most=str(MAX_ENVELOPE))
                self._insert(record, own=True)
                head = advanced(head, record.place, record.sha256)
                records.append(record)
            self._database.execute("UPDATE chain SET seq = ?, sha256 = ?", (head.seq, head.sha256))
        return records

    def take_in(self, records: Sequence[Record]) -> list[Record]:
        """Keep verified records of the core and of other kiosks; gives those that were new.

        Raises:
            OutboxBroken: Another record is kept here under the same id or the same place.
            ChainStopped: A record of this very kiosk is not here; nothing more can be signed.
        """
        own = self.head().kiosk
        if any(record.place.kiosk == own and self._hash_of(record.act.id) is None for record in records):
            self.stop()
            raise ChainStopped("outbox.stopped")
        with self._writing():
            fresh: list[Record] = []
            for record in records:
                kept = self._hash_of(record.act.id)
                if kept is None:
                    self._insert(record, own=False)
                    fresh.append(record)
                elif kept != record.sha256:
                    raise OutboxBroken("outbox.record_differs", id=record.act.id[:40])
        return fresh

    def records(self, batch: str) -> list[Record]:
        """Give everything known here about a batch, in local journal order."""
        with self._reading():
            rows = self._database.execute(
                "SELECT sha256, envelope FROM record WHERE batch = ? ORDER BY journal", (batch,)
            )
            return [self._record(*row) for row in rows]

    def batches(self) -> list[str]:
        """List the batches of which anything is known here, in the order in which they came to be known."""
        with self._reading():
            query = "SELECT batch FROM record WHERE batch IS NOT NULL GROUP BY batch ORDER BY min(journal)"
            return [row[0] for row in self._database.execute(query)]

    def standings(self, rids: Sequence[str]) -> dict[str, Standing]:
        """Tell how far own records have come; unknown ids are left out."""
        found: dict[str, Standing] = {}
        with self._reading():
            for rid in rids:
                query = "SELECT state, code, receipted FROM record WHERE own = 1 AND rid = ?"
                row = self._database.execute(query, (rid,)).fetchone()
                if row is not None:
                    found[rid] = Standing(Journey(row[0]), row[1], row[2])
        return found

    def tally(self) -> Tally:
        """Count what waits."""
        with self._reading():
            query = "SELECT state, count(*), min(made) FROM record WHERE state IN ('stored', 'sent') GROUP BY state"
            rows = {state: (count, oldest) for state, count, oldest in self._database.execute(query)}
        stored, sent = rows.get("stored", (0, "")), rows.get("sent", (0, ""))
        return Tally(stored[0], sent[0], min((row[1] for row in (stored, sent) if row[1]), default=""))

    def through(self) -> int:
        """Tell up to which sequence the core's receipts go."""
        with self._reading():
            return self._database.execute("SELECT through FROM chain").fetchone()[0]

    # -------------------------------------------------------------- publishing

    def due(self, most: int = BATCH_RECORDS, most_bytes: int = BATCH_BYTES) -> list[Outgoing]:
        """Give the next records to publish, in chain order; at least one when any is due."""
        found: list[Outgoing] = []
        size = 0
        with self._reading():
            for row in self._database.execute(f"{_OUTGOING} WHERE due = 1 ORDER BY journal LIMIT ?", (most,)):
                outgoing = Outgoing(*row[:7], due=True)
                size += len(outgoing.envelope)
                if found and size > most_bytes:
                    break
                found.append(outgoing)
        return found

    def own_record(self, rid: str) -> Outgoing | None:
        """Find an own record by its id."""
        with self._reading():
            row = self._database.execute(f"{_OUTGOING} WHERE own = 1 AND rid = ?", (rid,)).fetchone()
        return None if row is None else Outgoing(*row[:7], due=bool(row[7]))

    def published(self) -> Published:
        """Tell which message is the last that the bus acknowledged."""
        with self._reading():
            return Published(*self._database.execute("SELECT message_id, place FROM chain").fetchone())

    def mark_sent(self, outgoing: Sequence[Outgoing], place: int) -> None:
        """Note that the bus acknowledged these, the last of them at a place in the stream.

        A record that was asked for again while it was under way stays due.
        """
        with self._writing():
            self._database.executemany(
                "UPDATE record SET due = 0 WHERE journal = ? AND sends = ?", [(o.journal, o.sends) for o in outgoing]
            )
            self._database.executemany(
                "UPDATE record SET state = 'sent' WHERE journal = ? AND state = 'stored'",
                [(o.journal,) for o in outgoing],
            )
            self._note_published(outgoing[-1].message_id, place)

    def mark_found(self, last: Outgoing, place: int) -> None:
        """Note that the bus holds everything that was due up to a record which was found to be its last."""
        with self._writing():
            self._database.execute(
                "UPDATE record SET due = 0, state = CASE state WHEN 'stored' THEN 'sent' ELSE state END"
                " WHERE due = 1 AND journal <= ?",
                (last.journal,),
            )
            self._note_published(last.message_id, place)

    def step_back(self, last: Published) -> int:
        """Make due again what the bus lost: all it acknowledged that has no receipt; gives how many those are."""
        with self._writing():
            lost = self._database.execute(
                "UPDATE record SET due = 1, sends = sends + 1, state = 'stored' WHERE own = 1 AND state = 'sent'"
            ).rowcount
            self._note_published(last.message_id, last.place)
        return lost

    def send_again(self, epoch: int, from_seq: int) -> int:
        """Make records due again under new message ids because the core asked for them; gives how many."""
        with self._writing():
            # All up to the end, also what is due already: so a message on the bus that carries a record's present id
            # always means that everything before it has been published too.
            return self._database.execute(
                "UPDATE record SET due = 1, sends = sends + 1 WHERE own = 1 AND epoch = ? AND seq >= ?",
                (epoch, from_seq),
            ).rowcount

    def renew_ids(self) -> None:
        """Give everything due a new message id, because the bus takes the present ones for doubles."""
        with self._writing():
            self._database.execute("UPDATE record SET sends = sends + 1 WHERE due = 1")

    def take_receipt(self, receipt: Receipt) -> ReceiptOutcome:
        """Note what the core holds, from a verified receipt; a receipt that came late takes nothing back."""
        head = self.head()
        if receipt.kiosk != head.kiosk:
            return ReceiptOutcome.FOREIGN
        if not self._fits(receipt, head):
            return ReceiptOutcome.UNKNOWN_RECORD
        with self._writing():
            self._database.execute(
                "UPDATE record SET state = 'accepted', code = '', receipted = ?, due = 0 WHERE own = 1 AND epoch = ?"
                " AND seq <= ? AND state IN ('stored', 'sent', 'quarantined')",
                (receipt.utc, receipt.epoch, receipt.through),
            )
            self._database.executemany(
                "UPDATE record SET state = 'flagged', code = ? WHERE own = 1 AND rid = ?"
                " AND state IN ('accepted', 'flagged')",
                [(verdict.code, verdict.id) for verdict in receipt.flagged],
            )
            self._database.executemany(
                "UPDATE record SET state = 'quarantined', code = ?, due = 0 WHERE own = 1 AND rid = ?"
                " AND state IN ('stored', 'sent')",
                [(verdict.code, verdict.id) for verdict in receipt.quarantined],
            )
            if receipt.epoch == head.epoch:
                self._database.execute("UPDATE chain SET through = max(through, ?)", (receipt.through,))
        return ReceiptOutcome.TAKEN

    def stop(self) -> None:
        """Let no record be signed here any more, until the kiosk is enrolled anew."""
        with self._writing():
            self._database.execute("UPDATE chain SET stopped = 1")

    def stopped(self) -> bool:
        """Tell whether signing has been stopped."""
        with self._reading():
            return bool(self._database.execute("SELECT stopped FROM chain").fetchone()[0])

    # -------------------------------------------------------------- the rest

    def cache(self, name: str, data: bytes) -> None:
        """Keep bytes under a name, in place of what was there."""
        with self._writing():
            self._database.execute("INSERT OR REPLACE INTO cache VALUES (?, ?)", (name, data))

    def cached(self, name: str) -> bytes | None:
        """Give the bytes under a name."""
        with self._reading():
            row = self._database.execute("SELECT data FROM cache WHERE name = ?", (name,)).fetchone()
        return None if row is None else row[0]

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

    def _fits(self, receipt: Receipt, head: Head) -> bool:
        if receipt.epoch > head.epoch:
            return False
        if receipt.through == 0:
            return True
        with self._reading():
            query = "SELECT sha256 FROM record WHERE own = 1 AND epoch = ? AND seq = ?"
            row = self._database.execute(query, (receipt.epoch, receipt.through)).fetchone()
        # An outbox that was begun anew with a new enrolment knows nothing of the earlier one.
        return row[0] == receipt.head if row is not None else receipt.epoch < head.epoch

    def _insert(self, record: Record, *, own: bool) -> None:
        place, act = record.place, record.act
        state = Journey.STORED if own else Journey.ACCEPTED
        self._database.execute(
            _INSERT,
            (
                *(own, act.id, place.kiosk, place.epoch, place.seq, record.sha256),
                *(act.kind.value, act.subject.batch, act.when.utc, record.envelope, state.value, own),
            ),
        )

    def _hash_of(self, rid: str) -> str | None:
        with self._reading():
            row = self._database.execute("SELECT sha256 FROM record WHERE rid = ?", (rid,)).fetchone()
        return None if row is None else row[0]

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

    def _note_published(self, message_id: str, place: int) -> None:
        self._database.execute("UPDATE chain SET message_id = ?, place = ?", (message_id, place))

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise translated(error, self._path) from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
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
