"""What a master record says of a value out of limits: how severe it is, what to do, whether the batch stands still."""

import msgspec
import pytest

from core.acts import Act, ActKind, Meaning, Source, Value
from core.batch.exception_class import ExceptionClass, class_of
from core.batch.guide import Stage
from core.language import LANGUAGES, Language, text
from core.master.choice import Severity
from core.master.model import MasterBatchRecord
from core.master.out_of_limits import OutOfLimits
from core.people import Role
from tests.fakes.rehearsal import Rehearsal
from tests.fakes.small_product import master, small_batch

MOISTURE = "S70"


def too_wet(act: Act) -> Act:
    """Let the moisture come out above its limit."""
    if act.kind == ActKind.VALUE_ENTERED and act.subject.step == MOISTURE:
        return msgspec.structs.replace(act, values={"value": Value("3.40", "%", Source.TYPED)})
    return act


def saying(reaction: OutOfLimits) -> MasterBatchRecord:
    """Give the small product with a reaction at the step of the moisture."""
    return msgspec.structs.replace(
        master(),
        procedures=tuple(
            msgspec.structs.replace(
                procedure,
                operations=tuple(
                    msgspec.structs.replace(
                        operation,
                        steps=tuple(
                            msgspec.structs.replace(step, out_of_limits=reaction) if step.id == MOISTURE else step
                            for step in operation.steps
                        ),
                    )
                    for operation in procedure.operations
                ),
            )
            for procedure in master().procedures
        ),
    )


def wet(reaction: OutOfLimits) -> Rehearsal:
    batch = small_batch(too_wet, saying(reaction))
    batch.play(lambda b: bool(b.state.cases))
    return batch


@pytest.mark.urs("F10")
@pytest.mark.parametrize("severity", [Severity.MAJOR, Severity.MINOR])
def test_the_master_record_says_how_severe_an_exception_is(severity: Severity) -> None:
    (case,) = wet(OutOfLimits(severity=severity)).state.cases.values()
    assert (case.severity, case.on_hold) == (severity.value, False)


@pytest.mark.urs("F10", "F13")
def test_where_it_says_hold_the_batch_waits_for_quality_after_the_supervisor() -> None:
    batch = wet(OutOfLimits(hold=True))
    batch.play(lambda b: b.guidance().stage == Stage.HOLD)
    (case,) = batch.state.cases.values()
    assert batch.guidance().case == case
    assert (case.production is not None, case.closed) == (True, False)
    step = batch.master.step(MOISTURE)
    assert step is not None
    batch.dispose(case.id, batch.person(Role.QA), Meaning.APPROVED, step)
    assert batch.guidance().stage == Stage.SIGN


def test_an_exception_is_classed_by_what_was_found_and_by_the_kind_of_its_step() -> None:
    (case,) = wet(OutOfLimits()).state.cases.values()
    recipe = master()
    assert class_of(case, recipe) == ExceptionClass.PROCESS
    by_kind = {step.id: class_of(msgspec.structs.replace(case, step=step.id), recipe) for step in recipe.steps()}
    assert {ExceptionClass.EQUIPMENT, ExceptionClass.MATERIAL, ExceptionClass.BALANCE} < set(by_kind.values())
    late = msgspec.structs.replace(case, what=msgspec.structs.replace(case.what, key="exception.late"))
    assert class_of(late, recipe) == ExceptionClass.TIME
    assert class_of(msgspec.structs.replace(case, by_core=True), recipe) == ExceptionClass.RECORD


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(ExceptionClass))
def test_every_class_has_its_word(kind: ExceptionClass, language: Language) -> None:
    assert text(f"exception.class_{kind.value}", language)
