"""Joining: how the arrivals of one transaction meet the chains of their kiosks."""

from core.acts import ActKind
from core.finding import Finding, finding
from core.record.canonical import canonical
from core.record.chain import Joint, joint
from core.record.digest import sha256_hex
from core.record.keys import KeyKind, held_key
from core.record.verify import Verified
from server.arrival_keys import ArrivalKeys
from server.arrivals import Alarm, Arrived, Resend, Taken, Unfit, check
from server.db.statements import insert
from server.db.tables.evidence import inbox_pending, quarantine
from server.plain import plain
from server.quarantined import MOST_IN_ONE, row_digest
from server.writing import Writing

_WAITING = "SELECT kiosk, epoch, kiosk_seq FROM inbox_pending WHERE kiosk = ANY(%s)"
_ALIKE = """
SELECT rid, sha256, twin FROM record WHERE sha256 = ANY(%s)
UNION ALL SELECT rid, sha256, twin FROM record WHERE rid = ANY(%s) AND NOT twin
"""


class Joining:
    """One transaction's arrivals."""

    def __init__(self, writing: Writing) -> None:
        """Take the transaction."""
        self._writing = writing
        self._journal = writing.journal
        self._known: set[str] = set()
        self._ids: dict[str, str] = {}
        self._waiting: set[tuple[str, int, int]] = set()
        self._resends: dict[str, Resend] = {}
        self._set_aside: dict[str, str] = {}
        self._kept = self._again = self._quarantined = 0
        self._key_times = ArrivalKeys(writing.unit, writing.picture.registry, writing.journal.now)

    def know(self, arrivals: list[Verified]) -> None:
        """Lock the chains concerned and read what of the arrivals is kept already."""
        self._journal.lock_heads(item.place.kiosk for item in arrivals)
        hashes = [item.sha256 for item in arrivals]
        ids = [plain(item.act.id) for item in arrivals if item.act]
        self._learn(hashes, ids)
        kiosks = sorted({item.place.kiosk for item in arrivals})
        self._waiting = {(kiosk, epoch, seq) for kiosk, epoch, seq in self._writing.unit.told(_WAITING, [kiosks])}

    def _learn(self, hashes: list[str], ids: list[str]) -> None:
        wanted, named = set(hashes), set(ids)
        for rid, sha256, twin in self._writing.unit.told(_ALIKE, [hashes, ids]):
            if sha256 in wanted:
                self._known.add(sha256)
            if rid in named and not twin:
                self._ids[rid] = sha256

    def take(self, verified: Verified) -> None:
        """Join one record to its chain, or do what its place asks for."""
        kiosk = verified.place.kiosk
        self._journal.owe(kiosk)
        if verified.sha256 in self._known:
            self._again += 1
            return
        self._begin_enrolment(verified)
        match joint(self._journal.head(kiosk), verified.place):
            case Joint.NEXT:
                self._keep(verified)
                self._resends.pop(kiosk, None)
                self._join_waiting(kiosk)
            case Joint.GAP:
                self._park(verified)
            case Joint.SEEN | Joint.FORK:
                self._fork(verified)

    def _begin_enrolment(self, verified: Verified) -> None:
        """Let a kiosk begin a new chain where its new enrolment is registered and its newest key sealed the record."""
        place, plant = verified.place, self._writing.picture.plant
        known, head = plant.kiosks.get(place.kiosk), self._journal.head(place.kiosk)
        if known is None or not head.epoch < place.epoch == known.epoch:
            return
        newest = held_key(plant.keys, KeyKind.DEVICE, place.kiosk)
        if newest is not None and newest.id == verified.key:
            self._journal.begin_epoch(place.kiosk, place.epoch)

    def quarantine(self, bad: Unfit) -> None:
        """Keep bytes that nobody registered signed, once, with an alarm."""
        self._quarantined += 1
        digest, kiosk, hint = sha256_hex(bad.arrived.data), plain(bad.arrived.kiosk), plain(bad.arrived.hint)
        why = {"kiosk": kiosk, "hint": hint, "reason": bad.reason, "detail": plain(bad.detail)}
        row = {"sha256": digest, "raw": bad.arrived.data, "at": self._journal.now, **why}
        kept = insert(quarantine).values(**row).on_conflict_do_nothing().returning(quarantine.c.id)
        if self._writing.unit.first(kept) is not None:
            self._set_aside[digest] = row_digest(**why)
            self._journal.alarm(bad.reason, bad.arrived.kiosk, bad.detail)
        if bad.arrived.kiosk in self._writing.picture.plant.kiosks:
            self._journal.owe(bad.arrived.kiosk)

    def outcome(self) -> Taken:
        """State what was set aside, and tell what came of it all."""
        rows = sorted(self._set_aside.items())
        for start in range(0, len(rows), MOST_IN_ONE):
            some = canonical(dict(rows[start : start + MOST_IN_ONE])).decode()
            self._writing.decide(ActKind.BYTES_QUARANTINED, facts={"rows": some})
        alarms = tuple(Alarm(a["kind"], a["kiosk"], a["detail"]) for a in self._journal.alarms)
        return Taken(self._kept, self._again, self._quarantined, tuple(self._resends.values()), alarms)

    def _keep(self, verified: Verified, *, joined: bool = True, why: tuple[Finding, ...] = ()) -> None:
        rid = plain(verified.act.id) if verified.act else None
        twin = rid is not None and rid in self._ids
        if twin and rid is not None:
            self._journal.alarm("record.id_reused", verified.place.kiosk, f"{rid} {verified.sha256}")
            why = (*why, finding("exception.id_reused", id=rid))
        elif rid is not None:
            self._ids[rid] = verified.sha256
        why = (*why, *self._key_times.judged(verified, joined=joined))
        self._known.add(verified.sha256)
        self._kept += 1
        if verified.act is not None and verified.act.kind == ActKind.LOG_CONTRADICTED:
            self._journal.alarm("log.contradicted", verified.place.kiosk, rid or "")
        self._writing.accept(verified, joined=joined, twin=twin, why=why)

    def _fork(self, verified: Verified) -> None:
        """Keep the other side of a fork beside the chain, flag it and raise the alarm."""
        place = verified.place
        self._journal.fork(place.kiosk)
        self._journal.alarm("record.chain_forked", place.kiosk, f"{place.epoch}/{place.seq}")
        self._keep(verified, joined=False, why=(finding("exception.chain_forked", kiosk=place.kiosk),))

    def _park(self, verified: Verified) -> None:
        place, head = verified.place, self._journal.head(verified.place.kiosk)
        where = {"kiosk": place.kiosk, "epoch": place.epoch, "kiosk_seq": place.seq, "sha256": verified.sha256}
        row = insert(inbox_pending).values(**where, envelope=verified.envelope, received_at=self._journal.now)
        self._writing.unit.do(row.on_conflict_do_nothing())
        self._waiting.add((place.kiosk, place.epoch, place.seq))
        self._resends[place.kiosk] = Resend(place.kiosk, head.epoch, head.seq + 1)

    def _join_waiting(self, kiosk: str) -> None:
        """Take in what waited for the record that has just joined."""
        while True:
            head = self._journal.head(kiosk)
            if (kiosk, head.epoch, head.seq + 1) not in self._waiting:
                break
            waiting = inbox_pending.c.kiosk == kiosk, inbox_pending.c.epoch == head.epoch
            following = (*waiting, inbox_pending.c.kiosk_seq == head.seq + 1)
            rows = self._writing.unit.rows(inbox_pending.select().where(*following).order_by(inbox_pending.c.sha256))
            for row in rows:
                self._take_waiting(kiosk, bytes(row.envelope))
            self._writing.unit.do(inbox_pending.delete().where(*following))
            self._waiting.discard((kiosk, head.epoch, head.seq + 1))

    def _take_waiting(self, kiosk: str, envelope: bytes) -> None:
        checked = check(Arrived(kiosk, envelope), self._writing.picture.registry)
        if isinstance(checked, Unfit):  # its key was revoked while it waited
            self.quarantine(checked)
            return
        self._learn([checked.sha256], [plain(checked.act.id)] if checked.act else [])
        if checked.sha256 in self._known:
            return
        if joint(self._journal.head(kiosk), checked.place) == Joint.NEXT:
            self._keep(checked)
        else:
            self._fork(checked)
