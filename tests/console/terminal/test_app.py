"""The app without a terminal: navigation, keys typed ahead, lock, notices, failures."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import msgspec
import pytest
from textual import events
from textual.app import App
from textual.binding import Binding
from textual.pilot import Pilot
from textual.screen import Screen

from console.app.kiosk import KioskApp
from console.app.screens import SCREENS, screen_class
from console.background import Background
from console.desk import Notice
from console.flows.change import ChangeFlow
from console.flows.devices_and_link import DevicesAndLinkFlow
from console.flows.flow import TaskFlow
from console.flows.help import HelpFlow
from console.flows.lease import LeaseFlow
from console.flows.locked import LockedFlow
from console.flows.my_work import MyWorkFlow
from console.flows.sign_in import SignInFlow
from console.flows.statement import StatementFlow
from console.resume import Last, Resume
from core.changes import change
from core.codes import Code
from core.finding import Finding
from core.policy import STATEMENT
from core.secret import Secret
from screens.everyone.devices_and_link import DevicesAndLinkScreen
from screens.frame import FlowScreen
from screens.operator.instruction import InstructionView
from tests.fakes.terminal import CODE, Terminal, password
from tests.fakes.until import until


class Counting(DevicesAndLinkFlow):
    """Counts what reaches it."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(terminal.desk, SignInFlow(terminal.desk, terminal.checkup))
        self.keys: list[str] = []
        self.digits: list[int] = []
        self.life: list[str] = []
        self.codes: list[Code] = []

    async def opened(self) -> None:
        self.life.append("opened")

    async def closed(self) -> None:
        self.life.append("closed")

    async def key(self, name: str) -> None:
        self.keys.append(name)
        if name == "enter":
            raise ValueError("a fault of the program")

    async def digit(self, number: int) -> None:
        self.digits.append(number)
        if number == 9:
            self.say(Finding("refusal.step_not_started", {"step": "1"}))

    async def scan(self, code: Code) -> None:
        self.codes.append(code)


@asynccontextmanager
async def running(terminal: Terminal, lock_s: float = 300) -> AsyncGenerator[tuple[KioskApp, Pilot[None]]]:
    background = Background()
    app = KioskApp(terminal.desk, terminal.checkup, background, lock_s=lock_s)
    app.resume = Resume(terminal.outbox)
    await app.resume.load()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: isinstance(app.flow, SignInFlow))
        yield app, pilot
    await background.end()


async def at(app: KioskApp, flow: TaskFlow) -> None:
    app.go(flow)
    await until(lambda: app.flow is flow)


async def test_it_starts_with_its_check_and_comes_to_the_sign_in(terminal: Terminal) -> None:
    async with running(terminal) as (app, _):
        assert isinstance(app.flow, SignInFlow)
        assert terminal.checkup.passed


async def test_flows_are_opened_and_closed_once_each(terminal: Terminal) -> None:
    async with running(terminal) as (app, _):
        first, second = Counting(terminal), Counting(terminal)
        await at(app, first)
        await until(lambda: first.life)
        await at(app, second)
        await until(lambda: second.life)
        assert (first.life, second.life) == (["opened", "closed"], ["opened"])
        assert len(app.screen_stack) == 2


async def test_a_flow_that_is_passed_over_at_once_leaves_the_last_one(terminal: Terminal) -> None:
    async with running(terminal) as (app, _):
        first, second = Counting(terminal), Counting(terminal)
        app.go(first)
        app.go(second)
        await until(lambda: app.flow is second)
        await until(lambda: second.life)
        assert first.life in ([], ["closed"])
        assert isinstance(app.screen, DevicesAndLinkScreen)


async def test_signing_in_by_keys_comes_to_the_work(terminal: Terminal) -> None:
    async with running(terminal) as (app, pilot):
        await pilot.press(*"operator1", "enter", *password("operator1"), "enter")
        await pilot.press(*CODE, "enter")
        await until(lambda: isinstance(app.flow, MyWorkFlow))
        assert terminal.desk.session is not None


async def test_f10_locks_anywhere_and_the_same_person_comes_back_to_the_same_task(terminal: Terminal) -> None:
    async with running(terminal) as (app, pilot):
        terminal.enter("operator1")
        flow = Counting(terminal)
        await at(app, flow)
        await pilot.press("f10")
        await until(lambda: isinstance(app.flow, LockedFlow))
        assert terminal.desk.session is None
        locked = app.flow
        assert isinstance(locked, LockedFlow)
        await locked.submit(Secret(password("operator1")), Secret(CODE))
        await until(lambda: app.flow is flow)
        await until(lambda: flow.life == ["opened", "closed", "opened"])


