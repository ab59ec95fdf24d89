"""People at a kiosk, against the real core: enrolled by two, reset, tokens given, lost and tested, closed."""

from base64 import b32decode
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import cast

import msgspec
import pytest

from console.flows.give_token import GiveTokenFlow
from console.flows.help import HelpFlow
from console.flows.my_work import MyWorkFlow
from console.flows.people import PeopleFlow
from console.flows.person import PersonFlow
from console.flows.qr import QrFlow
from core.acts import ActKind
from core.people import Role
from core.record.keys import KeyKind, held_key
from core.token import TokenState
from screens.everyone.form import FormView
from server.codes import current_code
from server.db.tables.evidence import record
from tests.fakes.seat import Seat

GOOD = "lake-pencil-thunder-9"


def form(seat: Seat) -> FormView:
    return cast("FormView", seat.flow.view)


def items(seat: Seat) -> list[str]:
    return [item.name for item in form(seat).items]


async def codes(seat: Seat, seed: bytes) -> None:
    """Type two consecutive codes of a token."""
    first = current_code(seed, seat.core.clock.utc())
    seat.core.clock.advance(30)
    await seat.fill(first=first, second=current_code(seed, seat.core.clock.utc()))


async def read_qr(seat: Seat) -> bytes:
    """Read the seed off the screen, as an app does, and go on."""
    assert isinstance(seat.flow, QrFlow)
    seed = b32decode("".join(seat.flow.view.typed[1:]).replace(" ", ""))
    await seat.press("enter")
    return seed


async def enrolled(seat: Seat, user_id: str = "newbie7") -> bytes:
    """Enrol a person by both administrators; gives the seed."""
    await seat.sign_in("admin1")
    await seat.show(PeopleFlow(seat.desk))
    await seat.digit(9)
    await seat.fill(answer=user_id)
    await seat.fill(answer="Gao Yang")
    await seat.digit(1)
    await seat.press("enter")
    await seat.fill(answer="identity card seen, HR-2026-118")
    await seat.fill(new=GOOD, again=GOOD)
    await seat.digit(1)
    seed = await read_qr(seat)
    await codes(seat, seed)
    assert seat.flow.screen == "change"
    await seat.type("identity card seen, HR-2026-118")
    await seat.sign("admin1")
    await seat.type("admin2")
    await seat.sign("admin2")
    assert seat.flow.message == ""
    await seat.press("enter")
    assert isinstance(seat.flow, PeopleFlow)
    return seed


@pytest.mark.urs("11.100(a)", "11.100(b)", "F11")
async def test_two_enrol_a_person_who_signs_in_and_signs_the_statement_first(seat: Seat) -> None:
    seed = await enrolled(seat)
    person = seat.recorder.plant.person_of_user("newbie7")
    assert person is not None
    assert (person.id, person.roles, person.statement) == ("P-0015", (Role.OPERATOR,), 0)
    seat.seeds[person.id], seat.passwords[person.id] = seed, GOOD
    await seat.sign_in("newbie7")
    due = seat.desk.ways.own_due()
    assert due is not None
    await seat.show(due)
    assert "I know that my electronic signature" in form(seat).words
    await seat.press("enter")
    assert seat.flow.screen == "change"
    await seat.sign("newbie7")
    assert seat.flow.message == ""
    assert seat.recorder.plant.people[person.id].statement == 1
    assert seat.desk.ways.own_due() is None


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("operator1", "belongs or belonged to another person"),
        ("ADMIN1", "belongs or belonged"),
        ("a b", "a user id of"),
    ],
)
async def test_a_user_id_that_cannot_be_is_said_at_once(seat: Seat, answer: str, said: str) -> None:
    await seat.sign_in("admin1")
    await seat.show(seat.desk.ways.task("enrol", "EnrolFlow"))
    await seat.fill(answer=answer)
    assert said in seat.flow.message
    await seat.fill(answer="newbie7")
    assert seat.flow.message == ""


async def test_a_passphrase_that_is_weak_or_typed_otherwise_again_is_not_taken(seat: Seat) -> None:
    await seat.sign_in("admin1")
    await seat.show(PersonFlow(seat.desk, "P-0001"))
    await seat.digit(2)
    await seat.digit(1)
    await seat.fill(new="passwordpassword", again="passwordpassword")
    assert "too easy to guess" in seat.flow.message
    await seat.fill(new=GOOD, again=GOOD + "x")
    assert "not the same" in seat.flow.message
    assert "enrol_key" not in seat.asked


