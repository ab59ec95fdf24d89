"""What can go wrong where records are kept on the kiosk."""

from core.errors import CountersignError


class OutboxError(CountersignError):
    """The outbox cannot be used as it stands."""

    code = "OBX-000"


class NotStored(OutboxError):
    """The record was not stored; the chain stands where it stood before."""

    code = "OBX-001"


class OutboxTaken(OutboxError):
    """Another process writes this outbox."""

    code = "OBX-002"


class OutboxForeign(OutboxError):
    """The file is no outbox, belongs to another kiosk, or is of another enrolment or version."""

    code = "OBX-003"


class OutboxBroken(OutboxError):
    """The file is damaged."""

    code = "OBX-004"


class ChainStopped(NotStored):
    """The core or the bus holds records of this kiosk that are not here: signing here would fork the chain."""

    code = "OBX-005"
