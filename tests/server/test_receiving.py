"""Receipt of goods at the core: numbers given once, all or nothing, each fault by its own reason, released by name."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest

from core.acts import Act, ActKind, Manifest, Meaning, Signature, Source, Subject, Value, Who
from core.changes import Change, change, change_manifest
from core.language import text
from core.lot_sample import LotSample, lot_sample_manifest
from core.lot_state import lot_state_manifest
from core.plant import Lot, LotState, Plant
from core.quantity import Quantity
from core.receipt import Receipt, ReceivedContainer, receipt_manifest
from core.record.messages import Answer
from core.specified import VERSION, in_force_facts
from core.supply import Approval, ApprovalState, CodingRule, OrderLine, PurchaseOrder
from core.times import local_text
from server.db.store import Store
from server.db.tables.evidence import record, record_flag
from server.db.tables.plant import lot as lot_table
from server.decisions.reading import plant_json
from server.enrolment import state_item
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest, KioskUnderTest

WAREHOUSE, ANALYST, QC_HEAD, QA, OPERATOR, PLANNER = "P-0010", "P-0006", "P-0007", "P-0008", "P-0001", "P-0011"
QUARANTINED = "C-000109"
REASON = "complies with the specification"


class Samples(msgspec.Struct):
    """The answer to `lot_samples`."""

    samples: list[LotSample]


def plant_of(core: CoreUnderTest) -> Plant:
    return core.service.writer.picture.plant


def delivery(count: int = 4, **changes: object) -> Receipt:
    """Four drums of lactose as ordered."""
    drums = tuple(ReceivedContainer("25.000", serial=f"SN{n:03}") for n in range(1, count + 1))
    receipt = Receipt(
        *("RM-LAC", "Lactose monohydrate 200M", "S-002", "S-003", "S26112077", "M261120-77", "kg"),
        *(drums, "W-22-01", "PO-2611-018"),
        expiry=date(2028, 11, 20),
        remarks="drums clean and sealed",
    )
    return msgspec.structs.replace(receipt, **changes)


def signed(kiosk: KioskUnderTest, person: str, meaning: Meaning, manifest: Manifest) -> str:
    """Sign a manifest as the kiosk does, send the record and give its id."""
    core = kiosk.core
    signer = plant_of(core).people[person]
    answer = kiosk.ask("check_code", person=person, code=kiosk.code(person), purpose="sign")
    assert answer.refusal is None, answer.refusal
    act: Act = kiosk.act(ActKind.SIGNED, Who(person=person, session="session-1"))
    key = kiosk.user_key(person)
    signature = Signature(
        *(person, signer.user_id, signer.name, signer.roles[0].value, meaning),
        *(text(f"declaration.{meaning.value}", "en"), "", local_text(core.clock.utc(), 480), key.id),
        *(int(str(answer.body["step"])), str(answer.body["confirmation"]), (manifest,)),
    )
    kept = kiosk.seal(msgspec.structs.replace(act, signature=signature), key)
    kiosk.send(kept)
    return kept.act.id


def received(kiosk: KioskUnderTest, receipt: Receipt, person: str = WAREHOUSE) -> Answer:
    manifest = receipt_manifest(receipt, plant_of(kiosk.core), "zh")
    signature = signed(kiosk, person, Meaning.PERFORMED, manifest)
    return asked(kiosk, receipt, [signature], person)


def asked(kiosk: KioskUnderTest, receipt: Receipt, signatures: Sequence[str], person: str = WAREHOUSE) -> Answer:
    return kiosk.ask("receive", receipt=msgspec.to_builtins(receipt), person=person, signatures=list(signatures))


def refusal(answer: Answer) -> str:
    assert answer.refusal is not None
    return answer.refusal.key


def changed(kiosk: KioskUnderTest, *changes: Change, by: Sequence[str] = (PLANNER, QA)) -> Answer:
    """Have master data changed by those who sign for it."""
    manifest = change_manifest(tuple(changes), REASON, plant_of(kiosk.core), "en")
    meanings = (Meaning.PERFORMED, Meaning.APPROVED)
    signatures = [signed(kiosk, person, meaning, manifest) for person, meaning in zip(by, meanings, strict=False)]
    return kiosk.ask("change", changes=msgspec.to_builtins(changes), reason=REASON, signatures=signatures)


def finish_sample(kiosk: KioskUnderTest, sample: str, results: dict[str, str]) -> None:
    """Draw the sample, enter the results, and have them signed and checked."""
    plant, lot = plant_of(kiosk.core), sample.removeprefix("S-")[:-3]
    specification = plant.specifications[plant.materials[plant.lots[lot].material].specification]
    drawn = ",".join(sample_of(kiosk, lot).containers)
    facts = {**in_force_facts(plant, specification.code), "containers": drawn}
    kiosk.send(
        kiosk.seal(kiosk.act(ActKind.SAMPLE_DRAWN, Who(person=ANALYST), Subject(lot=lot, sample=sample), {}, facts))
    )
    for test, value in results.items():
        unit = next(one.unit for one in specification.tests if one.code == test)
        values = {"value": Value(value, unit, Source.TYPED)}
        about = Subject(lot=lot, sample=sample, test=test)
        kiosk.send(kiosk.seal(kiosk.act(ActKind.RESULT_ENTERED, Who(person=ANALYST), about, values, facts)))
    manifest = lot_sample_manifest(sample_of(kiosk, lot), plant, "en")
    signed(kiosk, ANALYST, Meaning.PERFORMED, manifest)
    signed(kiosk, QC_HEAD, Meaning.VERIFIED, manifest)


def sample_of(kiosk: KioskUnderTest, lot: str) -> LotSample:
    answer = kiosk.ask("lot_samples", lot=lot)
    return msgspec.convert(dict(answer.body), Samples).samples[0]


def state_asked(kiosk: KioskUnderTest, lot: str, state: LotState, signature: str, reason: str = REASON) -> Answer:
    return kiosk.ask("change_lot_state", lot=lot, state=state.value, reason=reason, person=QA, signature=signature)


def state_signed(kiosk: KioskUnderTest, lot: Lot, state: LotState, meaning: Meaning = Meaning.APPROVED) -> str:
    samples = [sample_of(kiosk, lot.number)]
    return signed(kiosk, QA, meaning, lot_state_manifest(lot, state, REASON, samples, plant_of(kiosk.core), "en"))


@pytest.mark.urs("GMP 106")
def test_a_delivery_becomes_one_lot_in_quarantine_with_a_numbered_container_each(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    answer = received(kiosk, delivery())
    assert answer.refusal is None, answer.refusal
    lot = plant_of(core).lots[str(answer.body["lot"])]
    assert (lot.state, lot.supplier_lot, lot.manufacturer_lot) == (LotState.QUARANTINE, "S26112077", "M261120-77")
    assert (lot.supplier, lot.manufacturer) == ("江北辅料贸易有限公司", "白塔乳糖制造有限公司")
    assert (lot.received, lot.order) == (date(2026, 11, 20), "PO-2611-018")
    assert answer.body["containers"] == ["C-000161", "C-000162", "C-000163", "C-000164"]
    assert all(plant_of(core).containers[name].net == Quantity(Decimal(25), "kg") for name in ("C-000161", "C-000164"))
    assert answer.body["sampled"] == ["C-000161", "C-000162", "C-000163"]
    assert (answer.body["held"], answer.body["open"]) == ([], "")
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


def test_the_same_request_again_receives_nothing_twice(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    receipt = delivery()
    signature = signed(kiosk, WAREHOUSE, Meaning.PERFORMED, receipt_manifest(receipt, plant_of(core), "en"))
    body = {"receipt": msgspec.to_builtins(receipt), "person": WAREHOUSE, "signatures": [signature]}
    request = kiosk.request("receive", body)
    first, again = kiosk.answered(request), kiosk.answered(request)
    assert first.body == again.body
    later = asked(kiosk, receipt, [signature])
    assert (later.body["lot"], later.body["containers"]) == (first.body["lot"], first.body["containers"])
    other = delivery(supplier_lot="S-OTHER", order="")
    assert refusal(asked(kiosk, other, [signature])) == "decision.signature_spent"
    assert [row[1] for row in core.rows(lot_table)].count(str(first.body["lot"])) == 1


def test_numbers_are_never_given_twice_and_follow_the_rule_in_force(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    first = received(kiosk, delivery(1))
    second = received(kiosk, delivery(1, containers=(ReceivedContainer("25.000"),), supplier_lot="S2"))
    assert (first.body["lot"], second.body["lot"]) == ("L-261120-01", "L-261120-02")
    rule = change("coding", "lot", CodingRule("lot", "L-{yymmdd}-{n:03}"))
    assert changed(kiosk, rule).refusal is None
    third = received(kiosk, delivery(1, containers=(ReceivedContainer("25.000"),), supplier_lot="S3"))
    assert third.body["lot"] == "L-261120-001"


@pytest.mark.urs("GMP 106")
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"supplier": "S-006"}, "receipt.refused.supplier"),
        ({"supplier": "S-099"}, "receipt.refused.firm"),
        ({"manufacturer": "S-004", "order": ""}, "receipt.refused.manufacturer"),
        ({"expiry": date(2026, 11, 19)}, "receipt.refused.expired"),
        ({"retest": date(2026, 11, 19)}, "receipt.refused.retest"),
        ({"order": "PO-1"}, "receipt.refused.order"),
        ({"supplier_lot": " "}, "receipt.refused.no_supplier_lot"),
        ({"manufacturer_lot": ""}, "receipt.refused.no_manufacturer_lot"),
        ({"delivery_name": ""}, "receipt.refused.no_delivery_name"),
        ({"remarks": "a\nb"}, "receipt.refused.text"),
        ({"location": "X-1"}, "receipt.refused.location"),
        ({"unit": "g"}, "receipt.refused.unit"),
        ({"containers": ()}, "receipt.refused.count"),
        ({"containers": (ReceivedContainer("0"),)}, "receipt.refused.net"),
        ({"containers": (ReceivedContainer("2,5"),)}, "receipt.refused.net"),
        (
            {"containers": (ReceivedContainer("1", serial="A"), ReceivedContainer("1", serial="A"))},
            "receipt.refused.serial",
        ),
    ],
)
def test_what_may_not_be_received_is_refused_by_its_own_reason(
    core: CoreUnderTest, kiosk: KioskUnderTest, changes: dict[str, object], why: str
) -> None:
    before = set(plant_of(core).lots)
    signature = signed(kiosk, WAREHOUSE, Meaning.PERFORMED, receipt_manifest(delivery(), plant_of(core), "en"))
    assert refusal(asked(kiosk, delivery(**changes), [signature])) == why  # pyright: ignore[reportArgumentType]  (made loosely)
    assert set(plant_of(core).lots) == before


def test_a_serial_number_arrives_once(kiosk: KioskUnderTest) -> None:
    assert received(kiosk, delivery(2)).refusal is None
    assert refusal(received(kiosk, delivery(1, supplier_lot="S9"))) == "receipt.refused.serial_known"


@pytest.mark.urs("GMP 107")
def test_damage_more_than_ordered_and_a_held_lot_number_put_the_new_lot_on_hold(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    damaged = (ReceivedContainer("25.000"), ReceivedContainer("25.000", "seal broken"))
    first = received(kiosk, delivery(containers=damaged))
    assert [item["key"] for item in first.body["held"]] == ["receipt.held.damaged"]  # type: ignore[index,attr-defined]  (made loosely)
    assert first.body["open"] == "50.000 kg"
    assert plant_of(core).lots[str(first.body["lot"])].state == LotState.ON_HOLD
    again = received(kiosk, delivery(supplier_lot="S26112077", manufacturer_lot="M2"))
    keys = [item["key"] for item in again.body["held"]]  # type: ignore[index,attr-defined]  (made loosely)
    assert keys == ["receipt.held.lot", "receipt.held.over"]


def test_a_receipt_stands_on_the_signature_over_this_very_receipt_of_somebody_who_may(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    manifest = receipt_manifest(delivery(), plant_of(core), "en")
    signature = signed(kiosk, WAREHOUSE, Meaning.PERFORMED, manifest)
    other = delivery(supplier_lot="S-OTHER")
    assert refusal(asked(kiosk, other, [signature])) == "decision.signature_other"
    assert refusal(received(kiosk, delivery(), OPERATOR)) == "decision.not_entitled"
    assert refusal(asked(kiosk, delivery(), [signature], OPERATOR)) == "decision.not_entitled"
    verified = signed(kiosk, OPERATOR, Meaning.VERIFIED, manifest)
    assert asked(kiosk, delivery(), [signature, verified]).refusal is None


@pytest.mark.urs("GMP 229", "F30")
def test_a_received_lot_is_sampled_tested_checked_and_released_by_name(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    number = str(received(kiosk, delivery()).body["lot"])
    lot = plant_of(core).lots[number]
    assert refusal(state_asked(kiosk, number, LotState.RELEASED, state_signed(kiosk, lot, LotState.RELEASED))) == (
        "lot_state.refused.untested"
    )
    finish_sample(kiosk, f"S-{number}-01", {"WATER": "5.1"})
    assert sample_of(kiosk, number).state == "verified"
    lot = plant_of(core).lots[number]
    assert lot.water == "5.1"
    signature = state_signed(kiosk, lot, LotState.RELEASED)
    assert refusal(state_asked(kiosk, number, LotState.REJECTED, signature)) == "decision.signature_other"
    assert refusal(state_asked(kiosk, number, LotState.RELEASED, signature, "another")) == "decision.signature_other"
    assert state_asked(kiosk, number, LotState.RELEASED, signature).refusal is None
    assert plant_of(core).lots[number].state == LotState.RELEASED
    assert refusal(state_asked(kiosk, number, LotState.ON_HOLD, signature)) == "decision.signature_spent"
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


def test_a_result_out_of_specification_holds_the_lot_and_cannot_be_released(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    number = str(received(kiosk, delivery()).body["lot"])
    finish_sample(kiosk, f"S-{number}-01", {"WATER": "6.2"})
    lot = plant_of(core).lots[number]
    assert lot.state == LotState.ON_HOLD
    signature = state_signed(kiosk, lot, LotState.RELEASED)
    assert refusal(state_asked(kiosk, number, LotState.RELEASED, signature)) == "lot_state.refused.fails"
    rejected = state_signed(kiosk, lot, LotState.REJECTED)
    assert state_asked(kiosk, number, LotState.REJECTED, rejected).refusal is None


def test_whoever_entered_a_result_does_not_check_it_and_a_result_of_no_analyst_is_flagged(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    number = str(received(kiosk, delivery()).body["lot"])
    about = Subject(lot=number, sample=f"S-{number}-01", test="WATER")
    facts = in_force_facts(plant_of(core), "SP-RM-LAC")
    before = core.count(record_flag)
    values = {"value": Value("5.0", "%", Source.TYPED)}
    kiosk.send(kiosk.seal(kiosk.act(ActKind.RESULT_ENTERED, Who(person=WAREHOUSE), about, values, facts)))
    assert core.count(record_flag) > before
    kiosk.send(kiosk.seal(kiosk.act(ActKind.SAMPLE_DRAWN, Who(person=ANALYST), about, {}, facts)))
    manifest = lot_sample_manifest(sample_of(kiosk, number), plant_of(core), "en")
    signed(kiosk, QC_HEAD, Meaning.PERFORMED, manifest)
    signed(kiosk, QC_HEAD, Meaning.VERIFIED, manifest)
    assert sample_of(kiosk, number).state == "entered"


@pytest.mark.urs("F30")
def test_opening_stock_in_quarantine_is_sampled_and_released_like_what_comes_later(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    number = plant_of(core).containers[QUARANTINED].lot
    sample = sample_of(kiosk, number)
    assert (sample.state, set(sample.containers) <= set(plant_of(core).containers)) == ("requested", True)
    tests = plant_of(core).specifications[sample.specification].tests
    middle = {one.code: (Decimal(one.low or 0) + Decimal(one.high or one.low or 0)) / 2 for one in tests}
    finish_sample(kiosk, sample.id, {code: f"{value:.2f}" for code, value in middle.items()})
    lot = plant_of(core).lots[number]
    signature = state_signed(kiosk, lot, LotState.RELEASED)
    assert state_asked(kiosk, number, LotState.RELEASED, signature).refusal is None
    assert plant_of(core).lots[number].state == LotState.RELEASED


@pytest.mark.urs("F30")
def test_a_sample_is_tested_by_the_version_in_force_when_it_was_drawn_whatever_comes_later(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    def changed(**fields: object) -> None:
        known = plant_of(core).specifications["SP-RM-LAC"]
        first, *others = known.tests
        extra = msgspec.structs.replace(first, code=f"NEW-{known.version}", low=None, high=None)
        tests = (msgspec.structs.replace(first, **fields), *others, extra)
        newer = msgspec.structs.replace(known, version=known.version + 1, tests=tests)
        with core.service.writer.writing() as writing:
            state_item(writing, "specifications", newer.code, newer)

    def entered(n: int, facts: Mapping[str, str]) -> None:
        test = pinned.tests[n]
        about = Subject(lot=number, sample=sample.id, test=test.code)
        value = {"value": Value(test.low or test.high or "1", test.unit, Source.TYPED)}
        kiosk.send(kiosk.seal(kiosk.act(ActKind.RESULT_ENTERED, Who(person=ANALYST), about, value, dict(facts))))

    number = str(received(kiosk, delivery()).body["lot"])
    sample = sample_of(kiosk, number)
    pinned = plant_of(core).specifications["SP-RM-LAC"]
    by = in_force_facts(plant_of(core), "SP-RM-LAC")
    drawn = {**by, "containers": ",".join(sample.containers)}
    about = Subject(lot=number, sample=sample.id)
    before_the_change = kiosk.act(ActKind.SAMPLE_DRAWN, Who(person=ANALYST), about, {}, drawn)
    changed(low="999", high="999")
    flags = core.count(record_flag)
    kiosk.send(kiosk.seal(before_the_change))
    assert (core.count(record_flag), sample_of(kiosk, number).version) == (flags, pinned.version)
    for n in range(1, len(pinned.tests)):
        entered(n, by)
    entered(0, {**by, VERSION: str(pinned.version + 1)})
    assert [row[1] for row in core.rows(record_flag)][flags:].count("refusal.result_version") == 1
    known = sample_of(kiosk, number)
    assert {result.verdict for result in known.results} == {"complies"}
    manifest = lot_sample_manifest(known, plant_of(core), "en")
    assert manifest.lines[1].value == f"SP-RM-LAC v{pinned.version}"
    signed(kiosk, ANALYST, Meaning.PERFORMED, manifest)
    changed()
    signed(kiosk, QC_HEAD, Meaning.VERIFIED, manifest)
    assert sample_of(kiosk, number).state == "verified"
    signature = state_signed(kiosk, plant_of(core).lots[number], LotState.RELEASED)
    assert state_asked(kiosk, number, LotState.RELEASED, signature).refusal is None
    flags = core.count(record_flag)
    late = kiosk.act(ActKind.SAMPLE_DRAWN, Who(person=ANALYST), Subject(lot=number, sample=f"S-{number}-02"), {}, drawn)
    kiosk.send(kiosk.seal(late))
    assert [row[1] for row in core.rows(record_flag)][flags:] == ["refusal.specification_version"]
    assert plant_json(core.again().writer.picture.plant) == plant_json(plant_of(core))


@pytest.mark.urs("GMP 106")
def test_an_order_closes_itself_when_everything_of_it_has_come(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    half = tuple(ReceivedContainer("25.000") for _ in range(2))
    received(kiosk, delivery(containers=half))
    assert not plant_of(core).orders["PO-2611-018"].closed
    uneven = (ReceivedContainer("25.000"), ReceivedContainer("24.500"), ReceivedContainer("0.500"))
    last = received(kiosk, delivery(containers=uneven, supplier_lot="S2", manufacturer_lot="M2"))
    assert [plant_of(core).containers[name].net.value for name in last.body["containers"]] == [  # type: ignore[attr-defined]  (made loosely)
        *(Decimal(25), Decimal("24.5"), Decimal("0.5"))
    ]
    assert plant_of(core).orders["PO-2611-018"].closed
    third = delivery(1, containers=half[:1], supplier_lot="S3")
    assert refusal(received(kiosk, third)) == "receipt.refused.order"
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


@pytest.mark.urs("GMP 106")
def test_where_the_policy_says_so_nothing_is_taken_in_that_a_second_person_has_not_verified(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    policy = plant_of(core).policy
    tight = msgspec.structs.replace(policy, version=policy.version + 1, receipt_verified=True)
    assert changed(kiosk, change("policy", "policy", tight), by=("P-0013",)).refusal is None
    manifest = receipt_manifest(delivery(), plant_of(core), "en")
    signature = signed(kiosk, WAREHOUSE, Meaning.PERFORMED, manifest)
    assert refusal(asked(kiosk, delivery(), [signature])) == "decision.signature_missing"
    verified = signed(kiosk, OPERATOR, Meaning.VERIFIED, manifest)
    assert asked(kiosk, delivery(), [signature, verified]).refusal is None


def test_a_new_container_stands_without_its_label_until_that_is_scanned_back(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    answer = received(kiosk, delivery(2))
    first, second = answer.body["containers"]  # type: ignore[misc]  (made loosely)
    assert {name for name, item in plant_of(core).containers.items() if not item.labelled} == {first, second}
    about = Subject(lot=str(answer.body["lot"]), container=str(first))
    facts = {"label": str(first)}
    kiosk.send(kiosk.seal(kiosk.act(ActKind.LABEL_SCANNED_BACK, Who(person=WAREHOUSE), about, {}, facts)))
    assert {name for name, item in plant_of(core).containers.items() if not item.labelled} == {second}
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


@pytest.mark.urs("NMPA 22(2)")
def test_master_data_changes_by_two_and_an_order_by_one(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    withdrawn = msgspec.structs.replace(plant_of(core).approvals["RM-LAC.S-002.S-003"], state=ApprovalState.WITHDRAWN)
    assert changed(kiosk, change("approvals", withdrawn.id, withdrawn)).refusal is None
    assert refusal(received(kiosk, delivery())) == "receipt.refused.supplier"
    order = PurchaseOrder("PO-2", "S-006", (OrderLine("RM-MGS", Quantity(Decimal("10.000"), "kg")),))
    assert changed(kiosk, change("orders", "PO-2", order), by=(PLANNER,)).refusal is None
    assert plant_of(core).orders["PO-2"] == order
    today = date(2026, 11, 20)
    wrong = Approval("X", "RM-LAC", "S-002", "S-003", ApprovalState.APPROVED, today, today + timedelta(1))
    assert refusal(changed(kiosk, change("approvals", "X", wrong))) == "change.refused.id"
    pattern = change("coding", "lot", CodingRule("lot", "LOT-{n:04}"))
    assert refusal(changed(kiosk, pattern)) == "supply.refused.coding_label"
    assert core.count(record) > 0
