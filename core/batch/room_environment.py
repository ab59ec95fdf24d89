"""The environment of the rooms over a batch, from the checks in its record: series of readings, and excursions.

Between two readings nothing is known: an excursion lasts from the first reading outside its limits to the next inside.
Source: design feature F29; GMP annex 1, articles 10 and 11.
"""

from decimal import Decimal

import msgspec

from core.batch.entries import entries
from core.batch.state import BatchState
from core.master.environment import EnvironmentCheck, EnvironmentReading
from core.master.limits import Limits
from core.master.model import MasterBatchRecord, Operation, Step
from core.words import Words


class RoomReading(msgspec.Struct, frozen=True):
    """One reading: when, as the record says it, what, and whether it is inside the limits."""

    at: str
    value: Decimal
    holds: bool


class RoomSeries(msgspec.Struct, frozen=True):
    """The readings of one quantity in one room, in the order of time, against the same limits.

    Attributes:
        room: Room id.
        name: What is read.
        unit: Its unit.
        limits: Its limits.
        readings: At least one.
    """

    room: str
    name: Words
    unit: str
    limits: Limits
    readings: tuple[RoomReading, ...]

    @property
    def values(self) -> list[Decimal]:
        """Give the numbers alone."""
        return [reading.value for reading in self.readings]

    @property
    def mean(self) -> Decimal:
        """Give the mean with one place more than the readings have."""
        places = max(-int(value.as_tuple().exponent) for value in self.values)
        return (sum(self.values, Decimal(0)) / len(self.values)).quantize(Decimal(1).scaleb(-places - 1))


class Excursion(msgspec.Struct, frozen=True):
    """A time outside the limits.

    Attributes:
        begun: Time of the first reading outside.
        ended: Time of the next reading inside, or "" where there was none.
        worst: The reading furthest outside.
        steps: Ids of the steps of the room that overlapped it, the checks themselves left out.
    """

    begun: str
    ended: str
    worst: Decimal
    steps: tuple[str, ...]


def room_series(state: BatchState, master: MasterBatchRecord) -> tuple[RoomSeries, ...]:
    """Gather what the environment checks of a batch have read, room by room in the order of the master record."""
    found: dict[tuple[str, Words, str, Limits], list[RoomReading]] = {}
    for operation in master.operations():
        for step in operation.steps:
            for reading, taken in _taken(step, state):
                found.setdefault((operation.room, reading.name, reading.unit, reading.limits), []).append(taken)
    return tuple(
        RoomSeries(*key, readings=tuple(sorted(readings, key=lambda one: one.at))) for key, readings in found.items()
    )


def excursions(series: RoomSeries, state: BatchState, master: MasterBatchRecord) -> tuple[Excursion, ...]:
    """Find the times outside the limits, each with the steps that overlapped it."""
    found: list[Excursion] = []
    outside: list[RoomReading] = []
    for reading in (*series.readings, None):
        if reading is not None and not reading.holds:
            outside.append(reading)
        elif outside:
            ended = reading.at if reading is not None else ""
            worst = max((one.value for one in outside), key=lambda value: _distance(value, series.limits))
            steps = _overlapping(series.room, outside[0].at, ended, state, master)
            found.append(Excursion(outside[0].at, ended, worst, steps))
            outside = []
    return tuple(found)


def _taken(step: Step, state: BatchState) -> list[tuple[EnvironmentReading, RoomReading]]:
    if not isinstance(step.detail, EnvironmentCheck):
        return []
    filled = state.step(step.id).filled
    found: list[tuple[EnvironmentReading, RoomReading]] = []
    # The first entry is the scan of the monitor; the readings follow in the order of the text.
    for entry, reading in zip(entries(step, filled)[1:], step.detail.readings, strict=False):
        if entry.name in filled:
            act = filled[entry.name].act
            value = act.values["value"].quantity.value
            found.append((reading, RoomReading(act.when.utc, value, reading.limits.hold(value))))
    return found


def _distance(value: Decimal, limits: Limits) -> Decimal:
    below = limits.low - value if limits.low is not None else Decimal(0)
    above = value - limits.high if limits.high is not None else Decimal(0)
    return max(below, above)


def _overlapping(room: str, begun: str, ended: str, state: BatchState, master: MasterBatchRecord) -> tuple[str, ...]:
    steps = [step for operation in _of_room(room, master) for step in operation.steps]
    spans = ((step, _times(step, state)) for step in steps if not isinstance(step.detail, EnvironmentCheck))
    return tuple(
        step.id for step, times in spans if times and max(times) >= begun and (not ended or min(times) <= ended)
    )


def _of_room(room: str, master: MasterBatchRecord) -> list[Operation]:
    return [operation for operation in master.operations() if operation.room == room]


def _times(step: Step, state: BatchState) -> list[str]:
    """Give when a step was begun, filled and signed."""
    kept = state.step(step.id)
    acts = [item.act.when.utc for item in (kept.started, *kept.filled.values()) if item is not None]
    return acts + [by.utc for by in (kept.performed, kept.verified) if by is not None]
