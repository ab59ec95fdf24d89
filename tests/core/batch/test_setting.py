"""Equipment settings: the very value, on the very equipment, and what is read back is judged."""

import pytest

from core.acts import ActKind, Provenance, Source, Subject, Value
from core.batch.guide import Stage
from core.batch.manifest import step_manifest
from core.finding import Finding
from core.language import LANGUAGES, worded
from core.master.model import Step
from tests.fakes.kinds import kinds_batch_at
from tests.fakes.rehearsal import Rehearsal

PLC = Provenance("", "PLC", "06")


def at(entry: str) -> tuple[Rehearsal, Step]:
    batch = kinds_batch_at(entry, "S040")
    step = batch.master.step("S040")
    assert step is not None
    return batch, step


def make(batch: Rehearsal, step: Step, value: Value, equipment: str = "E-GRAN-01", **facts: str) -> tuple[Finding, ...]:
    said = {"tag": "impeller_setpoint", "by": "driver", **facts}
    return batch.do(ActKind.SETTING_MADE, step, Subject(entry="set", equipment=equipment), {"value": value}, said)


WRITTEN = Value("150", "r/min", Source.WRITTEN, PLC)


@pytest.mark.urs("F09", "F24")
@pytest.mark.parametrize(
    ("value", "changes", "key"),
    [
        (WRITTEN, {}, ""),
        (Value("150", "r/min", Source.TYPED), {"by": "hand"}, ""),
        (Value("151", "r/min", Source.WRITTEN, PLC), {}, "refusal.setting_other"),
        (Value("150", "1", Source.WRITTEN, PLC), {}, "refusal.setting_other"),
        (Value("150", "r/min", Source.TYPED), {}, "refusal.not_written"),
        (Value("150", "r/min", Source.WRITTEN), {}, "refusal.not_written"),
        (WRITTEN, {"by": "hand"}, "refusal.not_written"),
        (WRITTEN, {"by": "nobody"}, "refusal.not_written"),
        (WRITTEN, {"tag": "chopper_speed"}, "refusal.tag_wrong"),
        (WRITTEN, {"equipment": "E-FBD-01"}, "refusal.equipment_wrong"),
    ],
)
def test_only_the_value_of_the_master_record_is_set_on_the_equipment_that_was_scanned(
    value: Value, changes: dict[str, str], key: str
) -> None:
    batch, step = at("set")
    found = make(batch, step, value, **changes)
    assert [item.key for item in found] == ([key] if key else [])
    assert all(worded(item, language) for item in found for language in LANGUAGES)


@pytest.mark.urs("F13", "F24")
@pytest.mark.parametrize(("back", "opened"), [("149", 0), ("151", 0), ("148.9", 1), ("152", 1)])
def test_a_value_read_back_outside_the_tolerance_opens_an_exception(back: str, opened: int) -> None:
    batch, step = at("read_back")
    value = {"value": Value(back, "r/min", Source.READ, PLC)}
    found = batch.do(ActKind.TAG_READ, step, Subject(entry="read_back"), value, {"tag": "impeller_setpoint"})
    assert found == ()
    assert len(batch.state.cases) == opened
    assert batch.guidance().stage == (Stage.EXPLAIN if opened else Stage.SIGN)


def test_what_is_signed_says_whether_the_driver_or_a_person_has_set_it() -> None:
    said: list[str] = []
    for value, by in ((WRITTEN, "driver"), (Value("150", "r/min", Source.TYPED), "hand")):
        batch, step = at("set")
        make(batch, step, value, by=by)
        said += [step_manifest(step, batch.state, language, batch.plant).lines[1].value for language in LANGUAGES]
    assert len(set(said)) == 4
    assert all(text.startswith("150 r/min") for text in said)
