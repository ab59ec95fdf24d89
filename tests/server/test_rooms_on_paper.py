"""The environment of the rooms on paper: range, mean, course, and what was done while it was outside its limits."""

from decimal import Decimal

import msgspec
import pytest

from core.acts import Act, Source, Value
from core.batch.evidence import Evidence, evidence
from core.batch.room_environment import excursions, room_series
from core.master.model import MasterBatchRecord, Operation
from server.reports.batch_record import TEMPLATE, batch_document
from server.reports.parts import Note, Plot, Section, Table
from server.reports.typesetting import pictures
from server.reports.wording import Languages
from tests.fakes.kinds import kinds_batch
from tests.server.test_reports import LOG, STAMP

HOT, AGAIN, LAST = "S030", "S930", "S931"


def checked_three_times() -> Evidence:
    """Play the kinds with three checks of the room: the second one too hot, the third one right again."""
    made = kinds_batch()
    again = {AGAIN: 930, LAST: 931}
    made = type(made)(master=_with(made.master, again), plant=made.plant)
    made.play()
    hot = tuple(msgspec.structs.replace(record, act=_hot(record.act)) for record in made.records)
    return evidence(hot, made.master, made.plant)


def _hot(act: Act) -> Act:
    reading = act.values.get("value")
    if act.subject.step != AGAIN or reading is None or reading.unit != "℃":
        return act
    return msgspec.structs.replace(act, values={"value": Value("27.5", "℃", Source.TYPED)})


def _with(master: MasterBatchRecord, again: dict[str, int]) -> MasterBatchRecord:
    """Repeat the check after the next step, and at the end of its operation."""
    procedures = tuple(
        msgspec.structs.replace(one, operations=tuple(_more(operation, again) for operation in one.operations))
        for one in master.procedures
    )
    return msgspec.structs.replace(master, procedures=procedures)


def _more(operation: Operation, again: dict[str, int]) -> Operation:
    check = next((step for step in operation.steps if step.id == HOT), None)
    if check is None:
        return operation
    place = operation.steps.index(check) + 1
    copies = {name: msgspec.structs.replace(check, id=name, number=number) for name, number in again.items()}
    head, tail = operation.steps[:place], operation.steps[place:]
    return msgspec.structs.replace(operation, steps=(*head, copies[AGAIN], *tail, copies[LAST]))


@pytest.mark.urs("F29")
def test_an_excursion_lasts_to_the_next_reading_inside_and_names_what_was_done_meanwhile() -> None:
    found = checked_three_times()
    (heat,) = [one for one in room_series(found.state, found.master) if one.unit == "℃"]
    assert [reading.holds for reading in heat.readings] == [True, False, True]
    assert (max(heat.values), heat.mean) == (
        Decimal("27.5"),
        (sum(heat.values, Decimal(0)) / 3).quantize(Decimal("0.01")),
    )
    (one,) = excursions(heat, found.state, found.master)
    assert (one.begun, one.ended, one.worst) == (heat.readings[1].at, heat.readings[2].at, Decimal("27.5"))
    operation = next(each for each in found.master.operations() if each.room == heat.room)
    ids = [step.id for step in operation.steps]
    during = ids[ids.index(AGAIN) + 1 : ids.index(LAST)]
    assert list(one.steps) == [name for name in during if name in one.steps] != []


@pytest.mark.urs("F29", "GMP 175")
@pytest.mark.parametrize(
    ("languages", "head", "told"),
    [
        ("en", "Environment of the rooms", "Temperature outside its limits: 27.5℃"),
        ("zh", "操作间环境", "温度超限：27.5℃"),
        ("both", "操作间环境 Environment of the rooms", "27.5℃"),
    ],
)
def test_paper_sums_up_each_room_with_its_course_and_its_excursions(languages: Languages, head: str, told: str) -> None:
    document = batch_document(checked_three_times(), LOG, languages)
    titles = [part.title for part in document.parts if isinstance(part, Section)]
    start = next(place for place, part in enumerate(document.parts) if isinstance(part, Section) and part.title == head)
    end = next(n for n in range(start + 1, len(document.parts)) if isinstance(document.parts[n], Section))
    parts = document.parts[start:end]
    assert titles.count(head) == 1
    rows = [row for part in parts if isinstance(part, Table) for row in part.rows]
    assert next(row[-1].text for row in rows) == "[X] 1"
    assert any(isinstance(part, Note) and told in part.text for part in parts)
    plots = [part for part in parts if isinstance(part, Plot)]
    assert [out for _, _, out in plots[0].points] == [False, True, False]
    assert pictures(TEMPLATE, document, STAMP, ppi=30)


def test_a_batch_without_a_check_of_a_room_has_no_such_part() -> None:
    made = kinds_batch()
    bare = evidence(tuple(made.records), made.master, made.plant)
    assert room_series(bare.state, bare.master) == ()
