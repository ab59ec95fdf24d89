"""A recall as a case at the real core: held at once, told, taken back, balanced, closed by two; and returned goods."""

from decimal import Decimal

import msgspec
import pytest

from core.acts import ActKind, Manifest, Meaning, Subject, Who
from core.exposure import Exposure
from core.lot_state import lot_state_manifest, lot_state_refusals
from core.people import Role
from core.plant import LotState
from core.recall import Recall
from core.recall_case import RecallCase, RecallPaper, closing_manifest, opening_manifest
from core.record.messages import Answer
from core.store_judge import place_for, store_refusals
from server.lot_samples import lot_samples
from server.recall import recall
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.served import ServedBatch
from tests.server.test_audit import by_role
from tests.server.test_recall import shipped
from tests.server.test_release import decide, enter_results, read_samples
from tests.server.test_store import RELEASED, balanced, flags, held, keep, signed

REASON = "glass found in one bottle"


def told(kiosk: KioskUnderTest, verb: str, **body: object) -> Answer:
    return kiosk.ask(verb, session=kiosk.signed_in(by_role(kiosk.core, Role.QA)), **body)


def both(kiosk: KioskUnderTest, manifest: Manifest, first: str, second: str) -> list[str]:
    """Have two people sign, each in the first of his roles."""
    people = kiosk.core.service.writer.picture.plant.people
    return [
        signed(kiosk, first, Meaning.PERFORMED, manifest, people[first].roles[0]),
        signed(kiosk, second, Meaning.APPROVED, manifest, people[second].roles[0]),
    ]


def cases(kiosk: KioskUnderTest) -> list[RecallCase]:
    return msgspec.convert(told(kiosk, "recalls").body["recalls"], list[RecallCase])


def opened(kiosk: KioskUnderTest, *lots: str, mock: bool = False) -> Answer:
    found = told(kiosk, "recall_found", lots=list(lots))
    assert found.refusal is None, found.refusal
    paper = msgspec.convert(found.body["paper"], RecallPaper)
    manifest = opening_manifest(paper, mock, "1", REASON, "en")
    signatures = both(kiosk, manifest, by_role(kiosk.core, Role.QA), by_role(kiosk.core, Role.AUTHORISED_PERSON))
    asked = {"lots": list(lots), "mock": mock, "recall_class": "1", "reason": REASON, "signatures": signatures}
    return kiosk.ask("open_recall", **asked)


def state_of(core: CoreUnderTest, lot: str) -> str:
    return core.service.writer.picture.plant.lots[lot].state.value


@pytest.mark.urs("F22", "GMP 304", "GMP 136")
def test_a_recall_holds_at_once_and_is_closed_with_its_balance(core: CoreUnderTest, batch: ServedBatch) -> None:
    kiosk, lot = batch.kiosk, shipped(batch)
    raw = next(iter(batch.state.reserved.values()))
    assert opened(kiosk, raw).refusal is None
    assert {state_of(core, lot), state_of(core, raw)} == {"on_hold"}
    standing = core.service.writer.picture.plant.containers.values()
    assert all(one.reserved_for in (None, batch.state.number) for one in standing if one.lot == raw)
    (case,) = cases(kiosk)
    (customer,) = case.customers
    assert (case.state, customer.shipped, customer.returned) == ("opened", "100", "0")

    qa, keeper = by_role(core, Role.QA), by_role(core, Role.WAREHOUSE)
    early = closing_manifest(case, "all reached", "en")
    signed = both(kiosk, early, qa, by_role(core, Role.AUTHORISED_PERSON))
    closing = {"recall": case.id, "reason": "all reached", "signatures": signed}
    refused = kiosk.ask("close_recall", **closing).refusal
    assert refused is not None
    assert refused.key == "recall.not_all_told"

    note = {"recall": case.id, "customer": customer.customer, "how": "Ms Li, by telephone 14:05"}
    assert kiosk.ask_as(qa, "notify_recall", **note).refusal is None
    back = {"customer": customer.customer, "lot": lot, "quantity": "70", "unit": "pcs", "channel": "pharmacy-12"}
    back |= {"reason": "recall", "container": "C-888001", "location": "W-04-01", "recall": case.id}
    assert kiosk.ask_as(keeper, "take_return", **back).refusal is None
    assert state_of(core, f"{lot}-R1") == "quarantine"
    more = kiosk.ask_as(keeper, "take_return", **{**back, "quantity": "31", "container": "C-888002"})
    assert more.refusal is not None
    assert more.refusal.key == "returns.more_than_shipped"

    (case,) = cases(kiosk)
    assert case.state == "notified"
    signed = both(kiosk, closing_manifest(case, "all reached", "en"), qa, by_role(core, Role.AUTHORISED_PERSON))
    answer = kiosk.ask("close_recall", recall=case.id, reason="all reached", signatures=signed)
    assert answer.refusal is None, answer.refusal
    (case,) = cases(kiosk)
    assert (case.state, case.effectiveness, case.customers[0].open) == ("closed", "all reached", Decimal(30))
    again = kiosk.ask_as(qa, "notify_recall", **note).refusal
    assert again is not None
    assert again.key == "recall.closed"
    with core.store.unit() as unit:
        found: Recall = recall(unit, (raw,))
    assert {one.number for one in found.lots} >= {raw, lot, f"{lot}-R1"}
    assert all(one.balanced for one in found.lots)
    balanced(core)


