"""The matrix of rights is what happens: each right is tried with each role against judges, decisions and task list."""

from collections.abc import Callable, Sequence
from datetime import date

import msgspec
import pytest

from console.flows.my_work import MyWorkFlow
from core.acts import Act, ActKind, Meaning, Signature, Source, Subject, Value, Who
from core.batch.guide import Stage
from core.batch.judge import judge
from core.batch.manifest import sample_manifest
from core.batch.manifest_correction import correction_manifest
from core.batch.state import Filled
from core.change_signers import signature_refusals
from core.changes import Change, change
from core.finding import Finding
from core.language import text
from core.master.model import MasterBatchRecord
from core.people import Person, Role
from core.plant import EffectiveMaster, EquipmentItem, EquipmentState, Plant
from core.policy import Policy
from core.qualification import Procedure, Qualification, QualificationKind, qualification_id
from core.record.keys import KeyKind, PrivateKey, public_key
from core.rights import RIGHTS, RightKind, kind_of
from core.rule_set import RuleSet
from core.supply import PurchaseOrder, Supplier
from core.token import Roster, Token, TokenKind, TokenState
from core.words import Words
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.rehearsal import Rehearsal
from tests.fakes.seat import Seat
from tests.fakes.small_product import plant as small_plant
from tests.fakes.small_product import small_batch

TODAY = date(2026, 11, 20)
SINCE = "2026-11-20T00:00:00.000000Z"
ELSEWHERE = {
    "act.review_audit_trail": "tests/server/test_audit.py",
    "act.acknowledge_alarm": "tests/server/test_alarms.py",
    "act.settle_log": "tests/server/test_witnesses.py",
    "act.handle_stock": "tests/core/test_store_judge.py",
    "act.count_stock": "tests/core/test_store_judge.py",
    "act.return_material": "tests/core/test_store_judge.py",
    "decide.adjust_stock": "signed by two, in tests/server/test_store.py",
    "decide.open_recall": "signed by two, in tests/server/test_recalls.py",
    "decide.approve_recall": "tests/server/test_recalls.py",
    "decide.close_recall": "signed by two, in tests/server/test_recalls.py",
    "decide.take_out_held": "signed by two, in tests/console/logbooks/test_held_goods.py",
    "decide.approve_held_goods": "tests/console/logbooks/test_held_goods.py",
    "decide.settle_hold": "signed by two, in tests/server/test_held_lots.py",
    "decide.approve_hold": "tests/server/test_held_lots.py",
    "decide.approve_adjustment": "tests/server/test_store.py",
    "decide.destroy_container": "signed by two, in tests/server/test_store.py",
    "decide.witness_destruction": "tests/server/test_store.py",
    "decide.destroy_rejected": "tests/server/test_store.py",
    "decide.unlock": "tests/server/test_unlock.py",
    "decide.enrol": "tests/server/test_enrolling.py",
    "screen.trace": "scanned from a label, in tests/console/terminal/test_my_work.py",
    "screen.usage_scan": "scanned from a label, in tests/console/usage/test_usage_flows.py",
    "screen.round_review": "offered while a round waits, in tests/console/logbooks/test_rounds.py",
    "screen.logbooks": "offered where a form is in force, in tests/console/logbooks/test_rounds.py",
    "screen.verify": "offered while something waits to be verified",
    "screen.token_test": "offered while a test is near",
    "screen.campaign": "offered while several batches wait for one material",
    "screen.labels_due": "offered while containers stand without their label",
    "screen.daily_check": "offered while it is due",
    "screen.shift_check": "offered while it is due",
    "screen.log_alarm": "offered while there is one",
}
"""Rights that are shown where what they are about is made."""


def roled(plant: Plant, person: str, role: Role) -> Plant:
    """Give the plant with a person in another role."""
    changed = msgspec.structs.replace(plant.people[person], roles=(role,))
    return msgspec.structs.replace(plant, people={**plant.people, person: changed})


def found_by_judge(batch: Rehearsal, act: Act, role: Role) -> set[str]:
    """Judge an act of a person who holds another role."""
    plant = roled(batch.plant, act.who.person or "", role)
    if act.signature is not None:
        act = msgspec.structs.replace(act, signature=msgspec.structs.replace(act.signature, role=role.value))
    return {item.key for item in judge(act, batch.kiosk_id, batch.state, batch.master, plant)}


def signing(meaning: Meaning) -> tuple[Rehearsal, Act]:
    batch = small_batch()
    manifest = sample_manifest_or_any(batch)
    return batch, batch.signed(manifest, batch.operator, meaning)


def sample_manifest_or_any(batch: Rehearsal) -> object:
    """Play until something can be signed, and give its manifest."""
    batch.play(lambda r: bool(r.state.samples))
    return sample_manifest(next(iter(batch.state.samples.values())), batch.state, "en", batch.plant)


