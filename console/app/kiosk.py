"""The kiosk's app: one current flow at a time, keys and scans to it, the clock in the header, the lock."""

import time
from collections.abc import Callable
from typing import Any, ClassVar

import structlog
from textual import events, on
from textual.timer import Timer

from console.app.collector import GAP_S, Collector, Taken, WedgeStart, pasted
from console.app.lockdown import LockedDownApp
from console.app.screens import GUARDED, screen_of
from console.background import Background
from console.checkup import CheckUp
from console.desk import Desk, Notice
from console.flows.attempts import AttemptsFlow
from console.flows.devices_and_link import DevicesAndLinkFlow
from console.flows.flow import TaskFlow
from console.flows.help import HelpFlow
from console.flows.locked import LockedFlow
from console.flows.my_work import MyWorkFlow
from console.flows.own_keys import OwnKeysFlow
from console.flows.sign_in import SignInFlow
from console.flows.startup import StartupFlow
from console.flows.step import StepFlow
from console.logs import traceback_text
from console.resume import Last, Resume
from console.scans import ScanRouter
from core.batch.guide import guide
from core.errors import CountersignError
from core.finding import Finding, finding
from core.ports import DeviceIdentity, Scan
from screens.frame import ActionFailed, FlowScreen
from screens.theme import Theme
from screens.views import FieldKind, Tone

TICK_S = 1.0
WARN_S = 30
OPEN_TO_ALL = (StartupFlow, SignInFlow, LockedFlow, HelpFlow, DevicesAndLinkFlow, OwnKeysFlow)
"""Flows that may be on the screen while nobody is signed in."""
FORGET_S = 60
"""A password that was typed and not sent is gone after so long, long before the lock."""
_SECRETS = (FieldKind.PASSWORD, FieldKind.CODE)
_WEDGE = DeviceIdentity("keyboard wedge", "", "")

log = structlog.get_logger(__name__)


