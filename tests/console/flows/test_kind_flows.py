"""The flows of the step kinds that the tablets do not need: a whole batch by hand, and what goes wrong."""

import os
from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from console.attached import AttachedFiles
from console.flows.evidence import EvidenceFlow
from console.flows.my_work import MyWorkFlow
from console.flows.step_record import StepRecordFlow
from console.outbox import Outbox
from core.acts import ActKind, Source, Subject
from core.attached import MEGABYTE
from core.batch.guide import Stage
from core.master.attachment import Attachment
from core.master.choice import Choice
from core.master.environment import EnvironmentCheck
from core.master.kinds import Measurement, Reconciliation
from core.master.setting import EquipmentSetting
from core.plant import EffectiveMaster
from core.ports import TagQuality
from core.record.digest import sha256_hex
from screens.operator.measurement import MeasurementView
from screens.views import Tone
from tests.console.flows.walk import BATCH, Walk
from tests.fakes.clock import ManualClock
from tests.fakes.kinds import KINDS, kinds_batch_at
from tests.fakes.terminal import KIOSK, Core, Terminal


@pytest.fixture
async def kinds(tmp_path: Path, clock: ManualClock) -> AsyncIterator[Walk]:
    """Stand at a kiosk with a batch of the further kinds."""
    outbox = await Outbox.open(tmp_path / "data" / "outbox.db", KIOSK)
    core = Core(clock)
    made = EffectiveMaster("KINDS", 1, sha256_hex(KINDS.encode()), KINDS, date(2026, 11, 20))
    core.plant = msgspec.structs.replace(core.plant, masters={made.sha256: made})
    terminal = Terminal(outbox, core, clock)
    await terminal.following.refresh()
    terminal.desk.files = AttachedFiles(tmp_path / "attachments", tmp_path / "attached", core)
    walk = Walk(terminal)
    await walk.begin()
    yield walk
    await walk.end()
    await outbox.close()


async def test_a_whole_batch_of_these_kinds_is_made_by_hand(kinds: Walk) -> None:
    await kinds.until(lambda _: False)
    assert kinds.guidance.stage == Stage.COMPLETE
    assert await kinds.refusals() == []


@pytest.mark.urs("F10", "F24")
async def test_an_environment_check_reads_what_has_a_tag_asks_for_the_rest_and_opens_what_is_out(kinds: Walk) -> None:
    guidance = await kinds.to(EnvironmentCheck, "reading_1")
    assert guidance.step is not None
    machine = kinds.devices.machine(kinds.bound("equipment", guidance.step))
    machine.unit, machine.quality = "℃", TagQuality.STALE
    await kinds.key("f8")
    assert [item.key for item in await kinds.refusals()] == ["refusal.tag_quality"]
    machine.quality, machine.values = TagQuality.GOOD, {"temperature": Decimal("21.4"), "humidity": Decimal("80.1")}
    await kinds.key("f8")
    machine.unit = "%"
    await kinds.key("f8")
    assert [case.entry for case in kinds.state.cases.values()] == ["reading_2"]
    await kinds.digit(1)
    view = kinds.flow.view
    assert isinstance(view, MeasurementView)
    assert view.field is not None
    assert [row.mark.tone for row in view.rows if row.mark] == [Tone.OK, Tone.FAIL, Tone.NONE]
    await kinds.enter("-3")
    filled = kinds.state.step(guidance.step.id).filled
    assert filled["reading_3"].act.values["value"].value == "-3"
    assert [case.entry for case in kinds.state.cases.values()] == ["reading_2", "reading_3"]


def key_words(walk: Walk) -> dict[str, str]:
    """Give the keys of the footer that do something else than elsewhere."""
    shown = walk.flow.view.frame.keys
    return {key.name: key.does for key in shown if key.does}


@pytest.mark.urs("F24")
async def test_a_setting_is_written_by_f8_where_the_tag_may_be_written_and_then_read_back(kinds: Walk) -> None:
    guidance = await kinds.to(EquipmentSetting, "set")
    assert guidance.step is not None
    machine = kinds.devices.machine(kinds.bound("equipment", guidance.step))
    machine.unit, machine.writable = "r/min", {"impeller_setpoint"}
    await kinds.key("enter")
    assert "set" not in kinds.state.step("S040").filled
    assert key_words(kinds) == {"f8": "write"}
    machine.quality = TagQuality.COMM_ERROR
    await kinds.key("f8")
    assert [item.key for item in await kinds.refusals()] == ["device.not_writable"]
    machine.quality = TagQuality.GOOD
    await kinds.key("f8")
    assert machine.values["impeller_setpoint"] == Decimal(150)
    made = kinds.state.step("S040").filled["set"].act
    assert (made.facts["by"], made.values["value"].source, bool(made.values["value"].device)) == (
        "driver",
        Source.WRITTEN,
        True,
    )
    assert key_words(kinds) == {"f8": "record"}
    await kinds.key("f8")
    assert kinds.guidance.stage == Stage.SIGN
    assert kinds.state.cases == {}


@pytest.mark.urs("F24")
async def test_a_setting_that_no_driver_may_write_is_made_by_hand_and_read_back(kinds: Walk) -> None:
    guidance = await kinds.to(EquipmentSetting, "set")
    assert guidance.step is not None
    machine = kinds.devices.machine(kinds.bound("equipment", guidance.step))
    await kinds.key("f8")
    assert machine.values == {}
    assert "set" not in kinds.state.step("S040").filled
    await kinds.key("enter")
    made = kinds.state.step("S040").filled["set"].act
    assert (made.facts["by"], made.values["value"].source) == ("hand", Source.TYPED)
    machine.unit, machine.values = "r/min", {"impeller_setpoint": Decimal(90)}
    await kinds.key("f8")
    assert kinds.seen[-1] == "exception"


