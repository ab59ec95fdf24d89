"""By which of its keys a kiosk made a record that arrives, and when: not past the key's end, never by an earlier key.

A record without the core is good when it was made before the end and arrives after it. So what counts is when it was
made: what it says itself, by how far its clock was off the core's, and what its chain had come to before it.
Source: `docs/record-format.md` section 5; 21 CFR 11.10(h), 11.300(c).
"""

from datetime import datetime, timedelta
from typing import Any

from core.finding import Finding, finding
from core.record.envelope import open_envelope
from core.record.keys import KeyKind, KeyRegistry, PublicKey
from core.record.verify import Verified
from core.times import utc_from
from server.db.statements import Condition, func, select
from server.db.store import Unit
from server.db.tables.evidence import record, record_flag

ENDED, SUPERSEDED = "exception.key_ended", "exception.key_superseded"

Chain = tuple[str, int]
"""Kiosk and enrolment."""


class ArrivalKeys:
    """Judges the arrivals of one transaction; the database is asked only where a key has ended or there are two."""

    def __init__(self, unit: Unit, registry: KeyRegistry, now: datetime) -> None:
        """Take the transaction, whom the plant knows, and the instant of acceptance."""
        self._unit, self._registry, self._now = unit, registry, now
        self._latest: dict[Chain, datetime] = {}
        self._kept: dict[Chain, datetime | None] = {}
        self._newest: dict[Chain, str] = {}

    def judged(self, verified: Verified, *, joined: bool) -> tuple[Finding, ...]:
        """Say what is wrong with the key of a record that is about to be kept.

        Args:
            verified: The record; an act that this version cannot read is judged by the order of keys alone.
            joined: False for the other side of a fork, after which a chain does not go on.
        """
        key, chain = self._registry.find(verified.key), (verified.place.kiosk, verified.place.epoch)
        if key is None:
            return ()
        made, found = self._made(verified), list[Finding]()
        if made is not None and key.over_at(max(made, self._come_to(chain)) if key.over_at(self._now) else made):
            found.append(finding(ENDED, kiosk=chain[0], t=(key.valid_to or "")[:10]))
        if len(self._registry.of_owner(KeyKind.DEVICE, chain[0])) > 1:
            before = self._registry.find(self._newest_key(chain))
            if before is not None and key.valid_from < before.valid_from:
                found.append(finding(SUPERSEDED, kiosk=chain[0]))
                return tuple(found)
        if joined:
            self._note(chain, key, made)
        return tuple(found)

    def _made(self, verified: Verified) -> datetime | None:
        """Give when a record was made at the latest by its own word, and never after it was accepted."""
        if verified.act is None:
            return None
        when = verified.act.when
        said = utc_from(when.utc)
        try:
            by_the_core = said - timedelta(milliseconds=when.offset_ms or 0)
        except OverflowError:  # no clock is off by so much: whoever says so is not believed
            by_the_core = self._now
        return max(said, min(by_the_core, self._now))

    def _note(self, chain: Chain, key: PublicKey, made: datetime | None) -> None:
        self._newest[chain] = key.id
        if made is not None:
            self._latest[chain] = max(min(made, self._now), self._latest.get(chain, made))

    def _come_to(self, chain: Chain) -> datetime:
        """Give the latest instant of a chain before this record; a clock that ran ahead counts up to its acceptance."""
        if chain not in self._kept:  # looked through once, though a thousand records arrive together
            wanted = select(func.max(func.least(record.c.made_at, record.c.received_at))).where(*_in(chain))
            self._kept[chain] = self._unit.value(wanted)
        known = [instant for instant in (self._kept[chain], self._latest.get(chain)) if instant is not None]
        return max(known) if known else datetime.min.replace(tzinfo=self._now.tzinfo)

    def _newest_key(self, chain: Chain) -> str:
        """Give the id of the key that the chain has come to before this record, or ""."""
        return self._newest[chain] if chain in self._newest else chain_key(self._unit, self._registry, chain)


def chain_key(unit: Unit, registry: KeyRegistry, chain: Chain) -> str:
    """Give the id of the key that a chain has come to by the records that are kept, or ""."""
    stale = select(record_flag.c.seq).where(record_flag.c.seq == record.c.seq, record_flag.c.code == SUPERSEDED)
    going_on = select(record.c.envelope).where(*_in(chain), ~stale.exists())
    row: Any = unit.first(going_on.order_by(record.c.kiosk_seq.desc()).limit(1))
    signed = {one.keyid for one in open_envelope(bytes(row.envelope))[0].signatures} if row is not None else set[str]()
    return next((key.id for key in registry.of_owner(KeyKind.DEVICE, chain[0]) if key.id in signed), "")


def _in(chain: Chain) -> tuple[Condition, ...]:
    return record.c.kiosk == chain[0], record.c.epoch == chain[1], record.c.joined
