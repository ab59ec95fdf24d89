"""The terminal's look at itself."""

from typing import cast

import pytest

from console.checkup import device_facts
from console.flows.frame import link_mark
from console.flows.startup import StartupFlow
from console.outbox import OutboxBroken
from core.acts import ActKind
from core.finding import Finding, finding
from core.language import Language, worded
from core.ports import Device, DeviceState, DeviceStatus, LinkState
from hardware.row import DeviceKind, DeviceRow
from screens.views import MarkView, Tone
from tests.fakes.clock import START, ManualClock
from tests.fakes.terminal import Terminal


def tones(terminal: Terminal) -> dict[str, Tone]:
    return {check.name: check.tone for check in terminal.checkup.checks}


async def run(terminal: Terminal) -> StartupFlow:
    flow = StartupFlow(terminal.desk, terminal.checkup)
    await flow.opened()
    return flow


@pytest.mark.urs("C05")
async def test_when_all_is_well_it_is_on_record_and_goes_on_by_itself(terminal: Terminal) -> None:
    await run(terminal)
    assert set(tones(terminal).values()) == {Tone.OK}
    assert terminal.steps.gone == ["home"]
    [act] = await terminal.acts()
    assert act.kind == ActKind.KIOSK_STARTED
    assert {name: value for name, value in act.facts.items() if name.startswith("check_")} == {
        "check_disk": "ok",
        "check_clock": "ok",
        "check_keys": "ok",
        "check_chain": "ok",
        "check_link": "ok",
    }


@pytest.mark.urs("C05")
async def test_a_start_with_a_wrong_clock_is_on_record_once_the_clock_is_right(
    terminal: Terminal, clock: ManualClock
) -> None:
    clock.jump(-315_360_000)
    flow = await run(terminal)
    assert await terminal.acts() == []
    assert terminal.steps.gone == []
    assert flow.view.frame.message is not None
    clock.jump(315_360_000)
    await flow.key("f5")
    await flow.key("f5")
    assert [act.kind for act in await terminal.acts()] == [ActKind.KIOSK_STARTED]


async def test_offline_is_normal_and_keeps_nobody_waiting(terminal: Terminal) -> None:
    terminal.link = LinkState(False, terminal.clock.utc(), 3, 0)
    await run(terminal)
    assert tones(terminal)["link"] is Tone.WAIT
    assert terminal.steps.gone == ["home"]


@pytest.mark.parametrize(
    ("language", "header_says", "check_says"),
    [("en", "CORE NOT ANSWERING, 3 waiting", "no answer"), ("zh", "中心未答复，3 条待接收", "未答复")],
)
async def test_a_bus_without_an_answering_core_is_not_told_as_online(
    terminal: Terminal, language: Language, header_says: str, check_says: str
) -> None:
    terminal.desk.language = language
    terminal.link = LinkState(True, terminal.clock.utc(), 0, 3, answering=False)
    assert link_mark(terminal.desk) == MarkView(Tone.WAIT, header_says)
    await run(terminal)
    assert tones(terminal)["link"] is Tone.WAIT
    assert (
        worded(next(check.state for check in terminal.checkup.checks if check.name == "link"), language) == check_says
    )


async def test_a_damaged_record_chain_stays_on_the_screen_until_somebody_has_read_it(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def damaged() -> None:
        raise OutboxBroken("outbox.damaged", file="outbox.db", detail="chain 7")

    monkeypatch.setattr(terminal.outbox, "check", damaged)
    flow = await run(terminal)
    assert tones(terminal)["chain"] is Tone.FAIL
    assert "chain 7" in flow.view.advice
    assert terminal.steps.gone == []
    await flow.key("enter")
    assert terminal.steps.gone == ["home"]
    [act] = await terminal.acts()
    assert act.facts["check_chain"] == "fail"


async def test_a_clock_behind_the_records_is_told(terminal: Terminal) -> None:
    terminal.core.issue("B2611-0042")
    await terminal.following.refresh()
    terminal.clock.jump(-3600)
    flow = await run(terminal)
    assert tones(terminal)["clock"] is Tone.FAIL
    assert flow.view.advice == "The kiosk clock is off by 3600 s. Call the administrator."


async def test_a_kiosk_whose_key_the_core_does_not_know_is_told(terminal: Terminal) -> None:
    import msgspec

    plant = terminal.core.plant
    terminal.core.plant = msgspec.structs.replace(plant, keys=plant.keys[-1:])
    await terminal.following.refresh()
    flow = await run(terminal)
    assert tones(terminal)["keys"] is Tone.FAIL
    assert "enrol" in flow.view.advice


async def test_a_full_disk_is_told(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal.outbox, "disk_free_bytes", lambda: 50 * 1024 * 1024)
    flow = await run(terminal)
    assert tones(terminal)["disk"] is Tone.FAIL
    assert flow.view.advice.startswith("The disk is almost full")


async def test_an_alarm_of_the_link_is_told(terminal: Terminal) -> None:
    terminal.link = LinkState(True, terminal.clock.utc(), 0, 0, Finding("link.key_refused"))
    flow = await run(terminal)
    assert flow.view.advice == "The bus refuses the key of this kiosk. Call the administrator."


class Strange:
    """A balance with another serial number than its row's."""

    status = DeviceStatus(
        DeviceState.FAULT, None, finding("device.wrong_serial", device="Balance", got="B1", want="B2"), START
    )


def test_what_a_device_says_against_itself_is_on_record_with_its_values() -> None:
    row = DeviceRow("Balance", DeviceKind.BALANCE, "mt_sics", "tcp://h:1", "B2")
    facts = device_facts(row, cast(Device, Strange()))
    assert {name: value for name, value in facts.items() if name.startswith("reason")} == {
        "reason": "device.wrong_serial",
        "reason_got": "B1",
        "reason_want": "B2",
    }
