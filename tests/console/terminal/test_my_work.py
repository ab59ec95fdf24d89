from console.flows.batch_map import BatchMapFlow
from console.flows.devices_and_link import DevicesAndLinkFlow
from console.flows.issue import IssueFlow
from console.flows.lease import LeaseFlow
from console.flows.my_work import MyWorkFlow
from core.acts import ActKind, Subject
from core.codes import identify
from screens.views import CellState, Tone
from tests.fakes.terminal import KIOSK, Terminal


async def with_batch(terminal: Terminal, user_id: str = "operator1", number: str = "B2611-0042") -> MyWorkFlow:
    terminal.core.issue(number)
    await terminal.following.refresh()
    terminal.enter(user_id)
    return MyWorkFlow(terminal.desk)


async def test_a_batch_with_its_next_step_here_is_listed_and_a_digit_opens_it(terminal: Terminal) -> None:
    flow = await with_batch(terminal)
    [item] = flow.view.items
    assert (item.digit, item.code, item.count.partition("/")[0]) == (1, "B2611-0042", "1")
    assert item.mark is not None
    assert item.mark.words == "ready"
    await flow.digit(1)
    [opened] = terminal.steps.gone
    assert isinstance(opened, LeaseFlow)


async def test_digits_without_a_row_do_nothing(terminal: Terminal) -> None:
    flow = await with_batch(terminal)
    for number in (0, 2, 9):
        await flow.digit(number)
    assert terminal.steps.gone == []


async def test_an_operation_held_by_another_kiosk_says_where(terminal: Terminal) -> None:
    flow = await with_batch(terminal)
    batch = terminal.recorder.batch("B2611-0042")
    operation = batch.master.operations()[0].id
    terminal.core.state(
        ActKind.OPERATION_LEASED, Subject(batch="B2611-0042", operation=operation), facts={"kiosk": "KIOSK-09"}
    )
    await terminal.following.refresh()
    [item] = flow.view.items
    assert item.mark is not None
    assert (item.mark.tone, item.mark.words) == (Tone.NONE, "at KIOSK-09")


async def test_a_step_of_another_room_is_not_listed(terminal: Terminal) -> None:
    flow = await with_batch(terminal)
    operation = terminal.recorder.batch("B2611-0042").master.operations()[0]
    rooms = terminal.mirror.current.rooms
    other = next(room for room in rooms.values() if room.id != operation.room)
    terminal.desk.place = type(terminal.desk.place)(KIOSK, other)
    assert flow.view.items == ()
    assert flow.view.empty == "Nothing waits for you in this room."
    terminal.desk.place = type(terminal.desk.place)(KIOSK, rooms[operation.room])
    assert len(flow.view.items) == 1


async def test_each_role_sees_its_own_tasks(terminal: Terminal) -> None:
    quality = {"Audit trail", "Alarms", "Locked persons"}
    own = {
        "operator1": set[str](),
        "planner1": {"Issue a batch"},
        "qc1": {"Samples due"},
        "qa1": {"Issue a batch", "Review and release", *quality},
        "ap1": {"Review and release", "Audit trail"},
        "warehouse1": {"Ship"},
        "admin1": quality,
    }
    told = set[str]().union(*own.values())
    for user, tasks in own.items():
        terminal.enter(user)
        flow = MyWorkFlow(terminal.desk)
        seen: set[str] = set()
        for _ in range(5):
            seen |= {item.name for item in flow.view.items}
            await flow.key("pagedown")
        assert seen & told == tasks, user


async def test_a_long_list_comes_in_pages_of_five(terminal: Terminal) -> None:
    for number in range(1, 8):
        terminal.core.issue(f"B2611-00{number:02d}")
    flow = await with_batch(terminal, number="B2611-0099")
    assert [item.digit for item in flow.view.items] == [1, 2, 3, 4, 5]
    assert flow.view.page == "Page 1 of 2, Page Up and Page Down"
    await flow.key("pagedown")
    assert [item.code for item in flow.view.items] == ["B2611-0006", "B2611-0007", "B2611-0099"]
    await flow.key("pagedown")
    assert flow.view.page == "Page 2 of 2, Page Up and Page Down"
    await flow.digit(3)
    [opened] = terminal.steps.gone
    assert isinstance(opened, LeaseFlow)
    assert opened.batch == "B2611-0099"


