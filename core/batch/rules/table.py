"""The rules as this software has them, each with the clause behind it and how severe what it finds is at least."""

from collections.abc import Callable

import msgspec

from core.batch.rules import of_changes, of_records, of_signatures, of_steps, of_values
from core.batch.rules.found import Applied, Subject
from core.rule_set import Severity


class Rule(msgspec.Struct, frozen=True):
    """A rule of the review.

    Attributes:
        name: `review.rule_<name>` words it.
        source: The clause behind it.
        least: How severe what it finds is at least; a rule set can only ask for more.
        apply: How it is applied.
    """

    name: str
    source: str
    least: Severity
    apply: Callable[[Subject], Applied]


RULES: tuple[Rule, ...] = (
    Rule("complete", "GMP 174, 179", Severity.MAJOR, of_steps.complete),
    Rule("in_order", "21 CFR 11.10(f)", Severity.MAJOR, of_steps.in_order),
    Rule("limits", "GMP 175(6)(7), 187, 215", Severity.MAJOR, of_values.limits),
    Rule("answers", "GMP 175(6)(7)", Severity.MAJOR, of_values.answers),
    Rule("alerts", "GMP 312.24", Severity.NOTE, of_values.alerts),
    Rule("late", "GMP 175(2)", Severity.MAJOR, of_steps.late),
    Rule("signed", "GMP 175(3)(4), 180(3)(4)", Severity.MAJOR, of_signatures.signed),
    Rule("independent", "GMP 116, 163", Severity.MAJOR, of_signatures.independent),
    Rule("covered", "21 CFR 11.70", Severity.MAJOR, of_signatures.covered),
    Rule("from_devices", "GMP 160, 175(6)", Severity.MAJOR, of_values.from_devices),
    Rule("typed", "GMP 163", Severity.MAJOR, of_values.typed),
    Rule("typed_weights", "21 CFR 211.68", Severity.NOTE, of_values.typed_weights),
    Rule("charged", "GMP 115, 117", Severity.MAJOR, of_steps.charged),
    Rule("tested", "GMP 230(1)2", Severity.MAJOR, of_values.tested),
    Rule("real", "21 CFR 11.10(h)", Severity.MAJOR, of_records.real),
    Rule("in_time", "NMPA 2020 No. 74, 21(1)", Severity.NOTE, of_records.in_time),
    Rule("accepted", "21 CFR 11.10(a), (g)", Severity.MAJOR, of_records.accepted),
    Rule("undone", "GMP 161", Severity.NOTE, of_steps.undone),
    Rule("left_out", "21 CFR 11.10(f)", Severity.NOTE, of_steps.left_out),
    Rule("corrected", "GMP 161, 21 CFR 11.10(e)", Severity.NOTE, of_changes.corrected),
    Rule("repeated", "GMP 161", Severity.NOTE, of_changes.repeated),
    Rule("commented", "GMP 175(9)", Severity.NOTE, of_changes.commented),
    Rule("refused", "CS 14", Severity.NOTE, of_records.refused),
    Rule("reprinted", "GMP 209", Severity.NOTE, of_steps.reprinted),
    Rule("attached_once", "GMP 159", Severity.NOTE, of_steps.attached_once),
)
"""In the order of their application; a change of any rule counts up `RULES_VERSION`."""

RULES_VERSION = 9

BY_NAME = {rule.name: rule for rule in RULES}