def performing() -> tuple[Rehearsal, Act]:
    recipe = small_batch().master
    batch = small_batch(recipe=every_role(recipe))
    batch.play(lambda r: r.guidance().stage == Stage.START)
    step = batch.guidance().step
    assert step is not None
    about = Subject(batch=batch.state.number, step=step.id, operation="OP10")
    return batch, batch.act(ActKind.STEP_STARTED, Who(person=batch.operator.id), about)


def every_role(recipe: MasterBatchRecord) -> MasterBatchRecord:
    """Give the recipe with steps that name every role."""
    plain = msgspec.to_builtins(recipe)
    for procedure in plain["procedures"]:
        for operation in procedure["operations"]:
            for step in operation["steps"]:
                step["roles"] = [role.value for role in Role]
    return msgspec.convert(plain, MasterBatchRecord, strict=False)


def entering() -> tuple[Rehearsal, Act]:
    batch = small_batch()
    sample_manifest_or_any(batch)
    sample = next(iter(batch.state.samples))
    about = Subject(batch=batch.state.number, sample=sample, test="ASSAY")
    value = {"value": Value("99.6", "%", Source.TYPED)}
    return batch, batch.act(ActKind.RESULT_ENTERED, Who(person="P-0004"), about, value)


def checking() -> tuple[Rehearsal, Act]:
    batch = small_batch()
    manifest = sample_manifest_or_any(batch)
    batch.enter_results({"ASSAY": "99.6", "LOD": "0.8"})
    return batch, batch.signed(manifest, batch.plant.people["P-0005"], Meaning.VERIFIED)


def typing() -> tuple[Rehearsal, Act]:
    batch = small_batch()
    batch.play(lambda r: (entry := r.guidance().entry) is not None and entry.name == "net")
    step = batch.guidance().step
    assert step is not None
    about = Subject(batch=batch.state.number, step=step.id, operation="OP10", entry="net")
    value = {"net": Value("12.500", "kg", Source.TYPED)}
    return batch, batch.act(ActKind.WEIGHT_TAKEN, Who(person=batch.operator.id), about, value, {"reason": "broken"})


def about_step(kind: ActKind, **facts: str) -> tuple[Rehearsal, Act]:
    """Play until a step with a typed value is signed, and state something about it."""
    batch = small_batch()
    batch.play(lambda r: (step := r.guidance().step) is not None and step.id == "S80")
    about = Subject(batch=batch.state.number, step="S70", operation="OP20")
    return batch, batch.act(kind, Who(person=batch.operator.id), about, None, facts)


def checking_correction() -> tuple[Rehearsal, Act]:
    batch, act = about_step(ActKind.CORRECTION_MADE, old="2.00%", new="2.50%", reason="misread")
    old = batch.state.step("S70").filled["value"]
    subject = msgspec.structs.replace(act.subject, entry="value", record=old.reference.id)
    facts = {**act.facts, "sha256": old.reference.sha256}
    value = {"value": Value("2.50", "%", Source.TYPED)}
    batch.put(msgspec.structs.replace(act, subject=subject, facts=facts, values=value))
    (made,) = batch.state.corrections.values()
    manifest = correction_manifest(made, batch.state, batch.master, "en", batch.plant)
    batch.sign(manifest, batch.operator, Meaning.PERFORMED)
    return batch, batch.signed(manifest, batch.plant.people["P-0003"], Meaning.VERIFIED)


JUDGED: dict[str, tuple[Callable[[], tuple[Rehearsal, Act]], str]] = {
    **{
        f"sign.{meaning.value}": (lambda meaning=meaning: signing(meaning), "refusal.role_signature")
        for meaning in Meaning
    },
    "act.perform_step": (performing, "refusal.role"),
    "act.type_weight": (typing, "refusal.typed_right"),
    "act.comment": (lambda: about_step(ActKind.COMMENT_MADE, comment="seen"), "refusal.comment_right"),
    "act.repeat_step": (lambda: about_step(ActKind.STEP_REPEATED, reason="misread"), "refusal.repeat_right"),
    "act.check_correction": (checking_correction, "refusal.correction_right"),
    "act.enter_result": (entering, "refusal.role_result"),
    "act.check_result": (checking, "refusal.role_result"),
}


@pytest.mark.urs("11.10(g)", "C07", "NMPA 22(1)")
@pytest.mark.parametrize("right", sorted(JUDGED))
def test_the_judge_lets_act_and_sign_whom_the_matrix_names(right: str) -> None:
    make, key = JUDGED[right]
    batch, act = make()
    # A role that may not give the signature at all is refused for that before anything else.
    refused = {key, "refusal.role_signature"}
    let = {role for role in Role if not refused & found_by_judge(batch, act, role)}
    assert let == set(RIGHTS[right])