async def test_f10_does_nothing_while_nobody_is_signed_in(terminal: Terminal) -> None:
    async with running(terminal) as (app, pilot):
        await pilot.press("f10")
        await pilot.pause()
        assert isinstance(app.flow, SignInFlow)


async def test_f1_helps_and_f3_goes_back(terminal: Terminal) -> None:
    async with running(terminal) as (app, pilot):
        before = app.flow
        await pilot.press("f1")
        await until(lambda: isinstance(app.flow, HelpFlow))
        await pilot.press("f1")
        assert isinstance(app.flow, HelpFlow)
        await pilot.press("f3")
        await until(lambda: app.flow is before)


@pytest.mark.urs("11.200", "11.10(d)", "Draft 11")
async def test_it_warns_and_locks_when_nobody_is_there(terminal: Terminal) -> None:
    async with running(terminal, lock_s=3.0) as (app, pilot):
        terminal.enter("operator1")
        await at(app, Counting(terminal))
        await pilot.press("up")
        await until(lambda: terminal.desk.notice is not None)
        assert "locks in" in "".join("".join(c for c, _ in row) for row in drawn(app))
        await until(lambda: isinstance(app.flow, LockedFlow))
        assert terminal.desk.session is None
        assert terminal.desk.notice is None


async def test_a_key_takes_the_warning_back(terminal: Terminal) -> None:
    async with running(terminal, lock_s=20.0) as (app, pilot):
        terminal.enter("operator1")
        await at(app, Counting(terminal))
        terminal.desk.notice = Notice(Finding("kiosk.locks_soon", {"s": "9"}))
        await pilot.press("up")
        assert terminal.desk.notice is None


def drawn(app: KioskApp) -> list[list[tuple[str, object]]]:
    assert isinstance(app.screen, FlowScreen)
    rows: list[list[tuple[str, object]]] = app.screen.draw(80, 24).rows  # pyright: ignore[reportAssignmentType]  (made loosely)
    return rows


async def test_keys_typed_before_an_error_do_not_act_after_it(terminal: Terminal) -> None:
    async with running(terminal) as (app, pilot):
        flow = Counting(terminal)
        await at(app, flow)
        typed_ahead = events.Key("1", "1")
        await pilot.press("9")
        await until(lambda: flow.message)
        app.post_message(typed_ahead)
        await pilot.pause()
        await pilot.press("2")
        assert flow.digits == [9, 2]


async def test_keys_typed_before_a_guarded_screen_came_up_do_not_reach_it(terminal: Terminal) -> None:
    async with running(terminal) as (app, pilot):
        flow = Counting(terminal)
        await at(app, flow)
        app.go(SignInFlow(terminal.desk, terminal.checkup))
        app.post_message(events.Key("x", "x"))
        await until(lambda: isinstance(app.flow, SignInFlow))
        await pilot.pause()
        assert isinstance(app.screen, FlowScreen)
        assert [entry.text for entry in app.screen.typing.entries] == ["", "", ""]


async def test_keys_typed_ahead_between_plain_screens_are_kept(terminal: Terminal) -> None:
    async with running(terminal) as (app, _):
        first, second = Counting(terminal), Counting(terminal)
        await at(app, first)
        app.go(second)
        app.post_message(events.Key("4", "4"))
        await until(lambda: second.digits == [4])
        assert first.digits == []


async def test_an_error_in_an_action_is_told_and_the_terminal_lives(terminal: Terminal) -> None:
    async with running(terminal) as (app, pilot):
        flow = Counting(terminal)
        await at(app, flow)
        await pilot.press("enter")
        await until(lambda: flow.message)
        assert flow.message.startswith("The terminal could not do that")
        await pilot.press("3")
        assert flow.digits == [3]


async def test_a_pasted_code_is_routed_as_a_scan_and_never_typed(terminal: Terminal) -> None:
    async with running(terminal) as (app, _):
        flow = Counting(terminal)
        await at(app, flow)
        app.post_message(events.Paste("C-000981"))
        await until(lambda: flow.codes)
        assert flow.codes[0].get("container") == "C-000981"
        assert flow.keys == []


