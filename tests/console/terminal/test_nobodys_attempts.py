"""Whoever types user ids that are nobody's, ten thousand times, fills no log; how often it was is told."""

import pytest

from console.flows.sign_in import begin_session
from console.kept_attempts import MOST_AN_HOUR, NobodysAttempts
from core.acts import ActKind, When
from core.errors import CountersignError
from core.secret import Secret
from tests.fakes.terminal import Terminal


def at(second: float) -> When:
    return When("2026-11-20T06:00:00.000000Z", int(second * 1000), 480, "synchronised")


@pytest.mark.urs("11.300(d)")
def test_twenty_an_hour_are_records_and_of_the_others_one_a_minute_tells_the_number() -> None:
    attempts = NobodysAttempts()
    assert [attempts.again(at(n)) for n in range(MOST_AN_HOUR)] == [1] * MOST_AN_HOUR
    told = [attempts.again(at(MOST_AN_HOUR + n / 10)) for n in range(10_000)]
    records = [times for times in told if times is not None]
    assert len(records) == 16
    assert sum(records) + told[::-1].index(records[-1]) == 10_000
    assert attempts.again(at(20), "P-0009") == 1, "a closed account is counted for itself"
    assert (attempts.again(at(9_000)) or 0) > 1
    assert attempts.again(at(9_000.5)) == 1, "an hour later each is a record again"


@pytest.mark.urs("11.300(d)")
async def test_a_flood_of_unknown_user_ids_at_the_sign_in_is_few_records_that_hold_nothing_typed(
    terminal: Terminal,
) -> None:
    before = len(await terminal.own_records())
    for n in range(MOST_AN_HOUR + 30):
        with pytest.raises(CountersignError):
            await begin_session(terminal.desk, f"nobody{n}", Secret("a"), Secret("1"))
    assert len(await terminal.own_records()) == before + MOST_AN_HOUR
    terminal.clock.advance(60)
    with pytest.raises(CountersignError):
        await begin_session(terminal.desk, "nobody", Secret("a"), Secret("1"))
    last = (await terminal.acts())[-1]
    assert (last.kind, last.facts["times"]) == (ActKind.REFUSED, "31")
    assert "nobody" not in str(last)
