"""A choice: one of a few answers, each with a code that conditions and records refer to."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from core.fields import Fields
from core.finding import Finding, finding
from core.words import Words

FEWEST_OPTIONS, MOST_OPTIONS = 2, 9
"""Fewer leave nothing to choose; more have no digit."""


class Severity(StrEnum):
    """How grave an exception is that an answer opens; `none` where it opens none."""

    NONE = "none"
    MAJOR = "major"
    MINOR = "minor"


class Option(msgspec.Struct, frozen=True):
    """One answer.

    Attributes:
        id: Unique in the choice, such as `pass`.
        name: The answer as it is shown.
        exception: Severity of the exception that it opens.
    """

    id: str
    name: Words
    exception: Severity = Severity.NONE


class Choice(msgspec.Struct, frozen=True, tag="choice"):
    """Choose one of some answers by its digit."""

    options: tuple[Option, ...]

    def option(self, identity: str) -> Option | None:
        """Find an answer by its id."""
        return next((option for option in self.options if option.id == identity), None)


def read_choice(fields: Fields) -> Choice:
    """Read `options`."""
    return Choice(options=tuple(_option(item) for item in fields.tables("options")))


def check_choice(path: str, choice: Choice) -> Iterator[tuple[str, Finding]]:
    """Check that the answers can be told apart, by digit, by id and by name in either language."""
    count = len(choice.options)
    if count and not FEWEST_OPTIONS <= count <= MOST_OPTIONS:
        params = {"count": str(count), "fewest": str(FEWEST_OPTIONS), "most": str(MOST_OPTIONS)}
        yield f"{path}/options", finding("master.options_count", **params)
    seen: set[str] = set()
    for index, option in enumerate(choice.options):
        at = f"{path}/options/{index}"
        for part, said in (("id", option.id), ("name/en", option.name.en), ("name/zh", option.name.zh)):
            if said and f"{part} {said}" in seen:
                yield f"{at}/{part}", finding("master.option_twice", option=said)
            seen.add(f"{part} {said}")
    if choice.options and all(option.exception != Severity.NONE for option in choice.options):
        yield f"{path}/options", finding("master.options_all_wrong")


def _option(fields: Fields) -> Option:
    severities = {severity.value: severity for severity in Severity}
    option = Option(
        id=fields.code("id"),
        name=fields.words("name"),
        exception=fields.choice("exception", severities, Severity.NONE, "none"),
    )
    fields.finish()
    return option
