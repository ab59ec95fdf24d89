"""An own lot on hold at the real core: two persons lift the hold or reject the lot, never past what is open."""

from typing import cast

import msgspec
import pytest

from core.acts import ActKind, Meaning, Source, Subject, Value, Who
from core.held_lot import HeldLot, Settled, held_lot_manifest, standing
from core.lot_sample import lot_sample_manifest
from core.people import Role
from core.plant import LotState
from core.recall_case import closing_manifest
from core.record.messages import Answer
from core.specified import in_force_facts
from core.times import local_day
from server.lot_samples import lot_sample
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.served import ServedBatch
from tests.server.test_audit import by_role
from tests.server.test_recall import shipped
from tests.server.test_recalls import both, cases, opened, state_of, told
from tests.server.test_store import balanced, signed

REASON = "investigated, cause found elsewhere"
GOOD = {"ASSAY": "99.8", "DISSOLUTION": "92", "RELATED": "0.10", "UNIFORMITY": "4.0", "WATER": "1.2"}


def listed(kiosk: KioskUnderTest) -> dict[str, HeldLot]:
    lots = msgspec.convert(told(kiosk, "held_lots").body["lots"], list[HeldLot])
    return {one.lot: one for one in lots}


def settled(
    kiosk: KioskUnderTest, lot: str, how: Settled = "lift", second: Role = Role.AUTHORISED_PERSON, reason: str = REASON
) -> Answer:
    plant = kiosk.core.service.writer.picture.plant
    manifest = held_lot_manifest(listed(kiosk)[lot], how, REASON, plant, "en")
    given = both(kiosk, manifest, by_role(kiosk.core, Role.QA), by_role(kiosk.core, second))
    return kiosk.ask("settle_hold", lot=lot, settled=how, reason=reason, signatures=given)


def key_of(answer: Answer) -> str:
    return answer.refusal.key if answer.refusal else ""


def told_and_closed(kiosk: KioskUnderTest) -> None:
    """Tell every customer of the one recall and close it."""
    qa = by_role(kiosk.core, Role.QA)
    for customer in cases(kiosk)[0].customers:
        note = {"recall": cases(kiosk)[0].id, "customer": customer.customer, "how": "by telephone"}
        assert kiosk.ask_as(qa, "notify_recall", **note).refusal is None
    (case,) = cases(kiosk)
    given = both(kiosk, closing_manifest(case, "all reached", "en"), qa, by_role(kiosk.core, Role.AUTHORISED_PERSON))
    assert kiosk.ask("close_recall", recall=case.id, reason="all reached", signatures=given).refusal is None


def finish_test(kiosk: KioskUnderTest, lot: str, sample: str, **other: str) -> None:
    """Draw a sample of the lot outside its batch, enter its results, have them signed and checked."""
    core = kiosk.core
    analyst, checker = by_role(core, Role.QC_ANALYST), by_role(core, Role.QC_HEAD)
    plant = core.service.writer.picture.plant
    specification = plant.specifications["SP-PCM500"]
    container = next(one.id for one in plant.containers.values() if one.lot == lot)
    facts = {**in_force_facts(plant, specification.code), "containers": container}
    about = Subject(lot=lot, sample=sample)
    kiosk.send(kiosk.seal(kiosk.act(ActKind.SAMPLE_DRAWN, Who(person=analyst), about, {}, facts)))
    for test in specification.tests:
        value = {"value": Value({**GOOD, **other}[test.code], test.unit, Source.TYPED)}
        of_test = Subject(lot=lot, sample=sample, test=test.code)
        kiosk.send(kiosk.seal(kiosk.act(ActKind.RESULT_ENTERED, Who(person=analyst), of_test, value, facts)))
    with core.store.unit() as unit:
        found = lot_sample(unit, sample)
    assert found is not None
    manifest = lot_sample_manifest(found, plant, "en")
    signed(kiosk, analyst, Meaning.PERFORMED, manifest, Role.QC_ANALYST)
    signed(kiosk, checker, Meaning.VERIFIED, manifest, Role.QC_HEAD)


@pytest.mark.urs("F22", "GMP 304")
def test_a_closed_recall_lets_two_persons_lift_the_hold_back_to_the_state_before(
    core: CoreUnderTest, batch: ServedBatch
) -> None:
    kiosk, lot = batch.kiosk, shipped(batch)
    assert opened(kiosk, lot).refusal is None
    (recall,) = cases(kiosk)
    assert [item.params for item in listed(kiosk)[lot].open] == [{"recall": recall.id}]
    refused = settled(kiosk, lot)
    assert key_of(refused) == "held_lot.stands"
    told_and_closed(kiosk)
    held = listed(kiosk)[lot]
    assert (held.before, held.batch, held.why, held.open) == ("released", batch.state.number, recall.id, ())
    assert key_of(settled(kiosk, lot, second=Role.QA)) == "store.two_signatures"
    assert key_of(settled(kiosk, lot, reason="another reason")) == "store.paper_outdated"
    assert state_of(core, lot) == "on_hold"
    assert key_of(settled(kiosk, lot)) == ""
    assert state_of(core, lot) == "released"
    assert listed(kiosk) == {}
    again = kiosk.ask("settle_hold", lot=lot, settled="lift", reason=REASON, signatures=["a", "b"])
    assert key_of(again) == "held_lot.not_held"
    balanced(core)


