import pytest

from console.flows.help import HelpFlow
from console.flows.locked import LockedFlow
from console.flows.my_work import MyWorkFlow
from core.acts import ActKind
from core.codes import identify
from core.secret import Secret
from tests.fakes.terminal import CODE, Terminal, password


async def locked(terminal: Terminal, why: str = "key") -> tuple[LockedFlow, MyWorkFlow]:
    session = terminal.enter("operator1")
    kept = MyWorkFlow(terminal.desk)
    flow = LockedFlow(terminal.desk, kept, session, why)
    terminal.desk.session = None  # as the app does that locks
    await flow.opened()
    return flow, kept


@pytest.mark.urs("11.10(d)", "Annex 11 12.4")
async def test_locking_ends_the_session_on_record_and_shows_no_data(terminal: Terminal) -> None:
    terminal.core.issue("B2611-0042")
    await terminal.following.refresh()
    flow, _ = await locked(terminal, "idle")
    assert terminal.desk.session is None
    act = (await terminal.acts())[-1]
    assert (act.kind, act.facts["why"]) == (ActKind.LOCKED, "idle")
    assert "B2611" not in repr(flow.view)


async def test_the_same_person_comes_back_to_the_same_task_in_a_new_session(terminal: Terminal) -> None:
    flow, kept = await locked(terminal)
    await flow.submit(Secret(password("operator1")), Secret(CODE))
    assert terminal.steps.gone == [kept]
    assert terminal.desk.session is not None
    assert terminal.desk.session.id != "session-1"
    assert (await terminal.acts())[-1].facts["why"] == "unlocked"


async def test_a_lock_that_is_recorded_late_ends_no_session_begun_since(terminal: Terminal) -> None:
    flow = LockedFlow(terminal.desk, MyWorkFlow(terminal.desk), terminal.enter("operator1"), "key")
    terminal.desk.session = None
    await flow.submit(Secret(password("operator1")), Secret(CODE))
    await flow.opened()
    assert terminal.desk.session is not None


async def test_a_wrong_password_leaves_it_locked(terminal: Terminal) -> None:
    flow, _ = await locked(terminal)
    await flow.submit(Secret("wrong"), Secret(CODE))
    assert terminal.desk.session is None
    assert terminal.steps.gone == []
    assert flow.message


async def test_another_person_signs_in_by_key_or_badge(terminal: Terminal) -> None:
    flow, _ = await locked(terminal)
    today = terminal.clock.utc().date()
    await flow.scan(identify(b"U-operator1", today))
    assert terminal.steps.gone == []
    await flow.scan(identify(b"U-operator2", today))
    await flow.key("f3")
    assert terminal.steps.gone == ["home", "home"]


async def test_help_asked_for_while_locked_goes_back_to_the_lock_without_a_second_record(terminal: Terminal) -> None:
    flow, _ = await locked(terminal)
    count = len(await terminal.acts())
    page = HelpFlow(terminal.desk, flow)
    await page.key("f3")
    assert terminal.steps.gone == [flow]
    await flow.opened()
    assert len(await terminal.acts()) == count
