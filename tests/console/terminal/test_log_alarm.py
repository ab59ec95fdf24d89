"""A log alarm stays on the screen until QA has signed the cause."""

import msgspec
import pytest

from console.flows.devices_and_link import DevicesAndLinkFlow
from console.flows.log_alarm import LogAlarmFlow
from console.flows.my_work import MyWorkFlow
from console.flows.sign import SignFlow
from console.link.status import LinkStatus
from console.witness import LogWitness
from core.acts import ActKind, ActReference, Who
from core.finding import finding
from core.record.checkpoint import Checkpoint, sign_checkpoint
from core.record.envelope import Unauthentic
from core.record.witness import Witnessed
from core.secret import Secret
from screens.views import Tone
from tests.fakes.log import Station, key
from tests.fakes.terminal import CODE, DEVICE_KEY, KIOSK, Terminal, password

CORE = Station("CORE").key
pytestmark = pytest.mark.urs("F34")


def note(size: int, root: bytes = b"\x01" * 32) -> str:
    return sign_checkpoint(Checkpoint("countersign/demo", size, root), CORE)


class Shows:
    """A core that shows one note, and everything else as the terminal's does."""

    def __init__(self, terminal: Terminal, shown: str) -> None:
        self.terminal, self.shown = terminal, shown
        self.cosigned: list[object] = []

    async def __call__(self, verb: str, body: dict[str, object], timeout_s: float = 5.0) -> dict[str, object]:
        if verb == "cosign":
            self.cosigned.append(body["size"])
            return {}
        return {"note": self.shown, "proof": []}


async def witnessing(terminal: Terminal, shown: str) -> tuple[LogWitness, Shows]:
    core = Shows(terminal, shown)
    witness = LogWitness(
        KIOSK,
        DEVICE_KEY,
        core,  # pyright: ignore[reportArgumentType]  (asks with dictionaries only)
        lambda: terminal.mirror.registry,
        terminal.recorder,
        terminal.outbox,
        terminal.clock,
    )
    await witness.load()
    terminal.desk.witness = witness
    return witness, core


async def alarmed(terminal: Terminal) -> tuple[LogWitness, Shows]:
    witness, core = await witnessing(terminal, note(9))
    await witness.look()
    core.shown = note(5)
    await witness.look()
    return witness, core


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize(
    "shown", [sign_checkpoint(Checkpoint("countersign/demo", 9, b"\x01" * 32), key("another")), "no note"]
)
async def test_a_note_that_the_core_did_not_sign_is_an_alarm_until_qa_settles_it_and_is_never_believed(
    terminal: Terminal, shown: str, before: bool
) -> None:
    witness, core = await witnessing(terminal, note(9) if before else shown)
    await witness.look()
    core.shown = shown
    await witness.look()
    assert witness.alarm == finding("witness.forged")
    assert (witness.size, core.cosigned) == ((9, [9]) if before else (None, []))
    (stated,) = await terminal.acts()
    assert (stated.kind, stated.facts["verdict"], stated.facts["shown"]) == (ActKind.LOG_CONTRADICTED, "forged", shown)
    page = LogAlarmFlow(terminal.desk)
    assert page.view.rows[1].mark is not None
    with pytest.raises(Unauthentic, match=r"witness\.forged"):
        await witness.settle("changed", Who("P-0008", "s"))
    core.shown = note(10)
    await witness.settle("changed", Who("P-0008", "s"))
    assert (witness.alarm, witness.size) == (None, 9 if before else None)


async def test_devices_and_link_tell_which_log_was_seen(terminal: Terminal) -> None:
    witness, core = await witnessing(terminal, note(9))
    page = DevicesAndLinkFlow(terminal.desk, MyWorkFlow(terminal.desk))
    told = [(row.code, row.mark.tone if row.mark else None) for row in page.view.link if row.label == "Log witness"]
    assert told == [("", Tone.WAIT)]
    await witness.look()
    assert next((row.code, row.mark) for row in page.view.link if row.label == "Log witness")[0] == "9"
    core.shown = note(5)
    await witness.look()
    (row,) = [row for row in page.view.link if row.label == "Log witness"]
    assert row.mark is not None
    assert (row.mark.tone, row.mark.words) == (Tone.FAIL, "contradicted")


def test_the_alarm_stands_before_the_connection_and_outlives_it(terminal: Terminal) -> None:
    status = LinkStatus(terminal.clock)
    status.alarm("connection", finding("link.key_refused"))
    status.alarm("log", finding("witness.forked", seen="9"))
    status.begin_connection()
    assert status.state.alarm == finding("witness.forked", seen="9")


async def test_qa_signs_the_cause_and_the_kiosk_witnesses_again(terminal: Terminal) -> None:
    witness, core = await alarmed(terminal)
    assert core.cosigned == [9]
    terminal.enter("qa1")
    work = MyWorkFlow(terminal.desk)
    assert any(item.name == "Log alarm" for item in work.view.items)
    page = LogAlarmFlow(terminal.desk)
    assert [row.code for row in page.view.rows] == ["9", "5"]
    await page.digit(1)
    sign = terminal.steps.gone[-1]
    assert isinstance(sign, SignFlow)
    await sign.submit(Secret(password("qa1")), Secret(CODE))
    after = terminal.steps.gone[-1]
    assert isinstance(after, LogAlarmFlow), sign.message
    await after.opened()
    kinds = [act.kind for act in await terminal.acts()]
    assert kinds == [ActKind.LOG_CONTRADICTED, ActKind.SIGNED, ActKind.LOG_SETTLED]
    assert (witness.alarm, witness.size) == (None, 5)
    assert after.view.causes == ()
    await witness.look()
    assert core.cosigned == [9, 5]
    assert not any(item.name == "Log alarm" for item in work.view.items)


async def test_nobody_but_qa_settles_it(terminal: Terminal) -> None:
    witness, _ = await alarmed(terminal)
    terminal.enter("operator1")
    page = LogAlarmFlow(terminal.desk)
    await page.digit(1)
    assert page.message == "Only QA settles a log alarm. Call QA."
    assert terminal.steps.gone == []
    assert witness.alarm is not None


async def test_an_alarm_that_a_power_cut_kept_off_the_record_is_put_on_record_later(terminal: Terminal) -> None:
    witness, _ = await alarmed(terminal)
    kept = witness.memory.contradiction
    assert kept is not None
    assert isinstance(kept.record, ActReference)
    memory = msgspec.structs.replace(witness.memory, contradiction=msgspec.structs.replace(kept, record=None))
    await terminal.outbox.cache("witness", msgspec.json.encode(memory))
    again, _ = await witnessing(terminal, note(5))
    await again.look()
    stated = [act for act in await terminal.acts() if act.kind == ActKind.LOG_CONTRADICTED]
    assert [act.facts["verdict"] for act in stated] == [Witnessed.ROLLED_BACK] * 2