def explanation(batch: Rehearsal) -> Filled:
    """Give anything that was filled, to stand for the explanation of an exception."""
    return next(item for step in batch.state.steps.values() for item in step.filled.values())


@pytest.mark.parametrize("right", ["act.settle_for_production", "act.settle_for_quality"])
def test_the_judge_lets_settle_whom_the_matrix_names(right: str) -> None:
    batch = small_batch()
    batch.play(lambda r: r.guidance().stage == Stage.SIGN)
    held = "ST-1"
    step = batch.guidance().step
    assert step is not None
    about = Subject(step=step.id, exception=held, record=batch.records[-1].act.id)
    batch.decide(ActKind.EXCEPTION_OPENED, about, facts={"code": "exception.chain_forked", "severity": "major"})
    case = batch.state.cases[held]
    settling = "act.settle_for_production" if case.awaits_production else "act.settle_for_quality"
    if settling != right:
        case = msgspec.structs.replace(case, by_core=not case.by_core, explained=explanation(batch))
        batch.state = msgspec.structs.replace(batch.state, cases={**batch.state.cases, held: case})
    about = Subject(batch=batch.state.number, step=step.id, exception=held)
    act = batch.act(ActKind.EXCEPTION_DISPOSED, Who(person="P-0006"), about, None, {"disposition": "accept"})
    let = {role for role in Role if "refusal.role_disposition" not in found_by_judge(batch, act, role)}
    assert let == set(RIGHTS[right])


def claim(person: Person, role: Role, meaning: Meaning) -> Signature:
    return Signature(person.id, person.user_id, person.name, role.value, meaning, "", "", "", "", 0, "", ())


def examples(plant: Plant) -> dict[str, tuple[Change, ...]]:
    """Give one change of each sort."""
    (approved,) = plant.masters.values()
    person = Person("P-0100", "user100", "某人", (Role.OPERATOR,))
    key = public_key(PrivateKey(b"k" * 32), KeyKind.DEVICE, "K-01", SINCE)
    closed = msgspec.structs.replace(plant.keys[1], valid_to=SINCE, revoked_because="lost")
    token = plant.tokens["T-1"]
    qualification = Qualification(
        qualification_id("P-0001", QualificationKind.ROOM, "R-101"), "P-0001", QualificationKind.ROOM, "R-101", 0, TODAY
    )
    tighter = msgspec.structs.replace(plant.policy, version=2, tries=4)
    looser = msgspec.structs.replace(plant.policy, version=2, tries=9)

    def serviced(**done: object) -> tuple[Change, ...]:
        return (change("equipment", "E-1", msgspec.structs.replace(plant.equipment["E-1"], **done)),)

    return {
        "calibration": serviced(calibrated_to=TODAY, certificate="C-1"),
        "maintenance": serviced(maintained_to=TODAY, maintenance="M-1"),
        "out_of_service": serviced(state=EquipmentState.MAINTENANCE),
        "in_service": serviced(state=EquipmentState.CLEAN),
        "enrol": (change("people", person.id, person),),
        "close_account": (change("people", "P-0001", msgspec.structs.replace(plant.people["P-0001"], active=False)),),
        "close_key": (change("keys", closed.id, closed),),
        "end_token": (change("tokens", token.id, msgspec.structs.replace(token, state=TokenState.LOST)),),
        "tighten_policy": (change("policy", "policy", tighter),),
        "policy": (change("policy", "policy", looser),),
        "rule_set": (change("rule_set", "rule_set", RuleSet(version=2, sample_share=4)),),
        "qualifications": (change("qualifications", qualification.id, qualification),),
        "rosters": (change("rosters", "R-1", Roster("R-1", ("K-01",), ("P-0001",), SINCE, SINCE)),),
        "procedures": (change("procedures", "SOP-1", Procedure("SOP-1", 1, Words("Weigh", "称量"), TODAY)),),
        "kiosks": (change("keys", key.id, key),),
        "master_data": (change("suppliers", "S-1", Supplier("S-1", "Firm")),),
        "orders": (change("orders", "PO-1", PurchaseOrder("PO-1", "S-1", ())),),
        "masters": (change("masters", "b" * 64, msgspec.structs.replace(approved, sha256="b" * 64, version=2)),),
        "retire_master": (change("masters", approved.sha256, msgspec.structs.replace(approved, retired=True)),),
    }


