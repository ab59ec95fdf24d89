"""Coding: numbers of lots and containers by the rules in force; a number is never given twice.

A pattern holds a counter, `{n:02}`, of as many digits as it says, and may hold the day, `{yymmdd}`. The counter begins
anew where the rest of the number changes. A number must read as a plant label of its kind, so that it can be scanned.
What is parted off a container, and a container with a new label, is numbered after the one it came from, `{container}`:
a kiosk gives such numbers without the core, for a container is in one place.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from core.codes.plant import read_plant_label
from core.errors import CountersignError
from core.finding import Finding, finding
from core.supply import CodingRule

RULES: Mapping[str, str] = {"lot": "L-{yymmdd}-{n:02}", "container": "C-{n:06}", "part": "{container}-{n:02}"}
"""Kinds of numbers, and the pattern where the plant has approved no other."""

_COUNTER = re.compile(r"\{n:0([2-9])\}")
_DAY = "{yymmdd}"
_CONTAINER = "{container}"
PART = "part"
"""Kind of the numbers of what came out of a container."""


class NumbersSpent(CountersignError):
    """No number of a pattern is left."""

    code = "SUP-001"


def pattern_of(rules: Mapping[str, CodingRule], kind: str) -> str:
    """Give the pattern in force for a kind of numbers."""
    return rules[kind].pattern if kind in rules else RULES[kind]


def prefix_of(pattern: str, day: date) -> str:
    """Give what stands before the counter on a day; numbers given before are looked up by it."""
    return _dated(pattern, day).partition("{n:")[0]


def next_numbers(pattern: str, day: date, given: Iterable[str], count: int = 1) -> tuple[str, ...]:
    """Give the next numbers of a pattern.

    Args:
        pattern: The pattern in force.
        day: The plant's calendar day.
        given: Every number of this kind that was ever given with this prefix.
        count: How many.

    Raises:
        NumbersSpent: The counter has too few digits for so many.
    """
    found = _COUNTER.search(pattern)
    width = int(found.group(1)) if found else 0
    head, _, tail = _dated(_COUNTER.sub("{n}", pattern), day).partition("{n}")
    form = re.compile(rf"{re.escape(head)}(\d{{{width}}}){re.escape(tail)}", re.ASCII)
    last = max((int(match.group(1)) for number in given if (match := form.fullmatch(number))), default=0)
    if last + count >= 10**width:
        raise NumbersSpent("coding.spent", pattern=pattern)
    return tuple(f"{head}{n:0{width}}{tail}" for n in range(last + 1, last + count + 1))


def part_number(rules: Mapping[str, CodingRule], container: str, day: date, given: Iterable[str]) -> str:
    """Number what comes out of a container; a part of a part is numbered after the whole.

    Args:
        rules: The coding rules in force.
        container: The container it comes out of.
        day: The plant's calendar day.
        given: Every container number known, void ones too.

    Raises:
        NumbersSpent: No number of the pattern is left.
    """
    pattern = pattern_of(rules, PART).replace(_CONTAINER, _whole(container))
    return next_numbers(pattern, day, given)[0]


def _whole(container: str) -> str:
    """Give the number of the whole that a part came out of: `C-000101` of `C-000101-02`."""
    mark, _, rest = container.partition("-")
    return f"{mark}-{rest.partition('-')[0]}"


def pattern_refusals(rule: CodingRule) -> tuple[Finding, ...]:
    """Judge a coding rule: one counter, the day at most once, and numbers that scan as labels of their kind."""
    if rule.id not in RULES:
        return (finding("supply.refused.coding_kind", id=rule.id[:40]),)
    pattern = rule.pattern
    if rule.id == PART:
        if pattern.count(_CONTAINER) != 1:
            return (finding("supply.refused.coding_part", pattern=pattern[:60]),)
        pattern = pattern.replace(_CONTAINER, "C-000001")
    rest = _COUNTER.sub("", pattern).replace(_DAY, "", 1)
    if len(_COUNTER.findall(pattern)) != 1 or "{" in rest or "}" in rest:
        return (finding("supply.refused.coding_pattern", pattern=rule.pattern[:60]),)
    example = next_numbers(pattern, date(2026, 12, 31), ())[0]
    read = read_plant_label(example)
    if read is None or read[0].value != ("container" if rule.id == PART else rule.id):
        return (finding("supply.refused.coding_label", number=example[:60]),)
    return ()


def _dated(pattern: str, day: date) -> str:
    return pattern.replace(_DAY, f"{day:%y%m%d}")
