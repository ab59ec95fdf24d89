"""The store at the real core: movements, blind counts, adjustment and destruction by two signatures."""

from decimal import Decimal
from typing import cast

import msgspec
import pytest

from core.acts import ActKind, Manifest, Meaning, Signature, Source, Subject, Value, Who
from core.people import Role
from core.plant import Container
from core.record.messages import Answer
from core.store_paper import CountedTwice, OpenCount, adjustment_manifest, destruction_manifest
from core.times import local_text, utc_from
from server.db.statements import func, select
from server.db.store import Store
from server.db.tables.evidence import record_flag
from server.db.tables.stock import stock, stock_entry
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.server.test_audit import by_role, enter

RELEASED, TWIN, QUARANTINED = "C-000101", "C-000102", "C-000109"


def held(core: CoreUnderTest, name: str) -> Container:
    return core.service.writer.picture.plant.containers[name]


def keep(
    kiosk: KioskUnderTest,
    kind: ActKind,
    container: str,
    by: str = "",
    quantity: str | None = None,
    record: str | None = None,
    **facts: str,
) -> str:
    """Keep an act about a container as a kiosk would, and give its id."""
    core = kiosk.core
    about = Subject(container=container, lot=held(core, container).lot, record=record)
    values = {} if quantity is None else {"quantity": Value(quantity, held(core, container).net.unit, Source.TYPED)}
    who = Who(person=by or by_role(core, Role.WAREHOUSE), session="s")
    act = kiosk.act(kind, who, about, values, facts)
    kiosk.send(kiosk.seal(act))
    return act.id


def room(core: CoreUnderTest) -> str:
    return next(iter(core.service.writer.picture.plant.rooms))


def flags(core: CoreUnderTest) -> list[str]:
    return [row[1] for row in core.rows(record_flag)]


def balanced(core: CoreUnderTest) -> None:
    """Hold every balance against its entries, and everything against a rebuild."""
    with core.store.unit() as unit:
        balances = {f"container:{row.container}": row.qty for row in unit.rows(stock.select())}
        sums = select(stock_entry.c.place, func.sum(stock_entry.c.delta).label("total")).group_by(stock_entry.c.place)
        entered = {row.place: row.total for row in unit.rows(sums)}
    assert sum(entered.values(), Decimal(0)) == 0
    assert {place: qty for place, qty in entered.items() if place.startswith("container:")} == {
        place: qty for place, qty in balances.items() if place in entered
    }
    assert all(qty >= 0 for qty in balances.values())
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


# ------------------------------------------------------------------ movements


