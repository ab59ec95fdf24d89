"""Who comes to check and is not known: said, on record, and nothing that was typed is kept."""

import pytest

from core.acts import ActKind
from core.batch.guide import Stage
from screens.operator.countersign import CountersignView
from tests.console.flows.walk import Walk


async def at_check(walk: Walk) -> None:
    await walk.until(lambda guidance: guidance.stage == Stage.VERIFY)
    assert walk.guidance.stage == Stage.VERIFY


@pytest.mark.urs("C11", "11.10(d)")
async def test_an_unknown_badge_at_the_countersignature_is_on_record(walk: Walk) -> None:
    await at_check(walk)
    step = walk.guidance.step
    assert step is not None
    await walk.scan("U-stranger9")
    act = (await walk.terminal.acts())[-1]
    assert (act.kind, act.who.service) == (ActKind.REFUSED, "kiosk")
    assert (act.facts["attempt"], act.facts["why"], act.facts["got_person"]) == (
        "Signed",
        "refusal.person_unknown",
        "stranger9",
    )
    assert (act.subject.batch, act.subject.step) == (walk.state.number, step.id)
    assert "stranger9" in walk.flow.message
    assert walk.devices.signals[-1] is False


async def test_of_an_unknown_user_id_that_was_typed_nothing_is_kept(walk: Walk) -> None:
    await at_check(walk)
    await walk.enter("my-secret-passphrase")
    acts = await walk.terminal.acts()
    assert acts[-1].facts["why"] == "refusal.user_unknown"
    assert "my-secret-passphrase" not in repr(acts)


async def test_a_used_code_is_counted_down_in_the_field(walk: Walk) -> None:
    await at_check(walk)
    checker = walk.user(walk.guidance.step.roles[0]) if walk.guidance.step else ""
    await walk.scan(f"U-{checker}")
    view = walk.flow.view
    assert isinstance(view, CountersignView)
    assert [field.name for field in view.fields] == ["password", "code"]
    person = walk.terminal.recorder.plant.person_of_user(checker)
    assert person is not None
    now = walk.terminal.clock.utc()
    walk.desk.ceremony._used_step[person.id] = int(now.timestamp()) // 30
    left = 30 - int(now.timestamp()) % 30
    hints = [walk.flow.view.fields[1].hint]
    walk.terminal.clock.advance(1)
    hints.append(walk.flow.view.fields[1].hint)
    assert hints == [f"next in {left} s", f"next in {left - 1} s" if left > 1 else ""]
