"""One-time codes (RFC 6238): checked here alone, each good once for its person over all kiosks.

No seed leaves the service. A step counts only when it is later than the last one the person used, decided by one
UPDATE; failures and locks survive a restart, and the core states every refused attempt and every lock.
Source: RFC 6238, 5.2; 21 CFR 11.200, 11.300(d).
"""

import base64
import re
import secrets
from datetime import datetime, timedelta

import msgspec
from pyotp.exceptions import OTPVerificationError
from pyotp.totp import TOTP

from core.acts import ActKind
from core.finding import Finding, finding
from core.secret import Secret
from core.times import local_text, utc_text, uuid7
from core.token import TokenKind
from server.code_uses import locked_until
from server.db.statements import insert
from server.db.store import Unit
from server.db.tables.secrets import code_use, confirmation, token_secret, user_secret
from server.plain import plain
from server.refused_attempts import count_in, crowded, due, state_due, state_of_person, state_one, waiting
from server.vault import TokenSecret, active_token
from server.writing import Writer, Writing

STEP_S = 30
SEED_BYTES = 20

LONGEST_URI = 106
"""Bytes that a QR code of 37 modules holds at level L: what 80x24 can show."""
_CODE = re.compile(r"[0-9]{6}")
COUNTED = ("code.wrong", "code.skewed")
"""Attempts that count towards a lock."""
_WINDOW = 1
_FAR = 10
"""Steps either side within which a code that is not taken is known to be the token's own, of another time."""
HARDWARE_REACH = 20
"""Steps by which a piece of hardware may run apart from the core's clock: ten minutes."""
_TOGETHER = "stated together"


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


class _Tried(msgspec.Struct, frozen=True):
    """What came of one try.

    Attributes:
        answer: What is said of it.
        noted: Kind of the alarm by which it is noted; "" when the code was right, and `_TOGETHER` when it is right and
            something is to be stated with it: refused ones that are only counted, or the end of the wrong ones.
        person: Whose code it was to be, "" for an unknown person.
        failures: Failures in a row before this one.
    """

    answer: CheckedCode
    noted: str = ""
    person: str = ""
    failures: int = 0

    @property
    def may_lock(self) -> bool:
        """Tell whether it counts against a person who can be locked out for it."""
        return bool(self.person) and self.noted in COUNTED


