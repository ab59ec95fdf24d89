"""The terminal's look at itself: disk, clock, keys, record chain, devices, link; what it found goes on record."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from console.desk import Desk
from console.devices import KioskDevices
from console.outbox import Outbox
from console.plant import PlantMirror
from core.acts import ActKind, Subject, Who
from core.clock_state import ClockLevel, ClockState
from core.errors import CountersignError
from core.finding import Finding, finding
from core.ports import Device, DeviceState
from core.record.keys import KeyKind, PrivateKey
from core.times import local_text, utc_from
from core.trail_words import REASON_VALUE
from hardware.row import DeviceRow
from screens.views import Tone

LEAST_FREE_BYTES = 100 * 1024 * 1024
LOW_FREE_BYTES = 1024 * 1024 * 1024
DEVICE_WAIT_S = 3.0
_LOOK_S = 0.02
_KIOSK = Who(service="kiosk")


class Check(msgspec.Struct, frozen=True):
    """One thing that was looked at.

    Attributes:
        name: Stable word, for the record.
        label: What it is, to be worded; a device's own name is a param.
        tone: How it stands; NONE before it was looked at.
        state: State word.
        advice: What to do, or None when all is well.
    """

    name: str
    label: Finding
    tone: Tone = Tone.NONE
    state: Finding = Finding("frame.to_come")
    advice: Finding | None = None

    def found(self, tone: Tone, state: Finding, advice: Finding | None = None) -> "Check":
        """Give the check with its outcome."""
        return msgspec.structs.replace(self, tone=tone, state=state, advice=advice)


class CheckUp:
    """Runs the checks, one after the other, and remembers what was found."""

    def __init__(
        self, desk: Desk, outbox: Outbox, mirror: PlantMirror, devices: KioskDevices, device_key: PrivateKey
    ) -> None:
        """Take what is looked at."""
        self._desk = desk
        self._outbox = outbox
        self._mirror = mirror
        self._devices = devices
        self._key = device_key
        self._checks: tuple[Check, ...] = self._to_do()
        self._at: datetime | None = None
        self._start_kept = False

    @property
    def at(self) -> str:
        """Give the local time of the last run, `07:51`, or ""."""
        if self._at is None:
            return ""
        return f"{self._at + timedelta(minutes=self._desk.recorder.plant.offset_min):%H:%M}"

    @property
    def checks(self) -> tuple[Check, ...]:
        """Give every check: disk and chain as last found, clock, keys, devices and link as they are now."""
        return tuple(check if check.tone is Tone.NONE else self._now(check) for check in self._checks)

    def _now(self, check: Check) -> Check:
        match check.name:
            case "clock":
                return self._clock(check)
            case "keys":
                return self._keys(check)
            case "device":
                return self._device(check)
            case "link":
                return self._link(check)
            case _:
                return check

    @property
    def passed(self) -> bool:
        """Tell whether everything was looked at and nothing asks for somebody."""
        return all(check.tone in (Tone.OK, Tone.WAIT) for check in self.checks)

    async def run(self, changed: Callable[[], None]) -> None:
        """Look at everything and put it on record; calls `changed` after each outcome.

        Raises:
            CountersignError: The outcome could not be put on record.
        """
        await self.look(changed)
        await self._record()

    async def look(self, changed: Callable[[], None]) -> None:
        """Look at everything; nothing goes on record."""
        self._checks = self._to_do()
        for place, check in enumerate(self._checks):
            outcome = await self._look(check)
            self._checks = (*self._checks[:place], outcome, *self._checks[place + 1 :])
            changed()
        self._at = self._desk.clock.utc()

    def _to_do(self) -> tuple[Check, ...]:
        names = ("disk", "clock", "keys", "chain")
        fixed = [Check(name, finding(f"check.{name}")) for name in names]
        rows = [row for row, _ in self._devices.rows()]
        devices = [Check("device", device_label(row, rows)) for row in rows]
        return (*fixed, *devices, Check("link", finding("check.link")))

    async def _look(self, check: Check) -> Check:
        match check.name:
            case "disk":
                return self._disk(check)
            case "chain":
                return await self._chain(check)
            case "clock":
                await self._desk.recorder.trust.ask_service()
                return self._clock(check)
            case "device":
                device = self._named(check)[1]
                await _until(lambda: device.status.state in (DeviceState.READY, DeviceState.FAULT), DEVICE_WAIT_S)
                return self._device(check)
            case _:
                # Nobody waits for the core: the header says how the link stands from one second to the next.
                return self._now(check)

    def _named(self, check: Check) -> tuple[DeviceRow, Device]:
        return next(item for item in self._devices.rows() if item[0].name == check.label.params["device"])

    def _disk(self, check: Check) -> Check:
        free = self._outbox.disk_free_bytes()
        state = finding("check.disk_free", free=f"{free / 1024**3:.1f}")
        if free < LEAST_FREE_BYTES:
            return check.found(Tone.FAIL, state, finding("check.disk_full"))
        if free < LOW_FREE_BYTES:
            return check.found(Tone.WARN, state, finding("check.disk_low"))
        return check.found(Tone.OK, state)

    def _clock(self, check: Check) -> Check:
        now = self._desk.clock.utc()
        latest = max((batch.records[-1].act.when.utc for batch in self._desk.recorder.batches()), default="")
        local = local_text(now, self._desk.recorder.plant.offset_min)
        if latest and now < utc_from(latest):
            behind = f"{(utc_from(latest) - now).total_seconds():.0f}"
            return check.found(Tone.FAIL, finding("check.behind"), finding("check.clock_off", s=behind))
        return self._kept_clock(check, local[11:19])

    def _kept_clock(self, check: Check, time: str) -> Check:
        """Say how well the clock is kept: by its time service, and by what the core said."""
        trust = self._desk.recorder.trust
        if trust.warning is not None:
            grave = trust.level in (ClockLevel.CODES_END, ClockLevel.SIGNING_ENDS)
            state = finding("check.time_off" if trust.level != ClockLevel.GOOD else "check.time_jumped", time=time)
            return check.found(Tone.FAIL if grave else Tone.WARN, state, trust.warning)
        advice = {ClockState.UNKNOWN: "clock.service_silent", ClockState.UNSYNCHRONISED: "clock.free_running"}
        if trust.state in advice:
            state = finding(f"check.time_{trust.state.value}", time=time)
            return check.found(Tone.WARN, state, finding(advice[trust.state]))
        return check.found(Tone.OK, finding("check.time", time=time))

    def _keys(self, check: Check) -> Check:
        announced = self._desk.announced
        fingerprint = announced.fingerprint if announced is not None else "-"
        if not self._mirror.known:
            return check.found(Tone.WAIT, finding("check.not_known"), finding("check.key_register", key=fingerprint))
        if (ending := self._desk.key_warning()) is not None:
            over = ending.key == "kiosk.keys_ended"
            state = finding("kiosks.ended" if over else "kiosks.ending")
            return check.found(Tone.FAIL if over else Tone.WARN, state, ending)
        row = self._mirror.registry.find(self._key.id)
        ours = row is not None and (row.kind, row.owner) == (KeyKind.DEVICE, self._desk.place.kiosk)
        if row is None or not ours or not row.valid_at(self._desk.clock.utc()):
            advice = finding("check.key_unknown", key=fingerprint)
            return check.found(Tone.FAIL, finding("check.not_enrolled"), advice)
        return check.found(Tone.OK, finding("check.enrolled"))

    async def _chain(self, check: Check) -> Check:
        try:
            await self._outbox.check()
            if await self._outbox.stopped():
                return check.found(Tone.FAIL, finding("check.stopped"), finding("outbox.stopped"))
        except CountersignError as error:
            return check.found(Tone.FAIL, finding("check.broken"), Finding(error.key, error.params))
        return check.found(Tone.OK, finding("check.intact"))

    def _device(self, check: Check) -> Check:
        row, device = self._named(check)
        state = finding(f"device.state.{device.status.state.value}")
        if device.status.state == DeviceState.READY:
            return check.found(Tone.OK, state)
        return check.found(Tone.FAIL, state, device.status.reason or finding("device.unreachable", device=row.name))

    def _link(self, check: Check) -> Check:
        state = self._desk.link()
        if state.alarm is not None:
            return check.found(Tone.FAIL, finding("check.alarm"), state.alarm)
        if not state.online:
            return check.found(Tone.WAIT, finding("check.offline"))
        if not state.answering:
            return check.found(Tone.WAIT, finding("check.silent"))
        return check.found(Tone.OK, finding("check.online"))

    async def _record(self) -> None:
        recorder = self._desk.recorder
        found = {f"check_{check.name}": check.tone.value for check in self.checks if check.name != "device"}
        if not self._start_kept:  # a start that could not be stored goes on record with the next look
            facts = {"boot": self._outbox.boot} | found
            await recorder.record(recorder.act(_KIOSK, ActKind.KIOSK_STARTED, facts=facts))
            self._start_kept = True
        for row, device in self._devices.rows():
            about = Subject(equipment=row.equipment or None)
            checked = recorder.act(_KIOSK, ActKind.DEVICE_CHECKED, about, facts=device_facts(row, device))
            await recorder.record(checked)


def device_label(row: DeviceRow, rows: Sequence[DeviceRow]) -> Finding:
    """Name a device for people: by its kind in their language where it is the only one, else by its own name."""
    alone = sum(other.kind is row.kind for other in rows) == 1
    return finding(f"check.{row.kind.value}" if alone else "check.device", device=row.name)


def device_facts(row: DeviceRow, device: Device) -> dict[str, str]:
    """Give what a check says about a device: who it is and how it stands."""
    status = device.status
    identity, reason = status.identity or row.identity(), status.reason
    return {
        "device": identity.name,
        "model": identity.model,
        "serial": identity.serial,
        "state": status.state.value,
        "reason": reason.key if reason else "",
        **{
            f"{REASON_VALUE}{name}": value
            for name, value in (reason.params.items() if reason else ())
            if name != "device"
        },
    }


async def _until(reached: Callable[[], bool], at_most_s: float) -> None:
    try:
        async with asyncio.timeout(at_most_s):
            # A device tells nobody when its state changes.
            while not reached():  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(_LOOK_S)
    except TimeoutError:
        return
