"""The question for a code book: made for the kiosk that asks, in parts, once as long as nothing changes."""

import pytest

from core.record.messages import LONGEST_MESSAGE, seal_request
from server.db.tables.offline import code_book, key_handover
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.rosters import put_on_roster

KIOSK, PERSON = "KIOSK-01", "P-0001"


@pytest.fixture
def rostered(core: CoreUnderTest, kiosk: KioskUnderTest) -> KioskUnderTest:
    put_on_roster(core, "R-1", (KIOSK,), (PERSON,))
    return kiosk


def whole(kiosk: KioskUnderTest) -> str:
    """Ask for every part, and give the serial."""
    first = kiosk.ask("code_book").body
    for part in range(1, int(str(first["parts"]))):
        assert kiosk.ask("code_book", part=part).body["serial"] == first["serial"]
    return str(first["serial"])


def test_nobody_rostered_is_no_book_and_the_core_tells_its_time(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    body = kiosk.ask("code_book").body
    assert (body["serial"], body["parts"]) == ("", 0)
    assert str(body["utc"]).startswith("2026-11-20T")
    assert core.count(code_book) == 0


def test_a_book_is_noted_without_what_is_secret_and_so_are_the_keys_in_it(
    core: CoreUnderTest, rostered: KioskUnderTest
) -> None:
    serial = whole(rostered)
    [(noted, kiosk, _, pages)] = core.rows(code_book)
    assert (noted, kiosk) == (serial, KIOSK)
    assert [page["box"] for page in pages] == [""]
    assert [(row[2], row[3], row[5]) for row in core.rows(key_handover)] == [(KIOSK, PERSON, "code_book")]


def test_who_has_it_gets_it_no_more_and_who_lost_it_gets_another(core: CoreUnderTest, rostered: KioskUnderTest) -> None:
    serial = whole(rostered)
    assert rostered.ask("code_book", have=serial).body["parts"] == 0
    assert core.count(code_book) == 1
    again = whole(rostered)
    assert again != serial
    assert core.count(code_book) == 2


def test_a_part_that_there_is_not_is_refused(rostered: KioskUnderTest) -> None:
    rostered.ask("code_book")
    refusal = rostered.ask("code_book", part=99).refusal
    assert refusal is not None
    assert refusal.key == "decision.part_unknown"


def test_every_answer_fits_the_bus(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    people = tuple(sorted(core.founded.plant.people))
    put_on_roster(core, "R-1", (KIOSK,), people, hours=12)
    parts = int(str(kiosk.ask("code_book").body["parts"]))
    for part in range(parts):
        request = kiosk.request("code_book", {"part": part})
        sealed = core.service.decisions.answer(KIOSK, "code_book", seal_request(request, kiosk.device))
        assert len(sealed) < LONGEST_MESSAGE
