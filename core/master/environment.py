"""An environment check: the readings of a room's monitor, each read from it or typed, each against its limits."""

from collections.abc import Iterator

import msgspec

from core.fields import Fields
from core.finding import Finding, finding
from core.master.limits import Limits, read_limits
from core.words import Words

MOST_READINGS = 20
MOST_PLACES = 6


class EnvironmentReading(msgspec.Struct, frozen=True):
    """One reading.

    Attributes:
        name: What is read, such as the temperature.
        unit: Its unit.
        decimals: Places of a typed value.
        limits: Its limits; at least one of low and high.
        tag: Tag it is read from, or "" where it is typed.
    """

    name: Words
    unit: str
    decimals: int
    limits: Limits
    tag: str = ""


class EnvironmentCheck(msgspec.Struct, frozen=True, tag="environment_check"):
    """Scan the monitor of the room and take its readings."""

    equipment_class: str
    readings: tuple[EnvironmentReading, ...]


def read_environment(fields: Fields) -> EnvironmentCheck:
    """Read `equipment_class` and `readings`."""
    wanted = fields.code("equipment_class")
    return EnvironmentCheck(wanted, tuple(_reading(item) for item in fields.tables("readings")))


def check_environment(path: str, check: EnvironmentCheck) -> Iterator[tuple[str, Finding]]:
    """Check that the readings can be told apart, and that each is judged by something."""
    if len(check.readings) > MOST_READINGS:
        params = {"count": str(len(check.readings)), "most": str(MOST_READINGS)}
        yield f"{path}/readings", finding("master.readings_count", **params)
    seen: set[str] = set()
    for index, reading in enumerate(check.readings):
        at = f"{path}/readings/{index}"
        for part, said in (("tag", reading.tag), ("name/en", reading.name.en), ("name/zh", reading.name.zh)):
            if said and f"{part} {said}" in seen:
                yield f"{at}/{part}", finding("master.reading_twice", reading=said)
            seen.add(f"{part} {said}")
        if reading.limits.low is None and reading.limits.high is None:
            yield f"{at}/limits", finding("master.reading_unlimited", reading=reading.name.en or str(index + 1))


def _reading(fields: Fields) -> EnvironmentReading:
    reading = EnvironmentReading(
        name=fields.words("name"),
        unit=fields.unit("unit"),
        decimals=fields.whole("decimals", 0, MOST_PLACES),
        limits=read_limits(fields),
        tag=fields.code("tag", ""),
    )
    fields.finish()
    return reading
