import sys

import pytest

from console.flows.sign_in import SignInFlow, end_session
from console.outbox import NotStored
from core.acts import ActKind
from core.codes import identify
from core.record.digest import sha256_hex
from core.secret import Secret
from tests.fakes.terminal import CODE, Terminal, password

SENTENCE = "User id, password or code not accepted. Type them again."


async def signed_in(terminal: Terminal, user_id: str, secret: str, code: str = CODE) -> SignInFlow:
    flow = SignInFlow(terminal.desk, terminal.checkup)
    await flow.opened()
    await flow.sign_in(user_id, Secret(secret), Secret(code))
    return flow


@pytest.mark.urs("11.200")
async def test_the_right_three_begin_a_session_on_record(terminal: Terminal) -> None:
    await signed_in(terminal, "operator1", password("operator1"))
    session = terminal.desk.session
    assert session is not None
    assert session.person.user_id == "operator1"
    assert terminal.steps.gone == ["home"]
    act = (await terminal.acts())[-1]
    assert act.kind == ActKind.SIGNED_IN
    assert act.who.session == session.id
    assert act.facts["code_check"] == "C-1"


async def test_an_opening_that_comes_late_ends_no_session_begun_since(terminal: Terminal) -> None:
    flow = SignInFlow(terminal.desk, terminal.checkup)
    await flow.sign_in("operator1", Secret(password("operator1")), Secret(CODE))
    await flow.opened()
    assert terminal.desk.session is not None


async def test_what_labels_of_suppliers_need_is_there_before_anybody_is_in(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "biip", raising=False)
    await SignInFlow(terminal.desk, terminal.checkup).opened()
    assert "biip" in sys.modules


@pytest.mark.parametrize(
    ("user_id", "secret", "code"),
    [
        ("nobody", password("nobody"), CODE),
        ("operator1", "wrong", CODE),
        ("operator1", password("operator1"), "999999"),
    ],
)
async def test_any_wrong_one_gives_the_same_sentence_and_is_on_record(
    terminal: Terminal, user_id: str, secret: str, code: str
) -> None:
    flow = await signed_in(terminal, user_id, secret, code)
    assert flow.message == SENTENCE
    assert terminal.desk.session is None
    acts = await terminal.acts()
    assert [act.kind for act in acts] == [ActKind.REFUSED]
    assert secret not in repr(acts)


async def test_a_password_typed_as_user_id_is_kept_nowhere(terminal: Terminal) -> None:
    typed = password("operator1")
    await signed_in(terminal, typed, "")
    acts = await terminal.acts()
    assert [act.kind for act in acts] == [ActKind.REFUSED]
    assert typed not in repr(acts)


@pytest.mark.urs("F11")
async def test_a_wrong_password_counts_at_the_core_like_a_wrong_code_and_uses_no_code_up(terminal: Terminal) -> None:
    await signed_in(terminal, "operator1", "wrong")
    asked = [body for verb, body in terminal.core.asked if verb == "check_code"]
    assert [(body["person"], body["code"]) for body in asked] == [("P-0001", "")]
    await signed_in(terminal, "operator1", password("operator1"))
    terminal.core.online = False
    offline = await signed_in(terminal, "operator1", "wrong")
    assert offline.message == "The core cannot be reached. Try again when online."


async def test_a_core_that_cannot_be_reached_is_not_told_as_a_wrong_code(terminal: Terminal) -> None:
    terminal.core.online = False
    flow = await signed_in(terminal, "operator1", password("operator1"))
    assert flow.message.startswith("The core cannot be reached, and your key is not kept at this terminal.")
    terminal.core.online = True
    await signed_in(terminal, "operator1", password("operator1"))
    terminal.core.online = False
    flow = await signed_in(terminal, "operator1", password("operator1"))
    assert flow.message == "The core cannot be reached. Try again when online."
    assert [act.kind for act in await terminal.acts()] == [ActKind.SIGNED_IN]


async def test_a_refusal_empties_the_fields(terminal: Terminal) -> None:
    flow = SignInFlow(terminal.desk, terminal.checkup)
    before = [field.attempt for field in flow.view.fields]
    await flow.sign_in("operator1", Secret("wrong"), Secret(CODE))
    assert all(new.attempt > old for new, old in zip(flow.view.fields, before, strict=True))


async def test_a_badge_fills_in_the_user_id_and_nothing_else_does(terminal: Terminal) -> None:
    flow = SignInFlow(terminal.desk, terminal.checkup)
    today = terminal.clock.utc().date()
    await flow.scan(identify(b"U-operator1", today))
    assert flow.view.fields[0].value == "operator1"
    await flow.scan(identify(b"C-000981", today))
    assert flow.view.fields[0].value == "operator1"
    assert "C-000981" in flow.message


async def test_a_digit_changes_the_language_at_once(terminal: Terminal) -> None:
    flow = SignInFlow(terminal.desk, terminal.checkup)
    await flow.digit(1)
    assert flow.view.frame.title == "登录"
    await flow.digit(2)
    assert flow.view.frame.title == "Sign in"
    await flow.digit(7)
    assert flow.view.frame.title == "Sign in"


async def test_a_session_that_cannot_be_recorded_does_not_begin(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*arguments: object) -> None:
        raise NotStored("outbox.disk_full")

    monkeypatch.setattr(terminal.outbox, "append", full)
    flow = await signed_in(terminal, "operator1", password("operator1"))
    assert flow.message.startswith("NOT STORED.")
    assert terminal.desk.session is None


async def test_the_end_of_a_session_is_on_record(terminal: Terminal) -> None:
    session = terminal.enter("operator1")
    assert await end_session(terminal.desk, ActKind.SIGNED_OUT, "key") is None
    assert terminal.desk.session is None
    act = (await terminal.acts())[-1]
    assert (act.kind, act.who) == (ActKind.SIGNED_OUT, session.who)


async def test_no_secret_is_kept_in_the_flow(terminal: Terminal) -> None:
    flow = await signed_in(terminal, "operator1", "a-wrong-password")
    kept = repr(vars(flow)) + repr(flow.view)
    assert "a-wrong-password" not in kept
    assert sha256_hex(b"a-wrong-password") not in kept
