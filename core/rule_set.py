"""The approved rule set of the review by exception: one object, versioned and signed like any other change.

Which rules there are, and how each is applied, is software (`core.batch.rules`); the rule set says how severe the plant
takes what they find, and how many clean steps are drawn for reading.
Source: EU Annex 11 12.4; PIC/S PI 041 (review by exception under an approved and validated rule set).
"""

from enum import StrEnum

import msgspec


class Severity(StrEnum):
    """How severe a finding is."""

    MAJOR = "major"
    MINOR = "minor"
    NOTE = "note"
    """A hint; it never stands against the release."""


ORDER = {Severity.MAJOR: 0, Severity.MINOR: 1, Severity.NOTE: 2}
"""The most severe first."""

SHARES = (2, 10)
"""Bounds of `sample_share`."""


class RuleSet(msgspec.Struct, frozen=True):
    """The rule set in force.

    Attributes:
        version: Counts the approved versions, from 1.
        sample_share: One clean step in so many is drawn for reading, 2 to 10.
        severities: Rule to severity, where it is more than the rule itself asks for.
    """

    version: int = 1
    sample_share: int = 5
    severities: dict[str, Severity] = {}
