"""Versions of a master record: one effective at any instant, and everything that changes is shown to who signs."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.acts import ManifestLine, Meaning, Signature
from core.change_rules import change_refusals
from core.change_signers import signature_refusals
from core.changes import LONGEST_BODY, change, change_manifest
from core.master.diff import differences, worded_difference
from core.master.text import load_master
from core.master_change import master_refusals, timing_refusals
from core.master_lines import MOST_BYTES, MOST_LINES, master_lines
from core.master_versions import MasterState, VersionLine, carried, state_of
from core.people import Role
from core.plant import DryRun, EffectiveMaster, Plant
from core.record.canonical import canonical
from core.record.digest import sha256_hex
from core.words import Words
from tests.fakes.rehearsal import MASTER_TEXT
from tests.fakes.terminal import demo_plant

DAY = date(2026, 11, 20)
PLANT = demo_plant()
NEXT = MASTER_TEXT.replace("version: 1", "version: 2", 1)


def of(text: str, first: date | None = DAY) -> EffectiveMaster:
    record = load_master(text)
    return EffectiveMaster(record.code, record.version, sha256_hex(text.encode()), text, first)


@st.composite
def versions(draw: st.DrawFn) -> dict[str, EffectiveMaster]:
    """Draw versions of two codes, each with a first day and perhaps retired."""
    found: dict[str, EffectiveMaster] = {}
    for code in ("A", "B"):
        for version in draw(st.sets(st.integers(1, 6), max_size=5)):
            first = draw(st.none() | st.integers(-9, 9).map(lambda days: DAY + timedelta(days=days)))
            sha256 = sha256_hex(f"{code}{version}".encode())
            found[sha256] = EffectiveMaster(code, version, sha256, "", first, draw(st.booleans()))
    return found


@pytest.mark.urs("F01", "GMP 168")
@given(versions(), st.integers(-12, 12))
def test_of_each_code_one_version_at_most_is_effective_at_an_instant(
    masters: dict[str, EffectiveMaster], days: int
) -> None:
    plant, day = msgspec.structs.replace(PLANT, masters=masters), DAY + timedelta(days=days)
    for code in ("A", "B"):
        lines = [
            VersionLine(m.code, m.version, Words("", ""), m.sha256, m.effective_from, m.retired)
            for m in masters.values()
            if m.code == code
        ]
        effective = [line for line in lines if state_of(line, plant, day) is MasterState.EFFECTIVE]
        assert len(effective) <= 1
        begun = [m for m in lines if not m.retired and m.effective_from is not None and m.effective_from <= day]
        assert [m.version for m in effective] == [max(m.version for m in begun)] if begun else effective == []


@pytest.mark.urs("F01")
@given(st.lists(st.tuples(st.sampled_from(["approve", "retire", "day"]), st.integers(0, 5)), max_size=25))
def test_a_plant_that_carries_two_versions_always_carries_the_effective_one(story: list[tuple[str, int]]) -> None:
    """Approve, retire and let days pass in any order, by the rules: the carried two answer as all of them would."""
    every: dict[str, EffectiveMaster] = {}
    day = DAY
    for what, number in story:
        now = _carried(every)
        match what:
            case "approve":
                version = max((m.version for m in every.values()), default=0) + 1
                new = EffectiveMaster("A", version, str(version), "", day + timedelta(days=number))
                if not timing_refusals((change("masters", new.sha256, new),), now, day):
                    every[new.sha256] = new
            case "retire" if number < len(now.masters):
                old = list(now.masters.values())[number]
                every[old.sha256] = msgspec.structs.replace(old, retired=True)
            case _:
                day += timedelta(days=number)
        whole = msgspec.structs.replace(PLANT, masters=every)
        assert _carried(every).effective_master("A", day) == whole.effective_master("A", day)


def _carried(every: dict[str, EffectiveMaster]) -> Plant:
    """Give the plant with the versions that it carries."""
    return msgspec.structs.replace(PLANT, masters=carried(every.values()))


@pytest.mark.urs("F01")
def test_each_changed_field_is_a_line_of_what_is_signed_and_the_text_is_none() -> None:
    text = NEXT.replace("shelf_life_months: 24", "shelf_life_months: 36").replace(
        "quantity: 6000 pcs", "quantity: 6100 pcs"
    )
    new = msgspec.structs.replace(of(text), dry_run=DryRun(12, 3))
    lines = master_lines(new, PLANT, "en")
    found = differences(load_master(MASTER_TEXT), load_master(text))
    assert len(found) == 4
    for item in found:
        label, value = worded_difference(item, "en")
        assert ManifestLine(f"  {label}", value) in lines
    told = {line.label.strip(): line.value for line in lines}
    assert told["Master record PCM500 v2"] == "new"
    assert told["compared with"] == "v1"
    assert told["effective from"] == "2026-11-20"
    assert told["dry run"] == "12 batches, 3 acts differently"
    assert not any("procedures:" in line.value for line in lines)


@pytest.mark.urs("F01", "F20")
def test_steps_concerned_name_their_procedures_and_who_is_trained() -> None:
    record = load_master(MASTER_TEXT)
    step = next(step for step in record.steps() if record.procedure_of(step) == "SOP-PR-014")
    text = NEXT.replace(f"en: {step.name.en}", "en: Another name", 1)
    told = {line.label.strip(): line.value for line in master_lines(of(text), PLANT, "en")}
    assert step.id in told["steps concerned"]
    version = PLANT.procedures["SOP-PR-014"].version
    assert "operator1" in told[f"SOP-PR-014 v{version}"]


def test_a_first_version_shows_counts() -> None:
    record = load_master(MASTER_TEXT)
    alone = msgspec.structs.replace(PLANT, masters={})
    told = {line.label.strip(): line.value for line in master_lines(of(MASTER_TEXT), alone, "en")}
    assert told["compared with"] == "nothing, no version before it"
    counts = f"{len(record.operations())} operations, {len(record.steps())} steps, {len(record.bill)} lines of the bill"
    assert told["contents"] == counts


def test_more_differences_than_are_shown_are_counted_and_the_manifest_stays_short() -> None:
    text = NEXT
    for step in load_master(MASTER_TEXT).steps():
        text = text.replace(f"en: {step.text.en}", f"en: {'x' * 300}").replace(
            f"zh: {step.text.zh}", f"zh: {'换' * 300}"
        )
    new = of(text)
    found = differences(load_master(MASTER_TEXT), load_master(text))
    lines = master_lines(new, PLANT, "zh")
    shown = [line for line in lines if line.label.startswith("  步骤 ")]
    more = next(line.value for line in lines if line.label == "  其余差异数")
    header = sum(item.part == "header" for item in found)
    assert len(shown) + header + int(more) == len(found)
    assert len(shown) <= MOST_LINES
    assert sum(len(line.value.encode()) for line in shown) <= MOST_BYTES


@pytest.mark.urs("F01", "GMP 173")
def test_one_person_of_every_role_does_not_approve_his_own() -> None:
    people = {
        key: msgspec.structs.replace(PLANT.people[key], roles=(Role.ENGINEER, Role.SUPERVISOR, Role.QA))
        for key in ("P-0001", "P-0002", "P-0003")
    }
    plant = msgspec.structs.replace(PLANT, people={**PLANT.people, **people})
    changes = (change("masters", of(NEXT).sha256, of(NEXT)),)
    assert change_refusals(changes, plant) == ()
    meanings = (Meaning.PERFORMED, Meaning.REVIEWED, Meaning.APPROVED)
    roles = (Role.ENGINEER, Role.SUPERVISOR, Role.QA)

    def refused(*persons: str) -> set[str]:
        signed = [
            Signature(p, plant.people[p].user_id, "", role.value, meaning, "", "", "", "", 0, "", ())
            for p, role, meaning in zip(persons, roles, meanings, strict=True)
        ]
        return {item.key for item in signature_refusals(changes, signed, plant)}

    assert refused("P-0001", "P-0002", "P-0003") == set()
    for persons in (("P-0001", "P-0002", "P-0001"), ("P-0001", "P-0001", "P-0002"), ("P-0001", "P-0002", "P-0002")):
        assert refused(*persons) == {"change.refused.same_person"}


def test_a_text_of_another_version_or_too_long_or_without_a_day_is_refused() -> None:
    new = of(NEXT)
    keys = lambda master: [item.key for item in master_refusals(master, PLANT)]  # noqa: E731 - read four times below
    assert keys(new) == []
    assert "master_change.named" in keys(msgspec.structs.replace(new, version=3))
    assert keys(msgspec.structs.replace(new, effective_from=None)) == ["master_change.no_day"]
    assert keys(msgspec.structs.replace(new, retired=True)) == ["master_change.no_day"]
    comment = f"{NEXT}\n# {'x' * LONGEST_BODY}\n"
    assert keys(of(comment)) == ["master_change.long"]
    assert len(canonical(new)) < LONGEST_BODY


def test_two_versions_of_a_code_are_not_approved_together() -> None:
    third = of(NEXT.replace("version: 2", "version: 3", 1), DAY + timedelta(days=9))
    both = tuple(change("masters", new.sha256, new) for new in (of(NEXT, DAY + timedelta(days=5)), third))
    assert [item.key for item in timing_refusals(both, PLANT, DAY)] == ["master_change.together"]
    assert timing_refusals(both[:1], PLANT, DAY) == ()


def test_an_approval_is_not_mixed_with_a_change_that_others_sign() -> None:
    (old,) = PLANT.masters.values()
    retired = msgspec.structs.replace(old, retired=True)
    both = (change("masters", of(NEXT).sha256, of(NEXT)), change("masters", old.sha256, retired))
    assert [item.key for item in change_refusals(both, PLANT)] == ["change.refused.mixed"]


def test_a_text_that_is_no_master_record_is_refused_in_a_sentence_and_still_drawn() -> None:
    broken = EffectiveMaster("PCM500", 2, sha256_hex(b"code: ["), "code: [", DAY)
    changes = (change("masters", broken.sha256, broken),)
    assert [item.key for item in change_refusals(changes, PLANT)] == ["master_change.faulty"]
    assert change_manifest(changes, "why", PLANT, "en").lines[0].label == "Master record PCM500 v2"
