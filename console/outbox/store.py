"""The outbox's transactions, one method each; one thread calls them, one after the other."""

from collections.abc import Sequence
from pathlib import Path

from console.outbox.errors import ChainStopped, NotStored, OutboxBroken
from console.outbox.journeys import Journeys
from console.outbox.rows import Journey
from console.outbox.schema import open_file
from core.acts import Act
from core.record.chain import advanced, seal_record
from core.record.envelope import MAX_ENVELOPE
from core.record.keys import PrivateKey
from core.record.payload import GENESIS, Record

_INSERT = """
INSERT INTO record (own, rid, kiosk, epoch, seq, sha256, kind, batch, made, envelope, state, due)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class Store(Journeys):
    """The file of one kiosk's records.

    Own records and records of the core and of other kiosks stand in one journal, in the order in which they came to be
    known here: replaying it gives the state that the operator saw.
    """

    @classmethod
    def open(cls, path: Path, kiosk: str, epoch: int) -> "Store":
        """Open the outbox of a kiosk and check that its head is the last record in it.

        Raises:
            OutboxError: It cannot be used; the key says why.
        """
        store = cls(open_file(path, kiosk, epoch, GENESIS), path)
        try:
            store.check_head()
        except BaseException:  # whatever it was, the file is not left open
            store.close()
            raise
        return store

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

    def own_since(self, kind: str, made: str) -> list[Record]:
        """Give the own records of a kind, oldest first, back to the first record that was made before an instant."""
        found: list[Record] = []
        with self._reading():
            query = "SELECT kind, made, sha256, envelope FROM record WHERE own = 1 ORDER BY journal DESC"
            for row in self._database.execute(query):
                if row[1] < made:
                    break
                if row[0] == kind:
                    found.insert(0, self._record(row[2], row[3]))
        return found

    def batches(self) -> list[str]:
        """List the batches of which anything is known here, in the order in which they came to be known."""
        with self._reading():
            query = "SELECT batch FROM record WHERE batch IS NOT NULL GROUP BY batch ORDER BY min(journal)"
            return [row[0] for row in self._database.execute(query)]

    def cache(self, name: str, data: bytes) -> None:
        """Keep bytes under a name, in place of what was there."""
        with self._writing():
            self._database.execute("INSERT OR REPLACE INTO cache VALUES (?, ?)", (name, data))

    def cached(self, name: str) -> bytes | None:
        """Give the bytes under a name."""
        with self._reading():
            row = self._database.execute("SELECT data FROM cache WHERE name = ?", (name,)).fetchone()
        return None if row is None else row[0]

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
