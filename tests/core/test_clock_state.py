"""The limits on a clock that is off, and what a record says against itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.acts import Act, ActKind, When, Who
from core.clock_state import SILENT, ClockLevel, clock_refusals, level_of, read_tracking

SINCE = "2026-11-20T06:03:22.000000Z"


@pytest.mark.urs("C09")
@pytest.mark.parametrize(
    ("offset_ms", "level"),
    [
        (2000, ClockLevel.GOOD),
        (2001, ClockLevel.WARN),
        (3001, ClockLevel.ALARM),
        (10_000, ClockLevel.ALARM),
        (10_001, ClockLevel.CODES_END),
        (30_000, ClockLevel.CODES_END),
        (30_001, ClockLevel.SIGNING_ENDS),
    ],
)
def test_each_limit_begins_just_beyond_it_either_way(offset_ms: int, level: ClockLevel) -> None:
    assert level_of(offset_ms) == level_of(-offset_ms) == level


@given(st.text(max_size=300) | st.lists(st.text(max_size=12), min_size=14, max_size=14).map(",".join))
def test_any_answer_is_read_or_tells_nothing(answer: str) -> None:
    assert read_tracking(answer) == SILENT or read_tracking(answer).state != SILENT.state


def found(when: When, check: str = "C-1", kind: ActKind = ActKind.SIGNED_IN) -> list[str]:
    act = Act(kind, "id", Who(person="P-0001"), when, facts={"code_check": check})
    return [item.key for item in clock_refusals(act, "KIOSK-01", 24)]


def at(state: str, offset_ms: int | None = None, sync_age_s: int | None = None) -> When:
    return When(SINCE, 0, 480, state, offset_ms, None, sync_age_s)


@pytest.mark.parametrize(
    ("when", "check", "keys"),
    [
        (at("synchronised", 0, 5), "C-1", []),
        (at("unsynchronised", 9000), "C-1", []),
        (at("unsynchronised", -10_500), "C-1", ["exception.clock_off"]),
        (at("unsynchronised", 10_500), "session", []),
        (at("unsynchronised", 30_500), "session", ["exception.clock_off"]),
        (at("synchronised"), "offline", []),
        (at("unknown", 0, 24 * 3600), "offline", []),
        (at("unknown", 0, 24 * 3600 + 1), "offline", ["exception.clock_not_synchronised"]),
        (at("unsynchronised"), "offline", ["exception.clock_not_synchronised"]),
        (at("fine"), "C-1", ["exception.clock_not_synchronised"]),
    ],
)
def test_a_sign_in_is_judged_by_the_clock_that_its_own_record_states(when: When, check: str, keys: list[str]) -> None:
    assert found(when, check) == keys
    assert found(when, check, ActKind.LOCKED) == []
