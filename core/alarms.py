"""Alarms of the core: what kinds there are, which of them wait for somebody, and which a kiosk shows.

Source: 21 CFR 11.300(d); GMP annex Computerised Systems 14.
"""

import msgspec

from core.clock_state import ClockLevel
from core.language import Language, catalogue, text

NOTES = frozenset({"code.wrong", "code.skewed", "code.while_locked"})
"""Single refused attempts: the owner is told; nobody has to acknowledge them."""

REPLAYED = "code.replayed"
ATTEMPTS = NOTES | {"code.locked", REPLAYED}
"""What the owner of an account is told of at the next sign-in."""

GUESSED = "codes.guessed_at_kiosk"
AT_KIOSK = frozenset(
    {GUESSED, "record.chain_forked", "record.id_reused", "request.unauthentic", "request.foreign_session"}
)
"""What the kiosk concerned shows to everybody until it is acknowledged."""

MOST_AN_HOUR = 20
"""Most alarms of one kind about one kiosk in an hour, so that a flood hides no other; what raised them is kept all."""

DISOWNED = "attempt.disowned"

KEY_ENDING = "keys.ending"
KEY_ENDED = "keys.ended"
"""The keys of a kiosk end soon, or have ended and are not renewed."""

ROUND_OVERDUE = "round.overdue"
"""A round of a logbook that nobody takes; opening it ends the alarm."""

CLOCK_OFF = "clock.off"
CORE_CLOCK_OFF = "clock.core_off"
CORE_CLOCK_UNKEPT = "clock.core_unkept"
CLOCK_ALARMS = frozenset({ClockLevel.ALARM.value, ClockLevel.CODES_END.value, ClockLevel.SIGNING_ENDS.value})
"""How far off a kiosk says that its clock is, where that raises the alarm."""


class AlarmLine(msgspec.Struct, frozen=True):
    """One alarm.

    Attributes:
        id: Number of the alarm.
        at: When it was raised, as `core.times.utc_text` writes it.
        kind: Stable word; `alarm.<kind>` is its sentence.
        kiosk: Kiosk concerned.
        detail: What came with it.
        person: Person id concerned, or "".
        by: Person id of who acknowledged it, or "".
        comment: What was said at that, or "".
        acknowledged: When, or "".
        times: How many attempts it tells of; 1 of everything else.
    """

    id: int
    at: str
    kind: str
    kiosk: str
    detail: str
    person: str = ""
    by: str = ""
    comment: str = ""
    acknowledged: str = ""
    times: int = 1


class LockedPerson(msgspec.Struct, frozen=True):
    """A person whom too many wrong secrets have locked out.

    Attributes:
        person: Person id.
        until: When the lock ends by itself, as `core.times.utc_text` writes it.
        kiosk: Where the last attempt was made, or "".
    """

    person: str
    until: str
    kiosk: str = ""


def alarm_words(alarm: AlarmLine, person: str, language: Language) -> str:
    """Word an alarm.

    Args:
        alarm: The alarm; bytes that nobody registered signed are worded alike, with the reason of the quarantine.
        person: User id of the person concerned, or "-".
        language: Of the reader.
    """
    key = f"alarm.{alarm.kind}"
    known = key if key in catalogue() else "alarm.quarantined"
    what = text(known, language, kiosk=alarm.kiosk or "-", person=person, detail=alarm.detail, kind=alarm.kind)
    return text("alarm.times", language, what=what, n=str(alarm.times)) if alarm.times > 1 else what
