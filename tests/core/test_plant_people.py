"""Rights in a plant file: procedures, qualifications and policy, and what is wrong with them, line by line."""

from datetime import date
from pathlib import Path

import pytest

from core.plant_text import PlantText, PlantUnreadable, read_plant
from core.policy import Profile
from core.qualification import QualificationKind

DEMO = (Path(__file__).parents[2] / "server/plants/demo.yaml").read_text("utf-8")
TODAY = date(2026, 11, 20)
QUALIFIED = "equipment: [balance, granulator, printer]"


def read(*changes: tuple[str, str]) -> PlantText:
    text = DEMO
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return read_plant(text, "demo.yaml", TODAY)


def faults(*changes: tuple[str, str]) -> list[str]:
    with pytest.raises(PlantUnreadable) as caught:
        read(*changes)
    return [fault.finding.key for fault in caught.value.faults]


def test_what_a_person_is_qualified_for_holds_from_the_day_of_founding() -> None:
    held = [item for item in read().plant.qualifications.values() if item.person == "P-0003"]
    kinds = {kind: {item.of for item in held if item.kind == kind} for kind in QualificationKind}
    assert kinds[QualificationKind.ROOM] == {"D-104", "D-106"}
    assert kinds[QualificationKind.EQUIPMENT_CLASS] == {"balance", "granulator", "printer"}
    versions = {item.of: item.version for item in held if item.kind == QualificationKind.PROCEDURE}
    assert versions == {"SOP-PR-005": 6, "SOP-PR-014": 3}
    assert {(item.valid_from, item.valid_to, item.basis) for item in held} == {(TODAY, None, "founding")}


def test_a_plant_file_may_say_its_policy() -> None:
    written = "simulated: yes\npolicy:\n  idle_min: 3\n  profile: part11\n  qualified: no\n  opcua_unsecured: yes"
    policy = read(("simulated: yes", written)).plant.policy
    assert (policy.idle_min, policy.profile, policy.qualified, policy.tries) == (3, Profile.PART11, False, 5)
    assert policy.opcua_unsecured


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        (QUALIFIED, "equipment: [balance, granulator, printe]", "plant_file.unknown_meant"),
        (QUALIFIED, "equipment: []", "text_file.list_wanted"),
        (QUALIFIED, "tools: [balance]", "text_file.key_unknown"),
        ("procedures: [SOP-PR-005, SOP-PR-014]", "procedures: [SOP-XX]", "plant_file.unknown"),
        ("effective_from: -200 d", "effective_from: soon", "plant_file.day"),
        ("    effective_from: -200 d\n", "", "text_file.key_missing"),
        ("simulated: yes", "simulated: yes\npolicy:\n  tries: 99", "text_file.whole_wanted"),
        ("simulated: yes", "simulated: yes\npolicy:\n  profile: lax", "text_file.choice_wanted"),
    ],
)
def test_what_is_wrong_is_said(old: str, new: str, key: str) -> None:
    assert key in faults((old, new))