@pytest.mark.urs("F22", "GMP 304")
def test_no_release_lifts_what_an_open_recall_holds(core: CoreUnderTest, batch: ServedBatch) -> None:
    enter_results(batch)
    read_samples(batch)
    lot = batch.state.outputs[-1].lot
    assert opened(batch.kiosk, lot).refusal is None
    refused = decide(batch, "release", Meaning.RELEASED).refusal
    assert refused is not None
    assert refused.key == "refusal.cannot_release"
    assert f"{lot} RC-" in refused.params["list"]
    assert state_of(core, lot) == "on_hold"


@pytest.mark.urs("F22", "GMP 304")
def test_no_single_signature_lifts_what_an_open_recall_holds(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    number, qa = held(core, RELEASED).lot, by_role(core, Role.QA)
    assert opened(kiosk, number).refusal is None
    plant = core.service.writer.picture.plant
    with core.store.unit() as unit:
        samples = lot_samples(unit, lot=number)
    manifest = lot_state_manifest(plant.lots[number], LotState.RELEASED, "all is well", samples, plant, "en")
    signature = signed(kiosk, qa, Meaning.APPROVED, manifest, plant.people[qa].roles[0])
    wish = {"lot": number, "state": "released", "reason": "all is well", "person": qa, "signature": signature}
    refused = kiosk.ask("change_lot_state", **wish).refusal
    assert refused is not None
    assert refused.key == "recall.holds"
    assert state_of(core, number) == "on_hold"


@pytest.mark.urs("F22", "GMP 304")
def test_only_goods_of_its_lots_count_as_returned_and_a_customer_counts_once(
    core: CoreUnderTest, batch: ServedBatch
) -> None:
    kiosk, lot = batch.kiosk, shipped(batch)
    plant, keeper = core.service.writer.picture.plant, by_role(core, Role.WAREHOUSE)
    reserved = set(batch.state.reserved.values())
    other = next(one for one in plant.lots.values() if one.state == "released" and one.number not in {lot, *reserved})
    unit, customer = plant.materials[other.material].unit, next(iter(plant.customers))
    wish = {"lot": other.number, "customer": customer, "quantity": "1", "unit": unit}
    assert kiosk.ask_as(keeper, "ship", **wish).refusal is None
    counts = msgspec.convert(told(kiosk, "recall_found", lots=[lot, other.number]).body["counts"], dict[str, int])
    assert (counts["shipments"], counts["customers"]) == (2, 1)
    assert opened(kiosk, lot).refusal is None
    (case,) = cases(kiosk)
    back = {**wish, "channel": "pharmacy-12", "reason": "recall", "container": "C-888001", "location": "W-04-01"}
    refused = kiosk.ask_as(keeper, "take_return", **back, recall=case.id).refusal
    assert refused is not None
    assert refused.key == "recall.lot_other"
    assert kiosk.ask_as(keeper, "take_return", **back).refusal is None


@pytest.mark.urs("F22", "GMP 136")
def test_goods_that_came_back_by_different_channels_are_kept_apart(core: CoreUnderTest, batch: ServedBatch) -> None:
    kiosk, lot = batch.kiosk, shipped(batch)
    customer = next(iter(core.service.writer.picture.plant.customers))
    body = {
        "customer": customer,
        "lot": lot,
        "quantity": "5",
        "unit": "pcs",
        "reason": "damaged",
        "location": "W-04-01",
    }
    for number, channel in enumerate(("pharmacy-12", "hospital-3"), 1):
        asked = {**body, "channel": channel, "container": f"C-88800{number}"}
        if number == 2:
            beside = kiosk.ask_as(by_role(core, Role.WAREHOUSE), "take_return", **asked).refusal
            assert beside is not None
            assert (beside.key, beside.params["lot"]) == ("returns.kept_apart", f"{lot}-R1")
            asked["location"] = "W-04-02"
        assert kiosk.ask_as(by_role(core, Role.WAREHOUSE), "take_return", **asked).refusal is None
    plant = core.service.writer.picture.plant
    assert [plant.containers[f"C-88800{n}"].lot for n in (1, 2)] == [f"{lot}-R1", f"{lot}-R2"]
    wish = {"lot": f"{lot}-R1", "customer": customer, "quantity": "1", "unit": "pcs"}
    assert kiosk.ask_as(by_role(core, Role.WAREHOUSE), "ship", **wish).refusal is not None
    wrongs = ({"channel": " "}, "returns.channel_missing"), ({"container": "C-888001"}, "returns.label")
    for wrong, key in (*wrongs, ({"location": "W-99-99"}, "store.location_unknown")):
        asked = {**body, "channel": "x", "container": "C-888009", **wrong}
        refusal = kiosk.ask_as(by_role(core, Role.WAREHOUSE), "take_return", **asked).refusal
        assert refusal is not None
        assert refusal.key == key
    balanced(core)


@pytest.mark.urs("GMP 136")
def test_no_move_brings_returns_of_one_lot_together(core: CoreUnderTest, batch: ServedBatch) -> None:
    kiosk, lot, keeper = batch.kiosk, shipped(batch), by_role(core, Role.WAREHOUSE)
    customer = next(iter(core.service.writer.picture.plant.customers))
    body = {"customer": customer, "lot": lot, "quantity": "5", "unit": "pcs", "reason": "damaged", "channel": "x"}
    for number in (1, 2):
        own = {"container": f"C-88800{number}", "location": f"W-04-0{number}"}
        assert kiosk.ask_as(keeper, "take_return", **body, **own).refusal is None
    about = Subject(lot=f"{lot}-R2", container="C-888002")
    facts = {"from": "W-04-02", "to": "W-04-01"}
    moved = kiosk.act(ActKind.CONTAINER_MOVED, Who(person=keeper, session="s"), about, {}, facts)
    plant = core.service.writer.picture.plant
    assert "returns.kept_apart" in {found.key for found in store_refusals(moved, plant)}
    assert place_for(plant, plant.lots[f"{lot}-R2"], "C-888002") not in {"W-04-01", None}


@pytest.mark.urs("GMP 136")
def test_what_came_back_is_sampled_and_is_no_better_than_the_lot_it_came_from(
    core: CoreUnderTest, batch: ServedBatch
) -> None:
    kiosk, lot = batch.kiosk, shipped(batch)
    customer = next(iter(core.service.writer.picture.plant.customers))
    body = {"customer": customer, "lot": lot, "quantity": "5", "unit": "pcs", "reason": "damaged", "channel": "x"}
    own = {"container": "C-888001", "location": "W-04-01"}
    answer = kiosk.ask_as(by_role(core, Role.WAREHOUSE), "take_return", **body, **own)
    assert (answer.refusal, answer.body["sample"]) == (None, f"S-{lot}-R1-01")
    with core.store.unit() as unit:
        (asked,) = lot_samples(unit, due=True, lot=f"{lot}-R1")
    plant = core.service.writer.picture.plant
    assert plant.specifications[asked.specification].material == plant.lots[lot].material
    assert (asked.state, asked.containers) == ("requested", ("C-888001",))
    back = plant.lots[f"{lot}-R1"]
    assert lot_state_refusals(back, LotState.RELEASED, (), plant)[0].key == "lot_state.refused.untested"
    assert opened(kiosk, lot).refusal is None
    plant = core.service.writer.picture.plant
    found = lot_state_refusals(plant.lots[back.number], LotState.RELEASED, (), plant)
    assert found[0].key == "lot_state.refused.origin"


@pytest.mark.urs("GMP 136", "GMP 297")
def test_a_mixed_box_holds_two_lots_of_one_customer_at_most(core: CoreUnderTest, batch: ServedBatch) -> None:
    kiosk, lot = batch.kiosk, shipped(batch)
    plant, keeper = core.service.writer.picture.plant, by_role(core, Role.WAREHOUSE)
    first, second = tuple(plant.customers)[:2]
    others = [one.number for one in plant.lots.values() if one.state == "released" and one.number != lot][:2]

    def ship(number: str, customer: str) -> str:
        unit = plant.materials[core.service.writer.picture.plant.lots[number].material].unit
        wish = {"lot": number, "customer": customer, "quantity": "1", "unit": unit, "box": "BOX-7"}
        refusal = kiosk.ask_as(keeper, "ship", **wish).refusal
        return refusal.key if refusal else ""

    assert ship(lot, first) == ""
    assert ship(lot, second) == "ship.box_of_other"
    assert [ship(number, first) for number in others] == ["", "ship.box_full"]
    assert ship(lot, first) == ""
    balanced(core)


@pytest.mark.urs("F22")
def test_an_exercise_holds_nothing_and_one_signature_opens_nothing(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    lot = held(core, RELEASED).lot
    assert opened(kiosk, lot, mock=True).refusal is None
    assert state_of(core, lot) == "released"
    (case,) = cases(kiosk)
    assert case.mock
    paper = msgspec.convert(told(kiosk, "recall_found", lots=[lot]).body["paper"], RecallPaper)
    qa = by_role(core, Role.QA)
    for manifest, by in (
        (opening_manifest(paper, False, "1", "another reason", "en"), by_role(core, Role.AUTHORISED_PERSON)),
        (opening_manifest(paper, False, "1", REASON, "en"), qa),
    ):
        signatures = both(kiosk, manifest, qa, by)
        asked = {"lots": [lot], "mock": False, "recall_class": "1", "reason": REASON, "signatures": signatures}
        assert kiosk.ask("open_recall", **asked).refusal is not None
    assert state_of(core, lot) == "released"


@pytest.mark.urs("F22")
def test_what_was_handled_outside_any_batch_is_exposed_too(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    keep(kiosk, ActKind.CONTAINER_MOVED, RELEASED, **{"from": held(core, RELEASED).location, "to": "W-04-01"})
    keeper = by_role(core, Role.WAREHOUSE)
    with core.store.unit() as unit:
        assert recall(unit, (), Exposure(person=keeper)).began == (held(core, RELEASED).lot,)
        assert recall(unit, (), Exposure(person=by_role(core, Role.QA))).began == ()
    assert flags(core) == []


def test_older_recalls_are_told_page_by_page_and_one_alone(
    core: CoreUnderTest, batch: ServedBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk, raw = batch.kiosk, next(iter(batch.state.reserved.values()))
    for _ in range(3):
        assert opened(kiosk, raw, mock=True).refusal is None
    every = [case.id for case in cases(kiosk)]
    monkeypatch.setattr("server.recall_cases.MOST", 2)
    first = told(kiosk, "recalls").body
    assert ([case.id for case in cases(kiosk)], first["more"]) == (every[:2], True)
    rest = told(kiosk, "recalls", before=every[1]).body
    assert [case.id for case in msgspec.convert(rest["recalls"], list[RecallCase])] == every[2:]
    assert rest["more"] is False
    alone = told(kiosk, "recalls", only=every[2]).body
    assert [case.id for case in msgspec.convert(alone["recalls"], list[RecallCase])] == every[2:]
