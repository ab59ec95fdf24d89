"""The record of every step of a whole batch fits the screen, in both languages and sizes, corrected and commented."""

from pathlib import Path
from typing import Any

import pytest

from console.app.screens import screen_of
from console.flows.batch_map import BatchMapFlow
from console.flows.comment import CommentFlow
from console.flows.correction import CorrectionCheckFlow, CorrectionFlow
from console.flows.evidence import EvidenceFlow
from console.flows.flow import TaskFlow
from console.flows.record_steps import RecordStepsFlow
from console.flows.review import ReviewFlow
from console.flows.sign import SignFlow
from console.flows.step_record import StepRecordFlow
from console.outbox import Outbox
from console.recorder import OpenBatch
from core.acts import ActKind, Meaning, Subject
from core.language import LANGUAGES
from core.master.kinds import Measurement
from core.people import Role
from screens.theme import Theme
from tests.core.batch.test_correction import correct, last, sign
from tests.fakes.clock import ManualClock
from tests.fakes.rehearsal import Rehearsal
from tests.fakes.terminal import KIOSK, Core, Terminal

SIZES = ((80, 24), (120, 40))
REASON = "".join(chr(0x4E00 + n) for n in range(120))
"""As long as a reason may be, and as wide."""


@pytest.fixture(scope="module")
def changed() -> Rehearsal:
    """Make the tablets, then correct a value, repeat its step, comment at length on every step."""
    batch = Rehearsal()
    batch.play()
    measured = next(step for step in batch.master.steps() if isinstance(step.detail, Measurement))
    value = batch.state.step(measured.id).filled["value"].act.values["value"].value
    assert correct(batch, measured.id, "value", f"{value[:-1]}{(int(value[-1]) + 1) % 10}", REASON) == []
    sign(batch, batch.operator, Meaning.PERFORMED)
    sign(batch, batch.supervisor, Meaning.VERIFIED)
    for step in batch.master.steps():
        batch.do(ActKind.COMMENT_MADE, step, Subject(), None, {"comment": "混合机异响，已停机检查。" * 30})
    batch.do(ActKind.STEP_REPEATED, measured, Subject(), None, {"reason": REASON}, batch.supervisor)
    return batch


def faults(flow: TaskFlow) -> list[str]:
    found: list[str] = []
    for language in LANGUAGES:
        flow.desk.language = language
        for width, height in SIZES:
            screen: Any = screen_of(flow, Theme.DARK)
            found += screen.draw(width, height).faults
    return found


def seen(flow: TaskFlow) -> bool:
    """Tell whether the whole reason stands on the screen of 80x24."""
    screen: Any = screen_of(flow, Theme.DARK)
    shown = "".join(screen.draw(80, 24).text().split())
    return all(character in shown for character in REASON)


async def test_every_screen_about_a_step_fits(changed: Rehearsal, tmp_path: Path, clock: ManualClock) -> None:
    outbox = await Outbox.open(tmp_path / "outbox.db", KIOSK)
    terminal = Terminal(outbox, Core(clock), clock)
    await terminal.following.refresh()
    desk, number = terminal.desk, changed.state.number
    people = terminal.recorder.plant.people.values()
    terminal.enter(next(person.user_id for person in people if Role.SUPERVISOR in person.roles))
    opened = OpenBatch(changed.state, changed.master, tuple(changed.records))
    terminal.recorder._batches[number] = opened

    def back() -> TaskFlow:
        return BatchMapFlow(desk, number)

    flows: list[TaskFlow] = [BatchMapFlow(desk, number), ReviewFlow(desk, number)]
    pages = -(-len(changed.master.steps()) // 9)
    flows += [RecordStepsFlow(desk, number, page) for page in range(pages)]
    for step in changed.master.steps():
        flows += [
            CommentFlow(desk, number, step, back),
            StepRecordFlow(desk, number, step, back),
            EvidenceFlow(desk, number, step, back),
        ]
        flows += [CorrectionFlow(desk, number, step, name, back) for name in changed.state.step(step.id).filled]
    made = last(changed)
    step = changed.master.step(made.step)
    assert step is not None
    check = CorrectionCheckFlow(desk, number, step, made.id, back)
    check.second.person = terminal.recorder.plant.people["P-0001"]
    sign_flow = SignFlow(desk, check.manifest, Meaning.PERFORMED, back, back, master=changed.master, step=step)
    flows += [check, sign_flow]
    assert [seen(flow) for flow in (check, sign_flow)] == [True, True]
    assert {type(flow).__name__: found for flow in flows if (found := faults(flow))} == {}
    await outbox.close()
