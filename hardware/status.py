"""Where a device stands, with the reason and since when."""

from core.finding import Finding
from core.ports import Clock, DeviceError, DeviceIdentity, DeviceState, DeviceStatus


class StatusBook:
    """Keeps one device's status; `since` moves only when state or reason change."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._now = DeviceStatus(DeviceState.DISCONNECTED, None, None, clock.utc())

    @property
    def now(self) -> DeviceStatus:
        """Give the status as it stands."""
        return self._now

    def identifying(self) -> None:
        """Note that the way is open and the device is being asked who it is."""
        self._turn(DeviceState.IDENTIFYING, None, None)

    def ready(self, identity: DeviceIdentity) -> None:
        """Note that the device has said who it is and may be used."""
        self._turn(DeviceState.READY, identity, None)

    def fault(self, error: DeviceError) -> None:
        """Note that the device can be reached and must not be used."""
        self._turn(DeviceState.FAULT, self._now.identity, _reason(error))

    def disconnected(self, error: DeviceError | None = None) -> None:
        """Note that the device cannot be reached, or was let go of when there is no error."""
        self._turn(DeviceState.DISCONNECTED, self._now.identity, None if error is None else _reason(error))

    def _turn(self, state: DeviceState, identity: DeviceIdentity | None, reason: Finding | None) -> None:
        before = self._now
        same = (before.state, before.reason) == (state, reason)
        self._now = DeviceStatus(state, identity, reason, before.since if same else self._clock.utc())


def _reason(error: DeviceError) -> Finding:
    return Finding(error.key, dict(error.params))
