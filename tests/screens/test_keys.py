"""One user action is one call of the flow; nothing typed ahead signs, nothing typed stays."""

import asyncio
import contextvars
import dataclasses
import gc
import weakref
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from core.secret import Secret
from screens.flow import Answer
from screens.frame import ActionFailed, FlowScreen
from screens.gallery.examples import EXAMPLES
from screens.gallery.register import screen_of
from screens.gallery.still import StillFlow
from screens.operator.countersign import CountersignScreen
from screens.operator.exception import ExceptionScreen
from screens.operator.sign import SignScreen
from screens.theme import Theme
from screens.views import FieldKind, FieldView


class Bench(App[None]):
    """An app that holds one screen and keeps what failed."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, screen: FlowScreen[Any]) -> None:
        super().__init__()
        self.held = screen
        self.failed: list[BaseException] = []

    def on_mount(self) -> None:
        self.push_screen(self.held)

    def on_action_failed(self, message: ActionFailed) -> None:
        self.failed.append(message.error)


@asynccontextmanager
async def shown(screen: FlowScreen[Any], size: tuple[int, int] = (80, 24)) -> AsyncGenerator[Pilot[None]]:
    async with Bench(screen).run_test(size=size) as pilot:
        await pilot.pause()
        yield pilot


def flow_of(name: str) -> StillFlow[Any]:
    return StillFlow(EXAMPLES[name]("en"))


def send(pilot: Pilot[None], *keys: str) -> None:
    """Send keys without the pauses of `Pilot.press`."""
    for key in keys:
        pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))


async def test_a_function_key_is_one_call_and_a_dead_one_none() -> None:
    flow = flow_of("weigh-below")
    async with shown(screen_of(flow, Theme.DARK)) as pilot:
        await pilot.press("f2", "f8", "f12", "f5")
    assert flow.asked == [("key", "f2"), ("key", "f12")]


@pytest.mark.parametrize("size", [(79, 24), (80, 23), (40, 10)])
async def test_a_terminal_too_small_shows_nothing_that_could_be_signed_and_takes_the_lock_alone(
    size: tuple[int, int],
) -> None:
    flow = flow_of("weigh-below")
    screen = screen_of(flow, Theme.DARK)
    async with shown(screen, size) as pilot:
        await pilot.press("f2", "1", "enter", "f10")
    assert flow.asked == [("key", "f10")]
    canvas = screen.draw(*size)
    assert (canvas.faults, f"{size[0]} columns and {size[1]} rows" in " ".join(canvas.text().split())) == ([], True)


async def test_digits_choose_rows_and_arrows_move() -> None:
    flow = flow_of("my-work")
    async with shown(screen_of(flow, Theme.DARK)) as pilot:
        await pilot.press("3", "down", "enter", "x")
    assert flow.asked == [("digit", 3), ("key", "down"), ("key", "enter")]


async def test_digits_are_typed_where_there_is_a_field() -> None:
    flow = flow_of("measurement")
    async with shown(screen_of(flow, Theme.DARK)) as pilot:
        await pilot.press("1", "full_stop", "8", "9", "backspace", "a", "enter")
    assert flow.asked == [("enter", "1.8")]


async def test_a_password_and_a_code_leave_in_one_call_and_nothing_stays() -> None:
    flow = flow_of("sign")
    screen = SignScreen(flow, grace_s=0)
    async with shown(screen) as pilot:
        await pilot.press(*"hunter2", "enter", *"123456")
        assert flow.asked == []
        assert "hunter2" not in screen.draw(80, 24).text()
        await pilot.press("enter")
        assert screen.typing.texts() == {"password": "", "code": ""}
    (name, given) = flow.asked[0]
    assert isinstance(given, tuple)
    assert all(isinstance(part, Secret) for part in given)
    assert (name, [part.reveal() for part in given]) == ("submit", ["hunter2", "123456"])
    assert len(flow.asked) == 1


async def test_enter_with_an_incomplete_code_signs_nothing() -> None:
    flow = flow_of("sign")
    async with shown(SignScreen(flow, grace_s=0)) as pilot:
        await pilot.press("enter", *"hunter2", "enter", *"12345", "enter", "enter")
    assert flow.asked == []


@pytest.mark.parametrize(
    ("name", "kind"), [("sign", SignScreen), ("countersign", CountersignScreen), ("exception", ExceptionScreen)]
)
async def test_a_dialog_ignores_keys_at_first_and_discards_what_was_typed_ahead(
    name: str, kind: type[FlowScreen[Any]]
) -> None:
    flow = flow_of(name)
    screen = kind(flow, grace_s=3600)
    async with shown(screen) as pilot:
        await pilot.press("1", "h", "enter", "f12")
        assert flow.asked == []
        assert not any(screen.typing.texts().values())
        screen.open_keys()
        await pilot.press("f12")
    assert flow.asked == [("key", "f12")]


def test_every_dialog_has_half_a_second_of_grace() -> None:
    assert {kind.GRACE_S for kind in (SignScreen, CountersignScreen, ExceptionScreen)} == {0.5}


async def test_the_grace_ends_by_itself() -> None:
    flow = flow_of("sign")
    screen = SignScreen(flow, grace_s=0.01)
    opened = asyncio.Event()
    let_in = screen.open_keys

    def note() -> None:
        let_in()
        opened.set()

    screen.open_keys = note  # type: ignore[method-assign] - to await the event instead of the clock
    async with shown(screen) as pilot:
        await opened.wait()
        await pilot.press("f12")
    assert flow.asked == [("key", "f12")]


async def test_the_grace_of_a_dialog_drawn_anew_from_a_task_that_knows_no_app_ends_too() -> None:
    flow = flow_of("sign")
    screen = SignScreen(flow, grace_s=0.01)
    async with shown(screen) as pilot:
        fields = tuple(dataclasses.replace(field, attempt=1) for field in flow.view.fields)
        contextvars.Context().run(flow.show, dataclasses.replace(flow.view, fields=fields))
        assert not screen.takes_keys
        async with asyncio.timeout(30):
            while not screen.takes_keys:
                await pilot.pause()
        await pilot.press("f12")
    assert flow.asked == [("key", "f12")]


async def test_a_refused_attempt_empties_both_fields_and_starts_at_the_password() -> None:
    flow = flow_of("sign")
    screen = SignScreen(flow, grace_s=0)
    async with shown(screen) as pilot:
        await pilot.press(*"hunter2", "enter", *"12")
        fields = tuple(dataclasses.replace(field, attempt=1) for field in flow.view.fields)
        flow.show(dataclasses.replace(flow.view, fields=fields))
        assert screen.typing.texts() == {"password": "", "code": ""}
        assert screen.typing.at == 0


async def test_a_new_view_keeps_what_is_being_typed() -> None:
    flow = flow_of("measurement")
    screen = screen_of(flow, Theme.DARK)
    async with shown(screen) as pilot:
        await pilot.press("1")
        header = dataclasses.replace(flow.view.frame.header, clock="14:03:23")
        flow.show(dataclasses.replace(flow.view, frame=dataclasses.replace(flow.view.frame, header=header)))
        assert screen.typing.texts() == {"value": "1"}


async def test_signing_in_takes_badge_password_and_code() -> None:
    flow = flow_of("sign-in")
    screen = screen_of(flow, Theme.DARK)
    async with shown(screen) as pilot:
        user, *rest = flow.view.fields
        flow.show(dataclasses.replace(flow.view, fields=(dataclasses.replace(user, value="operator1"), *rest)))
        assert screen.typing.at == 1
        await pilot.press(*"hunter2", "enter", *"123456", "enter")
    (name, given) = flow.asked[0]
    assert isinstance(given, tuple)
    assert (name, given[0], given[1].reveal(), given[2].reveal()) == ("sign_in", "operator1", "hunter2", "123456")


async def test_a_language_is_chosen_by_its_digit_alone_and_a_user_id_may_begin_with_one() -> None:
    flow = flow_of("sign-in")
    async with shown(screen_of(flow, Theme.DARK)) as pilot:
        await pilot.press("2", "enter", *"1001", "enter")
    assert flow.asked == [("digit", 2)]


async def test_pasted_text_goes_nowhere() -> None:
    flow = flow_of("measurement")
    screen = screen_of(flow, Theme.DARK)
    async with shown(screen) as pilot:
        pilot.app.post_message(events.Paste("0109501101530003\x1d10ABC"))
        await pilot.pause()
        assert screen.typing.texts() == {"value": ""}
    assert flow.asked == []


class Slow(StillFlow[Any]):
    """A flow whose actions wait until they are let go."""

    def __init__(self, view: Any) -> None:
        super().__init__(view)
        self.let_go = asyncio.Event()

    def key(self, name: str) -> Answer:  # type: ignore[override] - this one is awaited
        super().key(name)
        return self._wait()

    async def _wait(self) -> None:
        await self.let_go.wait()


async def test_an_action_is_not_begun_twice_but_leaving_always_works() -> None:
    flow = Slow(EXAMPLES["weigh"]("en"))
    async with shown(screen_of(flow, Theme.DARK)) as pilot:
        send(pilot, "f8", "f8", "f2", "f10")
        await pilot.pause()
        assert flow.asked == [("key", "f8"), ("key", "f10")]
        flow.let_go.set()
        await pilot.pause()
        await pilot.pause()
        send(pilot, "f2")
        await pilot.pause()
    assert flow.asked[-1] == ("key", "f2")


class Failing(StillFlow[Any]):
    """A flow whose actions fail."""

    def key(self, name: str) -> Answer:  # type: ignore[override] - this one is awaited
        return self._fail(name)

    async def _fail(self, name: str) -> None:
        raise RuntimeError(name)


async def test_a_failed_action_is_reported_and_the_screen_lives_on() -> None:
    screen = screen_of(Failing(EXAMPLES["weigh"]("en")), Theme.DARK)
    async with shown(screen) as pilot:
        await pilot.press("f8", "f2")
        await pilot.pause()
        app = pilot.app
        assert isinstance(app, Bench)
        assert [str(error) for error in app.failed] == ["f8", "f2"]


@pytest.mark.parametrize("name", ["my-work", "weigh", "sign", "trace"])
async def test_no_default_key_of_the_library_does_anything(name: str) -> None:
    flow = flow_of(name)
    screen = screen_of(flow, Theme.DARK)
    keys = {
        key
        for kind in (Screen, Widget)
        for binding in kind.BINDINGS
        for key in (binding.key if hasattr(binding, "key") else binding[0]).split(",")  # type: ignore[union-attr] - tuples and bindings
    }
    async with shown(screen) as pilot:
        before = screen.draw(80, 24).text()
        await pilot.press(*sorted(keys - {"tab", "shift+tab"}), "tab", "shift+tab", "escape", "ctrl+p", "f11")
        assert pilot.app.screen is screen
        assert screen.focused is None
        assert screen.draw(80, 24).text() == before
    assert [asked for asked in flow.asked if asked[0] != "key"] == []


async def test_a_screen_stops_listening_and_is_freed_when_it_goes() -> None:
    flow = flow_of("weigh")
    screen = screen_of(flow, Theme.DARK)
    gone = weakref.ref(screen)
    bench = Bench(screen)
    async with bench.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert flow.listeners == 1
        bench.pop_screen()
        await pilot.pause()
        await pilot.pause()
        assert flow.listeners == 0
        del screen
        del bench.held
        gc.collect()
        assert gone() is None


async def test_a_live_value_repaints_only_its_own_cells() -> None:
    flow = flow_of("weigh")
    screen = screen_of(flow, Theme.DARK)
    async with shown(screen) as pilot:
        await pilot.pause()
        refreshed: list[int] = []
        sheet = screen.query_one("Sheet")
        original = sheet.refresh

        def note(*regions: Any, **more: Any) -> Any:
            refreshed.append(sum(region.area for region in regions))
            return original(*regions, **more)

        sheet.refresh = note  # type: ignore[method-assign] - to see what is repainted
        reading = dataclasses.replace(flow.view.reading, digits="12.487")
        flow.show(dataclasses.replace(flow.view, reading=reading))
        flow.show(flow.view)
    assert len(refreshed) == 1
    assert 0 < refreshed[0] <= 30


async def test_the_size_decides_the_layout_while_the_screen_is_open() -> None:
    flow = flow_of("weigh")
    screen = screen_of(flow, Theme.DARK)
    async with shown(screen) as pilot:
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        strips = [screen.query_one("Sheet").render_line(y).text for y in range(40)]
    assert any("BATCH MAP" in line for line in strips)


def test_a_field_that_appears_takes_the_keys() -> None:
    view = EXAMPLES["exception"]("en")
    field = FieldView("why", "Why", FieldKind.WORDS)
    flow = StillFlow(dataclasses.replace(view, field=field))  # type: ignore[type-var] - a dataclass
    screen = screen_of(flow, Theme.DARK)
    canvas = screen.draw(80, 24)
    assert canvas.faults == []
    assert "Why" in canvas.text()
    assert screen.typing.names == ["why"]
