"""One-time codes (RFC 6238): checked here alone, each good once for its person over all kiosks.

No seed leaves the service. A step counts only when it is later than the last one the person used, decided by one
UPDATE; failures and locks are rows, so they survive a restart.
Source: RFC 6238, 5.2; 21 CFR 11.200, 11.300(d).
"""

import base64
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from pyotp.exceptions import OTPVerificationError
from pyotp.totp import TOTP

from core.alarms import GUESSED
from core.finding import Finding, finding
from core.policy import Policy
from core.ports import Clock
from core.secret import Secret
from core.times import local_text, uuid7
from core.token import TokenKind
from server.db.statements import func, insert, select
from server.db.store import Store, Unit
from server.db.tables.evidence import alarm
from server.db.tables.secrets import code_use, confirmation, token_secret, user_secret
from server.plain import plain
from server.vault import TokenSecret, active_token

STEP_S = 30
SEED_BYTES = 20
KIOSK_FAILURES_PER_HOUR = 20

LONGEST_URI = 106
"""Bytes that a QR code of 37 modules holds at level L: what 80x24 can show."""
_CODE = re.compile(r"[0-9]{6}")
_WINDOW = 1
_FAR = 10
"""Steps either side within which a code that is not taken is known to be the token's own, of another time."""
HARDWARE_REACH = 20
"""Steps by which a piece of hardware may run apart from the core's clock: ten minutes."""
_HOUR = timedelta(hours=1)


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

    def __init__(
        self, store: Store, seeds_key: bytes, clock: Clock, offset_min: int, policy: Callable[[], Policy] = Policy
    ) -> None:
        """Join database, key-encryption key and clock; the offset is for telling times, the policy for locks."""
        self._store = store
        self._seeds_key = seeds_key
        self._clock = clock
        self._offset_min = offset_min
        self._policy = policy

    def check(self, person: str, kiosk: str, code: Secret, purpose: str) -> CheckedCode:
        """Check a code; a failure is counted and kept though nothing is confirmed.

        Args:
            person: Person id; an unknown one, or "" for an unknown user id, is answered like a wrong code.
            kiosk: Where it was typed.
            code: As typed.
            purpose: `sign_in`, `sign` or what else it is for; it goes into the confirmation.
        """
        now, known = self._clock.utc(), plain(person)
        with self._store.unit() as unit:
            if unit.first(user_secret.select().where(user_secret.c.person == known).limit(1)) is None:
                self._note(unit, "code.wrong", kiosk, now)
                return CheckedCode(finding("refusal.not_accepted", n="0"))
            unit.do(insert(code_use).values(person=known, last_step=0).on_conflict_do_nothing())
            use = unit.first(code_use.select().where(code_use.c.person == known).with_for_update())
            if use is None:
                return CheckedCode(finding("refusal.not_accepted", n="0"))
            if use.locked_until is not None and use.locked_until > now:
                self._note(unit, "code.while_locked", kiosk, now, known)
                return CheckedCode(finding("refusal.locked", t=local_text(use.locked_until, self._offset_min)))
            token = self._token(unit, known, now)
            step = token_step(token, code, now, _WINDOW) if token else None
            if token is None or step is None:
                step = token_step(token, code, now, _FAR) if token else None
                if step is None or step > use.last_step:
                    return self._failed(unit, known, kiosk, use.failures + 1, now, skewed=step is not None)
            elif token.kind is TokenKind.HARDWARE and step > use.last_step:
                follow_drift(unit, token, step, now)
            return self._confirmed(unit, known, kiosk, step, purpose, now)

    def _token(self, unit: Unit, person: str, now: datetime) -> TokenSecret | None:
        """Give the active token of a person, unless it was a replacement whose last day is over."""
        token = active_token(unit, person, self._seeds_key)
        today = (now + timedelta(minutes=self._offset_min)).date()
        return None if token is None or (token.until is not None and token.until < today) else token

    def _failed(
        self, unit: Unit, person: str, kiosk: str, failures: int, now: datetime, *, skewed: bool
    ) -> CheckedCode:
        policy = self._policy()
        locked = failures >= policy.tries
        until = now + timedelta(minutes=policy.lock_min) if locked else None
        values = {"failures": 0 if locked else failures, "locked_until": until}
        unit.do(code_use.update().where(code_use.c.person == person).values(**values))
        kind = "code.locked" if locked else "code.skewed" if skewed else "code.wrong"
        self._note(unit, kind, kiosk, now, person)
        if until is not None:
            return CheckedCode(finding("refusal.locked", t=local_text(until, self._offset_min)))
        if skewed:
            return CheckedCode(finding("refusal.code_skewed"))
        return CheckedCode(finding("refusal.not_accepted", n=str(policy.tries - failures)))

    def _confirmed(self, unit: Unit, person: str, kiosk: str, step: int, purpose: str, now: datetime) -> CheckedCode:
        first = code_use.update().where(code_use.c.person == person, code_use.c.last_step < step)
        won = first.values(last_step=step, failures=0, locked_until=None).returning(code_use.c.person)
        if unit.first(won) is None:
            self._note(unit, "code.replayed", kiosk, now, person)
            return CheckedCode(finding("refusal.code_used", s=str(_seconds_to_next(now))))
        identity = uuid7(now, secrets.token_bytes(10))
        row = {"person": person, "kiosk": kiosk, "step": step, "purpose": plain(purpose), "at": now}
        unit.do(insert(confirmation).values(id=identity, **row))
        return CheckedCode(None, identity, step)

    def _note(self, unit: Unit, kind: str, kiosk: str, now: datetime, person: str | None = None) -> None:
        """Keep a refused attempt; many at one kiosk within the hour raise an alarm about the kiosk, once an hour."""
        row = {"at": now, "kiosk": plain(kiosk), "detail": person or "", "person": person}
        unit.do(insert(alarm).values(kind=kind, **row))
        here = alarm.c.kiosk == row["kiosk"], alarm.c.at > now - _HOUR
        recent = unit.value(select(func.count()).where(*here, alarm.c.kind.like("code.%")))
        raised = unit.value(select(func.count()).where(*here, alarm.c.kind == GUESSED))
        if recent >= KIOSK_FAILURES_PER_HOUR and not raised:
            unit.do(insert(alarm).values(kind=GUESSED, **{**row, "detail": str(recent), "person": None}))


