"""What can go wrong between a kiosk and the bus."""

from core.errors import CountersignError


class LinkError(CountersignError):
    """The bus did not do what was asked."""

    code = "LNK-000"


class RequestRefused(CountersignError):
    """The core refused a request; the key says why."""

    code = "LNK-002"


class BusSilent(LinkError):
    """The bus did not answer; what was under way may or may not have happened."""

    code = "LNK-003"


class BusUnexpected(LinkError):
    """The bus holds something else than expected; what it holds must be looked up before anything is sent."""

    code = "LNK-004"


class BusDoubles(LinkError):
    """The bus takes what was sent for doubles of what it has."""

    code = "LNK-005"


class BusRefuses(LinkError):
    """The bus says no, and will until an administrator has acted; the key says why."""

    code = "LNK-006"
