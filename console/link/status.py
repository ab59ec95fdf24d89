"""What the link tells the screens: online or not, how much waits, and the gravest thing that is wrong."""

from core.finding import Finding
from core.ports import Clock, LinkState, Listener

GRAVEST_FIRST = ("doubled", "log", "connection", "permission", "records", "lost", "receipt")
"""Names of the alarms; of several, the first is shown."""

ABOUT_RECORDS = frozenset({"doubled", "log", "lost"})
"""What stays wrong when the connection is another one."""


class LinkStatus:
    """Keep the state and call back when it has changed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._state = LinkState(False, clock.utc(), 0, 0)
        self._alarms: dict[str, Finding] = {}
        self._answering = True
        self._listeners: list[Listener] = []

    @property
    def state(self) -> LinkState:
        """Tell where the link stands now."""
        return self._state

    @property
    def online(self) -> bool:
        """Tell whether the bus answers."""
        return self._state.online

    def listen(self, listener: Listener) -> None:
        """Call back when the state has changed."""
        self._listeners.append(listener)

    def alarmed(self, name: str) -> bool:
        """Tell whether an alarm is raised."""
        return name in self._alarms

    def alarm(self, name: str, found: Finding) -> None:
        """Raise an alarm."""
        self._alarms[name] = found
        self._tell(self._state.online, self._state.stored, self._state.sent)

    def clear(self, *names: str) -> None:
        """Take alarms back."""
        for name in names:
            self._alarms.pop(name, None)
        self._tell(self._state.online, self._state.stored, self._state.sent)

    def begin_connection(self) -> None:
        """Forget what was wrong with the connection before: it is found again if it still is."""
        self._answering = True
        self.clear(*(name for name in GRAVEST_FIRST if name not in ABOUT_RECORDS))

    def set_answering(self, answering: bool) -> None:
        """Say whether the core, behind the bus, answers."""
        self._answering = answering
        self._tell(self._state.online, self._state.stored, self._state.sent)

    def set_online(self, online: bool) -> None:
        """Say whether the bus answers."""
        self._tell(online, self._state.stored, self._state.sent)

    def count(self, stored: int, sent: int) -> None:
        """Say how many records wait; when none does, what the bus had lost has arrived."""
        if not stored + sent:
            self._alarms.pop("lost", None)
        self._tell(self._state.online, stored, sent)

    def _tell(self, online: bool, stored: int, sent: int) -> None:
        since = self._state.since if online == self._state.online else self._clock.utc()
        alarm = next((self._alarms[name] for name in GRAVEST_FIRST if name in self._alarms), None)
        state = LinkState(online, since, stored, sent, alarm, self._answering)
        if state != self._state:
            self._state = state
            for listener in self._listeners:
                listener()