@pytest.mark.urs("NMPA 22(2)", "Annex 11 12.3")
@pytest.mark.parametrize(
    "what", sorted({right.split(".")[1] for right in RIGHTS if kind_of(right) == RightKind.CHANGE})
)
def test_changes_are_signed_by_whom_the_matrix_names(what: str) -> None:
    token = Token("T-1", "P-0001", TokenKind.HARDWARE, TokenState.ACTIVE, TODAY)
    approved = EffectiveMaster("SMALL", 1, "a" * 64, "", TODAY)
    whole = small_plant()
    held = EquipmentItem("E-1", Words("Mill", "粉碎机"), "mill", "R-101", EquipmentState.ON_HOLD)
    kept = {"tokens": {"T-1": token}, "masters": {"a" * 64: approved}, "equipment": {"E-1": held}}
    plant = msgspec.structs.replace(whole, policy=Policy(), **kept)
    changes = examples(plant)[what]
    signers = ("P-0006", "P-0007", "P-0004")
    meanings = [m for m in Meaning if f"change.{what}.{m.value}" in RIGHTS]

    def refused(roles: Sequence[Role]) -> set[str]:
        crew = plant
        for person, role in zip(signers, roles, strict=False):
            crew = roled(crew, person, role)
        signed = [
            claim(crew.people[person], role, meaning)
            for person, role, meaning in zip(signers, roles, meanings, strict=False)
        ]
        found: tuple[Finding, ...] = signature_refusals(changes, signed, crew, partly=len(roles) < len(meanings))
        return {item.key for item in found}

    so_far: list[Role] = []
    for meaning in meanings:
        let = {role for role in Role if "change.refused.role" not in refused((*so_far, role))}
        assert let == set(RIGHTS[f"change.{what}.{meaning.value}"])
        so_far.append(sorted(let)[0])


RECEIPT = {
    **dict.fromkeys(("material", "delivery_name", "supplier", "manufacturer", "supplier_lot", "manufacturer_lot"), "M"),
    **{"unit": "kg", "containers": [], "location": "W"},
}

BODIES: dict[str, dict[str, object]] = {
    "issue_batch": {"master": "NONE"},
    "open_round": {"form": "NONE", "thing": "T"},
    "reserve_container": {"batch": "B", "container": "C"},
    "lease_operation": {"batch": "B", "operation": "OP"},
    "hand_over": {"batch": "B", "operation": "OP"},
    "ship": {"lot": "L", "customer": "K", "quantity": "1", "unit": "pcs"},
    "take_return": {
        **{"customer": "K", "lot": "L", "quantity": "1", "unit": "pcs", "channel": "c", "reason": "r"},
        **{"container": "C", "location": "W"},
    },
    "notify_recall": {"recall": "R", "customer": "K", "how": "h"},
    "receive": {"receipt": RECEIPT, "signatures": ("x",)},
    "change_lot_state": {"lot": "L", "state": "on_hold", "reason": "r", "signature": "x"},
    "release": {"batch": "B", "signature": "x"},
    "reject": {"batch": "B", "signature": "x"},
    "void_batch": {"batch": "B", "signature": "x"},
}


@pytest.mark.urs("11.10(g)")
def test_the_core_decides_for_whom_the_matrix_names(core: CoreUnderTest) -> None:
    kiosk, people = KioskUnderTest(core), core.service.writer.picture.plant.people.values()
    for verb, body in BODIES.items():
        let: set[Role] = set()
        for person in people:
            answer = kiosk.ask(verb, person=person.id, session="", **body)
            assert answer.refusal is not None
            if answer.refusal.key != "decision.not_entitled":
                let.add(person.roles[0])
        assert let == set(RIGHTS[f"decide.{verb}"]), verb


async def test_the_list_of_work_offers_what_the_matrix_names(seat: Seat) -> None:
    standing = {right for right in RIGHTS if kind_of(right) == RightKind.SCREEN} - set(ELSEWHERE)
    names = {text(f"work.{right.partition('.')[2]}", "en"): right for right in standing}
    offered: dict[str, set[Role]] = {right: set() for right in standing}
    for person in seat.recorder.plant.people.values():
        seat.enter_session(person.user_id)
        for shown in await every_item(seat):
            if shown in names:
                offered[names[shown]].add(person.roles[0])
    assert offered == {right: set(RIGHTS[right]) - {Role.AUDITOR} for right in standing}


async def every_item(seat: Seat) -> set[str]:
    """Give the names of everything in the list of work, page by page."""
    await seat.show(MyWorkFlow(seat.desk))
    found: set[str] = set()
    for _ in range(10):
        found |= {item.name for item in seat.flow.view.items}
        await seat.press("pagedown")
    return found


def test_every_right_is_tried_somewhere() -> None:
    tried = {*JUDGED, *ELSEWHERE, "act.settle_for_production", "act.settle_for_quality"}
    tried |= {f"decide.{verb}" for verb in BODIES}
    tried |= {right for right in RIGHTS if kind_of(right) in (RightKind.CHANGE, RightKind.SCREEN)}
    assert set(RIGHTS) <= tried
