"""The base of every screen: it draws the flow's view and turns each user action into one call of the flow.

Subclasses draw (`paint`), name their fields (`fields`) and say what Enter in the last field means (`finish`). They
bring no handlers of their own: Textual would run those beside the ones here.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Generic, Protocol, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from screens.canvas import Canvas
from screens.compositor import SpanCompositor
from screens.flow import Answer, Flow
from screens.sheet import Sheet
from screens.theme import Theme
from screens.typing import Typing
from screens.views import FieldView, FrameView
from screens.widgets.field import Entry
from screens.widgets.frame import draw_message
from screens.widgets.place import LEAST_COLUMNS, LEAST_ROWS, Place, place
from screens.widgets.section import SidePanel
from screens.widgets.too_small import draw_too_small

DIALOG_GRACE_S = 0.5
"""How long a dialog ignores keys after it came up, so that nothing typed ahead can sign or settle."""

_BEGUN: set[asyncio.Future[None]] = set()
"""Actions under way; the event loop alone would forget them."""

_FUNCTION_KEYS = frozenset(f"f{number}" for number in range(1, 13))
_MOVES = frozenset({"up", "down", "left", "right", "pageup", "pagedown"})
_PAGES = frozenset({"pageup", "pagedown"})
"""Keys that turn what is shown, also while a field waits for input."""
_ALWAYS = frozenset({"f1", "f3", "f9", "f10", "f12"})
"""Keys that leave, lock or call for help; they pass while an action is still awaited."""


class Framed(Protocol):
    """A view with a frame."""

    @property
    def frame(self) -> FrameView:
        """Give the frame."""
        ...


ViewT = TypeVar("ViewT", bound=Framed)


class ActionFailed(Message):
    """An awaited action of the flow ended in an error; the app logs and shows it.

    Attributes:
        error: What was raised.
    """

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error


class FlowScreen(Screen[None], Generic[ViewT], inherit_bindings=False):
    """Show one view; no focus, no bindings, no scan ever passes here.

    Args:
        flow: The task behind the screen.
        theme: Theme of the room.
        grace_s: Seconds in which keys are ignored; None takes the screen's own.
    """

    BINDINGS: ClassVar[list[BindingType]] = []
    AUTO_FOCUS: ClassVar[str | None] = ""
    ALLOW_SELECT: ClassVar[bool] = False
    GRACE_S: ClassVar[float] = 0.0
    LAYS_MESSAGE: ClassVar[bool] = True
    DEFAULT_CSS: ClassVar[str] = "FlowScreen { layout: vertical; overflow: hidden; background: ansi_default; }"

    def __init__(self, flow: Flow[ViewT], theme: Theme = Theme.DARK, *, grace_s: float | None = None) -> None:
        super().__init__()
        self._compositor = SpanCompositor()
        self._flow = flow
        self._look = theme
        self._sheet = Sheet(theme)
        self._side = SidePanel()
        self._grace_s = self.GRACE_S if grace_s is None else grace_s
        self._keys_open = self._grace_s == 0
        self._grace: asyncio.TimerHandle | None = None
        self._busy = False
        self._too_small = False
        self._stop_listening: Callable[[], None] | None = None
        self.typing = Typing()

    # ---------------------------------------------------------------- what subclasses bring

    def paint(self, canvas: Canvas, at: Place, view: ViewT) -> None:
        """Draw the view; the side panel is drawn by the base."""
        raise NotImplementedError

    def fields(self, view: ViewT) -> Sequence[FieldView]:
        """Name the fields of the view; while there are any, digits are typed into them."""
        del view
        return ()

    def finish(self, texts: Mapping[str, str]) -> Answer:
        """Take what was typed when Enter leaves the last field."""
        return self._flow.enter(next(iter(texts.values())))

    def choice(self, text: str) -> int | None:
        """Take what was typed as the digit of a row instead; None takes it as text."""
        del text
        return None

    # ---------------------------------------------------------------- drawing

    def compose(self) -> ComposeResult:
        """Give the one widget."""
        yield self._sheet

    def on_mount(self) -> None:
        """Listen to the flow, draw, and let keys in after the grace."""
        self._stop_listening = self._flow.listen(self.redraw)
        self.redraw()
        self._start_grace()

    def on_unmount(self) -> None:
        """Listen no more; nothing typed outlives the screen."""
        if self._stop_listening is not None:
            self._stop_listening()
        if self._grace is not None:
            self._grace.cancel()
        self.typing.clear()

    def on_resize(self) -> None:
        """Draw at the new size."""
        self.redraw()

    def redraw(self) -> None:
        """Draw the flow's view as it is now."""
        if self.is_running and self.size.width and self.size.height:
            canvas = self.draw(self.size.width, self.size.height)
            self._sheet.show(canvas)
            if canvas.cursor is not None:
                self.app.cursor_position = Offset(*canvas.cursor)

    def draw(self, width: int, height: int) -> Canvas:
        """Draw the flow's view on a canvas of a size."""
        view = self._flow.view
        if self.typing.follow(self.fields(view)) and self._grace_s:
            self._start_grace()
        canvas = Canvas(width, height, mono=self._look is Theme.MONO)
        side = view.frame.side
        at = place(width, height, 0 if side is None else side.width)
        self._too_small = width < LEAST_COLUMNS or height < LEAST_ROWS
        if self._too_small:
            draw_too_small(canvas, view.frame.language)
            return canvas
        self.paint(canvas, at, view)
        if self.LAYS_MESSAGE:
            draw_message(canvas, at, view.frame)
        self._side.draw(canvas, at, side)
        return canvas

    # ---------------------------------------------------------------- keys

    @property
    def takes_keys(self) -> bool:
        """Tell whether a key would act now: the grace is over and no action is awaited."""
        return self._keys_open and not self._busy

    def shorten_grace(self, share: float) -> None:
        """Ignore keys only for a share of the screen's own time, from the next time it comes up."""
        self._grace_s *= share

    def open_keys(self) -> None:
        """End the grace."""
        self._keys_open = True

    def _start_grace(self) -> None:
        if self._grace_s and self.is_running:
            self._keys_open = False
            if self._grace is not None:
                self._grace.cancel()
            # No timer of Textual: a flow may be drawn anew from a task that knows no app, and such a timer needs one.
            self._grace = asyncio.get_running_loop().call_later(self._grace_s, lambda: self.open_keys())

    @on(events.Key)
    def route_key(self, event: events.Key) -> None:
        """Send a key to the field or to the flow, and nowhere else."""
        event.stop()
        event.prevent_default()
        if not self._keys_open:
            return
        if self._too_small and event.key != "f10":
            return
        if event.key in _FUNCTION_KEYS:
            self._press(event.key)
        elif self.typing.entries and event.key not in _PAGES:
            self._type(event)
        elif event.key == "enter" or event.key in _MOVES:
            self._act(lambda: self._flow.key(event.key))
        elif event.character is not None and event.character in "0123456789":
            number = int(event.character)
            self._act(lambda: self._flow.digit(number))

    @on(events.Paste)
    def refuse_paste(self, event: events.Paste) -> None:
        """Let no pasted text in: it can be a scan, and scans are routed by their content elsewhere."""
        event.stop()

    def _press(self, name: str) -> None:
        if any(key.name == name and key.live for key in self._flow.view.frame.keys):
            self._act(lambda: self._flow.key(name), always=name in _ALWAYS)

    def _type(self, event: events.Key) -> None:
        """Edit the current field; Enter goes on to the next one that is not complete."""
        entry = self.typing.current
        if event.key in ("tab", "down"):
            self.typing.move(1)
        elif event.key in ("shift+tab", "up"):
            self.typing.move(-1)
        elif event.key == "enter" and entry is not None:
            self._leave_field(entry)
        elif event.key == "backspace" and entry is not None:
            entry.erase()
        elif event.character is not None and entry is not None:
            entry.type(event.character)
        self.redraw()

    def _leave_field(self, entry: Entry) -> None:
        number = self.choice(entry.text)
        if number is not None:
            entry.text = ""
            self._act(lambda: self._flow.digit(number))
        elif self.typing.advance():
            self._act(lambda: self.finish(self.typing.texts()))

    # ---------------------------------------------------------------- acting

    def _act(self, act: Callable[[], Answer], *, always: bool = False) -> None:
        """Call the flow once; while an answer is awaited only keys that leave or call get through."""
        if self._busy and not always:
            return
        answer = act()
        if answer is None:
            return

        begun = asyncio.ensure_future(answer)
        _BEGUN.add(begun)
        begun.add_done_callback(_BEGUN.discard)

        async def await_answer() -> None:
            try:
                # A screen that goes takes its workers with it; an act that was begun is finished all the same.
                await asyncio.shield(begun)
            finally:
                if not always:
                    self._busy = False

        if not always:
            self._busy = True
        self.run_worker(await_answer(), group="flow", exit_on_error=False)

    @on(Worker.StateChanged)
    def report_failure(self, event: Worker.StateChanged) -> None:
        """Hand the error of an action to the app."""
        event.stop()
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.post_message(ActionFailed(event.worker.error))
