"""Plant time is continuous, whatever is done to its rate."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language import worded
from core.planttime import Anchor, AnchorUnreadable, anchor_bytes, anchor_from, at_rate, plant_time

INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  (hypothesis adds the zone)
RATES = st.floats(0.001, 10_000)
ANCHORS = st.builds(Anchor, INSTANTS, INSTANTS, RATES)


def test_sixty_plant_seconds_pass_in_one_at_rate_sixty() -> None:
    start = datetime(2026, 11, 20, 6, tzinfo=UTC)
    anchor = Anchor(start, datetime(2026, 3, 1, tzinfo=UTC), 60)
    assert plant_time(anchor, start + timedelta(seconds=1)) == datetime(2026, 3, 1, 0, 1, tzinfo=UTC)


@given(ANCHORS, st.timedeltas(timedelta(0), timedelta(days=7)), RATES)
def test_a_change_of_rate_makes_no_jump(anchor: Anchor, passed: timedelta, rate: float) -> None:
    wall = anchor.wall + passed
    assert plant_time(at_rate(anchor, wall, rate), wall) == plant_time(anchor, wall)


@given(ANCHORS, st.timedeltas(timedelta(0), timedelta(days=7)), st.timedeltas(timedelta(0), timedelta(days=7)))
def test_plant_time_never_runs_back(anchor: Anchor, first: timedelta, more: timedelta) -> None:
    assert plant_time(anchor, anchor.wall + first + more) >= plant_time(anchor, anchor.wall + first)


@given(ANCHORS)
def test_what_is_written_is_read_again(anchor: Anchor) -> None:
    assert anchor_from(anchor_bytes(anchor)) == anchor


@given(st.binary())
def test_other_bytes_are_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(AnchorUnreadable) as refused:
        anchor_from(data)
    assert worded(refused.value, "en").startswith("The plant clock file cannot be read")


@pytest.mark.parametrize("rate", ["0", "-1", "1e999", "null"])
def test_a_rate_that_is_not_above_zero_is_refused(rate: str) -> None:
    instant = "2026-11-20T06:03:22.000000Z"
    with pytest.raises(AnchorUnreadable):
        anchor_from(f'{{"wall_anchor":"{instant}","plant_anchor":"{instant}","rate":{rate}}}'.encode())
