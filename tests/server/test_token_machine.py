"""Tokens under any order of use: drift, replay, replacement, loss, at two kiosks; held against a plain model."""

import secrets
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from core.policy import Policy
from core.secret import Secret
from core.token import TokenKind
from server.codes import HARDWARE_REACH, STEP_S, Codes, current_code
from server.db.statements import insert, select
from server.db.tables.secrets import confirmation, token_secret, user_secret
from server.vault import sealed_seed
from tests.fakes.core import CoreUnderTest

KIOSKS = st.sampled_from(("KIOSK-01", "QA-01"))


class TokenMachine(RuleBasedStateMachine):
    """One person with one token after another; the model knows what must be taken."""

    core: CoreUnderTest

    def __init__(self) -> None:
        super().__init__()
        self.clock = self.core.clock
        self.codes = Codes(self.core.service.writer, self.core.keys.seeds)
        self.person = f"P-{secrets.token_hex(4)}"
        self.number = 0
        self.accepted: list[int] = []
        self.failures, self.locked_until = 0, datetime.min.replace(tzinfo=UTC)
        with self.core.store.unit() as unit:
            row = {"key": self.person, "person": self.person, "wrapped": {}, "at": self.clock.utc()}
            unit.do(insert(user_secret).values(**row))
        self._give(TokenKind.APP, None)

    # ------------------------------------------------------------------ the token

    def _give(self, kind: TokenKind, until: date | None) -> None:
        self.number += 1
        self.kind, self.until, self.active = kind, until, True
        self.seed = secrets.token_bytes(20)
        self.token = f"{self.person}-T{self.number}"
        self.drift = self.slip = 0
        with self.core.store.unit() as unit:
            unit.do(token_secret.update().where(token_secret.c.person == self.person).values(active=False))
            row = {"token": self.token, "person": self.person, "kind": kind.value, "active": True, "until": until}
            sealed = sealed_seed(self.token, self.seed, self.core.keys.seeds)
            unit.do(insert(token_secret).values(**row, seed=sealed, drift=0, at=self.clock.utc()))

    @rule(kind=st.sampled_from(TokenKind), days=st.sampled_from((None, 0, 1)))
    def replace(self, kind: TokenKind, days: int | None) -> None:
        self._give(kind, None if days is None else self._today() + timedelta(days=days))

    @precondition(lambda self: self.active)
    @rule()
    def lose(self) -> None:
        self.active = False
        with self.core.store.unit() as unit:
            unit.do(token_secret.update().where(token_secret.c.token == self.token).values(active=False))

    @rule(steps=st.integers(-1, 1))
    def slips(self, steps: int) -> None:
        """Let the clock inside the token run apart."""
        self.slip += steps

    # ------------------------------------------------------------------ time and codes

    @rule(seconds=st.sampled_from((1, 10, 30, 31, 60, 300, 901, 40_000)))
    def passes(self, seconds: int) -> None:
        self.clock.advance(seconds)

    @rule(kiosk=KIOSKS, off=st.integers(-3, 3))
    def types(self, kiosk: str, off: int) -> None:
        """Type the code that the token shows, or one of another step."""
        step = self._now_step() + self.slip + off
        self._typed(kiosk, current_code(self.seed, datetime.fromtimestamp(step * STEP_S, UTC)), step)

    @precondition(lambda self: self.accepted)
    @rule(kiosk=KIOSKS)
    def replays(self, kiosk: str) -> None:
        step = self.accepted[-1]
        self._typed(kiosk, current_code(self.seed, datetime.fromtimestamp(step * STEP_S, UTC)), step)

    @rule(kiosk=KIOSKS, junk=st.sampled_from(("", "12345", "１２３４５６", "abcdef")))
    def junk(self, kiosk: str, junk: str) -> None:
        self._typed(kiosk, junk, None)

    def _typed(self, kiosk: str, code: str, step: int | None) -> None:
        locked = self.locked_until > self.clock.utc()
        expected = not locked and step is not None and self._takes(step)
        checked = self.codes.check(self.person, kiosk, Secret(code), "sign")
        taken = checked.refusal is None
        # Another step may show the same six digits once in a million; the model goes by the step that was taken.
        assert taken is expected or (taken and checked.step != step)
        if taken:
            assert checked.step > max(self.accepted, default=0)
            self.accepted.append(checked.step)
            self.failures = 0
            if self.kind is TokenKind.HARDWARE and abs(checked.step - self._now_step()) <= HARDWARE_REACH:
                self.drift = checked.step - self._now_step()
        elif not locked and checked.refusal is not None and checked.refusal.key != "refusal.code_used":
            self._failed()

    def _takes(self, step: int) -> bool:
        usable = self.active and (self.until is None or self.until >= self._today())
        near = abs(step - self._now_step() - self.drift) <= 1
        return usable and near and step > max(self.accepted, default=0)

    def _failed(self) -> None:
        self.failures += 1
        if self.failures == Policy().tries:
            self.failures, self.locked_until = 0, self.clock.utc() + timedelta(minutes=Policy().lock_min)

    # ------------------------------------------------------------------ what always holds

    @invariant()
    def every_confirmation_is_of_a_step_of_its_own(self) -> None:
        with self.core.store.unit() as unit:
            own = select(confirmation.c.step).where(confirmation.c.person == self.person)
            steps = [row.step for row in unit.rows(own.order_by(confirmation.c.at))]
        assert sorted(steps) == self.accepted
        assert len(set(steps)) == len(steps)

    def _now_step(self) -> int:
        return int(self.clock.utc().timestamp()) // STEP_S

    def _today(self) -> date:
        return (self.clock.utc() + timedelta(minutes=480)).date()


@pytest.mark.urs("F11", "11.200(a)(2)", "11.300(b)", "11.300(c)")
def test_whatever_happens_a_code_counts_once_for_its_person_and_only_from_the_token_held(core: CoreUnderTest) -> None:
    made = type("TokenMachineHere", (TokenMachine,), {"core": core})
    quick = settings(
        max_examples=20,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        database=None,
    )
    run_state_machine_as_test(made, settings=quick)