@pytest.mark.urs("F22", "GMP 304")
def test_a_lot_beyond_those_listed_is_told_of_by_its_number(
    batch: ServedBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk, lot = batch.kiosk, shipped(batch)
    assert opened(kiosk, lot).refusal is None
    monkeypatch.setattr("server.held_lots.MOST", 0)
    assert listed(kiosk) == {}
    (found,) = cast("list[dict[str, str]]", told(kiosk, "held_lots", lot=lot).body["lots"])
    assert found["lot"] == lot
    assert told(kiosk, "held_lots", lot="L-1").body["lots"] == []


@pytest.mark.urs("F22", "GMP 304")
def test_a_lot_stays_on_hold_while_what_went_into_it_is_held_and_may_be_rejected(
    core: CoreUnderTest, batch: ServedBatch
) -> None:
    kiosk, lot, raw = batch.kiosk, shipped(batch), next(iter(batch.state.reserved.values()))
    assert opened(kiosk, raw).refusal is None
    told_and_closed(kiosk)
    found = listed(kiosk)
    assert raw not in found
    assert ("held_lot.input_on_hold", raw) in {(item.key, item.params.get("lot")) for item in found[lot].open}
    assert key_of(settled(kiosk, lot)) == "held_lot.stands"
    assert key_of(settled(kiosk, lot, "reject")) == ""
    assert state_of(core, lot) == "rejected"


@pytest.mark.urs("GMP 230")
def test_a_failing_result_holds_until_a_later_checked_sample_complies_and_stays_on_the_paper(
    core: CoreUnderTest, batch: ServedBatch
) -> None:
    kiosk, lot = batch.kiosk, shipped(batch)
    finish_test(kiosk, lot, f"S-{lot}-01", ASSAY="93.0")
    assert state_of(core, lot) == "on_hold"
    assert [item.key for item in listed(kiosk)[lot].open] == ["held_lot.result"]
    finish_test(kiosk, lot, f"S-{lot}-02", WATER="3.5")
    assert {item.params["test"] for item in listed(kiosk)[lot].open} == {"ASSAY", "WATER"}
    assert key_of(settled(kiosk, lot)) == "held_lot.stands"
    finish_test(kiosk, lot, f"S-{lot}-03")
    held = listed(kiosk)[lot]
    assert (held.open, held.set_aside) == ((), (f"S-{lot}-01 ASSAY 93.0 %", f"S-{lot}-02 WATER 3.5 %"))
    assert key_of(settled(kiosk, lot)) == ""
    assert state_of(core, lot) == "released"


@pytest.mark.urs("GMP 230")
def test_no_hold_is_lifted_past_an_open_exception_or_the_expiry(core: CoreUnderTest, batch: ServedBatch) -> None:
    kiosk, lot = batch.kiosk, shipped(batch)
    about = Subject(batch=batch.state.number, record=batch.records[-1].act.id, exception="ST-1")
    with core.service.writer.writing() as writing:
        facts = {"code": "exception.chain_forked", "severity": "major", "sha256": batch.records[-1].sha256}
        writing.decide(ActKind.EXCEPTION_OPENED, about, facts=facts)
        facts = {"old": "released", "new": "on_hold", "reason": "complaint"}
        writing.decide(ActKind.LOT_STATE_CHANGED, Subject(lot=lot), facts=facts)
    held = listed(kiosk)[lot]
    assert [item.key for item in held.open] == ["held_lot.exception"]
    assert key_of(settled(kiosk, lot)) == "held_lot.stands"
    plant = core.service.writer.picture.plant
    expiry = plant.lots[lot].expiry
    assert expiry is not None
    core.clock.advance((expiry - local_day(core.clock.utc(), plant.offset_min)).days * 86_400)
    assert [item.key for item in standing(held, plant, local_day(core.clock.utc(), 480))] == ["held_lot.exception"]
    core.clock.advance(86_400)
    late = standing(held, plant, local_day(core.clock.utc(), 480))
    assert [item.key for item in late] == ["held_lot.exception", "held_lot.expired"]
    assert held.before is LotState.RELEASED