def token_step(token: TokenSecret, code: Secret, now: datetime, window: int) -> int | None:
    """Find the time step of a right code, counted by the core's clock plus the token's own drift.

    Args:
        token: The token.
        code: As typed; pyotp would take full-width digits, so the form is checked first.
        now: Time of the core.
        window: Steps either side.
    """
    if not _CODE.fullmatch(code.reveal()):
        return None
    at = now + timedelta(seconds=token.drift * STEP_S)
    try:
        return _totp(token.seed).verify_and_get_timecode(code.reveal(), for_time=at, valid_window=window)
    except OTPVerificationError:
        return None


def consecutive_step(token: TokenSecret, first: Secret, second: Secret, now: datetime) -> int | None:
    """Find the time step of the second of two consecutive codes; None when they are not.

    A piece of hardware may run apart from the core's clock by `HARDWARE_REACH` steps, an app by one.
    Source: RFC 6238, 6; 21 CFR 11.300(e).
    """
    reach = HARDWARE_REACH if token.kind is TokenKind.HARDWARE else _WINDOW
    for window in (_WINDOW, reach):
        step = token_step(token, second, now, window)
        if step is not None and first.reveal() == _totp(token.seed).generate_otp(step - 1):
            return step
    return None


def follow_drift(unit: Unit, token: TokenSecret, step: int, now: datetime) -> None:
    """Keep by how many steps a piece of hardware runs apart; not beyond `HARDWARE_REACH`."""
    drift = step - int(now.timestamp()) // STEP_S
    if drift != token.drift and abs(drift) <= HARDWARE_REACH:
        unit.do(token_secret.update().where(token_secret.c.token == token.token).values(drift=drift))


def use_up(unit: Unit, person: str, step: int) -> bool:
    """Let no code of a person up to a time step count any more; False when that step is over already."""
    unit.do(insert(code_use).values(person=person, last_step=0).on_conflict_do_nothing())
    older = code_use.c.person == person, code_use.c.last_step < step
    return unit.do(code_use.update().where(*older).values(last_step=step)) == 1


def locked_until(unit: Unit, person: str, now: datetime) -> datetime | None:
    """Give until when a person is locked out, holding the row; None when the person is not."""
    kept = select(code_use.c.locked_until).where(code_use.c.person == person).with_for_update()
    until: datetime | None = unit.value(kept)
    return until if until is not None and until > now else None


def unlock(unit: Unit, person: str) -> None:
    """Lift a lock, as QA or an administrator may."""
    unit.do(code_use.update().where(code_use.c.person == person).values(failures=0, locked_until=None))


def current_code(seed: bytes, now: datetime) -> str:
    """Compute the code that a token with this seed shows, for the demo's tokens and the tests."""
    return _totp(seed).at(now)


def enrolment_uri(seed: bytes, user_id: str, issuer: str) -> str:
    """Write the address that an authenticator reads as a QR code; the issuer is left out where it grows too long."""
    named = _totp(seed).provisioning_uri(name=user_id, issuer_name=issuer)
    return named if len(named) <= LONGEST_URI else _totp(seed).provisioning_uri(name=user_id)


def _totp(seed: bytes) -> TOTP:
    return TOTP(base64.b32encode(seed).decode(), interval=STEP_S)


def _seconds_to_next(now: datetime) -> int:
    return STEP_S - int(now.timestamp()) % STEP_S