class KioskApp(LockedDownApp):
    """Implements `console.desk.Navigation`.

    Attributes:
        GRACE: Share of a dialog's own time in which it ignores keys.
    """

    GRACE: ClassVar[float] = 1.0

    def __init__(
        self,
        desk: Desk,
        checkup: CheckUp,
        background: Background,
        *,
        theme: Theme = Theme.DARK,
        lock_s: float = 300,
        wedge: WedgeStart = WedgeStart.STX,
    ) -> None:
        """Take what flows need; the first flow opens when the app is up."""
        super().__init__()
        self.desk = desk
        self.flow: TaskFlow | None = None
        self.resume: Resume | None = None
        self._checkup = checkup
        self._background = background
        self._look = theme
        self.lock_s = lock_s
        self._wanted: TaskFlow | None = None
        self._locked: LockedFlow | None = None
        self._coming_back = False
        self._held: list[events.Key] = []
        self._keys_from = 0.0
        self._active_at = time.monotonic()
        self._message = ""
        self._stop_watching: Callable[[], None] = lambda: None
        self._collector = Collector(wedge)
        self._undecided: list[events.Key] = []
        self._clock_timer: Timer | None = None
        self.scans = ScanRouter(desk, lambda: self.flow)
        self.scans.noticed = self._noticed
        self.scans.failed = self._failed
        desk.navigation = self
        background.failed = self._task_failed

    def on_mount(self) -> None:
        """Begin with the terminal's look at itself."""
        self.take_signals()
        self._clock_timer = self.set_interval(TICK_S, self._tick)
        self.go(StartupFlow(self.desk, self._checkup))

    # ---------------------------------------------------------------- navigation

    def go(self, flow: TaskFlow) -> None:
        """Close the current flow and open this one.

        What was under way when the screen locked goes on; where it leads waits until somebody has unlocked.
        """
        if self.desk.session is None and not isinstance(flow, OPEN_TO_ALL):
            if self._locked is not None:
                self._locked.keep(flow)
            return
        first = self._wanted is None
        self._wanted = flow
        if first:
            self.call_later(self._open_wanted)

    def home(self) -> None:
        """Go to the person's work, or to the sign-in when nobody is signed in.

        Right after a sign-in it is the step that this person was at when the terminal was locked or went down.
        """
        session = self.desk.session
        if session is None:
            self._locked = None
            self.go(SignInFlow(self.desk, self._checkup))
            return
        came_in = isinstance(self.flow, (SignInFlow, AttemptsFlow))
        due = self.desk.ways.own_due() if came_in else None
        if due is not None:
            self.go(due)
            return
        batch = self.resume.batch_of(session.person.id) if self.resume is not None and came_in else None
        self.go(self._back_at(batch) if batch is not None else MyWorkFlow(self.desk))

    def _back_at(self, batch: str) -> TaskFlow:
        try:
            opened = self.desk.recorder.batch(batch)
            operation = self.resume.operation_in(batch) if self.resume is not None else ""
            self.desk.working.setdefault(batch, operation)
            flow = self.desk.ways.step(batch)
        except CountersignError:
            return MyWorkFlow(self.desk)
        self._coming_back = True
        step = guide(opened.state, opened.master, self.desk.place.kiosk, self.desk.working[batch]).step
        if step is not None:
            about = finding("kiosk.back_at_step", n=str(step.number), k=str(len(opened.records)))
            self.desk.notice = Notice(about, Tone.OK)
        return flow

    def lock(self, why: str = "key") -> None:
        """Blank the data and keep the step."""
        session, kept = self.desk.session, self._wanted or self.flow
        if session is not None and kept is not None and not isinstance(kept, LockedFlow):
            self.desk.session, self.desk.notice = None, None
            self._locked = LockedFlow(self.desk, kept, session, why)
            self.go(self._locked)

    async def _open_wanted(self) -> None:
        """Change flows and screens; keys that come meanwhile wait, unless a signature or an error lies between."""
        before, self.flow = self.flow, None
        self._stop_watching()
        while (flow := self._wanted) is not None:
            if before is not None:
                await before.closed()
            if self._coming_back:
                # Forgotten until the step is up: one that cannot be shown must not be come back to again and again.
                self._coming_back = False
                await self._note(None)
            screen = screen_of(flow, self._look, self.GRACE)
            await (self.push_screen(screen) if before is None else self.switch_screen(screen))
            if flow.screen in GUARDED or (before is not None and before.screen in GUARDED):
                self._drop_typed_ahead()
            before = flow
            if self._wanted is flow:
                self._wanted = None
        self.flow = before
        if before is not None and self.return_code is None:
            self._message = before.message
            self._stop_watching = before.listen(self._watch_message)
            self._background.start(f"open {before.screen}", self._opened(before))
            self._background.start("resume", self._remember(before))
        held, self._held = self._held, []
        for key in held:
            self.post_message(key)

    async def _remember(self, flow: TaskFlow) -> None:
        """Note the batch in work, and that it was left when the person went back to the list."""
        session = self.desk.session
        if session is not None and isinstance(flow, StepFlow):
            await self._note(Last(session.person.id, flow.batch, self.desk.working.get(flow.batch, "")))
        elif isinstance(flow, MyWorkFlow):
            await self._note(None)

    async def _note(self, last: Last | None) -> None:
        try:
            if self.resume is not None:
                await self.resume.note(last)
        except CountersignError as error:
            log.warning("the task was not noted", reason=str(error)[:200])

    async def _opened(self, flow: TaskFlow) -> None:
        try:
            await flow.opened()
        except Exception as error:  # noqa: BLE001 - the border of the opening: shown, logged, the terminal lives
            self._failed(error)

    # ---------------------------------------------------------------- keys

    async def on_event(self, event: events.Event) -> None:
        """Take scans, the lock and the help before any screen; hold keys back while the screen changes."""
        if isinstance(event, events.Paste) and not event.is_forwarded:
            event.stop()
            self._scan(pasted(event.text))
            return
        if isinstance(event, events.Key) and not event.is_forwarded:
            for key in self._typing(event):
                await self._typed(key)
            return
        await super().on_event(event)

    def _typing(self, event: events.Key) -> list[events.Key]:
        """Give the keys that are known to be typing by now, oldest first; a scan is routed, the rest waits."""
        taken = self._collector.take(event.key, event.character, event.time)
        if taken is Taken.PASSED:
            return [event]
        if taken is Taken.UNDECIDED:
            self._undecided.append(event)
            self.set_timer(GAP_S, self._nothing_followed)
            return []
        before, self._undecided = self._undecided, []
        if taken is Taken.TYPED:
            return before + self._typing(event)
        if taken is Taken.COMPLETE:
            self._scan(self._collector.scan)
        return []

    async def _nothing_followed(self) -> None:
        """Take the keys that wait for typing, once no other has followed the last of them in time."""
        if self._undecided and time.monotonic() - self._undecided[-1].time >= GAP_S:
            self._collector.give_up()
            keys, self._undecided = self._undecided, []
            for key in keys:
                await self._typed(key)

    async def _typed(self, event: events.Key) -> None:
        if self._takes(event):
            event.stop()
            event.prevent_default()
        else:
            await super().on_event(event)

    def _takes(self, event: events.Key) -> bool:
        self._noticed()
        if event.time <= self._keys_from:
            return True
        if self._wanted is not None:
            self._held.append(event)
            return True
        if event.key == "f10":
            self.lock()
            return True
        if event.key == "f1" and self.flow is not None:
            if not isinstance(self.flow, HelpFlow):
                self.go(HelpFlow(self.desk, self.flow))
            return True
        return False

    def _drop_typed_ahead(self) -> None:
        self._keys_from = time.monotonic()
        self._held.clear()

    def _watch_message(self) -> None:
        """Let no key typed before an error act after it."""
        flow = self.flow
        if flow is not None and flow.message != self._message:
            self._message = flow.message
            if flow.message:
                self._drop_typed_ahead()

    def _scan(self, raw: bytes) -> None:
        scan = Scan(raw, self.desk.clock.utc(), _WEDGE, "wedge")
        self._background.start("scan", self.scans.route(scan))

    # ---------------------------------------------------------------- the passing of time

    def _noticed(self) -> None:
        self._active_at = time.monotonic()
        self.desk.notice = None

    def _tick(self) -> None:
        """Move the clock on; when nobody has been here for long, forget what was typed, and lock."""
        idle_s = time.monotonic() - self._active_at
        if idle_s > min(FORGET_S, self.lock_s):
            self._forget_typed()
        if self.desk.session is not None:
            left = self.lock_s - idle_s
            if left <= 0:
                self.lock("idle")
            elif left <= min(WARN_S, self.lock_s / 2):
                self.desk.notice = Notice(finding("kiosk.locks_soon", s=f"{left:.0f}"))
        self.redraw()

    def redraw(self) -> None:
        """Draw the screen as it is now; only cells that changed are sent."""
        if (shown := self._shown()) is not None:
            shown.redraw()

    def _forget_typed(self) -> None:
        shown = self._shown()
        if shown is not None and any(entry.field.kind in _SECRETS for entry in shown.typing.entries):
            shown.typing.clear()

    def _shown(self) -> FlowScreen[Any] | None:
        if not self.screen_stack or not isinstance(self.screen, FlowScreen):
            return None
        shown: FlowScreen[Any] = self.screen
        return shown

    # ---------------------------------------------------------------- trouble

    @on(ActionFailed)
    def show_failure(self, event: ActionFailed) -> None:
        """Show and log what an action ended in; the terminal goes on."""
        self._failed(event.error)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, CountersignError):
            log.error("action failed", traceback=traceback_text(error))
        flow = self.flow
        if flow is not None:
            flow.say(error if isinstance(error, CountersignError) else Finding("kiosk.fault"))

    def _task_failed(self, name: str, error: BaseException) -> None:
        """End, so that the supervisor starts the terminal again; it comes back to the same step."""
        log.critical("the terminal ends", task=name, error=type(error).__name__)
        self.exit(return_code=1)
