"""Giving a token to a person from a kiosk: a new seed or a piece of hardware, two codes, and the periodic test.

Source: 21 CFR 11.300(c), (e); RFC 6238, 6.
"""

import re
import secrets
from datetime import datetime

import msgspec

from core.ports import Clock
from core.record.messages import Request
from core.secret import Secret
from core.token import TokenKind
from server.code_uses import lock_of, use_up
from server.codes import SEED_BYTES, STEP_S, Codes, consecutive_step, enrolment_uri
from server.db.statements import insert, select
from server.db.store import Unit
from server.db.tables.secrets import code_use, pending_token, token_secret, token_test
from server.decisions.asker import signed_in
from server.decisions.pending import boxed, enrollee, enroller, expire
from server.decisions.refused import DecisionRefused, body_as
from server.picture import Picture
from server.plain import plain
from server.vault import active_token, opened_token, sealed_seed


class AskToken(msgspec.Struct):
    """`enrol_token`: for whom, shown under which user id; hardware by its serial number."""

    session: str
    person: str
    user_id: str
    kind: TokenKind
    serial: str = ""


class AskCodes(msgspec.Struct):
    """`enrol_codes`: a token that waits, and two consecutive codes of it."""

    session: str
    token: str
    codes: tuple[str, str]


class AskTest(msgspec.Struct):
    """`test_token`: two consecutive codes of the asker's own token."""

    session: str
    codes: tuple[str, str]


class TokenGiving:
    """Answers the steps by which a token comes to a person; blocking."""

    def __init__(self, codes: Codes, seeds_key: bytes, clock: Clock) -> None:
        """Join the checker of codes, the key-encryption key and the clock."""
        self._codes = codes
        self._seeds_key = seeds_key
        self._clock = clock

    def token(self, unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
        """Give a token out: `token`, and for an app its address, sealed to the kiosk as `box`."""
        wish = body_as(request, AskToken)
        enroller(unit, picture, request, wish.session)
        enrollee(unit, picture, wish.person)
        now = self._clock.utc()
        expire(unit, now)
        if wish.kind is TokenKind.HARDWARE:
            return {"token": self._hardware(unit, wish, request.kiosk, now), "box": ""}
        token, seed = self._app(unit, picture, wish.person, request.kiosk, now)
        address = enrolment_uri(seed, wish.user_id[:32], picture.plant.site[:16])
        return {"token": token, "box": boxed(picture, request, address.encode())}

    def codes(self, unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
        """Confirm a token by two consecutive codes; gives the `token`."""
        wish = body_as(request, AskCodes)
        enroller(unit, picture, request, wish.session)
        now = self._clock.utc()
        expire(unit, now)
        mine = pending_token.c.token == plain(wish.token), pending_token.c.kiosk == request.kiosk
        row = unit.first(pending_token.select().where(*mine))
        if row is None:
            raise DecisionRefused("enrol.token_unknown", token=wish.token[:40])
        if row.step is None:
            token = opened_token(row, self._seeds_key)
            step = consecutive_step(token, Secret(wish.codes[0]), Secret(wish.codes[1]), now)
            if step is None:
                raise DecisionRefused("enrol.codes_wrong")
            drift = step - int(now.timestamp()) // STEP_S if token.kind is TokenKind.HARDWARE else 0
            unit.do(pending_token.update().where(*mine).values(step=step, drift=drift))
        return {"token": row.token}

    def test(self, unit: Unit, picture: Picture, request: Request) -> dict[str, object]:
        """Check two consecutive codes of the asker's own token, which the asker then signs as its test."""
        wish = body_as(request, AskTest)
        person = signed_in(unit, picture, request, wish.session).id
        now, token = self._clock.utc(), active_token(unit, person, self._seeds_key)
        if token is None:
            raise DecisionRefused("enrol.no_token")
        use = unit.first(code_use.select().where(code_use.c.person == person))
        locked = lock_of(unit, person, now) is not None
        step = consecutive_step(token, Secret(wish.codes[0]), Secret(wish.codes[1]), now)
        used = use.last_step if use is not None else 0
        if locked or step is None or step - 1 <= used or not use_up(unit, person, step):
            # Counted in a transaction of its own, like any wrong code, before this one has changed anything.
            counted = self._codes.check(person, request.kiosk, Secret(""), "test").refusal
            raise (
                DecisionRefused("enrol.codes_wrong")
                if counted is None
                else DecisionRefused(counted.key, **counted.params)
            )
        expire(unit, now)
        unit.do(token_test.delete().where(token_test.c.token == token.token))
        unit.do(insert(token_test).values(token=token.token, at=now))
        return {"token": token.token}

    # ------------------------------------------------------------------ where a token comes from

    def _hardware(self, unit: Unit, wish: AskToken, kiosk: str, now: datetime) -> str:
        serial = plain(wish.serial)
        stock = unit.first(token_secret.select().where(token_secret.c.token == serial, token_secret.c.person.is_(None)))
        taken = unit.first(pending_token.select().where(pending_token.c.token == serial))
        if stock is None or (taken is not None and taken.person != wish.person):
            raise DecisionRefused("enrol.serial_unknown", serial=serial[:40])
        if taken is None:
            unit.do(pending_token.delete().where(pending_token.c.person == wish.person))
            row = {"person": wish.person, "kiosk": kiosk, "kind": stock.kind, "seed": stock.seed, "drift": stock.drift}
            unit.do(insert(pending_token).values(token=serial, at=now, **row))
        return serial

    def _app(self, unit: Unit, picture: Picture, person: str, kiosk: str, now: datetime) -> tuple[str, bytes]:
        """Make a new seed, or give the one again that still waits for its codes at this kiosk."""
        waiting = pending_token.c.person == person, pending_token.c.kiosk == kiosk, pending_token.c.kind == "app"
        kept = unit.first(pending_token.select().where(*waiting, pending_token.c.step.is_(None)))
        if kept is not None:
            return kept.token, opened_token(kept, self._seeds_key).seed
        held = [*picture.plant.tokens, *(row.token for row in unit.rows(select(token_secret.c.token)))]
        numbers = [int(found[1]) for token in held if (found := re.fullmatch(f"{person}-T([0-9]+)", token))]
        token, seed = f"{person}-T{max(numbers, default=0) + 1}", secrets.token_bytes(SEED_BYTES)
        unit.do(pending_token.delete().where(pending_token.c.person == person))
        sealed = sealed_seed(token, seed, self._seeds_key)
        row = {"person": person, "kiosk": kiosk, "kind": "app", "seed": sealed, "drift": 0}
        unit.do(insert(pending_token).values(token=token, at=now, **row))
        return token, seed
