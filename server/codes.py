"""One-time codes (RFC 6238): checked here alone, each good once for its person over all kiosks.

No seed leaves the service. A step counts only when it is later than the last one the person used, decided by one
UPDATE; failures and locks are rows, so they survive a restart.
Source: RFC 6238, 5.2; 21 CFR 11.200, 11.300(d).
"""

import base64
import re
import secrets
from datetime import datetime, timedelta

import msgspec
from pyotp.exceptions import OTPVerificationError
from pyotp.totp import TOTP

from core.finding import Finding, finding
from core.ports import Clock
from core.record.sealed import open_seed
from core.secret import Secret
from core.times import local_text, uuid7
from server.db.statements import func, insert, select
from server.db.store import Store, Unit
from server.db.tables.evidence import alarm
from server.db.tables.secrets import code_use, confirmation, person_secret
from server.plain import plain

STEP_S = 30
TRIES = 5
LOCKED = timedelta(minutes=15)
SEED_BYTES = 20
KIOSK_FAILURES_PER_HOUR = 20

_CODE = re.compile(r"[0-9]{6}")
_WINDOW = 1


class CheckedCode(msgspec.Struct, frozen=True):
    """What a check came to: a confirmation, or why there is none.

    Attributes:
        refusal: The sentence for the person, or None.
        confirmation: Id of the confirmation.
        step: Time step of the code.
    """

    refusal: Finding | None
    confirmation: str = ""
    step: int = 0


class Codes:
    """Checks codes and counts failures; blocking."""

    def __init__(self, store: Store, seeds_key: bytes, clock: Clock, offset_min: int) -> None:
        """Join database, key-encryption key and clock; the offset is for telling times."""
        self._store = store
        self._seeds_key = seeds_key
        self._clock = clock
        self._offset_min = offset_min

    def check(self, person: str, kiosk: str, code: Secret, purpose: str) -> CheckedCode:
        """Check a code; a failure is counted and kept though nothing is confirmed.

        Args:
            person: Person id; an unknown one is answered like a wrong code.
            kiosk: Where it was typed.
            code: As typed.
            purpose: `sign_in`, `sign` or what else it is for; it goes into the confirmation.
        """
        now = self._clock.utc()
        with self._store.unit() as unit:
            unit.do(insert(code_use).values(person=plain(person), last_step=0).on_conflict_do_nothing())
            use = unit.first(code_use.select().where(code_use.c.person == plain(person)).with_for_update())
            if use is None:
                return CheckedCode(finding("refusal.not_accepted", n="0"))
            if use.locked_until is not None and use.locked_until > now:
                return CheckedCode(finding("refusal.locked", t=local_text(use.locked_until, self._offset_min)))
            step = self._step(unit, plain(person), code, now)
            if step is None:
                return self._failed(unit, plain(person), kiosk, use.failures + 1, now)
            return self._confirmed(unit, plain(person), kiosk, step, purpose, now)

    def _step(self, unit: Unit, person: str, code: Secret, now: datetime) -> int | None:
        """Find the time step of a right code; pyotp would take full-width digits, so the form is checked first."""
        kept = unit.first(person_secret.select().where(person_secret.c.person == person))
        if kept is None or not _CODE.fullmatch(code.reveal()):
            return None
        seed = open_seed(bytes(kept.seed), person, kept.version, self._seeds_key)
        try:
            return _totp(seed).verify_and_get_timecode(code.reveal(), for_time=now, valid_window=_WINDOW)
        except OTPVerificationError:
            return None

    def _failed(self, unit: Unit, person: str, kiosk: str, failures: int, now: datetime) -> CheckedCode:
        locked = failures >= TRIES
        until = now + LOCKED if locked else None
        values = {"failures": 0 if locked else failures, "locked_until": until}
        unit.do(code_use.update().where(code_use.c.person == person).values(**values))
        row = {"at": now, "kiosk": kiosk, "detail": person}
        unit.do(insert(alarm).values(kind="code.locked" if locked else "code.wrong", **row))
        since = alarm.c.at > now - timedelta(hours=1)
        recent = select(func.count()).where(alarm.c.kiosk == kiosk, alarm.c.kind.like("code.%"), since)
        if unit.value(recent) == KIOSK_FAILURES_PER_HOUR:
            unit.do(insert(alarm).values(kind="codes.guessed_at_kiosk", **row))
        if until is not None:
            return CheckedCode(finding("refusal.locked", t=local_text(until, self._offset_min)))
        return CheckedCode(finding("refusal.not_accepted", n=str(TRIES - failures)))

    def _confirmed(self, unit: Unit, person: str, kiosk: str, step: int, purpose: str, now: datetime) -> CheckedCode:
        first = code_use.update().where(code_use.c.person == person, code_use.c.last_step < step)
        won = first.values(last_step=step, failures=0, locked_until=None).returning(code_use.c.person)
        if unit.first(won) is None:
            unit.do(insert(alarm).values(at=now, kind="code.replayed", kiosk=kiosk, detail=person))
            return CheckedCode(finding("refusal.code_used", s=str(_seconds_to_next(now))))
        identity = uuid7(now, secrets.token_bytes(10))
        row = {"person": person, "kiosk": kiosk, "step": step, "purpose": plain(purpose), "at": now}
        unit.do(insert(confirmation).values(id=identity, **row))
        return CheckedCode(None, identity, step)


def unlock(unit: Unit, person: str) -> None:
    """Lift a lock, as QA or an administrator may."""
    unit.do(code_use.update().where(code_use.c.person == person).values(failures=0, locked_until=None))


def current_code(seed: bytes, now: datetime) -> str:
    """Compute the code that a token with this seed shows, for the demo's tokens and the tests."""
    return _totp(seed).at(now)


def enrolment_uri(seed: bytes, user_id: str, company: str) -> str:
    """Write the address that an authenticator reads as a QR code."""
    return _totp(seed).provisioning_uri(name=user_id, issuer_name=company)


def _totp(seed: bytes) -> TOTP:
    return TOTP(base64.b32encode(seed).decode(), interval=STEP_S)


def _seconds_to_next(now: datetime) -> int:
    return STEP_S - int(now.timestamp()) % STEP_S
