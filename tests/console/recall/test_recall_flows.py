"""Recall, returned goods and specifications at a terminal of a real core."""

from pathlib import Path
from typing import cast

import pytest

from console.flows.change import ChangeFlow
from console.flows.held_lots import HeldLotsFlow
from console.flows.recall_close import RecallCloseFlow
from console.flows.recall_new import RecallNewFlow
from console.flows.recall_open import RecallOpenFlow
from console.flows.recalls import RecallsFlow
from console.flows.returns import ReturnsFlow
from console.flows.specifications import SpecificationFlow, SpecificationsFlow
from console.flows.two_signers import Stage
from core.codes import identify
from core.times import local_day
from screens.everyone.form import FormView
from tests.console.store.test_store_flows import secrets
from tests.fakes.core import CoreUnderTest
from tests.fakes.seat import Seat
from tests.fakes.served import ServedBatch
from tests.server.test_recall import shipped


def form(seat: Seat) -> FormView:
    return cast("FormView", seat.flow.view)


async def two_sign(seat: Seat, first: str, second: str) -> None:
    """Sign as the one in session, then as the other."""
    await secrets(seat, first)
    await seat.fill(user_id=second)
    await secrets(seat, second)


@pytest.mark.urs("F22", "GMP 304")
async def test_a_recall_goes_from_the_question_to_its_closing_at_the_kiosk(
    core: CoreUnderTest, batch: ServedBatch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lot = shipped(batch)
    raw = next(iter(batch.state.reserved.values()))
    seat = await Seat.open(core, tmp_path)
    try:
        await seat.sign_in("qa1")
        await seat.show(RecallsFlow(seat.desk))
        await seat.digit(1)
        assert isinstance(seat.flow, RecallNewFlow)
        assert [field.name for field in form(seat).fields] == ["lots", "class"]
        await seat.fill(lots="L-NONE", **{"class": "-"})
        assert "not known" in seat.flow.message
        await seat.fill(lots=raw, **{"class": "1"})
        shown = form(seat)
        assert any("answered in" in row.detail for row in shown.rows)
        await seat.press("pagedown")
        assert raw in {item.code for item in form(seat).items}
        await seat.press("pageup")
        await seat.fill(reason="glass found in one bottle")
        await two_sign(seat, "qa1", "ap1")
        assert seat.flow.stage is Stage.DONE, seat.flow.message
        assert seat.recorder.plant.lots[lot].state == "on_hold"

        await seat.press("f3")
        await seat.digit(3)
        assert isinstance(seat.flow, RecallOpenFlow)
        await seat.digit(1)
        await seat.fill(how="Ms Li, by telephone")
        assert "told" in str(form(seat).items[0].mark)
        await seat.press("f8")
        assert isinstance(seat.flow, RecallCloseFlow)
        await seat.fill(reason="everybody reached in 2 h")
        await two_sign(seat, "qa1", "ap1")
        assert seat.flow.stage is Stage.DONE, seat.flow.message
        await seat.press("f3")
        assert any("everybody reached" in row.detail for row in form(seat).rows)

        await seat.show(HeldLotsFlow(seat.desk))
        assert lot in {item.name for item in form(seat).items}
        await seat.digit([item.name for item in form(seat).items].index(lot) + 1)
        assert any(raw in row.detail for row in form(seat).rows)
        monkeypatch.setattr("server.held_lots.MOST", 0)
        await seat.show(HeldLotsFlow(seat.desk))
        assert form(seat).items == ()
        plant = seat.recorder.plant
        label = f"]d201{plant.materials[plant.lots[lot].material].gtin}10{lot}"
        await seat.flow.scan(identify(label.encode(), local_day(seat.clock.utc(), plant.offset_min)))
        await seat.settle()
        monkeypatch.undo()
        assert any(raw in row.detail for row in form(seat).rows)
        await seat.digit(1)
        assert form(seat).fields == ()
        await seat.digit(2)
        await seat.press("f3")
        await seat.digit(2)
        await seat.fill(reason="glass cannot be excluded")
        await two_sign(seat, "qa1", "ap1")
        assert seat.flow.stage is Stage.DONE, seat.flow.message
        assert seat.recorder.plant.lots[lot].state == "rejected"
        await seat.press("f3")
        assert lot not in {item.name for item in form(seat).items}
    finally:
        await seat.close()


@pytest.mark.urs("F22")
async def test_an_exposure_is_asked_part_by_part(seat: Seat) -> None:
    await seat.sign_in("qa1")
    await seat.show(RecallNewFlow(seat.desk, mock=True))
    await seat.fill(lots="-", **{"class": "-"})
    assert [field.name for field in form(seat).fields] == ["equipment", "room", "person"]
    await seat.fill(equipment="-", room="-", person="warehouse1")
    await seat.fill(since="20 Nov", until="-")
    assert "2026-11-20" in seat.flow.message
    assert [field.name for field in form(seat).fields] == ["lots", "class"]


@pytest.mark.urs("GMP 136")
async def test_goods_come_back_into_quarantine(core: CoreUnderTest, batch: ServedBatch, tmp_path: Path) -> None:
    lot = shipped(batch)
    seat = await Seat.open(core, tmp_path)
    try:
        customer = next(iter(seat.recorder.plant.customers))
        await seat.sign_in("warehouse1")
        await seat.show(ReturnsFlow(seat.desk))
        await seat.fill(lot=lot, customer=customer, quantity="101")
        await seat.fill(channel="pharmacy-12", reason="damaged", recall="-")
        await seat.fill(container="C-888001", location="W-04-01")
        assert "100" in seat.flow.message
        values = {field.name: field.value for field in form(seat).fields}
        await seat.fill(**{**values, "quantity": "7"})
        for _ in range(2):
            await seat.fill(**{field.name: field.value for field in form(seat).fields})
        assert "C-888001" in form(seat).words, seat.flow.message
        assert f"S-{lot}-R1-01" in form(seat).words
        assert seat.recorder.plant.lots[f"{lot}-R1"].state == "quarantine"
    finally:
        await seat.close()


@pytest.mark.urs("F01")
async def test_tests_are_changed_added_and_removed_in_one_draft_that_two_sign(seat: Seat) -> None:
    await seat.sign_in("qc2")
    await seat.show(SpecificationsFlow(seat.desk))
    await seat.show(SpecificationFlow(seat.desk, "SP-RM-PCM"))
    before = seat.recorder.plant.specifications["SP-RM-PCM"]
    await seat.digit(1)
    await seat.digit(1)
    await seat.fill(low="x", high="-")
    assert seat.flow.message
    await seat.fill(low="99.0", high="102.0")
    assert form(seat).items[0].count.startswith("99.0 ..")
    await seat.digit(2)
    await seat.digit(4)
    assert "LOD" in form(seat).words
    await seat.digit(9)
    await seat.fill(code="ASSAY")
    assert "already" in seat.flow.message
    await seat.fill(code="METALS")
    await seat.fill(name_zh="重金属", name_en="Heavy metals")
    await seat.fill(method="QC-M-110", unit="ppm", decimals="1")
    assert "no unit" in seat.flow.message
    await seat.fill(method="QC-M-110", unit="%", decimals="4")
    await seat.fill(low="-", high="0.0010")
    assert isinstance(seat.flow, SpecificationFlow)
    assert [item.code for item in form(seat).items] == ["ASSAY", "RELATED", "METALS", ""]
    assert seat.recorder.plant.specifications["SP-RM-PCM"] == before
    await seat.press("f8")
    assert isinstance(seat.flow, ChangeFlow)
    assert all(shown in str(seat.flow.view) for shown in ("99.0", "METALS"))
    await seat.type("pharmacopoeia 2025")
    await seat.sign("qc2")
    await seat.type("qa1")
    await seat.sign("qa1")
    now = seat.recorder.plant.specifications["SP-RM-PCM"]
    assert (now.version, [test.code for test in now.tests]) == (before.version + 1, ["ASSAY", "RELATED", "METALS"])
    assert (now.tests[0].low, now.tests[2].decimals, now.tests[2].method) == ("99.0", 4, "QC-M-110")
    await seat.show(SpecificationFlow(seat.desk, before.code))
    assert all(item.mark is None for item in form(seat).items)
    await seat.press("f4")
    assert seat.flow.screen == "told"
    assert seat.flow.message == ""
