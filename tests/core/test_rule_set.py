"""The approved rule set of the review: what it may ask for, who signs it, and what the review makes of it."""

import msgspec
import pytest

from core.acts import ActKind, Meaning, Subject
from core.batch.review import review
from core.batch.rules.table import BY_NAME, RULES
from core.change_rules import change_refusals
from core.change_signers import signers
from core.changes import Change, change
from core.people import Role
from core.plant import Plant
from core.rule_set import RuleSet, Severity
from tests.fakes.small_product import plant as small_plant
from tests.fakes.small_product import played


def proposed(**changed: object) -> tuple[Change, ...]:
    return (change("rule_set", "rule_set", msgspec.structs.replace(RuleSet(version=2), **changed)),)


def refused(plant: Plant, **changed: object) -> list[str]:
    return [item.key for item in change_refusals(proposed(**changed), plant)]


@pytest.mark.urs("Annex 11 12.3")
def test_qa_proposes_a_rule_set_and_the_authorised_person_approves_it() -> None:
    first, second = signers(proposed(sample_share=4), small_plant())
    assert (first.meaning, first.roles) == (Meaning.PERFORMED, {Role.QA})
    assert (second.meaning, second.roles) == (Meaning.APPROVED, {Role.AUTHORISED_PERSON})


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"sample_share": 1}, "change.refused.rule_share"),
        ({"sample_share": 11}, "change.refused.rule_share"),
        ({"sample_share": 4, "version": 3}, "change.refused.rule_set_version"),
        ({}, "change.refused.nothing"),
        ({"severities": {"limits": Severity.NOTE}}, "change.refused.rule_severity"),
        ({"severities": {"limits": Severity.MAJOR}}, "change.refused.rule_severity"),
        ({"severities": {"invented": Severity.MAJOR}}, "change.refused.rule_severity"),
    ],
)
def test_no_rule_set_asks_for_less_than_the_software_does(changed: dict[str, object], why: str) -> None:
    assert refused(small_plant(), **changed) == [why]


def test_a_rule_set_may_ask_for_more() -> None:
    assert not refused(small_plant(), sample_share=2, severities={"refused": Severity.MINOR})


def test_every_rule_stands_once_and_has_a_clause() -> None:
    assert len(BY_NAME) == len(RULES)
    assert all(rule.source for rule in RULES)


def test_a_larger_share_draws_more_steps_and_the_review_names_the_version() -> None:
    batch = played()

    def drawn(rule_set: RuleSet) -> tuple[str, int]:
        plant = msgspec.structs.replace(batch.plant, rule_set=rule_set)
        found = review(batch.state, tuple(batch.records), batch.master, plant)
        return found.rule_set, len(found.sample)

    usual, double = drawn(RuleSet()), drawn(RuleSet(version=2, sample_share=2))
    assert usual[0].startswith("RS-BATCH v1.")
    assert double[0].startswith("RS-BATCH v2.")
    assert double[1] > usual[1]


def test_a_hint_taken_more_seriously_is_shown_so_and_still_does_not_stand_against_the_release() -> None:
    batch = played()
    batch.record(ActKind.REFUSED, Subject(step="S20"), attempt="WeightTaken", why="refusal.not_weighed")
    plant = msgspec.structs.replace(batch.plant, rule_set=RuleSet(severities={"refused": Severity.MINOR}))
    (found,) = [
        item
        for item in review(batch.state, tuple(batch.records), batch.master, plant).findings
        if item.rule == "refused"
    ]
    assert (found.severity, found.open) == ("minor", False)
