"""Devices and link: what is connected here, and what is still on its way to the core."""

from datetime import timedelta

import msgspec

from console.desk import Desk
from console.flows.flow import TaskFlow
from console.flows.frame import clock_tone, device_mark, frame, header
from console.flows.own_keys import OwnKeysFlow
from console.flows.pages import Pages
from console.witness import told_of
from core.clock_state import Authentication, ClockState
from core.errors import CountersignError
from core.language import worded
from core.ports import Device, LinkState
from screens.everyone.devices_and_link import DevicesAndLinkView
from screens.views import MarkView, RowView, Tone, keys

ASK_S = 2.0
DEVICES = 4
"""Devices on a page; so the whole state of the link has room below them on 24 rows."""
_WORST_FIRST = (Tone.FAIL, Tone.WARN, Tone.WAIT)


class _CoreTime(msgspec.Struct):
    state: ClockState
    off_ms: int
    source: str
    authentication: Authentication


class DevicesAndLinkFlow(TaskFlow):
    """Shows the state as it is now; it changes nothing."""

    screen = "devices_and_link"

    def __init__(self, desk: Desk, previous: TaskFlow) -> None:
        """Take the task to go back to."""
        super().__init__(desk)
        self._previous = previous
        self._core_time: _CoreTime | None = None
        self._pages = Pages(self, DEVICES)

    async def opened(self) -> None:
        """Ask the core how its own clock is kept; one that cannot be asked now is not waited for."""
        try:
            told = await self.desk.ask("core_time", {}, ASK_S)
            self._core_time = msgspec.convert(told, _CoreTime) if told else None
        except (CountersignError, msgspec.ValidationError):
            self._core_time = None
        self.changed()

    @property
    def view(self) -> DevicesAndLinkView:
        """Show one row a device and the counts of the link."""
        view_frame = frame(
            self.desk,
            header(self.desk),
            self.words("devices.title"),
            self.words("next.devices" if self.desk.announced is not None else "next.back"),
            keys("f3"),
            message=self.message,
        )
        devices = self._devices()
        none = (RowView(self.words("devices.none")),)
        return DevicesAndLinkView(
            view_frame,
            self.words("devices.devices"),
            tuple(self._pages.shown(devices)) or none,
            self.words("devices.link"),
            self._link(),
            devices_page=self._pages.words(devices),
        )

    async def key(self, name: str) -> None:
        """F3 goes back; the page keys turn the list of devices."""
        if name in ("f3", "f12", "enter"):
            self.desk.navigation.go(self._previous)
        elif name in ("pagedown", "pageup"):
            self._pages.turn(name, self._devices())

    async def digit(self, number: int) -> None:
        """1 shows this kiosk's own keys, 2 its new ones, to be registered at another terminal."""
        shown = {1: self.desk.announced, 2: self.desk.next_announced()}.get(number)
        if shown is not None:
            self.desk.navigation.go(OwnKeysFlow(self.desk, shown, self))

    def _devices(self) -> list[RowView]:
        """Give a row for each device, what needs somebody first."""
        return sorted((self._device(name, device) for name, device in self.desk.devices.all()), key=_place)

    def _device(self, name: str, device: Device) -> RowView:
        status = device.status
        serial = status.identity.serial if status.identity else ""
        model = status.identity.model if status.identity else ""
        detail = worded(status.reason, self.desk.language) if status.reason else model
        return RowView(name, serial, detail, device_mark(self.desk, device))

    def _link(self) -> tuple[RowView, ...]:
        state = self.desk.link()
        since = state.since + timedelta(minutes=self.desk.recorder.plant.offset_min)
        waiting = Tone.WAIT if state.stored else Tone.OK
        under_way = Tone.WAIT if state.sent else Tone.OK
        rows = (
            RowView(self.words("devices.core"), f"{since:%H:%M:%S}", "", self._reached(state)),
            RowView(self.words("devices.stored"), str(state.stored), "", MarkView(waiting)),
            RowView(self.words("devices.sent"), str(state.sent), "", MarkView(under_way)),
        )
        rows = (*rows, self._clock(), *self._core_clock(), *self._witness(), *self._keys())
        alarm = state.alarm
        return rows if alarm is None else (*rows, RowView(worded(alarm, self.desk.language), mark=MarkView(Tone.FAIL)))

    def _clock(self) -> RowView:
        """Say how far the clock is from the core's, who keeps it, and whether it can be trusted."""
        trust = self.desk.recorder.trust
        off = "" if trust.offset_ms is None else f"{trust.offset_ms / 1000:+.3f} s"
        mark = MarkView(clock_tone(self.desk), self.words(f"clock.state_{trust.state.value}"))
        source = self._source(trust.report.source, trust.report.authentication)
        return RowView(self.words("clock.title"), off, source, mark)

    def _core_clock(self) -> tuple[RowView, ...]:
        """Say how the core's own clock is kept, as it told."""
        told = self._core_time
        if told is None:
            return ()
        good = told.state == ClockState.SYNCHRONISED
        mark = MarkView(Tone.OK if good else Tone.WARN, self.words(f"clock.state_{told.state.value}"))
        off = f"{told.off_ms / 1000:.3f} s"
        return (RowView(self.words("clock.core_title"), off, self._source(told.source, told.authentication), mark),)

    def _source(self, source: str, authentication: Authentication) -> str:
        """Name a time server, and whether it proves who it is."""
        return f"{source} {self.words(f'clock.authentication_{authentication.value}')}" if source else ""

    def _witness(self) -> tuple[RowView, ...]:
        """Say which log this kiosk saw last, and whether the core has its cosignature."""
        witness = self.desk.witness
        if witness is None:
            return ()
        title, memory = self.words("witness.title"), witness.memory
        if memory.contradiction is not None:
            mark = MarkView(Tone.FAIL, self.words("witness.stopped"))
        elif witness.size is None:
            return (RowView(title, "", self.words("witness.none_seen"), MarkView(Tone.WAIT)),)
        elif memory.cosigned:
            mark = MarkView(Tone.OK, self.words("witness.good"))
        else:
            mark = MarkView(Tone.WAIT, self.words("witness.waits"))
        return (RowView(title, *told_of(memory.note), mark) if memory.note else RowView(title, mark=mark),)

    def _keys(self) -> tuple[RowView, ...]:
        """Show the fingerprint that is compared when keys are registered: of the new ones, where they wait for it."""
        known = ("devices.next_keys", self.desk.next_announced()), ("devices.own_keys", self.desk.announced)
        return tuple(RowView(self.words(name), keys.fingerprint) for name, keys in known if keys is not None)[:1]

    def _reached(self, state: LinkState) -> MarkView:
        """Say whether the core can be reached; the time beside it is since when."""
        if state.online and state.answering:
            return MarkView(Tone.OK, self.words("check.online"))
        return MarkView(Tone.WAIT, self.words("check.silent" if state.online else "check.offline"))


def _place(row: RowView) -> int:
    """Put what somebody must act upon first; the others stay in the order of the station file."""
    tone = row.mark.tone if row.mark is not None else Tone.NONE
    return _WORST_FIRST.index(tone) if tone in _WORST_FIRST else len(_WORST_FIRST)
