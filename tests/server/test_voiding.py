"""A batch record is voided at the real core: its number is used up, its reservations are free, its records stay."""

import msgspec
import pytest

from core.acts import Meaning
from core.batch.guide import Stage
from core.batch.voiding import void_manifest
from core.people import Role
from core.record.messages import Answer
from server.db.store import Store
from server.db.tables.batches import batch as batch_table
from server.db.tables.evidence import record_flag
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.served import ServedBatch


def void(batch: ServedBatch, reason: str = "issued for the wrong week") -> Answer:
    """Sign as QA, and ask for the decision."""
    person = batch.person(Role.QA)
    answer = batch.kiosk.ask("check_code", person=person.id, code=batch.kiosk.code(person.id), purpose="sign")
    confirmed = (int(str(answer.body["step"])), str(answer.body["confirmation"]))
    act = batch.signed(void_manifest(batch.state, batch.master, "en"), person, Meaning.VOIDED, confirmed)
    assert act.signature is not None
    act = msgspec.structs.replace(act, signature=msgspec.structs.replace(act.signature, reason=reason))
    assert batch.put(act, batch.user_key(person.id)) == ()
    return batch.kiosk.ask("void_batch", batch=batch.state.number, person=person.id, signature=act.id)


@pytest.mark.urs("F02", "C01")
def test_a_voided_record_frees_what_it_reserved_and_its_number_is_never_issued_again(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    batch = ServedBatch(kiosk)
    batch.play(lambda made: made.guidance().stage == Stage.ENTRY)
    number = batch.state.number
    reserved = set(batch.state.reserved)
    answer = void(batch)
    assert answer.refusal is None, answer.refusal
    plant = core.service.writer.picture.plant
    assert {plant.containers[container].reserved_for for container in reserved} == {None}
    assert [row[7] for row in core.rows(batch_table) if row[0] == number] == ["voided"]
    again = ServedBatch(kiosk)
    assert again.state.number != number
    assert set(again.state.reserved) == reserved
    assert core.rows(record_flag) == []
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


def test_a_record_is_voided_once_and_only_over_its_own_newest_signature(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    batch, other = ServedBatch(kiosk), ServedBatch(kiosk)
    assert void(batch).refusal is None
    person, signature = batch.person(Role.QA).id, batch.records[-1].act.id
    again = kiosk.ask("void_batch", batch=batch.state.number, person=person, signature=signature)
    assert again.refusal is not None
    assert again.refusal.key == "decision.batch_closed"
    foreign = kiosk.ask("void_batch", batch=other.state.number, person=person, signature=signature)
    assert foreign.refusal is not None
    assert foreign.refusal.key == "decision.signature_other"
