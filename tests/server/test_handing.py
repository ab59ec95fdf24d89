"""A wrapped key leaves the core for one kiosk, sealed, for active people alone, and each time it is noted."""

import pytest

from core.record.box import BoxClosed, open_box
from core.record.keys import KeyKind, held_key
from server.db.tables.offline import key_handover
from tests.fakes.core import CoreUnderTest, KioskUnderTest

PERSON = "P-0001"


def test_a_wrapped_key_is_sealed_to_the_kiosk_that_asks(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    answer = kiosk.ask("wrapped_key", person=PERSON)
    box = bytes.fromhex(str(answer.body["box"]))
    assert b'"pepper"' in open_box(kiosk.device, box)
    other = KioskUnderTest(core, "QA-01")
    with pytest.raises(BoxClosed):
        open_box(other.device, box)
    held = held_key(core.service.writer.picture.plant.keys, KeyKind.USER, PERSON)
    assert held is not None
    assert [row[2:] for row in core.rows(key_handover)] == [("KIOSK-01", PERSON, held.id, "asked")]


def test_the_same_copy_is_not_given_twice(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    first = kiosk.ask("wrapped_key", person=PERSON).body
    assert kiosk.ask("wrapped_key", person=PERSON, have=first["sha256"]).body["box"] == ""
    assert core.count(key_handover) == 1


@pytest.mark.parametrize("person", ["P-9999", "", "KIOSK-01"])
def test_nobody_else_has_a_key_to_hand_over(core: CoreUnderTest, kiosk: KioskUnderTest, person: str) -> None:
    refusal = kiosk.ask("wrapped_key", person=person).refusal
    assert refusal is not None
    assert refusal.key == "decision.no_user_key"
    assert core.count(key_handover) == 0