async def test_the_list_is_searched_and_paged(seat: Seat) -> None:
    await seat.sign_in("admin1")
    await seat.show(PeopleFlow(seat.desk))
    assert form(seat).page == "Page 1 of 2, Page Up and Page Down"
    first = items(seat)
    await seat.press("pagedown")
    assert items(seat) != first
    await seat.fill(wanted="QA")
    assert [name.split()[0] for name in items(seat)] == ["qa1", "Enrol"]
    await seat.digit(1)
    assert isinstance(seat.flow, PersonFlow)
    assert seat.flow.person.user_id == "qa1"


async def test_qa_sees_people_and_reports_a_token_lost_but_enrols_nobody(seat: Seat) -> None:
    await seat.sign_in("qa1")
    await seat.show(PeopleFlow(seat.desk))
    assert not any("Enrol" in name for name in items(seat))
    await seat.show(PersonFlow(seat.desk, "P-0001"))
    assert items(seat) == ["Token lost: end it now", "Token returned or broken: end it"]
    await seat.digit(1)
    await seat.type("left on the bus")
    await seat.sign("qa1")
    assert seat.recorder.plant.tokens["P-0001-T1"].state == TokenState.LOST
    answer = seat.kiosk.ask("check_code", person="P-0001", code=seat.kiosk.code("P-0001"), purpose="sign")
    assert answer.refusal is not None


@pytest.mark.urs("11.300(b)", "11.200(a)(3)")
async def test_a_forgotten_password_is_a_new_key_by_two_and_the_old_one_is_closed_with_a_date(seat: Seat) -> None:
    old = held_key(seat.recorder.plant.keys, KeyKind.USER, "P-0001")
    assert old is not None
    await seat.sign_in("admin1")
    await seat.show(PersonFlow(seat.desk, "P-0001"))
    await seat.digit(2)
    await seat.digit(1)
    await seat.fill(new=GOOD, again=GOOD)
    await seat.type("forgot it on holiday")
    await seat.sign("admin1")
    await seat.type("qa1")
    await seat.sign("qa1")
    assert seat.flow.message == ""
    keys = {key.id: key for key in seat.recorder.plant.keys}
    assert keys[old.id].revoked_because == "Password forgotten"
    assert keys[old.id].valid_to is not None
    seat.passwords["P-0001"] = GOOD
    await seat.sign_in("operator1")


@pytest.mark.urs("11.300(c)")
async def test_a_replacement_holds_to_its_day_and_ends_the_token_before(seat: Seat) -> None:
    await seat.sign_in("admin1")
    await seat.show(PersonFlow(seat.desk, "P-0001"))
    await seat.digit(3)
    await seat.digit(3)
    assert isinstance(seat.flow, GiveTokenFlow)
    await seat.digit(1)
    await codes(seat, await read_qr(seat))
    await seat.type("token broken")
    await seat.sign("admin1")
    await seat.type("admin2")
    await seat.sign("admin2")
    tokens = seat.recorder.plant.tokens
    assert tokens["P-0001-T1"].state == TokenState.REVOKED
    assert tokens["P-0001-T2"].until == date(2026, 11, 20) + timedelta(days=6)


async def test_wrong_codes_do_not_confirm_a_token(seat: Seat) -> None:
    await seat.sign_in("admin1")
    await seat.show(PersonFlow(seat.desk, "P-0001"))
    await seat.digit(3)
    await seat.digit(1)
    await seat.digit(1)
    await read_qr(seat)
    await seat.fill(first="000000", second="000001")
    assert "not two consecutive codes" in seat.flow.message
    assert isinstance(seat.flow, GiveTokenFlow)


@pytest.mark.urs("11.300(e)")
async def test_an_overdue_token_blocks_signing_until_it_was_tested(seat: Seat) -> None:
    seat.core.clock.advance(367 * 24 * 3600)
    await seat.sign_in("admin1")
    await seat.show(PersonFlow(seat.desk, "P-0001"))
    await seat.digit(4)
    await seat.type("lost")
    await seat.sign("admin1")
    assert "The token test was due on 2027-11-21" in seat.flow.message
    due = seat.desk.ways.own_due()
    assert due is not None
    await seat.show(due)
    seat.core.clock.advance(60)
    await codes(seat, seat.core.founded.seeds["P-0013"])
    assert seat.flow.screen == "change"
    await seat.sign("admin1")
    assert seat.flow.message == ""
    assert seat.recorder.plant.tokens["P-0013-T1"].tested == seat.core.clock.utc().date()
    assert seat.desk.ways.own_due() is None


