"""Plant, master records and batches from the core, kept for work without it."""

from pathlib import Path

import msgspec
import pytest

from console.answers import AnswerUnreadable, records_in
from console.masters import MasterMissing, MasterShelf
from console.outbox import Outbox
from console.plant import CACHE, PlantMirror
from core.errors import CountersignError
from core.plant import LotState
from core.record.digest import sha256_hex
from tests.fakes.clock import ManualClock
from tests.fakes.log import Station, key
from tests.fakes.terminal import DEVICE_KEY, KIOSK, Core, Terminal

PUBLIC = Station("CORE").key.public.hex()


async def test_the_plant_comes_in_parts_and_is_there_again_without_the_core(terminal: Terminal) -> None:
    assert terminal.mirror.current == terminal.core.plant
    again = PlantMirror("demo", PUBLIC, DEVICE_KEY, terminal.outbox)
    assert await again.load()
    assert again.current == terminal.core.plant
    assert again.registry.find(DEVICE_KEY.id) is not None


async def test_an_unchanged_plant_is_asked_for_once_and_not_sent_again(terminal: Terminal) -> None:
    await terminal.mirror.refresh(terminal.core)
    assert [verb for verb, _ in terminal.core.asked] == ["plant"]


async def test_a_changed_plant_replaces_the_old_one_and_tells_listeners(terminal: Terminal) -> None:
    heard: list[LotState] = []
    lot = next(iter(terminal.core.plant.lots.values()))
    held = msgspec.structs.replace(lot, state=LotState.ON_HOLD)
    terminal.core.plant = msgspec.structs.replace(
        terminal.core.plant, lots={**terminal.core.plant.lots, lot.number: held}
    )
    terminal.mirror.listen(lambda plant: heard.append(plant.lots[lot.number].state))
    await terminal.following.refresh()
    assert heard == [LotState.ON_HOLD]


async def test_a_kept_plant_that_was_changed_on_the_disk_is_not_believed(terminal: Terminal) -> None:
    kept = await terminal.outbox.cached(CACHE)
    assert kept is not None
    for changed in (kept[:-40] + b"A" + kept[-39:], kept[: len(kept) // 2], b"", b"{}"):
        await terminal.outbox.cache(CACHE, changed)
        mirror = PlantMirror("demo", PUBLIC, DEVICE_KEY, terminal.outbox)
        assert not await mirror.load()
        assert not mirror.known
    await terminal.outbox.cache(CACHE, kept)
    assert not await PlantMirror("demo", PUBLIC, key("another kiosk"), terminal.outbox).load()


async def test_a_plant_whose_parts_do_not_fit_its_hash_is_not_taken(terminal: Terminal) -> None:
    async def answer(verb: str, body: object, timeout_s: float = 5.0) -> dict[str, object]:
        return {"sha256": "0" * 64, "parts": 1, "part": 0, "data": "e30="}

    with pytest.raises(AnswerUnreadable):
        await terminal.mirror.refresh(answer)
    assert terminal.mirror.current == terminal.core.plant


@pytest.mark.parametrize("answer", [{"records": "x"}, {"records": [1]}, {"records": ["not base64!"]}])
def test_records_in_another_form_are_refused(answer: dict[str, object]) -> None:
    with pytest.raises(AnswerUnreadable):
        records_in(answer, "lease_operation")


async def test_master_records_are_kept_by_their_hash_also_after_a_new_version(terminal: Terminal) -> None:
    old = next(iter(terminal.core.plant.masters.values()))
    text = old.text.replace("version: 1", "version: 2", 1)
    newer = msgspec.structs.replace(old, version=2, text=text, sha256=sha256_hex(text.encode()))
    terminal.core.plant = msgspec.structs.replace(terminal.core.plant, masters={newer.sha256: newer})
    await terminal.following.refresh()
    shelf = MasterShelf(terminal.outbox)
    await shelf.load()
    assert [shelf(version.sha256).version for version in (old, newer)] == [1, 2]
    with pytest.raises(MasterMissing):
        shelf("0" * 64)


@pytest.mark.urs("F01")
async def test_a_batch_that_pins_a_retired_version_brings_its_text(
    tmp_path: Path, core: Core, clock: ManualClock
) -> None:
    (old,) = core.plant.masters.values()
    core.issue("B2611-0042")
    core.plant = msgspec.structs.replace(core.plant, masters={})
    core.texts[old.sha256] = old.text.replace("version: 1", "version: 9", 1)
    outbox = await Outbox.open(tmp_path / "new" / "outbox.db", KIOSK)
    terminal = Terminal(outbox, core, clock)
    with pytest.raises(MasterMissing):
        await terminal.following.refresh()
    core.texts[old.sha256] = old.text
    await terminal.following.refresh()
    assert terminal.recorder.batch("B2611-0042").master.version == 1
    core.asked.clear()
    await terminal.following.refresh()
    assert "master" not in [verb for verb, _ in core.asked]
    await outbox.close()


async def test_a_text_that_does_not_fit_its_hash_is_no_master_record(terminal: Terminal) -> None:
    old = next(iter(terminal.core.plant.masters.values()))
    forged = msgspec.structs.replace(old, sha256="ab" * 32)
    shelf = MasterShelf(terminal.outbox)
    await shelf.learn(msgspec.structs.replace(terminal.core.plant, masters={forged.sha256: forged}))
    with pytest.raises(MasterMissing):
        shelf("ab" * 32)


@pytest.mark.urs("F27")
async def test_everything_is_back_after_a_power_cut_without_the_core(
    tmp_path: Path, core: Core, clock: ManualClock
) -> None:
    outbox = await Outbox.open(tmp_path / "data" / "outbox.db", KIOSK)
    first = Terminal(outbox, core, clock)
    core.issue("B2611-0042")
    await first.following.refresh()
    await outbox.close()

    core.online = False
    outbox = await Outbox.open(tmp_path / "data" / "outbox.db", KIOSK)
    second = Terminal(outbox, core, clock)
    await second.masters.load()
    assert await second.mirror.load()
    assert await second.recorder.load() == 1
    assert second.recorder.batch("B2611-0042").state == first.recorder.batch("B2611-0042").state
    with pytest.raises(CountersignError):
        await second.following.refresh()
    await outbox.close()


async def test_only_records_after_the_last_known_place_are_asked_for(terminal: Terminal) -> None:
    terminal.core.issue("B2611-0042")
    await terminal.following.refresh()
    terminal.core.asked.clear()
    await terminal.following.refresh()
    asked = [body for verb, body in terminal.core.asked if verb == "batch_records"]
    assert asked == [{"batch": "B2611-0042", "after": 0}]
