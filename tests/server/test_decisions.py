"""Decisions: signed both ways, decided once, by those entitled, with the whole plant in view."""

import base64
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import msgspec
import pytest

from core.acts import ActKind, Subject, Who
from core.plant import Plant
from core.record.canonical import canonical
from core.record.envelope import REQUEST_TYPE, seal
from core.record.keys import PrivateKey
from core.record.messages import Answer, seal_request
from server.db.store import Store
from server.db.tables.batches import batch as batch_table
from server.db.tables.evidence import alarm, record
from server.decisions.desk import NotARequest
from server.journal import RecordTooLong
from server.service import Service
from tests.fakes.core import CoreUnderTest, KioskUnderTest

PLANNER, OPERATOR, WAREHOUSE = "P-0011", "P-0001", "P-0010"
MASTER = "PCM500"


def issue(kiosk: KioskUnderTest, person: str = PLANNER) -> Answer:
    return kiosk.ask_as(person, "issue_batch", master=MASTER)


def listed(answer: Answer, name: str) -> list[str]:
    return cast("list[str]", answer.body[name])


def key_of(answer: Answer) -> str:
    return answer.refusal.key if answer.refusal else ""


@pytest.mark.urs("F02")
def test_a_batch_gets_the_next_number_of_the_plants_month_and_first_expiring_containers(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    answer = issue(kiosk)
    assert answer.body["batch"] == "B2611-0001"
    plant = core.service.writer.picture.plant
    reserved = [c for c in plant.containers.values() if c.reserved_for == "B2611-0001"]
    assert {c.id for c in reserved} == set(listed(answer, "reserved"))
    master = core.service.writer.picture.master(next(iter(plant.masters)))
    for line in master.bill:
        mine = [c for c in reserved if plant.lots[c.lot].material == line.material]
        assert sum(c.net.to(line.quantity.unit).value for c in mine) >= line.quantity.value
        assert all(plant.lots[c.lot].state == "released" for c in mine)
        left = [
            plant.lots[c.lot].expiry
            for c in plant.containers.values()
            if plant.lots[c.lot].material == line.material
            and c.reserved_for is None
            and plant.lots[c.lot].state == "released"
            and (plant.lots[c.lot].expiry or core.clock.utc().date()) >= core.clock.utc().date()
        ]
        dated = [expiry for expiry in left if expiry is not None]
        used = [expiry for c in mine if (expiry := plant.lots[c.lot].expiry) is not None]
        assert not dated or not used or max(used) <= min(dated)


@pytest.mark.urs("F02")
def test_the_same_request_is_decided_once(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    wish = {"master": MASTER, "person": PLANNER, "session": kiosk.signed_in(PLANNER)}
    request = kiosk.request("issue_batch", wish)
    assert kiosk.answered(request) == kiosk.answered(request)
    assert core.count(batch_table) == 1


@pytest.mark.urs("F02", "C01")
def test_two_terminals_that_issue_at_once_never_get_one_number_or_one_container(core: CoreUnderTest) -> None:
    kiosks = KioskUnderTest(core), KioskUnderTest(core, "QA-01")
    for terminal in kiosks:
        terminal.signed_in(PLANNER)
    services = core.service, core.again()
    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(issue_at, k, s) for k, s in zip(kiosks, services, strict=True)]
        answers = [item.result() for item in asked]
    won = [answer for answer in answers if answer.refusal is None]
    assert won
    assert len({answer.body["batch"] for answer in won}) == len(won)
    containers = [c for answer in won for c in listed(answer, "reserved")]
    assert len(containers) == len(set(containers))
    assert {key_of(answer) for answer in answers} <= {"", "decision.stock_short"}


def issue_at(kiosk: KioskUnderTest, service: Service) -> Answer:
    wish = {"master": MASTER, "person": PLANNER, "session": kiosk.signed_in(PLANNER)}
    return kiosk.ask_at(service, "issue_batch", **wish)


def test_what_is_short_is_listed_and_nothing_is_reserved(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    while (answer := issue(kiosk)).refusal is None:
        assert answer.body["records"]
    assert answer.refusal.key == "decision.stock_short"
    assert "RM-" in answer.refusal.params["list"] or "PM-" in answer.refusal.params["list"]
    plant = core.service.writer.picture.plant
    numbers = {row[0] for row in core.rows(batch_table)}
    assert {c.reserved_for for c in plant.containers.values()} - {None} == numbers


@pytest.mark.parametrize(
    ("verb", "body", "key"),
    [
        ("issue_batch", {"master": MASTER, "person": OPERATOR}, "decision.not_entitled"),
        ("issue_batch", {"master": MASTER, "person": "P-9999"}, "decision.person_unknown"),
        ("issue_batch", {"master": "NONE", "person": PLANNER}, "decision.master_unknown"),
        ("issue_batch", {"master": MASTER, "person": PLANNER, "quantity": "1", "unit": "pcs"}, "decision.batch_size"),
        ("issue_batch", {"master": 7}, "decision.body_unfit"),
        (
            "lease_operation",
            {"batch": "B0000-0000", "operation": "OP-110", "person": OPERATOR},
            "decision.batch_unknown",
        ),
        ("reserve_container", {"batch": "B", "container": "C", "person": WAREHOUSE}, "decision.batch_unknown"),
        ("trace", {"lot": "L-0"}, "decision.lot_unknown"),
        ("trace", {"lot": "L-0", "direction": "up"}, "decision.direction"),
        ("release", {"batch": "B", "person": OPERATOR, "signature": "x"}, "decision.not_entitled"),
        ("make_tea", {}, "decision.verb_unknown"),
    ],
)
def test_what_cannot_be_decided_is_refused_with_its_reason(
    core: CoreUnderTest, kiosk: KioskUnderTest, verb: str, body: dict[str, object], key: str
) -> None:
    person = str(body.get("person", PLANNER))
    session = kiosk.signed_in(person) if person in core.service.writer.picture.plant.people else ""
    before = core.count(record)
    assert key_of(kiosk.ask(verb, **body, session=session)) == key
    assert core.count(record) == before


def test_an_operation_is_held_by_one_kiosk_until_it_is_handed_over(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    other = KioskUnderTest(core, "QA-01")
    wish = {"batch": issue(kiosk).body["batch"], "operation": "OP-110"}
    assert key_of(kiosk.ask_as(OPERATOR, "lease_operation", **wish)) == ""
    assert kiosk.ask_as(OPERATOR, "lease_operation", **wish).body["records"] == []
    assert key_of(other.ask_as(OPERATOR, "lease_operation", **wish)) == "decision.operation_leased"
    assert key_of(other.ask_as(OPERATOR, "hand_over", **wish)) == "decision.not_holder"
    assert key_of(kiosk.ask_as(OPERATOR, "hand_over", **wish)) == ""
    assert key_of(other.ask_as(OPERATOR, "lease_operation", **wish)) == ""


@pytest.mark.urs("F16", "GMP 188")
def test_a_room_belongs_to_one_batch_unless_nothing_can_be_mixed_up_there(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    first, second = (issue(kiosk).body["batch"] for _ in range(2))
    for batch in (first, second):  # the weighing booth is shared
        assert key_of(kiosk.ask_as(OPERATOR, "lease_operation", batch=batch, operation="OP-110")) == ""
    assert key_of(kiosk.ask_as(OPERATOR, "lease_operation", batch=first, operation="OP-210")) == ""
    before = core.count(record)
    refused = kiosk.ask_as(OPERATOR, "lease_operation", batch=second, operation="OP-210")
    assert key_of(refused) == "decision.room_occupied"
    assert refused.refusal is not None
    assert refused.refusal.params["batch"] == first
    assert core.count(record) == before
    kiosk.ask_as(OPERATOR, "hand_over", batch=first, operation="OP-210")
    assert key_of(kiosk.ask_as(OPERATOR, "lease_operation", batch=second, operation="OP-210")) == ""


@pytest.mark.urs("F16")
def test_of_two_batches_begun_in_one_room_each_can_go_on_when_no_terminal_holds_the_other(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    numbers = [str(issue(kiosk).body["batch"]) for _ in range(2)]
    for number in numbers:  # as terminals record it that were cut off from the core
        about = Subject(batch=number, operation="OP-210", step="S140")
        kiosk.send(kiosk.seal(kiosk.act(ActKind.STEP_STARTED, Who(person=OPERATOR), about)))
    first, second = ({"batch": number, "operation": "OP-210"} for number in numbers)
    assert key_of(kiosk.ask_as(OPERATOR, "lease_operation", **first)) == ""
    assert key_of(kiosk.ask_as(OPERATOR, "lease_operation", **second)) == "decision.room_occupied"
    assert key_of(kiosk.ask_as(OPERATOR, "hand_over", **first)) == ""
    assert key_of(kiosk.ask_as(OPERATOR, "lease_operation", **second)) == ""
    third = {"batch": str(issue(kiosk).body["batch"]), "operation": "OP-210"}
    assert key_of(kiosk.ask_as(OPERATOR, "lease_operation", **third)) == "decision.room_occupied"


@pytest.mark.urs("F27")
def test_of_many_who_want_one_container_exactly_one_gets_it(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    numbers = [issue(kiosk).body["batch"], issue(kiosk).body["batch"]]
    assert all(numbers)
    plant = core.service.writer.picture.plant
    free = next(
        c.id for c in plant.containers.values() if c.reserved_for is None and plant.lots[c.lot].state == "released"
    )
    services = core.service, core.again()
    asker = {"person": WAREHOUSE, "session": kiosk.signed_in(WAREHOUSE)}
    wishes = [kiosk.request("reserve_container", {"batch": number, "container": free, **asker}) for number in numbers]
    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(kiosk.answered, w, s) for w, s in zip(wishes, services, strict=True)]
        keys = sorted(key_of(item.result()) for item in asked)
    assert keys[0] == ""
    assert keys[1] in ("decision.container_taken", "decision.lot_not_usable")


def test_a_request_of_a_stranger_gets_no_answer_and_raises_an_alarm(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    request = kiosk.request("batches", {})
    forged = seal_request(request, PrivateKey(b"x" * 32))
    for verb, data in (("batches", forged), ("plant", seal_request(request, kiosk.device)), ("batches", b"{}")):
        with pytest.raises(NotARequest):
            core.service.decisions.answer(kiosk.name, verb, data)
    assert [row[2] for row in core.rows(alarm)] == ["request.unauthentic"] * 3


def test_the_core_states_nothing_that_nobody_could_read_as_a_record(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    before = core.count(record)
    with pytest.raises(RecordTooLong, match=r"core\.too_long"), core.service.writer.writing() as writing:
        writing.decide(ActKind.RECALL_OPENED, facts={"customers": "K-0001 100 pcs;" * 7000})
    assert core.count(record) == before
    assert issue(kiosk).refusal is None


def test_a_request_with_a_float_gets_no_answer(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    plain = canonical(kiosk.request("issue_batch", {"quantity": "1"})).replace(b'"1"', b"1.5")
    with pytest.raises(NotARequest):
        core.service.decisions.answer(kiosk.name, "issue_batch", seal(REQUEST_TYPE, plain, kiosk.device))


def test_the_plant_comes_whole_or_in_parts_and_not_again_when_unchanged(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    whole = msgspec.convert(dict(kiosk.ask("plant").body), Plant)
    part = kiosk.ask("plant", have="")
    parted = msgspec.json.decode(base64.b64decode(str(part.body["data"])), type=Plant)
    assert msgspec.structs.replace(whole, version=0) == parted
    assert kiosk.ask("plant", have=part.body["sha256"]).body["parts"] == 0
    issue(kiosk)
    assert kiosk.ask("plant", have=part.body["sha256"]).body["parts"] == 1
    assert msgspec.convert(dict(kiosk.ask("plant").body), Plant).version > whole.version
    assert b"wrapped" not in msgspec.json.encode(whole)


def test_records_of_a_batch_come_page_by_page_and_only_what_is_new(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    number = str(issue(kiosk).body["batch"])
    first = kiosk.ask("batch_records", batch=number)
    whole = first.body
    assert whole["more"] is False
    assert kiosk.ask("batch_records", batch=number, after=whole["after"]).body["records"] == []
    brought = kiosk.ask("batches").body["records"]
    assert brought == whole["records"]
    known = {number: len(listed(first, "records"))}
    assert kiosk.ask("batches", known=known).body["records"] == []


def test_the_number_after_the_last_of_four_digits_has_five(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    first = str(issue(kiosk).body["batch"])
    month = first[: first.index("-")]
    owner = Store(core.owner_url)
    with owner.unit() as unit:
        unit.do(batch_table.update().where(batch_table.c.number == first).values(number=f"{month}-9999"))
    assert issue(kiosk).body["batch"] == f"{month}-10000"
    assert issue(kiosk).body["batch"] == f"{month}-10001"
    owner.close()
