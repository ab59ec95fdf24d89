"""A clock is trusted while it agrees with the core's, goes on evenly, and never stands before what it has shown."""

from datetime import timedelta

import pytest

from console.clock_trust import ClockTrust, KeptTrust
from tests.fakes.clock import Keeper, ManualClock


def trusted(clock: ManualClock, *, steady: bool = True) -> ClockTrust:
    """Give one that has just agreed with the core."""
    made = ClockTrust(clock, Keeper(), steady=steady)
    assert made.agree(clock.utc(), clock.utc())
    return made


def why(trust: ClockTrust) -> str:
    found = trust.refusal(24)
    return found.key if found else ""


def test_before_the_core_was_heard_nothing_is_trusted(clock: ManualClock) -> None:
    assert why(ClockTrust(clock, Keeper(), steady=True)) == "offline.clock_lost"


def test_agreement_lasts_for_the_hours_of_the_policy(clock: ManualClock) -> None:
    trust = trusted(clock)
    clock.advance(24 * 3600)
    assert why(trust) == ""
    clock.advance(1)
    assert why(trust) == "offline.sync_old"


@pytest.mark.parametrize(("off_s", "good"), [(0, True), (10, True), (-10, True), (11, False), (-11, False)])
def test_ten_seconds_apart_still_agree(clock: ManualClock, off_s: int, good: bool) -> None:
    trust = ClockTrust(clock, Keeper(), steady=True)
    assert trust.agree(clock.utc() + timedelta(seconds=off_s), clock.utc()) is good


def test_an_answer_that_took_long_accuses_nobody(clock: ManualClock) -> None:
    trust, asked = trusted(clock), clock.utc()
    clock.advance(15)
    assert trust.agree(asked + timedelta(seconds=1), asked)


@pytest.mark.parametrize("jump_s", [-120, -2, 2, 86_400])
def test_a_jump_takes_the_trust_until_the_core_agrees_again(clock: ManualClock, jump_s: int) -> None:
    trust = trusted(clock)
    clock.jump(jump_s)
    assert why(trust) == "offline.clock_lost"
    clock.jump(-jump_s)
    assert why(trust) == "offline.clock_lost"
    assert trust.agree(clock.utc(), clock.utc())
    assert why(trust) == ""


@pytest.mark.parametrize(("back_s", "good"), [(0, True), (1, True), (2, False), (3600, False)])
def test_a_clock_that_stands_before_what_was_seen_is_found_after_a_restart(
    clock: ManualClock, back_s: int, good: bool
) -> None:
    kept = trusted(clock).kept
    clock.jump(-back_s)
    again = ClockTrust(clock, Keeper(), steady=True)
    again.restore(kept)
    assert (why(again) == "") is good


def test_plant_time_may_run_at_its_own_pace_but_not_back(clock: ManualClock) -> None:
    trust = trusted(clock, steady=False)
    clock.jump(3600)
    assert why(trust) == ""
    clock.jump(-7200)
    assert why(trust) == "offline.clock_lost"


def test_lost_trust_outlasts_a_restart(clock: ManualClock) -> None:
    again = ClockTrust(clock, Keeper(), steady=True)
    again.restore(KeptTrust(trusted(clock).kept.synced, "", lost=True))
    assert why(again) == "offline.clock_lost"