async def test_a_task_beside_the_screen_that_fails_ends_the_terminal_with_status_1(terminal: Terminal) -> None:
    async with running(terminal) as (app, _):

        async def fails() -> None:
            raise ValueError("a fault of the program")

        app._background.start("failing", fails())
        await until(lambda: app.return_code == 1)


def test_every_screen_of_the_table_is_there() -> None:
    for name in SCREENS:
        assert issubclass(screen_class(name), FlowScreen)


def default_keys() -> list[str]:
    """Every key that Textual itself binds on an app or a screen."""
    bindings = [binding for owner in (App, Screen) for binding in owner.BINDINGS]
    return [key for binding in bindings if isinstance(binding, Binding) for key in binding.key.split(",")]


@pytest.mark.urs("11.10(d)")
async def test_no_default_binding_does_anything(terminal: Terminal) -> None:
    async with running(terminal) as (app, pilot):
        flow = Counting(terminal)
        await at(app, flow)
        for key in (*default_keys(), "ctrl+p", "ctrl+backslash", "ctrl+z", "ctrl+d", "ctrl+s", "ctrl+l", "escape"):
            await pilot.press(key)
        assert (app.flow, app.return_code, flow.keys, flow.digits) == (flow, None, [], [])
        assert len(app.screen_stack) == 2


async def test_every_action_that_leaves_or_gives_something_away_does_nothing(terminal: Terminal) -> None:
    async with running(terminal) as (app, pilot):
        stack = list(app.screen_stack)
        for action in ("quit", "help_quit", "suspend_process", "screenshot", "command_palette", "copy_text"):
            await app.run_action(action)
        app.copy_to_clipboard("secret")
        app.open_url("https://example.org")
        app.deliver_screenshot()
        app.search_themes()
        await pilot.pause()
        assert app.clipboard == ""
        assert list(app.screen_stack) == stack
        assert app.return_code is None


async def test_the_clock_in_the_header_moves_on_by_itself(terminal: Terminal) -> None:
    async with running(terminal) as (app, _):
        await at(app, Counting(terminal))
        before = "".join(c for c, _ in drawn(app)[1])
        terminal.clock.advance(61)
        after = "".join(c for c, _ in drawn(app)[1])
        assert before != after
        started = time.monotonic()
        await until(lambda: time.monotonic() - started > 1.1)
        assert app.flow is not None


@pytest.mark.urs("F27")
async def test_after_a_power_cut_the_same_person_comes_back_to_the_same_step(terminal: Terminal) -> None:
    terminal.core.issue("B2611-0042")
    await terminal.following.refresh()
    resume = Resume(terminal.outbox)
    await resume.note(Last("P-0001", "B2611-0042"))
    async with running(terminal) as (app, _):
        assert isinstance(app.flow, SignInFlow)
        await app.flow.sign_in("operator1", Secret(password("operator1")), Secret(CODE))
        await until(lambda: isinstance(app.flow, LeaseFlow))
        assert terminal.desk.notice is not None
        assert terminal.desk.notice.what.params == {"n": "1", "k": "1"}


async def test_another_person_and_one_who_left_the_step_come_to_the_work(terminal: Terminal) -> None:
    terminal.core.issue("B2611-0042")
    await terminal.following.refresh()
    await Resume(terminal.outbox).note(Last("P-0001", "B2611-0042"))
    async with running(terminal) as (app, _):
        assert isinstance(app.flow, SignInFlow)
        await app.flow.sign_in("operator2", Secret(password("operator2")), Secret(CODE))
        await until(lambda: isinstance(app.flow, MyWorkFlow))
        assert app.resume is not None
        await until(lambda: app.resume is not None and app.resume.batch_of("P-0001") is None)


async def test_the_step_in_work_is_noted_on_the_disk(terminal: Terminal) -> None:
    terminal.core.issue("B2611-0042")
    await terminal.following.refresh()
    async with running(terminal) as (app, _):
        terminal.enter("operator1")
        await at(app, terminal.desk.ways.step("B2611-0042"))
        kept = Resume(terminal.outbox)
        async with asyncio.timeout(10):
            while kept.batch_of("P-0001") is None:  # it is noted beside the screen
                await kept.load()

        before = app.flow
        app.lock()
        await until(lambda: app.flow is not before)
        await kept.load()
        assert kept.batch_of("P-0001") == "B2611-0042"
        assert kept.operation_in("B2611-0042") == "OP-110"