def test_a_container_moves_and_everybody_sees_where_it_is(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    keep(kiosk, ActKind.CONTAINER_MOVED, RELEASED, **{"from": held(core, RELEASED).location, "to": "W-04-01"})
    assert held(core, RELEASED).location == "W-04-01"
    assert flags(core) == []
    balanced(core)


@pytest.mark.urs("11.10(g)")
def test_a_move_by_somebody_without_the_right_is_kept_and_flagged(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    analyst = by_role(core, Role.QC_ANALYST)
    keep(kiosk, ActKind.CONTAINER_MOVED, RELEASED, analyst, **{"from": held(core, RELEASED).location, "to": "W-04-01"})
    assert flags(core) == ["store.not_entitled"]
    assert held(core, RELEASED).location == "W-04-01"


def test_parts_come_together_again_and_a_void_label_moves_no_more(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    before = held(core, RELEASED).net.value
    keep(kiosk, ActKind.CONTAINER_SPLIT, RELEASED, quantity="20.5", into="C-900001", to="W-04-01")
    assert held(core, RELEASED).net.value == before - Decimal("20.5")
    assert (held(core, "C-900001").net.value, held(core, "C-900001").lot) == (Decimal("20.5"), held(core, RELEASED).lot)
    keep(kiosk, ActKind.CONTAINERS_MERGED, RELEASED, **{"from": "C-900001"})
    assert held(core, RELEASED).net.value == before
    assert (held(core, "C-900001").net.value, held(core, "C-900001").ended) == (0, "merged")
    assert flags(core) == []
    keep(kiosk, ActKind.CONTAINER_MOVED, "C-900001", **{"from": "W-04-01", "to": "W-04-02"})
    assert "store.container_ended" in flags(core)
    balanced(core)


def test_containers_of_other_lots_do_not_come_together(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    keep(kiosk, ActKind.CONTAINERS_MERGED, RELEASED, **{"from": QUARANTINED})
    assert flags(core) == ["store.other_lot"]
    assert held(core, QUARANTINED).net.value > 0
    balanced(core)


def test_more_than_there_is_cannot_be_split_off(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    keep(kiosk, ActKind.CONTAINER_SPLIT, RELEASED, quantity="1000", into="C-900001", to="W-04-01")
    assert set(flags(core)) == {"store.too_much", "stock.short"}
    balanced(core)


def test_a_new_label_takes_everything_over(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    before = held(core, RELEASED).net
    keep(kiosk, ActKind.CONTAINER_RELABELLED, RELEASED, into="C-900002", reason="label torn")
    assert (held(core, RELEASED).ended, held(core, RELEASED).net.value) == ("relabelled", 0)
    assert held(core, "C-900002").net == before
    keep(kiosk, ActKind.CONTAINER_RELABELLED, TWIN, into="C-900002", reason="label torn")
    assert set(flags(core)) == {"store.label_used"}
    assert held(core, TWIN).net.value > 0
    balanced(core)


@pytest.mark.urs("F21")
def test_the_rest_of_a_batch_comes_back_and_its_reservation_ends(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    answer = kiosk.ask_as(by_role(core, Role.PLANNER), "issue_batch", master="PCM500")
    assert answer.refusal is None, answer.refusal
    batch = str(answer.body["batch"])
    name = cast("list[str]", answer.body["reserved"])[0]
    keep(
        kiosk,
        ActKind.CONTAINER_MOVED,
        name,
        **{"from": held(core, name).location, "to": room(core), "batch": batch},
    )
    keep(kiosk, ActKind.MATERIAL_RETURNED, name, quantity="10", batch=batch, to="W-04-01")
    back = held(core, name)
    assert (back.net.value, back.reserved_for, back.location) == (10, None, "W-04-01")
    assert flags(core) == []
    keep(kiosk, ActKind.MATERIAL_RETURNED, name, quantity="10", batch=batch, to="W-04-02")
    assert flags(core) == ["store.not_reserved"]
    balanced(core)


@pytest.mark.urs("F22")
def test_a_hold_beats_a_reservation(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    answer = kiosk.ask_as(by_role(core, Role.PLANNER), "issue_batch", master="PCM500")
    batch, name = str(answer.body["batch"]), cast("list[str]", answer.body["reserved"])[0]
    lot = held(core, name).lot
    with core.service.writer.writing() as writing:
        facts = {"old": "released", "new": "on_hold", "reason": "complaint"}
        writing.decide(ActKind.LOT_STATE_CHANGED, Subject(lot=lot), facts=facts)
    assert held(core, name).reserved_for is None
    keep(kiosk, ActKind.CONTAINER_MOVED, name, **{"from": held(core, name).location, "to": room(core), "batch": batch})
    assert set(flags(core)) == {"store.lot_not_released", "store.not_reserved"}


# ------------------------------------------------------------------ counts


def counted(core: CoreUnderTest, kiosk: KioskUnderTest, first: str, second: str) -> str:
    """Count a container twice by two persons; gives the record of the second count."""
    one, other = by_role(core, Role.WAREHOUSE), by_role(core, Role.SUPERVISOR)
    begun = keep(kiosk, ActKind.STOCK_COUNTED, RELEASED, one, first)
    return keep(kiosk, ActKind.STOCK_COUNTED, RELEASED, other, second, begun, first_by=one)


def asked(core: CoreUnderTest, kiosk: KioskUnderTest) -> Answer:
    answer = kiosk.ask("stock_counts", session=enter(kiosk, by_role(core, Role.QA)))
    assert answer.refusal is None, answer.refusal
    return answer


def proposals(core: CoreUnderTest, kiosk: KioskUnderTest) -> list[CountedTwice]:
    return msgspec.convert(asked(core, kiosk).body["proposals"], list[CountedTwice])


def test_the_second_counter_is_not_told_the_first_number(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    keep(kiosk, ActKind.STOCK_COUNTED, RELEASED, quantity="71.234")
    answer = asked(core, kiosk)
    assert "71.234" not in str(answer.body)
    waiting = msgspec.convert(answer.body["open"], list[OpenCount])
    assert [line.container for line in waiting] == [RELEASED]


def test_the_same_person_does_not_count_twice(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    one = by_role(core, Role.WAREHOUSE)
    begun = keep(kiosk, ActKind.STOCK_COUNTED, RELEASED, one, "70")
    keep(kiosk, ActKind.STOCK_COUNTED, RELEASED, one, "70", begun, first_by=one)
    assert set(flags(core)) == {"store.same_counter", "store.first_count_other"}
    assert proposals(core, kiosk) == []


@pytest.mark.parametrize("third", ["74", "74.5", "73"])
def test_where_two_counts_differ_a_third_person_decides_what_is_proposed(
    core: CoreUnderTest, kiosk: KioskUnderTest, third: str
) -> None:
    one, other, qa = (by_role(core, role) for role in (Role.WAREHOUSE, Role.SUPERVISOR, Role.QA))
    second = counted(core, kiosk, "74", "74.5")
    (open_,) = msgspec.convert(asked(core, kiosk).body["open"], list[OpenCount])
    assert (open_.record, open_.person, open_.other) == (second, other, one)
    keep(kiosk, ActKind.STOCK_COUNTED, RELEASED, qa, third, second, first_by=other)
    found = [(item.counted, {item.first_by, item.second_by}) for item in proposals(core, kiosk)]
    alike = {"74": one, "74.5": other}
    expected = [(third, {alike[third], qa})] if third in alike else []
    assert [(f"{Decimal(value).normalize():f}", people) for value, people in found] == expected
    assert flags(core) == []
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


def test_nobody_who_has_counted_decides_between_two_counts(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    one, other = by_role(core, Role.WAREHOUSE), by_role(core, Role.SUPERVISOR)
    second = counted(core, kiosk, "74", "74.5")
    keep(kiosk, ActKind.STOCK_COUNTED, RELEASED, one, "74", second, first_by=other)
    assert proposals(core, kiosk) == []
    assert flags(core) == ["store.same_counter"]


@pytest.mark.parametrize(("first", "second"), [("75", "75"), ("74", "74.5")])
def test_what_is_as_booked_or_counted_unlike_proposes_nothing(
    core: CoreUnderTest, kiosk: KioskUnderTest, first: str, second: str
) -> None:
    counted(core, kiosk, first, second)
    assert proposals(core, kiosk) == []
    assert flags(core) == []


def signed(kiosk: KioskUnderTest, person: str, meaning: Meaning, manifest: Manifest, role: Role) -> str:
    """Have a person sign as the ceremony does, and give the record's id."""
    core = kiosk.core
    one, key = core.service.writer.picture.plant.people[person], kiosk.user_key(person)
    checked = kiosk.ask("check_code", person=person, code=kiosk.code(person), purpose="sign")
    assert checked.refusal is None, checked.refusal
    step, confirmation = int(str(checked.body["step"])), str(checked.body["confirmation"])
    act = kiosk.act(ActKind.SIGNED, Who(person=person, session="s"), Subject(step=manifest.step))
    local = local_text(utc_from(act.when.utc), 480)
    claim = Signature(
        *(person, one.user_id, one.name, role.value, meaning, "declared", "reason", local, key.id, step, confirmation),
        (manifest,),
    )
    act = msgspec.structs.replace(act, signature=claim)
    kiosk.send(kiosk.seal(act, key))
    return act.id


def adjusted(core: CoreUnderTest, kiosk: KioskUnderTest, approver: Role, reason: str = "spilled") -> Answer:
    (found,) = proposals(core, kiosk)
    manifest = adjustment_manifest(found, "spilled", core.service.writer.picture.plant, "zh")
    given = [
        signed(kiosk, by_role(core, Role.WAREHOUSE), Meaning.PERFORMED, manifest, Role.WAREHOUSE),
        signed(kiosk, by_role(core, approver), Meaning.APPROVED, manifest, approver),
    ]
    person = by_role(core, Role.WAREHOUSE)
    return kiosk.ask_as(person, "adjust_stock", count=found.record, reason=reason, signatures=given)


@pytest.mark.urs("11.70")
def test_a_difference_counted_alike_is_booked_by_two_signatures_and_once(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    counted(core, kiosk, "74.2", "74.2")
    answer = adjusted(core, kiosk, Role.QA)
    assert answer.refusal is None, answer.refusal
    assert held(core, RELEASED).net.value == Decimal("74.2")
    assert proposals(core, kiosk) == []
    assert flags(core) == []
    balanced(core)


@pytest.mark.parametrize(
    ("approver", "reason", "why"),
    [
        (Role.SUPERVISOR, "spilled", "store.counter_approves"),
        (Role.QC_HEAD, "spilled", "store.signer"),
        (Role.QA, "stolen", "store.paper_outdated"),
    ],
)
def test_an_adjustment_is_refused(
    core: CoreUnderTest, kiosk: KioskUnderTest, approver: Role, reason: str, why: str
) -> None:
    counted(core, kiosk, "74.2", "74.2")
    refusal = adjusted(core, kiosk, approver, reason).refusal
    assert refusal is not None
    assert refusal.key == why
    assert held(core, RELEASED).net.value == 75


# ------------------------------------------------------------------ destruction


def destroyed(core: CoreUnderTest, kiosk: KioskUnderTest, name: str, witness: Role) -> Answer:
    manifest = destruction_manifest(held(core, name), "spoiled", core.service.writer.picture.plant, "en")
    given = [
        signed(kiosk, by_role(core, Role.WAREHOUSE), Meaning.PERFORMED, manifest, Role.WAREHOUSE),
        signed(kiosk, by_role(core, witness), Meaning.APPROVED, manifest, witness),
    ]
    person = by_role(core, Role.WAREHOUSE)
    return kiosk.ask_as(person, "destroy_container", container=name, reason="spoiled", signatures=given)


@pytest.mark.urs("GMP 132")
def test_rejected_goods_are_destroyed_only_with_the_head_of_quality(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    with core.service.writer.writing() as writing:
        facts = {"old": "quarantine", "new": "rejected", "reason": "test"}
        writing.decide(ActKind.LOT_STATE_CHANGED, Subject(lot=held(core, QUARANTINED).lot), facts=facts)
    refusal = destroyed(core, kiosk, QUARANTINED, Role.SUPERVISOR).refusal
    assert refusal is not None
    assert refusal.key == "store.signer"
    assert destroyed(core, kiosk, QUARANTINED, Role.QA).refusal is None
    assert (held(core, QUARANTINED).ended, held(core, QUARANTINED).net.value) == ("destroyed", 0)
    balanced(core)


def test_other_goods_are_destroyed_before_a_witness(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    assert destroyed(core, kiosk, RELEASED, Role.SUPERVISOR).refusal is None
    assert held(core, RELEASED).ended == "destroyed"
    refused = destroyed(core, kiosk, RELEASED, Role.SUPERVISOR).refusal
    assert refused is not None
    assert refused.key == "store.container_ended"
