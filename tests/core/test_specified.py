"""By which version of a specification a sample is tested."""

import msgspec
import pytest

from core.acts import Act, ActKind, Subject, When, Who
from core.plant import Plant, ReplacedSpecification, Specification
from core.specified import (
    SPECIFICATION,
    VERSION,
    drawing_refusal,
    in_force_facts,
    newer_in_force,
    replaced_key,
    specification_of,
    stated_version,
)
from core.words import Words

FIRST, NOW = Specification("SP-X", 1, "RM-X", ()), Specification("SP-X", 2, "RM-X", ())
REPLACED = "2026-11-20T06:00:00.000000Z"
PLANT = Plant(
    "demo",
    Words("Plant", "工厂"),
    480,
    specifications={"SP-X": NOW},
    replaced_specifications={replaced_key("SP-X", 1): ReplacedSpecification(FIRST, REPLACED)},
)


def drawn(version: str, at: str) -> Act:
    facts = {SPECIFICATION: "SP-X", VERSION: version}
    when = When(at, 0, 480, "synchronised")
    return Act(ActKind.SAMPLE_DRAWN, "0" * 36, Who(person="P-1"), when, Subject(sample="S-1"), {}, facts)


def test_a_version_stays_known_after_it_was_replaced() -> None:
    assert specification_of(PLANT, "SP-X", 1) == FIRST
    assert specification_of(PLANT, "SP-X", 2) == specification_of(PLANT, "SP-X", 0) == NOW
    assert specification_of(PLANT, "SP-X", 3) is None
    assert (newer_in_force(PLANT, "SP-X", 1), newer_in_force(PLANT, "SP-X", 2)) == (2, None)
    assert newer_in_force(PLANT, "SP-X", 0) is None


@pytest.mark.parametrize("written", ["", "one", "-1", "１", "1" * 7])
def test_what_is_no_version_counts_as_none(written: str) -> None:
    assert stated_version({VERSION: written}) == 0


@pytest.mark.urs("F30")
def test_a_sample_names_the_version_that_was_in_force_when_it_was_drawn() -> None:
    before, after = "2026-11-20T05:59:59.000000Z", "2026-11-20T06:00:01.000000Z"
    assert drawing_refusal(drawn(in_force_facts(PLANT, "SP-X")[VERSION], after), PLANT) is None
    assert drawing_refusal(drawn("1", before), PLANT) is None
    for version in ("1", "3", ""):
        refused = drawing_refusal(drawn(version, after), PLANT)
        assert refused is not None
        assert refused.key == "refusal.specification_version"
    # A terminal that has not heard of the new version yet holds the old one to be in force.
    offline = msgspec.structs.replace(PLANT, specifications={"SP-X": FIRST}, replaced_specifications={})
    assert drawing_refusal(drawn("1", after), offline) is None