async def test_a_password_typed_and_not_sent_is_forgotten(terminal: Terminal) -> None:
    async with running(terminal, lock_s=2.0) as (app, pilot):
        await pilot.press("x", "enter", "y")
        assert isinstance(app.screen, FlowScreen)
        typing = app.screen.typing
        assert [entry.text for entry in typing.entries] == ["x", "y", ""]
        await until(lambda: [entry.text for entry in typing.entries] == ["", "", ""])


@pytest.mark.urs("11.200")
async def test_what_ends_after_the_lock_shows_nothing_and_is_come_back_to(terminal: Terminal) -> None:
    terminal.core.issue("B2611-0042")
    await terminal.following.refresh()
    async with running(terminal) as (app, pilot):
        terminal.enter("operator1")
        await at(app, MyWorkFlow(terminal.desk))
        app.lock()
        await until(lambda: isinstance(app.flow, LockedFlow))
        led_to = terminal.desk.ways.batch_map("B2611-0042")
        app.go(led_to)
        await pilot.pause()
        locked = app.flow
        assert isinstance(locked, LockedFlow)
        await locked.submit(Secret(password("operator1")), Secret(CODE))
        await until(lambda: app.flow is led_to)


async def test_nothing_of_a_batch_opens_while_nobody_is_signed_in(terminal: Terminal) -> None:
    terminal.core.issue("B2611-0042")
    await terminal.following.refresh()
    async with running(terminal) as (app, pilot):
        app.go(terminal.desk.ways.batch_map("B2611-0042"))
        await pilot.pause()
        assert isinstance(app.flow, SignInFlow)


async def test_a_step_that_cannot_be_shown_is_not_come_back_to_twice(terminal: Terminal) -> None:
    terminal.core.issue("B2611-0042")
    await terminal.following.refresh()
    await Resume(terminal.outbox).note(Last("P-0001", "B2611-0042"))

    class Unshowable(LeaseFlow):
        @property
        def view(self) -> InstructionView:
            raise ValueError("a fault of the program")

    step = terminal.recorder.batch("B2611-0042").master.steps()[0]
    terminal.desk.ways.step = lambda batch, operation="": Unshowable(terminal.desk, batch, step)

    async def come_in() -> None:
        async with running(terminal) as (app, _):
            assert isinstance(app.flow, SignInFlow)
            await app.flow.sign_in("operator1", Secret(password("operator1")), Secret(CODE))
            await until(lambda: app.return_code == 1)

    with pytest.raises(ValueError, match="a fault"):
        await come_in()
    again = Resume(terminal.outbox)
    await again.load()
    assert again.batch_of("P-0001") is None


@pytest.mark.urs("11.10(j)", "11.100(c)")
async def test_who_has_not_signed_the_statement_comes_to_it_right_after_the_sign_in(terminal: Terminal) -> None:
    people = {key: msgspec.structs.replace(one, statement=0) for key, one in terminal.core.plant.people.items()}
    terminal.core.plant = msgspec.structs.replace(terminal.core.plant, people=people)
    await terminal.following.refresh()
    async with running(terminal) as (app, pilot):
        assert isinstance(app.flow, SignInFlow)
        await app.flow.sign_in("operator1", Secret(password("operator1")), Secret(CODE))
        await until(lambda: isinstance(app.flow, StatementFlow))
        await pilot.press("enter")
        await until(lambda: isinstance(app.flow, ChangeFlow))
        await until(lambda: app.screen.takes_keys)  # type: ignore[attr-defined] - a screen of a flow
        await pilot.press("f12")
        await until(lambda: isinstance(app.flow, MyWorkFlow))


async def test_pages_of_a_change_are_turned_while_its_fields_wait(terminal: Terminal) -> None:
    people = {key: msgspec.structs.replace(one, statement=0) for key, one in terminal.core.plant.people.items()}
    terminal.core.plant = msgspec.structs.replace(terminal.core.plant, people=people)
    await terminal.following.refresh()
    async with running(terminal) as (app, pilot):
        terminal.enter("admin1")
        words = msgspec.structs.replace(STATEMENT, en=STATEMENT.en * 2)
        policy = msgspec.structs.replace(terminal.core.plant.policy, version=2, statement=words, statement_version=2)
        flow = ChangeFlow(terminal.desk, (change("policy", "policy", policy),))
        await at(app, flow)
        first = flow.view.rows
        await until(lambda: app.screen.takes_keys)  # type: ignore[attr-defined] - a screen of a flow
        await pilot.press("pagedown")
        assert flow.view.rows != first
        await pilot.press("pageup", *"HR-7", "enter")
        assert flow.reason == "HR-7"