class Codes:
    """Checks codes and counts failures; blocking."""

    def __init__(self, writer: Writer, seeds_key: bytes) -> None:
        """Join the writer, which states locks and alarms, and the key-encryption key."""
        self._writer = writer
        self._seeds_key = seeds_key

    def check(self, person: str, kiosk: str, code: Secret, purpose: str) -> CheckedCode:
        """Check a code; a failure is counted, kept and stated though nothing is confirmed.

        Args:
            person: Person id; an unknown one, or "" for an unknown user id, is answered like a wrong code.
            kiosk: Where it was typed.
            code: As typed.
            purpose: `sign_in`, `sign` or what else it is for; it goes into the confirmation.
        """
        typed = plain(person), plain(kiosk), code, purpose
        with self._writer.store.unit() as unit:
            now = self._writer.clock.utc()
            tried = self._tried(unit, *typed, now)
            counted = self._counted(unit, tried, typed[1], now)
        if not tried.noted:
            return tried.answer
        if counted:
            self.state_due()
            return tried.answer
        with self._writer.writing() as writing:  # tried again: who states something holds the head of the log first
            tried = self._tried(writing.unit, *typed, writing.journal.now, together=True)
            if tried.noted:
                return self._noted(writing, tried, typed[1])
            if tried.failures:
                facts = {"person": tried.person, "kiosk": typed[1], "failures": str(tried.failures)}
                writing.decide(ActKind.CODE_ACCEPTED, facts=facts)
            state_of_person(writing, typed[0])
            return tried.answer

    def state_due(self) -> None:
        """State the refused attempts that were only counted, once a minute has passed since the first of them."""
        with self._writer.store.unit() as unit:
            if not due(unit, self._writer.clock.utc()):
                return
        with self._writer.writing() as writing:
            state_due(writing)

    def _counted(self, unit: Unit, tried: _Tried, kiosk: str, now: datetime) -> bool:
        """Only count an attempt of a flood; False for one that is to be a record of its own, as any that may lock."""
        about = tried.person, kiosk, tried.noted
        if not tried.noted or tried.noted == _TOGETHER or tried.may_lock or not crowded(unit, *about, now):
            return False
        count_in(unit, *about, now)
        return True

    def _tried(
        self, unit: Unit, person: str, kiosk: str, code: Secret, purpose: str, now: datetime, *, together: bool = False
    ) -> _Tried:
        """Confirm a right code; of any other say why not, and count nothing yet."""
        if unit.first(user_secret.select().where(user_secret.c.person == person).limit(1)) is None:
            return _refused("code.wrong", "", finding("refusal.not_accepted", n="0"))
        unit.do(insert(code_use).values(person=person, last_step=0).on_conflict_do_nothing())
        until, use = locked_until(unit, person, now), unit.rows(code_use.select().where(code_use.c.person == person))[0]
        if until is not None:
            return _refused("code.while_locked", person, self._locked(until))
        token = self._token(unit, person, now)
        step = token_step(token, code, now, _WINDOW) if token else None
        far = token_step(token, code, now, _FAR) if token and step is None else step
        if token is None or far is None:
            return _refused("code.wrong", person, finding("refusal.not_accepted", n="0"), use.failures)
        if far <= use.last_step:
            return _refused("code.replayed", person, finding("refusal.code_used", s=str(_seconds_to_next(now))))
        if step is None:
            return _refused("code.skewed", person, finding("refusal.code_skewed"), use.failures)
        if not together and (use.failures or waiting(unit, person)):
            return _Tried(CheckedCode(None), _TOGETHER, person)
        if token.kind is TokenKind.HARDWARE:
            follow_drift(unit, token, step, now)
        return _Tried(self._confirmed(unit, person, kiosk, step, purpose, now), "", person, use.failures)

    def _token(self, unit: Unit, person: str, now: datetime) -> TokenSecret | None:
        """Give the active token of a person, unless it was a replacement whose last day is over."""
        token = active_token(unit, person, self._seeds_key)
        today = (now + timedelta(minutes=self._writer.picture.plant.offset_min)).date()
        return None if token is None or (token.until is not None and token.until < today) else token

    def _confirmed(self, unit: Unit, person: str, kiosk: str, step: int, purpose: str, now: datetime) -> CheckedCode:
        first = code_use.update().where(code_use.c.person == person, code_use.c.last_step < step)
        unit.do(first.values(last_step=step, failures=0))
        identity = uuid7(now, secrets.token_bytes(10))
        row = {"person": person, "kiosk": kiosk, "step": step, "purpose": plain(purpose), "at": now}
        unit.do(insert(confirmation).values(id=identity, **row))
        return CheckedCode(None, identity, step)

    def _noted(self, writing: Writing, tried: _Tried, kiosk: str) -> CheckedCode:
        """State a refused attempt; the last one in a row that the policy allows locks the person."""
        person, kind, answer = tried.person, tried.noted, tried.answer
        if tried.may_lock:
            policy, failures = writing.picture.plant.policy, tried.failures + 1
            locked = failures >= policy.tries
            counted = code_use.update().where(code_use.c.person == person)
            writing.unit.do(counted.values(failures=0 if locked else failures))
            if locked:
                until = writing.journal.now + timedelta(minutes=policy.lock_min)
                facts = {"locked": person, "until": utc_text(until), "kiosk": kiosk}
                writing.decide(ActKind.PERSON_LOCKED, facts=facts)
                kind, answer = "code.locked", CheckedCode(self._locked(until))
            elif kind == "code.wrong":
                answer = CheckedCode(finding("refusal.not_accepted", n=str(policy.tries - failures)))
        state_one(writing, person, kiosk, kind)
        return answer

    def _locked(self, until: datetime) -> Finding:
        return finding("refusal.locked", t=local_text(until, self._writer.picture.plant.offset_min))


def _refused(noted: str, person: str, why: Finding, failures: int = 0) -> _Tried:
    return _Tried(CheckedCode(why), noted, person, failures)


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
