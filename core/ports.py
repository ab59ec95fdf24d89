"""The narrow ports between flows and the outside: plain data in, plain data out.

Each port has a contract suite in `tests/contracts/` that every implementation passes.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

import msgspec

from core.clock_state import TimeReport
from core.errors import CountersignError
from core.finding import Finding
from core.quantity import Quantity


class Clock(Protocol):
    """Where time comes from; injected everywhere, so that tests and the demo can set it."""

    def utc(self) -> datetime:
        """Tell the wall time, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Tell seconds on a clock that never jumps, for deadlines."""
        ...


# ------------------------------------------------------------------ devices


class DeviceError(CountersignError):
    """A device did not do what was asked; the key names the sentence for the operator."""

    code = "HW-000"


class DeviceState(StrEnum):
    """Where a device stands."""

    DISCONNECTED = "disconnected"
    IDENTIFYING = "identifying"
    READY = "ready"
    FAULT = "fault"


class DeviceIdentity(msgspec.Struct, frozen=True):
    """Who a device says it is, read from the device itself.

    Attributes:
        name: Name at this kiosk, for example `Balance XPR10`.
        model: Type as the device tells it.
        serial: Serial number as the device tells it.
        simulated: True for a simulator; its readings can never reach a releasable batch outside the demo.
        by_label: True when the device tells no serial number and the one on its label stands for it.
    """

    name: str
    model: str
    serial: str
    simulated: bool = False
    by_label: bool = False


class DeviceStatus(msgspec.Struct, frozen=True):
    """State of a device with the reason and since when.

    Attributes:
        state: Where it stands.
        identity: Who it says it is; None until it has said so.
        reason: Why it is not ready; None when it is.
        since: When it came into this state.
    """

    state: DeviceState
    identity: DeviceIdentity | None
    reason: Finding | None
    since: datetime


class Scan(msgspec.Struct, frozen=True):
    """One code as the scanner sent it; parsing is the work of `core.codes`.

    Attributes:
        raw: The bytes between prefix and suffix, AIM identifier included, group separators (0x1D) kept.
        at: When the last byte came.
        device: The scanner.
        way: `cdc`, `evdev`, `wedge` or `typed`.
    """

    raw: bytes
    at: datetime
    device: DeviceIdentity
    way: str


class Signal(StrEnum):
    """What a scanner sounds: one short high tone, two short ones for a code scanned again, one long low one."""

    OK = "ok"
    AGAIN = "again"
    BAD = "bad"


class Weight(msgspec.Struct, frozen=True):
    """One answer of a balance.

    Attributes:
        value: Digits as sent.
        unit: Unit as sent.
        stable: False for a moving value, which is shown and never recorded.
        raw: The whole frame.
        at: When its last byte came.
        device: The balance that sent it.
    """

    value: Decimal
    unit: str
    stable: bool
    raw: bytes
    at: datetime
    device: DeviceIdentity

    @property
    def quantity(self) -> Quantity:
        """Give value and unit as one quantity."""
        return Quantity(self.value, self.unit)


class TagQuality(StrEnum):
    """How far an equipment value can be trusted; the last two are the equipment's own judgement of it."""

    GOOD = "good"
    STALE = "stale"
    COMM_ERROR = "comm_error"
    OUT_OF_RANGE = "out_of_range"
    BAD_TYPE = "bad_type"
    UNCERTAIN = "uncertain"
    BAD = "bad"


class TagValue(msgspec.Struct, frozen=True):
    """One value read from equipment.

    Attributes:
        tag: Name in the tag map.
        value: None unless the quality is good.
        unit: Unit of the tag map.
        quality: How far it can be trusted.
        raw: Request and answer as they were on the wire.
        at: When the answer came.
        device: The equipment's controller.
    """

    tag: str
    value: Decimal | None
    unit: str
    quality: TagQuality
    raw: bytes
    at: datetime
    device: DeviceIdentity


