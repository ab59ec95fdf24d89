"""The terminal's look at itself: disk, clock, keys, record chain, devices, link; what it found goes on record."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import msgspec

from console.desk import Desk
from console.devices import KioskDevices
from console.outbox import Outbox
from console.plant import PlantMirror
from core.acts import ActKind, Subject, Who
from core.errors import CountersignError
from core.finding import Finding, finding
from core.ports import Device, DeviceState
from core.record.keys import KeyKind, PrivateKey
from core.times import local_text, utc_from
from hardware.row import DeviceRow
from screens.views import Tone

LEAST_FREE_BYTES = 100 * 1024 * 1024
LOW_FREE_BYTES = 1024 * 1024 * 1024
DEVICE_WAIT_S = 3.0
LINK_WAIT_S = 0.3
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
    """Runs the checks, one after the other, and remembers what was found.

    Attributes:
        checks: In order; those still to run have no tone.
        at: Local time of the last run, `07:51`, or "".
    """

    def __init__(
        self, desk: Desk, outbox: Outbox, mirror: PlantMirror, devices: KioskDevices, device_key: PrivateKey
    ) -> None:
        """Take what is looked at."""
        self._desk = desk
        self._outbox = outbox
        self._mirror = mirror
        self._devices = devices
        self._key = device_key
        self.checks: tuple[Check, ...] = self._to_do()
        self.at = ""

    @property
    def passed(self) -> bool:
        """Tell whether everything was looked at and nothing asks for somebody."""
        return all(check.tone in (Tone.OK, Tone.WAIT) for check in self.checks)

    async def run(self, changed: Callable[[], None]) -> None:
        """Look at everything and put it on record; calls `changed` after each outcome.

        Raises:
            CountersignError: The outcome could not be put on record.
        """
        self.checks = self._to_do()
        devices = [self._device(row, device) for row, device in self._devices.rows()]
        looks = [self._disk(), self._clock(), self._keys(), self._chain(), *devices, self._link()]
        for place, look in enumerate(looks):
            outcome = await look
            self.checks = (*self.checks[:place], outcome, *self.checks[place + 1 :])
            changed()
        local = self._desk.clock.utc() + timedelta(minutes=self._desk.recorder.plant.offset_min)
        self.at = f"{local:%H:%M}"
        await self._record()

    def _to_do(self) -> tuple[Check, ...]:
        names = ("disk", "clock", "keys", "chain")
        fixed = [Check(name, finding(f"check.{name}")) for name in names]
        devices = [Check("device", finding("check.device", device=name)) for name, _ in self._devices.all()]
        return (*fixed, *devices, Check("link", finding("check.link")))

    def _of(self, name: str) -> Check:
        return next(check for check in self.checks if check.name == name)

    async def _disk(self) -> Check:
        free = self._outbox.disk_free_bytes()
        state = finding("check.disk_free", free=f"{free / 1024**3:.1f}")
        if free < LEAST_FREE_BYTES:
            return self._of("disk").found(Tone.FAIL, state, finding("check.disk_full"))
        if free < LOW_FREE_BYTES:
            return self._of("disk").found(Tone.WARN, state, finding("check.disk_low"))
        return self._of("disk").found(Tone.OK, state)

    async def _clock(self) -> Check:
        now = self._desk.clock.utc()
        latest = max((batch.records[-1].act.when.utc for batch in self._desk.recorder.batches()), default="")
        local = local_text(now, self._desk.recorder.plant.offset_min)
        if latest and now < utc_from(latest):
            behind = f"{(utc_from(latest) - now).total_seconds():.0f}"
            return self._of("clock").found(Tone.FAIL, finding("check.behind"), finding("check.clock_off", s=behind))
        return self._of("clock").found(Tone.OK, finding("check.time", time=local[11:19]))

    async def _keys(self) -> Check:
        if not self._mirror.known:
            return self._of("keys").found(Tone.WAIT, finding("check.not_known"))
        row = self._mirror.registry.find(self._key.id)
        ours = row is not None and (row.kind, row.owner) == (KeyKind.DEVICE, self._desk.place.kiosk)
        if row is None or not ours or not row.valid_at(self._desk.clock.utc()):
            advice = finding("check.key_unknown", key=self._key.id)
            return self._of("keys").found(Tone.FAIL, finding("check.not_enrolled"), advice)
        return self._of("keys").found(Tone.OK, finding("check.enrolled"))

    async def _chain(self) -> Check:
        try:
            await self._outbox.check()
            if await self._outbox.stopped():
                return self._of("chain").found(Tone.FAIL, finding("check.stopped"), finding("outbox.stopped"))
        except CountersignError as error:
            return self._of("chain").found(Tone.FAIL, finding("check.broken"), Finding(error.key, error.params))
        return self._of("chain").found(Tone.OK, finding("check.intact"))

    async def _device(self, row: DeviceRow, device: Device) -> Check:
        check = next(check for check in self.checks if check.label.params.get("device") == row.name)
        await _until(lambda: device.status.state in (DeviceState.READY, DeviceState.FAULT), DEVICE_WAIT_S)
        state = finding(f"device.state.{device.status.state.value}")
        if device.status.state == DeviceState.READY:
            return check.found(Tone.OK, state)
        return check.found(Tone.FAIL, state, device.status.reason or finding("device.unreachable", device=row.name))

    async def _link(self) -> Check:
        await _until(lambda: self._desk.link().online, LINK_WAIT_S)
        state = self._desk.link()
        if state.alarm is not None:
            return self._of("link").found(Tone.FAIL, finding("check.alarm"), state.alarm)
        if not state.online:
            return self._of("link").found(Tone.WAIT, finding("check.offline"))
        return self._of("link").found(Tone.OK, finding("check.online"))

    async def _record(self) -> None:
        recorder = self._desk.recorder
        found = {f"check_{check.name}": check.tone.value for check in self.checks if check.name != "device"}
        await recorder.record(recorder.act(_KIOSK, ActKind.KIOSK_STARTED, facts={"boot": self._outbox.boot} | found))
        for row, device in self._devices.rows():
            about = Subject(equipment=row.equipment or None)
            checked = recorder.act(_KIOSK, ActKind.DEVICE_CHECKED, about, facts=_facts(row, device))
            await recorder.record(checked)


def _facts(row: DeviceRow, device: Device) -> dict[str, str]:
    status = device.status
    identity = status.identity or row.identity()
    return {
        "device": identity.name,
        "model": identity.model,
        "serial": identity.serial,
        "state": status.state.value,
        "reason": status.reason.key if status.reason else "",
    }


async def _until(reached: Callable[[], bool], at_most_s: float) -> None:
    try:
        async with asyncio.timeout(at_most_s):
            # A device tells nobody when its state changes.
            while not reached():  # noqa: ASYNC110
                await asyncio.sleep(_LOOK_S)
    except TimeoutError:
        return
