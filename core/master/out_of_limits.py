"""What happens where a value of a step is out of limits, comes late or is an answer that opens an exception."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from core.fields import Fields
from core.finding import Finding, finding
from core.master.choice import Severity
from core.words import Words

LONGEST = {"en": 70, "zh": 35}
"""Characters of what to do: one row of the screen that says what is wrong."""


class OutOfLimits(msgspec.Struct, frozen=True):
    """The reaction of a step.

    Attributes:
        severity: Severity of its exceptions; None leaves it to the step: major where it is critical.
        hold: True where the step and all that follow wait until QA has settled the exception; what is parallel goes on.
        text: What to do at once, for the operator, or None.
    """

    severity: Severity | None = None
    hold: bool = False
    text: Words | None = None


def read_out_of_limits(fields: Fields) -> OutOfLimits:
    """Read the optional table `out_of_limits`."""
    inner = fields.table("out_of_limits", optional=True)
    if inner is None:
        return OutOfLimits()
    severities: dict[str, Severity | None] = {"major": Severity.MAJOR, "minor": Severity.MINOR}
    read = OutOfLimits(
        severity=inner.choice("severity", severities, None, ""),
        hold=inner.choice("hold", {"yes": True, "no": False}, False, "no"),
        text=inner.words("text") if inner.has("text") else None,
    )
    inner.finish()
    return read


class Exceptions(StrEnum):
    """What exceptions a step can open."""

    NONE = "none"
    """It has no limits, or refuses what is outside."""
    GRADED = "graded"
    """Each answer of its choice names the severity."""
    MAJOR = "major"
    """It is critical, so all of them are major."""
    ANY = "any"


def check_out_of_limits(path: str, said: OutOfLimits, exceptions: Exceptions) -> Iterator[tuple[str, Finding]]:
    """Check a reaction against the exceptions that its step can open.

    Args:
        path: Where the reaction stands.
        said: What the text says.
        exceptions: What the step can open.
    """
    if said != OutOfLimits() and exceptions == Exceptions.NONE:
        yield path, finding("master.nothing_out_of_limits")
    if said.severity == Severity.MINOR and exceptions == Exceptions.MAJOR:
        yield f"{path}/severity", finding("master.critical_is_major")
    if said.severity is not None and exceptions == Exceptions.GRADED:
        yield f"{path}/severity", finding("master.answers_are_graded")
    if said.text is not None:
        for language, words in (("en", said.text.en), ("zh", said.text.zh)):
            if len(words) > LONGEST[language]:
                params = {"language": language, "n": str(len(words)), "most": str(LONGEST[language])}
                yield f"{path}/text/{language}", finding("master.reaction_long", **params)
