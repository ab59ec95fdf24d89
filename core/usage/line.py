"""One line of the logbook of a piece of equipment or a room, and how a line grows while the same use goes on.

Source: GMP article 86: use, cleaning, maintenance and repair with date, time, product, strength and batch.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

import msgspec

from core.codes import Code
from core.finding import Finding
from core.words import Words

_Item = TypeVar("_Item")


class Kept(StrEnum):
    """What has a logbook."""

    EQUIPMENT = "equipment"
    ROOM = "room"


def thing_in(code: Code) -> tuple[Kept, str] | None:
    """Read the equipment or room that a label names; None for any other label."""
    equipment, room = code.get("equipment"), code.get("room")
    return (Kept.EQUIPMENT, equipment) if equipment else (Kept.ROOM, room) if room else None


class UsageKind(StrEnum):
    """What a line is about."""

    USE = "use"
    CLEANING = "cleaning"
    ROUND = "round"
    CHECK = "check"
    TEST = "test"
    CALIBRATION = "calibration"
    MAINTENANCE = "maintenance"
    STATE = "state"
    MASTER_DATA = "master_data"
    EXCEPTION = "exception"


class Effect(StrEnum):
    """What an act makes of a thing, beside that it was used."""

    NONE = ""
    CLEANS = "cleans"
    """It is clean from here on."""
    ENDS = "ends"
    """Its use is over, and it waits to be cleaned."""
    BINDS = "binds"
    """It is named by a scan, or by what takes a scan back; nothing was done with it by that."""
    GIVES_BACK = "gives_back"
    """It was scanned and not used, and the scan was taken back: it stands as before."""


GROWING = frozenset({UsageKind.USE, UsageKind.CLEANING, UsageKind.ROUND, UsageKind.TEST})
"""Kinds whose line goes on while the same is done; the others are of one instant."""

BESIDE = frozenset({UsageKind.EXCEPTION, UsageKind.MASTER_DATA})
"""Kinds that do not part a use in two when they come in between."""

MOST_TOLD = 40
"""Sentences that a line holds at most; its records hold all of them."""

LOOKED_BACK = 4
"""How many lines back a use is looked for that goes on."""


class UsageLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One use, cleaning, check, state or exception of one piece of equipment or room.

    Attributes:
        of: Equipment or room.
        thing: Its id.
        kind: What it was.
        since: Instant of its first act, as records write it.
        until: Instant of its last act.
        records: Log indexes of the records it follows from, in the order of the log; the first names the line.
        name: Operation, step, form or test, in words.
        product: What was made or tested, in words; empty where nothing was.
        strength: Its strength.
        specification: Code of its specification.
        batch: Batch number, lot number or number of the round, or "".
        operation: Operation of the master record, or "".
        steps: Its steps, in order.
        persons: Who did it, by person id.
        checkers: Who checked it.
        told: What there is to say besides: readings, settings, results, faults.
        effect: What it has made of the thing.
        clean_hold_s: Seconds for which a cleaning holds, 0 without limit.
    """

    of: Kept
    thing: str
    kind: UsageKind
    since: str
    until: str
    records: tuple[int, ...]
    name: Words = Words("", "")
    product: Words = Words("", "")
    strength: str = ""
    specification: str = ""
    batch: str = ""
    operation: str = ""
    steps: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    checkers: tuple[str, ...] = ()
    told: tuple[Finding, ...] = ()
    effect: Effect = Effect.NONE
    clean_hold_s: int = 0

    @property
    def only_checks(self) -> bool:
        """Tell whether an act checks what was done before it: nothing is done with the thing by that."""
        return bool(self.checkers) and not self.persons

    @property
    def seq(self) -> int:
        """Give the log index that names the line among those of its thing and kind."""
        return self.records[0]

    def same_doing(self, other: "UsageLine") -> bool:
        """Tell whether another line is of the very same doing: same thing, kind, batch and operation or step."""
        what = self.of, self.thing, self.kind, self.batch, self.operation
        if what != (other.of, other.thing, other.kind, other.batch, other.operation):
            return False
        return self.kind != UsageKind.CLEANING or not self.operation or self.steps == other.steps


def continued(newest: Sequence[UsageLine], touch: UsageLine) -> UsageLine | None:
    """Give the line that an act goes on with, or None where a new one begins.

    Another operation of the same batch does not part a use; anything else that was done with the thing does.

    Args:
        newest: The last `LOOKED_BACK` lines of the same thing, those of `BESIDE` left out, the newest first.
        touch: The line that the act would be alone.
    """
    for line in newest if touch.kind in GROWING else ():
        if line.same_doing(touch):
            return line
        if line.kind not in GROWING or not touch.batch or line.batch != touch.batch:
            return None
    return None


def goes_on(touch: UsageLine) -> UsageLine:
    """Give what only says that a use goes on: it begins no line, and adds nothing to one but its time."""
    return msgspec.structs.replace(touch, records=(), steps=(), persons=(), checkers=(), told=())


def grown(line: UsageLine, touch: UsageLine) -> UsageLine:
    """Give a line with what one more act adds to it; one that was made earlier and arrived later counts as well."""
    return msgspec.structs.replace(
        line,
        since=min(line.since, touch.since),
        until=max(line.until, touch.until) if _lasts(touch) else line.until,
        records=(*line.records, *touch.records),
        steps=_joined(line.steps, touch.steps),
        persons=_joined(line.persons, touch.persons),
        checkers=_joined(line.checkers, touch.checkers),
        told=_joined(line.told, touch.told)[:MOST_TOLD],
        effect=touch.effect or line.effect,
        clean_hold_s=touch.clean_hold_s or line.clean_hold_s,
    )


def _lasts(touch: UsageLine) -> bool:
    """Tell whether an act belongs to the time of a use: a check of what was done, and the end that follows, do not."""
    return touch.effect != Effect.ENDS and not touch.only_checks


def logbook(touches: Sequence[UsageLine]) -> tuple[UsageLine, ...]:
    """Fold what acts have to say, in the order of the log, into the lines of their logbooks."""
    lines: list[UsageLine] = []
    for touch in touches:
        same = [line for line in lines if (line.of, line.thing) == (touch.of, touch.thing) and line.kind not in BESIDE]
        newest = sorted(same, key=lambda line: (line.seq, line.kind), reverse=True)[:LOOKED_BACK]
        found = continued(newest, touch)
        if found is None and touch.records:
            lines.append(touch)
        elif found is not None:
            lines[lines.index(found)] = grown(found, touch)
    return tuple(lines)


def _joined(first: tuple[_Item, ...], more: tuple[_Item, ...]) -> tuple[_Item, ...]:
    return (*first, *(item for item in more if item not in first))