@pytest.mark.urs("11.300(b)")
async def test_a_changed_password_holds_and_the_act_names_the_key_and_no_secret(seat: Seat) -> None:
    await seat.sign_in("operator1")
    await seat.show(seat.desk.ways.task("password", "PasswordFlow"))
    await seat.fill(old="not the password", new=GOOD, again=GOOD)
    assert "not accepted" in seat.flow.message
    await seat.fill(old=seat.core.founded.passwords["P-0001"], new=GOOD, again=GOOD)
    assert seat.seen[-1] == "home"
    await seat.sign_in("operator1", GOOD)
    with pytest.raises(Exception, match=r"not_accepted|not accepted"):
        await seat.sign_in("operator1", seat.core.founded.passwords["P-0001"])
    with seat.core.store.unit() as unit:
        acts = unit.rows(record.select().where(record.c.kind == ActKind.PASSWORD_CHANGED.value))
    assert len(acts) == 1
    assert GOOD.encode() not in bytes(acts[0].envelope)


async def test_a_closed_account_is_closed_with_key_and_token_and_its_user_id_is_gone(seat: Seat) -> None:
    await seat.sign_in("admin1")
    await seat.show(PersonFlow(seat.desk, "P-0001"))
    await seat.digit(6)
    await seat.type("left the company")
    await seat.sign("admin1")
    plant = seat.recorder.plant
    assert plant.person_of_user("operator1") is None
    assert held_key(plant.keys, KeyKind.USER, "P-0001") is None
    assert plant.tokens["P-0001-T1"].state == TokenState.REVOKED
    await seat.show(seat.desk.ways.task("enrol", "EnrolFlow"))
    await seat.fill(answer="operator1")
    assert "belongs or belonged" in seat.flow.message


@pytest.mark.parametrize("verb", ["enrol_begin", "enrol_pepper", "enrol_key", "enrol_token", "enrol_codes"])
async def test_an_answer_lost_at_any_step_costs_nothing_but_the_step_again(seat: Seat, verb: str) -> None:
    await seat.sign_in("admin1")
    await seat.show(seat.desk.ways.task("enrol", "EnrolFlow"))
    await seat.fill(answer="newbie7")
    await seat.fill(answer="Gao Yang")
    await seat.digit(1)
    await seat.press("enter")
    seat.lose_next(verb)

    async def again(step: Callable[[], Awaitable[None]]) -> None:
        await step()
        if seat.flow.message:
            await step()

    await again(lambda: seat.fill(answer="HR-2026-118"))
    await again(lambda: seat.fill(new=GOOD, again=GOOD))
    await again(lambda: seat.digit(1))
    seed = await read_qr(seat)
    first = current_code(seed, seat.core.clock.utc())
    seat.core.clock.advance(30)
    second = current_code(seed, seat.core.clock.utc())
    await again(lambda: seat.fill(first=first, second=second))
    assert seat.flow.screen == "change"
    await seat.type("HR-2026-118")
    await seat.sign("admin1")
    await seat.type("admin2")
    await seat.sign("admin2")
    assert seat.flow.message == ""
    assert seat.recorder.plant.person_of_user("newbie7") is not None


async def test_what_the_core_does_not_hear_is_said_and_can_be_done_again(seat: Seat) -> None:
    await seat.sign_in("admin1")
    await seat.show(PersonFlow(seat.desk, "P-0001"))
    await seat.digit(2)
    await seat.digit(1)
    seat.online = False
    await seat.fill(new=GOOD, again=GOOD)
    assert seat.flow.message
    seat.online = True
    await seat.fill(new=GOOD, again=GOOD)
    assert seat.flow.screen == "change"
    assert msgspec.to_builtins(seat.recorder.plant.people["P-0001"])["active"]


async def test_ones_own_password_is_reached_from_the_help_of_the_list_of_work(seat: Seat) -> None:
    await seat.sign_in("operator1")
    await seat.show(HelpFlow(seat.desk, MyWorkFlow(seat.desk)))
    await seat.digit(1)
    assert seat.flow.screen == "help"
    await seat.press("pagedown")
    await seat.press("pagedown")
    await seat.digit(1)
    assert seat.seen[-1] == "form"
