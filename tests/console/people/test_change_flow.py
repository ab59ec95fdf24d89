"""Signing a change at a kiosk: read, explained, signed by those whom it needs, then in force at the core."""

import msgspec
import pytest

from console.flows.change import ChangeFlow
from console.flows.change_rows import pages_of, rows_of
from core.changes import Change, change
from core.people import Role
from core.policy import STATEMENT, Policy
from screens.everyone.change import ROW_CELLS
from tests.fakes.seat import Seat


def moved(seat: Seat, user_id: str, *roles: Role) -> tuple[Change, ...]:
    """Propose other roles for a person."""
    person = seat.recorder.plant.people[seat.person(user_id)]
    plain = msgspec.to_builtins(msgspec.structs.replace(person, roles=roles))
    plain.pop("wrapped", None)
    return (change("people", person.id, msgspec.convert(plain, type(person))),)


async def shown(seat: Seat, changes: tuple[Change, ...]) -> ChangeFlow:
    flow = ChangeFlow(seat.desk, changes)
    await seat.show(flow)
    return flow


@pytest.mark.urs("11.10(g)")
async def test_two_administrators_change_roles_at_one_terminal(seat: Seat) -> None:
    seat.enter_session("admin1")
    flow = await shown(seat, moved(seat, "operator1", Role.OPERATOR, Role.SUPERVISOR))
    assert [field.name for field in flow.view.fields] == ["reason"]
    await seat.type("moved to shift 2")
    await seat.sign("admin1")
    assert flow.view.frame.next == "call the second signer; scan the badge"
    await seat.type("admin2")
    assert [field.name for field in flow.view.fields] == ["password", "code"]
    await seat.sign("admin2")
    assert flow.message == ""
    assert flow.view.declaration == "In force"
    assert seat.recorder.plant.people["P-0001"].roles == (Role.OPERATOR, Role.SUPERVISOR)
    await seat.press("enter")
    assert seat.seen[-1] == "home"


async def test_a_change_of_the_policy_that_loosens_it_needs_qa_and_its_long_statement_is_paged(seat: Seat) -> None:
    seat.enter_session("admin1")
    words = msgspec.structs.replace(STATEMENT, en=STATEMENT.en + " I report misuse at once.")
    policy = msgspec.structs.replace(Policy(), version=2, statement=words, statement_version=2, idle_min=6)
    flow = await shown(seat, (change("policy", "policy", policy),))
    rows = rows_of(flow.manifest)
    assert pages_of(rows) > 1
    assert all(row.value_at + len(row.value) <= ROW_CELLS for row in rows)
    assert words.en in " ".join(" ".join(row.value.split()) for row in rows)
    await seat.type("QA-2026-7")
    await seat.sign("admin1")
    await seat.type("admin2")
    assert "may not sign this change" in flow.message
    await seat.type("qa1")
    await seat.sign("qa1")
    assert seat.recorder.plant.policy.idle_min == 6


async def test_nothing_is_signed_before_every_page_was_on_the_screen(seat: Seat) -> None:
    from core.secret import Secret

    seat.enter_session("admin1")
    words = msgspec.structs.replace(STATEMENT, en=STATEMENT.en + " I report misuse at once.")
    policy = msgspec.structs.replace(Policy(), version=2, statement=words, statement_version=2)
    flow = await shown(seat, (change("policy", "policy", policy),))
    await seat.type("QA-2026-7")
    _ = flow.view
    await flow.submit(Secret(seat.core.founded.passwords["P-0013"]), Secret(seat.kiosk.code("P-0013")))
    assert flow.message == "Not signed. Look at every page first (Page Down)."
    assert "check_code" not in seat.asked


@pytest.mark.parametrize(
    ("user_id", "about", "roles", "said"),
    [
        ("admin1", "operator1", (Role.OPERATOR, Role.ADMIN), "the administrator holds no other role"),
        ("operator1", "operator2", (Role.SUPERVISOR,), "may not sign this change"),
        ("admin1", "admin1", (Role.QA,), "Another person must sign it"),
    ],
)
async def test_what_speaks_against_a_change_is_said_before_anybody_signs(
    seat: Seat, user_id: str, about: str, roles: tuple[Role, ...], said: str
) -> None:
    seat.enter_session(user_id)
    flow = await shown(seat, moved(seat, about, *roles))
    assert flow.view.fields == ()
    assert said in (flow.view.frame.message or pytest.fail("nothing is said")).words


async def test_the_same_person_does_not_sign_twice(seat: Seat) -> None:
    seat.enter_session("admin1")
    flow = await shown(seat, moved(seat, "operator1", Role.SUPERVISOR))
    await seat.type("moved to shift 2")
    await seat.sign("admin1")
    await seat.type("admin1")
    assert "Both signatures are of one person" in flow.message
    assert [field.name for field in flow.view.fields] == ["user_id"]


async def test_a_lost_answer_is_asked_for_again_and_the_change_holds_once(seat: Seat) -> None:
    seat.enter_session("admin1")
    flow = await shown(seat, moved(seat, "operator1", Role.SUPERVISOR))
    await seat.type("moved to shift 2")
    await seat.sign("admin1")
    await seat.type("admin2")
    seat.lose_next("change")
    await seat.sign("admin2")
    assert flow.view.declaration == "Signed; the core has not answered yet"
    await seat.press("f5")
    assert flow.view.declaration == "In force"
    assert seat.recorder.plant.people["P-0001"].roles == (Role.SUPERVISOR,)


async def test_leaving_before_the_second_signature_changes_nothing(seat: Seat) -> None:
    seat.enter_session("admin1")
    await shown(seat, moved(seat, "operator1", Role.SUPERVISOR))
    await seat.type("moved to shift 2")
    await seat.sign("admin1")
    await seat.press("f12")
    assert seat.seen[-1] == "home"
    await seat.following.refresh()
    assert seat.recorder.plant.people["P-0001"].roles == (Role.OPERATOR,)
