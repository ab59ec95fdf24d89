"""The doctor's pass over the evidence is content with what happens honestly, also with what is flagged or forked."""

import msgspec

from core.acts import ActKind, Who
from core.people import Role
from core.record.chain import Head
from server.evidence_check import evidence_faults
from server.log import make_checkpoint
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.enrolling import Enroller


def test_a_plant_where_people_were_enrolled_and_records_were_flagged_and_forked_is_well(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    enroller = Enroller(KioskUnderTest(core, "QA-01"))
    changes, _ = enroller.new_person("newbie7", "lake-pencil-thunder-9", Role.OPERATOR)
    assert enroller.sign(changes, "P-0013", "P-0014").refusal is None
    first = kiosk.seal()
    kiosk.send(first)
    kiosk.head = Head(kiosk.name)
    kiosk.send(kiosk.seal())  # the other side of a fork
    kiosk.head = Head(kiosk.name, 1, 1, first.sha256)
    kiosk.send(kiosk.seal(msgspec.structs.replace(kiosk.act(), id=first.act.id)))  # a twin
    lying = kiosk.act(ActKind.SIGNED_IN, Who(person="P-0001", session="s"), facts={"code_step": "99999999999"})
    kiosk.send(kiosk.seal(lying))
    with core.store.unit() as unit:
        make_checkpoint(unit, core.service.writer.station.origin, core.keys.core, core.clock.utc())
        assert evidence_faults(unit, core.keys.core.public) == []
