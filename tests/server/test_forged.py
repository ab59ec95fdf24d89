"""What a kiosk with a good key and bad intent tries at the core: kept, flagged, and without effect."""

import json

import pytest

from core.acts import ActKind, Subject, Who
from core.people import Role
from server.db.tables.evidence import record_flag
from tests.fakes.core import CoreUnderTest, KioskUnderTest


def flags(core: CoreUnderTest) -> set[str]:
    return {str(row[1]) for row in core.rows(record_flag)}


@pytest.mark.urs("F20")
def test_a_kiosk_cannot_change_the_plant(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    body = {"id": "P-0099", "user_id": "ghost", "name": "Ghost", "roles": [Role.AUTHORISED_PERSON.value]}
    facts = {"kind": "person", "id": "P-0099", "body": json.dumps(body)}
    kiosk.send(kiosk.seal(kiosk.act(ActKind.PLANT_CHANGED, Who(service="core"), facts=facts)))
    assert flags(core) == {"exception.record_fault"}
    assert "P-0099" not in core.again().writer.picture.plant.people


@pytest.mark.urs("F15")
def test_a_kiosk_cannot_release_a_lot(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    lot = next(lot for lot in core.service.writer.picture.plant.lots.values() if lot.state != "released")
    facts = {"old": lot.state.value, "new": "released", "reason": "-"}
    kiosk.send(kiosk.seal(kiosk.act(ActKind.LOT_STATE_CHANGED, subject=Subject(lot=lot.number), facts=facts)))
    assert core.again().writer.picture.plant.lots[lot.number].state == lot.state
