"""An overdue round at the core: one alarm a round, shown until somebody takes the round or acknowledges the alarm."""

from datetime import timedelta
from typing import cast

import pytest

from core.people import Role
from server.db.store import Store
from server.db.tables.evidence import alarm
from server.overdue_rounds import state_overdue_rounds
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.forms import approve, form_text
from tests.server.test_usage_standing import ServedRound

ROOM, FORM = "D-104", "room-cleaning"


def raised(core: CoreUnderTest) -> list[str]:
    """Look, and give what all alarms raised so far tell of."""
    state_overdue_rounds(core.service.writer)
    with core.store.unit() as unit:
        rows = unit.rows(alarm.select().where(alarm.c.kind == "round.overdue").order_by(alarm.c.id))
    return [row.detail for row in rows]


def waiting(office: KioskUnderTest) -> list[str]:
    """Give what QA finds in the list of alarms."""
    quality = next(p.id for p in office.core.service.writer.picture.plant.people.values() if Role.QA in p.roles)
    answer = office.ask_as(quality, "alarms")
    assert answer.refusal is None, answer.refusal
    found = cast("list[dict[str, str]]", answer.body["alarms"])
    return [one["detail"] for one in found if one["kind"] == "round.overdue"]


@pytest.mark.urs("F31", "F32")
def test_a_round_that_nobody_takes_raises_one_alarm_that_ends_when_it_is_taken(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    office = KioskUnderTest(core, "QA-01")
    approve(core, form_text(FORM), office)
    assert raised(core) == []
    first = ServedRound(kiosk, form_text(FORM), ROOM)
    first.play()
    core.clock.advance(timedelta(hours=79).total_seconds())
    assert raised(core) == []  # due every 72 h, and patient for a tenth of it
    core.clock.advance(timedelta(minutes=13).total_seconds())
    about = f"LB-CLEAN-ROOM/{ROOM}, {first.state.number}"
    assert raised(core) == raised(core) == [about]
    assert waiting(office) == [about]
    second = ServedRound(kiosk, form_text(FORM), ROOM)
    assert waiting(office) == []
    second.play()
    core.clock.advance(timedelta(hours=80).total_seconds())
    assert raised(core) == [about, f"LB-CLEAN-ROOM/{ROOM}, {second.state.number}"]
    assert waiting(office) == [f"LB-CLEAN-ROOM/{ROOM}, {second.state.number}"]
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()
