"""Keys begin and end when their change is decided: none dated back or ahead, none by what is no instant."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from core.changes import change
from core.key_times import key_time_refusals
from core.plant import Plant
from core.record.keys import KeyKind, PrivateKey, public_key
from core.times import utc_text
from core.words import Words

NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
KEY = public_key(PrivateKey(b"k" * 32), KeyKind.USER, "P-0001", utc_text(NOW - timedelta(days=99)))
BAD = ("", "today", "2026-11-20T06:00:00Z", utc_text(NOW - timedelta(days=1)), utc_text(NOW + timedelta(hours=1)))


PLANT = Plant("s", Words("S", "S"), 480, keys=(KEY,))
EMPTY = Plant("s", Words("S", "S"), 480)


@pytest.mark.parametrize("end", BAD)
@pytest.mark.urs("11.10(c)")
def test_no_end_of_a_key_reaches_back_over_what_was_signed_or_ahead(end: str) -> None:
    closed = msgspec.structs.replace(KEY, valid_to=end, revoked_because="lost")
    (found,) = key_time_refusals((change("keys", KEY.id, closed),), PLANT, NOW)
    assert (found.key, found.params["t"]) == ("change.refused.key_time", end or "-")


@pytest.mark.parametrize("start", BAD)
def test_no_key_begins_before_it_was_made(start: str) -> None:
    begun = msgspec.structs.replace(KEY, valid_from=start)
    (found,) = key_time_refusals((change("keys", KEY.id, begun),), EMPTY, NOW)
    assert found.key == "change.refused.key_time"


def test_what_was_prepared_within_the_hour_is_let_through() -> None:
    then = utc_text(NOW - timedelta(minutes=59))
    closed = msgspec.structs.replace(KEY, valid_to=then, revoked_because="lost")
    assert key_time_refusals((change("keys", KEY.id, closed),), PLANT, NOW) == ()
    begun = msgspec.structs.replace(KEY, valid_from=then)
    assert key_time_refusals((change("keys", KEY.id, begun),), EMPTY, NOW) == ()