async def test_a_scanned_batch_label_opens_the_batch_and_an_unknown_one_says_so(terminal: Terminal) -> None:
    flow = await with_batch(terminal)
    today = terminal.clock.utc().date()
    await flow.scan(identify(b"B2611-0042", today))
    assert isinstance(terminal.steps.gone[0], LeaseFlow)
    await flow.scan(identify(b"B2611-0777", today))
    assert flow.message == "Batch B2611-0777 is not open at this kiosk. Reload with F5."
    assert len(terminal.steps.gone) == 1


async def test_f3_signs_out_on_record(terminal: Terminal) -> None:
    flow = await with_batch(terminal)
    await flow.key("f3")
    assert terminal.desk.session is None
    assert terminal.steps.gone == ["home"]
    assert (await terminal.acts())[-1].kind == ActKind.SIGNED_OUT


async def test_f5_brings_what_the_core_has_issued_meanwhile(terminal: Terminal) -> None:
    flow = await with_batch(terminal)
    terminal.core.issue("B2611-0050")
    assert len(flow.view.items) == 1
    await flow.key("f5")
    assert [item.code for item in flow.view.items] == ["B2611-0042", "B2611-0050"]
    terminal.core.online = False
    await flow.key("f5")
    assert flow.message == "The core cannot be reached. Try again when online."
    assert len(flow.view.items) == 2


async def test_devices_and_link_come_back_to_the_list(terminal: Terminal) -> None:
    flow = await with_batch(terminal)
    await flow.key("f4")
    [page] = terminal.steps.gone
    assert isinstance(page, DevicesAndLinkFlow)
    await page.key("f3")
    assert terminal.steps.gone[-1] is flow


async def test_a_planner_issues_a_batch_from_an_effective_master_record(terminal: Terminal) -> None:
    terminal.enter("planner1")
    await MyWorkFlow(terminal.desk).digit(1)
    [issue] = terminal.steps.gone
    assert isinstance(issue, IssueFlow)
    await issue.opened()
    [item] = issue.view.items
    assert (item.code, item.count) == ("PCM500", "v1")
    await issue.digit(1)
    asked, [master] = terminal.core.asked[-1][1], terminal.recorder.plant.masters.values()
    assert asked["master"] in (master.code, master.sha256)
    assert (asked["person"], asked["session"]) == ("P-0011", "session-1")
    assert [batch.state.number for batch in terminal.recorder.batches()] == ["B2611-0043"]
    assert terminal.steps.gone[-1] == "home"


async def test_a_refused_issue_says_why_and_stays(terminal: Terminal) -> None:
    terminal.enter("planner1")
    issue = IssueFlow(terminal.desk)
    await issue.opened()
    terminal.core.online = False
    await issue.digit(1)
    assert issue.message
    assert terminal.steps.gone == []


async def test_the_map_shows_where_the_batch_stands_and_enter_opens_the_step_of_now(terminal: Terminal) -> None:
    await with_batch(terminal)
    flow = BatchMapFlow(terminal.desk, "B2611-0042")
    cells = [cell for operation in flow.view.map.operations for cell in operation.cells]
    assert cells[0] is CellState.NOW
    assert set(cells[1:]) == {CellState.TO_COME}
    assert len(cells) == len(terminal.recorder.batch("B2611-0042").master.steps())
    await flow.key("enter")
    assert isinstance(terminal.steps.gone[0], LeaseFlow)
    await flow.key("f3")
    assert terminal.steps.gone[-1] == "home"


async def test_a_planner_sees_every_batch_on_its_map_and_opens_no_step(terminal: Terminal) -> None:
    flow = await with_batch(terminal, "planner1")
    terminal.desk.place = type(terminal.desk.place)(KIOSK, terminal.mirror.current.rooms["QA-OFFICE"])
    assert [item.code for item in flow.view.items if item.code] == ["B2611-0042"]
    await flow.digit(1)
    [page] = terminal.steps.gone
    assert isinstance(page, BatchMapFlow)
    assert page.view.frame.next == "press F3 to go back"
    await page.key("enter")
    assert terminal.steps.gone == [page]
