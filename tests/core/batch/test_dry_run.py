"""A dry run tells which acts of recorded batches would have gone differently under another version."""

import pytest

from core.batch.dry_run import dry_run
from core.batch.entries import entries
from core.master.kinds import WeighDispense
from core.master.model import MasterBatchRecord
from core.master.text import load_master
from tests.fakes.kinds import KINDS, kinds_batch
from tests.fakes.rehearsal import MASTER_TEXT, Rehearsal, rehearsal_plant
from tests.fakes.structured import Branch, Piece, structured
from tests.fakes.structured import Stage as Unit


@pytest.fixture(scope="module")
def batch() -> Rehearsal:
    """A whole good batch."""
    rehearsal = Rehearsal()
    rehearsal.play(lambda _: False)
    return rehearsal


def exchanged(old: str, new: str) -> MasterBatchRecord:
    assert old in MASTER_TEXT
    return load_master(MASTER_TEXT.replace(old, new, 1))


@pytest.mark.urs("F01")
def test_under_its_own_version_a_batch_goes_as_it_went(batch: Rehearsal) -> None:
    assert dry_run(batch.records, batch.master, batch.master, batch.plant) == ()


@pytest.mark.urs("F01")
def test_a_text_that_only_reads_otherwise_changes_no_behaviour(batch: Rehearsal) -> None:
    other = exchanged("Scan the room label, then confirm each item.", "First the room label, then each item.")
    assert dry_run(batch.records, batch.master, other, batch.plant) == ()


@pytest.mark.urs("F01")
def test_limits_drawn_tighter_name_the_very_weight_that_would_be_refused(batch: Rehearsal) -> None:
    step = next(s for s in batch.master.steps() if isinstance(s.detail, WeighDispense))
    weight = next(r for r in batch.records if r.act.subject.step == step.id and r.act.subject.entry == "net")
    taken = weight.act.values["net"].quantity.value
    assert isinstance(step.detail, WeighDispense)
    high = step.detail.limits.high
    low = step.detail.limits.low
    assert high is not None
    assert low is not None
    assert any(entry.name == "net" for entry in entries(step))
    text = MASTER_TEXT
    at = text.index(f"- id: {step.id}\n")
    tail = text[at:].replace(str(low), str(taken + (high - taken) / 2), 1)
    found = dry_run(batch.records, batch.master, load_master(text[:at] + tail), batch.plant)
    assert found
    first = found[0]
    assert (first.step, first.entry, first.record) == (step.id, "net", weight.act.id)
    assert first.before == ()
    assert first.after[0].key.startswith("refusal.weight")


@pytest.fixture(scope="module")
def kinds() -> Rehearsal:
    """A whole good batch of the further kinds."""
    rehearsal = kinds_batch()
    rehearsal.play()
    return rehearsal


@pytest.mark.urs("F01")
@pytest.mark.parametrize(
    ("old", "new", "step", "key"),
    [
        ("- id: even", "- id: smooth", "S020", "refusal.option_unknown"),
        ("zh: 均匀}", "zh: 均匀}\n                exception: minor", "S020", "exception.answered"),
        ("limits: {low: 18.0, high: 26.0}", "limits: {low: 23.0, high: 26.0}", "S030", "exception.out_of_limits"),
        ("value: 150 r/min", "value: 160 r/min", "S040", "refusal.setting_other"),
        ("types: [photo, pdf]", "types: [pdf]", "S050", "refusal.file_kind"),
        ("limits: {low: 5990, high: 6010}", "limits: {low: 6005, high: 6010}", "S112", "exception.out_of_limits"),
    ],
)
def test_a_changed_step_of_a_further_kind_names_its_act(
    kinds: Rehearsal, old: str, new: str, step: str, key: str
) -> None:
    assert old in KINDS
    found = dry_run(kinds.records, kinds.master, load_master(KINDS.replace(old, new, 1)), kinds.plant)
    assert (found[0].step, found[0].before, found[0].after[0].key) == (step, (), key)


def test_a_batch_of_the_further_kinds_goes_as_it_went_under_its_own_version(kinds: Rehearsal) -> None:
    assert dry_run(kinds.records, kinds.master, kinds.master, kinds.plant) == ()


@pytest.mark.urs("F01", "F03")
def test_a_condition_that_is_new_names_the_acts_of_the_step_that_would_not_have_been_needed() -> None:
    plant = rehearsal_plant()
    plain, conditional = (Piece("instruction"), Piece("instruction", 1, 0))
    old, new = (
        structured(plant, (Unit(False, (Branch((Piece("choice"), piece, Piece("instruction"))),)),))
        for piece in (plain, conditional)
    )
    made = Rehearsal(master=old, plant=plant)
    made.play()
    found = dry_run(made.records, old, new, made.plant)
    assert {item.step for item in found} == {"S3"}
    assert {one.key for item in found for one in item.after} == {"refusal.needed_is"}
    assert dry_run(made.records, old, old, made.plant) == ()
