"""How far own records have come: what is to be published, what the bus holds, what the core's receipts say."""

from collections.abc import Sequence

from console.outbox.file import RecordFile
from console.outbox.rows import Journey, Outgoing, Published, ReceiptOutcome, Standing, Tally
from core.record.chain import Head
from core.record.messages import Receipt

BATCH_RECORDS = 200
BATCH_BYTES = 512 * 1024

_OUTGOING = "SELECT journal, sends, rid, epoch, seq, kind, envelope, due FROM record"
_UNLESS_STOPPED = "AND NOT (SELECT stopped FROM chain)"


class Journeys(RecordFile):
    """The transactions of records on their way; what was signed is never touched by them."""

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

    def due(self, most: int = BATCH_RECORDS, most_bytes: int = BATCH_BYTES) -> list[Outgoing]:
        """Give the next records to publish, in chain order: at least one when any is due, none once stopped."""
        found: list[Outgoing] = []
        size = 0
        with self._reading():
            query = f"{_OUTGOING} WHERE due = 1 {_UNLESS_STOPPED} ORDER BY journal LIMIT ?"
            for row in self._database.execute(query, (most,)):
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

    def _note_published(self, message_id: str, place: int) -> None:
        self._database.execute("UPDATE chain SET message_id = ?, place = ?", (message_id, place))
