"""One-time codes over several kiosks, online and offline, synchronised in any order: none counts twice unnoticed."""

from collections import Counter

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from core.record.keys import PrivateKey
from core.record.payload import Record
from server.codes import STEP_S, current_code
from server.db.statements import select
from server.db.tables.evidence import record, record_flag
from server.enrolment import state_item
from tests.fakes.code_kiosk import CodeKiosk, enrol_kiosk
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.rosters import put_on_roster

PEOPLE = ("P-0001", "P-0002")
KIOSKS = ("KIOSK-01", "KIOSK-77", "KIOSK-78")
HOUR_S = 3600
TWICE = {"exception.offline_step_used", "exception.code_used_before"}


@pytest.fixture
def floor(core: CoreUnderTest) -> tuple[CoreUnderTest, dict[str, PrivateKey]]:
    """A core whose rosters let the same people sign at three kiosks at once, which no supervisor would."""
    for name in KIOSKS[1:]:
        enrol_kiosk(core, name)
    policy = msgspec.structs.replace(core.service.writer.picture.plant.policy, version=2, book_h=1)
    with core.service.writer.writing() as writing:
        state_item(writing, "policy", "policy", policy)
    put_on_roster(core, "R-1", KIOSKS, PEOPLE, hours=24 * 400)
    opener = KioskUnderTest(core)
    return core, {person: opener.user_key(person) for person in PEOPLE}


def machine(core: CoreUnderTest, keys: dict[str, PrivateKey]) -> type[RuleBasedStateMachine]:
    """Make the machine over one core; time only goes on, so that examples do not meet each other's codes."""

    class Codes(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            core.clock.advance(2 * HOUR_S - core.clock.utc().timestamp() % HOUR_S)
            self.kiosks = [CodeKiosk(core, name, keys) for name in KIOSKS]
            self.heads()
            self.accepted: dict[str, tuple[str, int]] = {}
            for kiosk in self.kiosks:
                kiosk.refresh()

        def heads(self) -> None:
            """Go on where the chains of the example before ended."""
            with core.store.unit() as unit:
                for kiosk in self.kiosks:
                    rows = unit.rows(record.select().where(record.c.kiosk == kiosk.name).order_by(record.c.seq))
                    if rows:
                        last = rows[-1]
                        kiosk.head = type(kiosk.head)(kiosk.name, last.epoch, last.kiosk_seq, last.sha256)

        @rule(seconds=st.integers(1, 45))
        def time_passes(self, seconds: int) -> None:
            core.clock.advance(seconds)

        @rule(at=st.integers(0, 2), person=st.sampled_from(PEOPLE), off=st.sampled_from((-2, -1, 0, 0, 0, 1, 2)))
        def sign_online(self, at: int, person: str, off: int) -> None:
            step, code = self.code(person, off)
            self.note(person, step, self.kiosks[at].online(person, code, step))

        @rule(at=st.integers(0, 2), person=st.sampled_from(PEOPLE), off=st.sampled_from((-2, -1, 0, 0, 0, 1, 2)))
        def sign_offline(self, at: int, person: str, off: int) -> None:
            step, code = self.code(person, off)
            self.note(person, step, self.kiosks[at].offline(person, code))

        @rule(at=st.integers(0, 2))
        def sync(self, at: int) -> None:
            self.kiosks[at].sync()

        @rule(at=st.integers(0, 2))
        def refresh(self, at: int) -> None:
            self.kiosks[at].refresh()

        @rule(at=st.integers(0, 2))
        def restart(self, at: int) -> None:
            self.kiosks[at].restart()

        @invariant()
        def no_kiosk_takes_a_step_twice(self) -> None:
            for kiosk in self.kiosks:
                own = Counter(self.accepted[item.act.id] for item in kiosk.waiting)
                assert max(own.values(), default=1) == 1

        def teardown(self) -> None:
            for kiosk in self.kiosks:
                kiosk.sync()
            flagged = self.flags()
            used = Counter(self.accepted.values())
            for rid, step in self.accepted.items():
                assert not flagged.get(rid, set()) - TWICE
                if used[step] == 1:
                    assert rid not in flagged
            clean = Counter(step for rid, step in self.accepted.items() if rid not in flagged)
            assert max(clean.values(), default=1) == 1

        def code(self, person: str, off: int) -> tuple[int, str]:
            at = core.clock.utc()
            step = int(at.timestamp()) // STEP_S + off
            return step, current_code(core.founded.seeds[person], at.fromtimestamp(step * STEP_S, at.tzinfo))

        def note(self, person: str, step: int, made: Record | None) -> None:
            if made is not None:
                self.accepted[made.act.id] = (person, step)

        def flags(self) -> dict[str, set[str]]:
            found: dict[str, set[str]] = {}
            joined = record_flag.join(record, record.c.seq == record_flag.c.seq)
            with core.store.unit() as unit:
                for row in unit.rows(select(record.c.rid, record_flag.c.code).select_from(joined)):
                    found.setdefault(row.rid, set()).add(row.code)
            return found

    return Codes


MANY = settings.get_current_profile_name() == "soak"


def budget(*, planted: bool = False) -> settings:
    """Give how much is tried; a planted bug is sought in always the same examples, and not made small."""
    phases = (Phase.generate,) if planted else tuple(Phase)
    return settings(
        max_examples=500 if MANY else 40,
        stateful_step_count=30,
        deadline=None,
        phases=phases,
        derandomize=planted,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


@pytest.mark.urs("F11", "11.200")
@pytest.mark.timeout(3600)
def test_no_code_counts_twice_unnoticed(floor: tuple[CoreUnderTest, dict[str, PrivateKey]]) -> None:
    run_state_machine_as_test(machine(*floor), settings=budget())


def test_a_core_that_forgets_what_came_back_is_found(
    floor: tuple[CoreUnderTest, dict[str, PrivateKey]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.offline_codes._used_before", lambda *_: [])
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine(*floor), settings=budget(planted=True))
