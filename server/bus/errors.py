"""What can go wrong on the core's side of the bus."""

from core.errors import CountersignError


class BusError(CountersignError):
    """The bus did not do what was asked."""

    code = "BUS-000"


class BusLost(BusError):
    """There is no connection now; what was under way is not known to have happened."""

    code = "BUS-001"


class BusRefused(BusError):
    """The server refuses this user or this subject; nothing will work before an administrator acts."""

    code = "BUS-002"
