"""A rebuild after everything that concerns people, rights, signatures and alarms finds every table as it was."""

import msgspec
import pytest

from core.acts import ActKind, Meaning, Who
from core.changes import change, change_manifest
from core.people import Role
from core.record.keys import KeyKind
from core.times import utc_text
from server.db.store import Store
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.enrolling import Enroller
from tests.server.test_change import ADMIN, QA, REASON, asked, by_both, new_roles, plant_of, signed
from tests.server.test_unlock import lock, manifest, unlock
from tests.server.test_unlock import signed as signed_unlock


@pytest.mark.urs("11.10(c)", "11.10(e)")
def test_a_rebuild_after_a_long_mixed_run_differs_in_nothing(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    office = KioskUnderTest(core, "QA-01")
    enroller = Enroller(office)
    changes, _ = enroller.new_person("newbie7", "lake-pencil-thunder-9", Role.OPERATOR)
    assert enroller.sign(changes, ADMIN, "P-0014").refusal is None
    there = new_roles(core, Role.QC_ANALYST)
    first = by_both(kiosk, there)
    assert asked(kiosk, there, first).refusal is None
    lock(kiosk)
    assert unlock(kiosk, signed_unlock(kiosk, QA, manifest(core))) == ""
    kiosk.signed_in("P-0004")
    kiosk.leave(ActKind.LOCKED)
    session = kiosk.signed_in("P-0008")
    reviewed = {"from": "", "to": "", "count": "3"}
    kiosk.send(kiosk.seal(kiosk.act(ActKind.AUDIT_TRAIL_REVIEWED, Who("P-0008", session), facts=reviewed)))
    for person in ("P-0008", "P-0001"):
        noted = {"alarm": "1", "kind": "code.wrong", "comment": "seen"}
        kiosk.send(kiosk.seal(kiosk.act(ActKind.ALARM_ACKNOWLEDGED, Who(person, session), facts=noted)))
    held = core.service.writer.picture.registry.held(KeyKind.USER, "P-0002")
    assert held is not None
    closed = msgspec.structs.replace(held, valid_to=utc_text(core.clock.utc()), revoked_because="lost")
    ends = (change("keys", held.id, closed),)
    shown = change_manifest(ends, REASON, plant_of(core), "zh")
    assert asked(kiosk, ends, [signed(kiosk, ADMIN, Meaning.PERFORMED, shown)]).refusal is None
    assert asked(kiosk, there, first).refusal is not None
    kiosk.leave(ActKind.KIOSK_STARTED)
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()
