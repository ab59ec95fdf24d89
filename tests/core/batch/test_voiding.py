"""Voiding a batch record: by QA alone, with a reason, and only while no material has gone into the batch (F02)."""

import msgspec
import pytest

from core.acts import ActKind, Meaning, Subject
from core.batch.manifest import release_manifest
from core.batch.voiding import holds_material, void_manifest
from core.people import Role
from tests.fakes.rehearsal import Rehearsal

REASON = "issued for the wrong week"


def void(batch: Rehearsal, role: Role = Role.QA, meaning: Meaning = Meaning.VOIDED, reason: str = REASON) -> list[str]:
    """Sign the voiding; gives what speaks against it."""
    person = batch.person(role)
    act = batch.signed(void_manifest(batch.state, batch.master, "en"), person, meaning)
    assert act.signature is not None
    act = msgspec.structs.replace(act, signature=msgspec.structs.replace(act.signature, reason=reason))
    return [found.key for found in batch.put(act, batch.user_key(person.id))]


def until(kind: ActKind) -> Rehearsal:
    batch = Rehearsal()
    batch.play(lambda made: made.records[-1].act.kind == kind)
    return batch


@pytest.mark.urs("F02", "C01")
def test_quality_voids_with_a_reason_what_holds_no_material() -> None:
    batch = until(ActKind.STEP_STARTED)
    assert void(batch, reason=" . ") == ["refusal.void_reason"]
    assert void(batch, Role.SUPERVISOR) == ["refusal.role_signature"]
    assert void(batch, Role.AUTHORISED_PERSON) == ["refusal.role_signature"]
    assert void(batch, Role.QA, Meaning.APPROVED) == ["refusal.nothing_to_sign"]
    assert batch.state.voiding is None
    assert void(batch) == []
    assert batch.state.voiding is not None
    assert batch.state.voiding.reason == REASON


def test_a_release_is_not_signed_as_voided() -> None:
    batch = until(ActKind.STEP_STARTED)
    manifest = release_manifest(batch.state, batch.master, (), "-", "en")
    assert batch.sign(manifest, batch.person(Role.QA), Meaning.VOIDED)
    assert batch.state.release is None


@pytest.mark.parametrize("kind", [ActKind.WEIGHT_TAKEN, ActKind.MATERIAL_CHARGED, ActKind.OUTPUT_RECORDED])
def test_what_holds_material_is_not_voided(kind: ActKind) -> None:
    batch = until(kind)
    assert holds_material(batch.state)
    assert void(batch) == ["refusal.void_material"]


@pytest.mark.urs("F02")
def test_nothing_more_happens_to_a_voided_batch() -> None:
    batch = until(ActKind.STEP_STARTED)
    assert void(batch) == []
    batch.decide(ActKind.BATCH_VOIDED, Subject())
    step = batch.master.steps()[0]
    assert batch.do(ActKind.STEP_STARTED, step)[0].key == "refusal.batch_closed"
    assert void(batch) == ["refusal.batch_closed"]