class PrintOutcome(StrEnum):
    """What a printer made of a job; TCP acceptance alone proves no print, so labels are scanned back."""

    ACCEPTED = "accepted"
    NOT_READY = "not_ready"
    UNKNOWN = "unknown"


class Device(Protocol):
    """What every device offers; `connect` and `close` may be called again and again."""

    @property
    def status(self) -> DeviceStatus:
        """Tell where the device stands now."""
        ...

    async def connect(self, timeout_s: float) -> DeviceIdentity:
        """Open the way to the device and ask who it is.

        Raises:
            DeviceError: It cannot be reached, does not answer, or is another one than registered.
        """
        ...

    async def close(self) -> None:
        """Let go of the device."""
        ...


class Scanner(Device, Protocol):
    """A barcode scanner."""

    def scans(self) -> AsyncIterator[Scan]:
        """Give every complete scan in order; cut ones are dropped and logged."""
        ...

    async def signal(self, signal: Signal, timeout_s: float) -> None:
        """Sound a tone, where the scanner can."""
        ...


class Balance(Device, Protocol):
    """A balance."""

    def live(self) -> AsyncIterator[Weight | DeviceError]:
        """Give readings for display, several a second, until the caller stops."""
        ...

    async def take_stable(self, unit: str, timeout_s: float) -> Weight:
        """Take one stable weight in the unit asked for.

        Raises:
            DeviceError: Unstable, overload, underload, busy, wrong unit, other device, restarted or broken frame.
        """
        ...

    async def zero(self, timeout_s: float) -> None:
        """Set to zero; raises `DeviceError` when refused."""
        ...

    async def tare(self, timeout_s: float) -> Weight:
        """Tare what stands on the balance and give the tare weight; raises `DeviceError` when refused."""
        ...


class Equipment(Device, Protocol):
    """Process equipment with readable tags."""

    async def read(self, tags: Sequence[str], timeout_s: float) -> Mapping[str, TagValue]:
        """Read tags; a failed one comes back with its quality and no value, never an old value."""
        ...

    def may_write(self, tag: str) -> bool:
        """Tell whether the tag map lets a tag be written."""
        ...

    async def write(self, tag: str, value: Decimal, timeout_s: float) -> TagValue:
        """Write a tag once, read it back and give what was written, with the frames of the write.

        Raises:
            DeviceError: Not to be written, or not to that value; not reachable; or something else was read back.
        """
        ...


class Printer(Device, Protocol):
    """A label printer."""

    async def print(self, data: bytes, timeout_s: float) -> PrintOutcome:
        """Send one job."""
        ...


class TimeService(Protocol):
    """Who keeps the machine's clock, such as chrony."""

    async def report(self) -> TimeReport:
        """Tell whether the clock follows a source; one that does not answer tells nothing, and that is no error."""
        ...


# ------------------------------------------------------------------ link to the core


class LinkState(msgspec.Struct, frozen=True):
    """What the header says about the way to the core.

    Attributes:
        online: True while the bus answers.
        since: When that last changed.
        stored: Records committed here that the bus has not yet acknowledged.
        sent: Records the bus holds and the core has not yet receipted.
        alarm: A sentence for the administrator, for example a refused key; None when all is well.
        answering: False from a question that the core left without an answer until it is heard of again.
    """

    online: bool
    since: datetime
    stored: int
    sent: int
    alarm: Finding | None = None
    answering: bool = True

    @property
    def waiting(self) -> int:
        """Count what is still on its way."""
        return self.stored + self.sent


class Unreachable(CountersignError):
    """The core cannot be asked now; nothing was decided."""

    code = "LNK-001"


class Ask(Protocol):
    """Requests to the core: queries and decisions, answered with bytes that the core signed."""

    def __call__(
        self, verb: str, body: Mapping[str, object], timeout_s: float = 5.0
    ) -> Awaitable[Mapping[str, object]]:
        """Send a sealed request and give the verified answer.

        Raises:
            Unreachable: No answer in time, or offline.
            CountersignError: The core refused; the key says why.
        """
        ...


Listener = Callable[[], None]