@pytest.mark.urs("F10", "F27")
async def test_a_file_is_chosen_from_the_folder_by_its_digit_and_its_bytes_wait_for_the_core(kinds: Walk) -> None:
    await kinds.to(Attachment, "file")
    folder = kinds.desk.files.watched
    folder.mkdir()
    for age, (name, data) in enumerate(
        {"a.jpg": b"\xff\xd8\xff photo", "b.jpg": b"GIF89a", "c.pdf": b"%PDF-" + bytes(MEGABYTE)}.items()
    ):
        (folder / name).write_bytes(data)
        os.utime(folder / name, (1_800_000_000 - age, 1_800_000_000 - age))
    (folder / "d.jpg").symlink_to(folder / "a.jpg")
    await kinds.key("f5")
    view = kinds.flow.view
    assert isinstance(view, MeasurementView)
    assert [(item.name, item.mark.tone if item.mark else None) for item in view.choices] == [
        ("a.jpg", Tone.OK),
        ("b.jpg", Tone.FAIL),
        ("c.pdf", Tone.FAIL),
    ]
    for digit in (2, 3, 4):
        await kinds.digit(digit)
        assert "file" not in kinds.state.step("S050").filled
    assert await kinds.desk.files.waiting() == ()
    await kinds.digit(1)
    facts = kinds.state.step("S050").filled["file"].act.facts
    sha256 = sha256_hex(b"\xff\xd8\xff photo")
    assert facts == {"sha256": sha256, "name": "a.jpg", "type": "image/jpeg", "size": "9"}
    assert await kinds.desk.files.waiting() == (sha256,)


@pytest.mark.urs("F09", "F14")
async def test_a_file_that_another_batch_holds_is_attached_only_when_it_is_chosen_once_more(kinds: Walk) -> None:
    await kinds.to(Attachment, "file")
    kinds.desk.files.watched.mkdir()
    (kinds.desk.files.watched / "a.jpg").write_bytes(b"\xff\xd8\xff photo")
    other, facts = kinds_batch_at("file", "S050"), {"name": "a.jpg", "type": "image/jpeg", "size": "9"}
    step = other.master.step("S050")
    assert step is not None
    facts["sha256"] = sha256_hex(b"\xff\xd8\xff photo")
    assert other.do(ActKind.FILE_ATTACHED, step, Subject(entry="file"), None, facts) == ()
    elsewhere = msgspec.structs.replace(other.state, number="B2611-0007")
    kinds.desk.recorder._batches["B2611-0007"] = msgspec.structs.replace(kinds.batch, state=elsewhere)
    await kinds.key("f5")
    await kinds.digit(1)
    told = kinds.flow.view.frame.message
    assert told is not None
    assert told.words.startswith("a.jpg is attached in B2611-0007 S050 already.")
    assert "file" not in kinds.state.step("S050").filled
    await kinds.digit(1)
    assert kinds.state.step("S050").filled["file"].act.facts == facts | {"again": "B2611-0007 S050"}


@pytest.mark.urs("F11")
async def test_no_screen_shows_a_first_count_to_who_counts_second(kinds: Walk) -> None:
    guidance = await kinds.to(Measurement, "value")
    assert guidance.step is not None
    await kinds.enter("5997")
    assert kinds.state.step("S112").filled["value"].act.values["value"].value == "5997"
    assert "field=None" in repr(kinds.flow.view)
    await kinds.enter("5996")
    assert [item.key for item in await kinds.refusals()] == ["refusal.own_second_count"]
    await kinds.second_counter(guidance.step)
    desk = kinds.desk
    flows = (
        kinds.flow,
        EvidenceFlow(desk, BATCH, guidance.step, lambda: kinds.flow),
        StepRecordFlow(desk, BATCH, guidance.step, lambda: kinds.flow),
        desk.ways.batch_map(BATCH),
        MyWorkFlow(desk),
    )
    for flow in flows:
        assert "5997" not in repr(flow.view), type(flow)
    await kinds.enter("5998")
    (case,) = kinds.state.cases.values()
    assert case.what.params == {"first": "5997 pcs", "second": "5998 pcs"}


@pytest.mark.urs("F11")
async def test_neither_map_nor_review_tells_by_an_exception_what_was_counted_first(kinds: Walk) -> None:
    guidance = await kinds.to(Reconciliation, "issued")
    assert guidance.step is not None
    for number in ("6000", "5871", "0", "0", "0"):
        await kinds.enter(number)
    (case,) = kinds.state.cases.values()
    assert case.what.params["value"] == "97.85%"
    await kinds.second_counter(guidance.step)
    for flow in (kinds.flow, kinds.desk.ways.batch_map(BATCH), kinds.desk.ways.review(BATCH)):
        assert "97.85" not in repr(flow.view), type(flow)
    assert case.id in repr(kinds.desk.ways.batch_map(BATCH).view)


@pytest.mark.urs("F10")
async def test_an_answer_says_before_it_is_chosen_that_it_opens_an_exception_and_then_asks_why(kinds: Walk) -> None:
    guidance = await kinds.to(Choice, "choice")
    assert guidance.step is not None
    view = kinds.flow.view
    assert isinstance(view, MeasurementView)
    assert [(item.digit, item.mark.tone if item.mark else None) for item in view.choices] == [
        (1, None),
        (2, Tone.WARN),
        (3, Tone.WARN),
    ]
    await kinds.digit(4)
    await kinds.digit(0)
    assert kinds.state.step(guidance.step.id).filled == {}
    await kinds.digit(3)
    assert kinds.seen[-1] == "exception"
    assert [case.severity for case in kinds.state.cases.values()] == ["major"]
