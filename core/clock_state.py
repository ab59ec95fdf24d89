"""How far a station's clock can be believed: what its time service says, and how far it is from the core's.

The limits are those of the plant's rules: from 2 s on people are warned, from 3 s on the core raises an alarm, beyond
10 s no one-time code is accepted, beyond 30 s nothing is signed. Source: NMPA 2020 No. 74 art. 21(1); RFC 6238, 6;
`chronyc(1)`, tracking, reports in the form of `-c`.
"""

from datetime import timedelta
from enum import StrEnum

import msgspec

from core.acts import Act, ActKind, When
from core.finding import Finding, finding
from core.session_signing import SESSION

WARN = timedelta(seconds=2)
ALARM = timedelta(seconds=3)
CODES_END = timedelta(seconds=10)
SIGNING_ENDS = timedelta(seconds=30)

_OFFLINE = "offline"
_FIELDS = 14
_AUTHENTICATION_FIELDS = 10
_NOT_SYNCHRONISED = "Not synchronised"
_ITSELF = "7F7F0101"
"""Reference id of a service that follows its own clock alone (`local stratum`)."""


class ClockState(StrEnum):
    """What `When.clock` says."""

    SYNCHRONISED = "synchronised"
    UNSYNCHRONISED = "unsynchronised"
    """The clock runs free: its service follows no source, or it is off by more than codes bear, or it has jumped."""
    UNKNOWN = "unknown"
    """The time service does not answer."""


class ClockLevel(StrEnum):
    """How far a clock is from the core's, by the limits above."""

    GOOD = "good"
    WARN = "warn"
    ALARM = "alarm"
    CODES_END = "codes_end"
    SIGNING_ENDS = "signing_ends"


class Authentication(StrEnum):
    """Whether a time source proves who it is."""

    NTS = "nts"
    KEY = "key"
    NONE = "none"
    UNKNOWN = "unknown"
    """The time service does not say; it tells only users who may open its socket."""


class TimeReport(msgspec.Struct, frozen=True):
    """What a time service says of the clock.

    Attributes:
        state: Whether it follows a source.
        source: Name or address of the source, or "".
        error_ms: Largest error that it reckons with, in milliseconds, or None.
        updated: When it last measured, as it writes that; another text says that it has measured again.
        authentication: Whether the source proves who it is.
    """

    state: ClockState
    source: str = ""
    error_ms: int | None = None
    updated: str = ""
    authentication: Authentication = Authentication.UNKNOWN


SILENT = TimeReport(ClockState.UNKNOWN)
"""Of a service that does not answer."""


def read_tracking(answer: str) -> TimeReport:
    """Read one line of `chronyc -c tracking`; anything else tells nothing.

    The fields, by commas: reference id, source, stratum, reference time, offset of the system clock in seconds, last
    and RMS offset, frequency, residual frequency, skew, root delay, root dispersion, update interval, leap status. The
    largest error is offset + dispersion + half of the delay.
    """
    fields = answer.strip().split(",")
    try:
        offset, delay, dispersion = (float(fields[place]) for place in (4, 10, 11))
        error = abs(offset) + dispersion + abs(delay) / 2
        error_ms = round(error * 1000)
    except (IndexError, ValueError, OverflowError):
        return SILENT
    if len(fields) != _FIELDS:
        return SILENT
    if fields[13] == _NOT_SYNCHRONISED or fields[0] in ("00000000", _ITSELF):
        return TimeReport(ClockState.UNSYNCHRONISED)
    good = error < WARN.total_seconds()
    state = ClockState.SYNCHRONISED if good else ClockState.UNSYNCHRONISED
    return TimeReport(state, fields[1][:60], error_ms, fields[3][:30])


def read_authentication(source: str, answer: str) -> Authentication:
    """Find in `chronyc -c authdata` how a source is authenticated; a source that is not there tells nothing.

    The fields of a line, by commas: source, mode (`NTS`, `SK` for a symmetric key, `-`), key id, type and length,
    seconds since the last key exchange, its attempts, refusals, cookies left and their length. Without a key of the
    exchange nothing is proved. Source: `chronyc(1)`, authdata, as chrony 4.3 answers.
    """
    for line in answer.splitlines():
        fields = line.split(",")
        if len(fields) != _AUTHENTICATION_FIELDS or fields[0][:60] != source:
            continue
        if fields[1] == "NTS":
            return Authentication.NTS if fields[4].isdigit() and int(fields[4]) > 0 else Authentication.NONE
        return Authentication.KEY if fields[1] == "SK" else Authentication.NONE
    return Authentication.UNKNOWN


def level_of(offset_ms: int) -> ClockLevel:
    """Give the level of an offset from the core's clock in milliseconds, either way."""
    off = timedelta(milliseconds=abs(offset_ms))
    steps = (
        (SIGNING_ENDS, ClockLevel.SIGNING_ENDS),
        (CODES_END, ClockLevel.CODES_END),
        (ALARM, ClockLevel.ALARM),
        (WARN, ClockLevel.WARN),
    )
    return next((level for limit, level in steps if off > limit), ClockLevel.GOOD)


def clock_refusals(act: Act, kiosk: str, sync_age_h: int) -> tuple[Finding, ...]:
    """Judge the clock behind a sign-in or a signature by what its own record says; the first fault is told.

    Args:
        act: What was stated.
        kiosk: Where.
        sync_age_h: Oldest synchronisation in hours that is good for signing without the core.
    """
    check = _code_check(act)
    if check is None:
        return ()
    when = act.when
    off = level_of(when.offset_ms or 0)
    codes_end = off == ClockLevel.CODES_END and check != SESSION
    if off == ClockLevel.SIGNING_ENDS or codes_end:
        return (finding("exception.clock_off", kiosk=kiosk, s=seconds_of(when.offset_ms or 0)),)
    if when.clock not in list(ClockState) or (check == _OFFLINE and not _good_offline(when, sync_age_h)):
        return (finding("exception.clock_not_synchronised", kiosk=kiosk),)
    return ()


def seconds_of(offset_ms: int) -> str:
    """Write an offset in whole seconds, without its sign."""
    return str(round(abs(offset_ms) / 1000))


def _code_check(act: Act) -> str | None:
    """Tell who has judged the code of a sign-in or a signature; None for every other act."""
    if act.signature is not None:
        return act.signature.code_check
    return act.facts.get("code_check", "") if act.kind == ActKind.SIGNED_IN else None


def _good_offline(when: When, sync_age_h: int) -> bool:
    if when.sync_age_s is None:
        return when.clock == ClockState.SYNCHRONISED
    return timedelta(seconds=when.sync_age_s) <= timedelta(hours=sync_age_h)
