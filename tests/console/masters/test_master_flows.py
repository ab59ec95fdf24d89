"""Master records at a kiosk: three people approve a draft at one terminal, two retire a version, others read."""

from datetime import timedelta
from typing import Any

import pytest

from console.flows.dry_run import DryRunFlow
from console.flows.issue import IssueFlow
from console.flows.masters import MastersFlow
from core.batch.dry_run import OtherBehaviour
from core.finding import finding
from core.language import worded
from server.drafts import submit
from tests.fakes.core import MASTER_TEXT, CoreUnderTest
from tests.fakes.seat import Seat

NEXT = MASTER_TEXT.replace("version: 1", "version: 2", 1).replace("shelf_life_months: 24", "shelf_life_months: 36", 1)


def shown(seat: Seat) -> Any:
    """Give the flow that is shown, whatever it shows."""
    return seat.flow


def marks(seat: Seat) -> list[tuple[str, str]]:
    """Give version and state of each row shown."""
    return [(item.count, item.mark.words) for item in shown(seat).view.items]


async def open_draft(seat: Seat, core: CoreUnderTest, user_id: str) -> None:
    submit(core.service.writer, NEXT, "new.yaml")
    await seat.sign_in(user_id)
    await seat.show(MastersFlow(seat.desk))


@pytest.mark.urs("F01", "GMP 173", "GMP 154")
async def test_author_production_and_quality_approve_a_draft_from_a_day_after_its_dry_run(
    seat: Seat, core: CoreUnderTest
) -> None:
    await open_draft(seat, core, "engineer1")
    assert marks(seat) == [("v2", "draft"), ("v1", "effective")]
    await seat.digit(1)
    await seat.digit(1)
    assert shown(seat).view.rows[-1].detail == "0 batches, 0 acts differently"
    await seat.digit(2)
    await seat.type("2026-11-19")
    assert "Type 2026-11-20 or a later day" in seat.flow.message
    await seat.type("2026-11-21")
    lines = [(line.label, line.value) for line in shown(seat).manifest.lines]
    assert ("  Header shelf life, months", "24 -> 36") in lines
    assert ("  Header version", "1 -> 2") in lines
    assert ("  dry run", "0 batches, 0 acts differently") in lines
    await seat.type("new shelf life")
    assert [mark.words for mark in shown(seat).view.signers] == ["performed", "reviewed", "approved"]
    await seat.sign("engineer1")
    await seat.type("engineer1")
    assert "may not sign" in seat.flow.message
    await seat.type("supervisor1")
    await seat.sign("supervisor1")
    assert [field.name for field in shown(seat).view.fields] == ["user_id"]
    await seat.type("qa1")
    await seat.sign("qa1")
    assert shown(seat).view.declaration == "In force"
    signed = ["performed: engineer1", "reviewed: supervisor1", "approved: qa1"]
    assert [mark.words for mark in shown(seat).view.signers] == signed
    assert [(line.label, line.value) for line in shown(seat).manifest.lines][: len(lines) - 1] == lines[:-1]
    await seat.press("enter")
    assert marks(seat) == [("v2", "from 11-21"), ("v1", "effective")]
    core.clock.advance(timedelta(days=1).total_seconds())
    assert marks(seat) == [("v2", "effective"), ("v1", "superseded")]
    await seat.show(IssueFlow(seat.desk))
    assert [item.count for item in shown(seat).view.items] == ["v2"]


@pytest.mark.urs("F01")
async def test_a_version_is_retired_by_two_and_nothing_is_issued_from_it(seat: Seat, core: CoreUnderTest) -> None:
    await seat.sign_in("supervisor1")
    await seat.show(MastersFlow(seat.desk))
    await seat.digit(1)
    await seat.digit(1)
    lines = [(line.label, line.value) for line in shown(seat).manifest.lines]
    assert ("  state", "approved -> retired") in lines
    assert ("  other approved versions", "none") in lines
    await seat.type("replaced process")
    await seat.sign("supervisor1")
    await seat.type("qa1")
    seat.lose_next("change")
    await seat.sign("qa1")
    assert shown(seat).view.declaration == "Signed; the core has not answered yet"
    await seat.press("f5")
    assert shown(seat).view.declaration == "In force"
    await seat.press("enter")
    assert marks(seat) == [("v1", "retired")]
    await seat.show(IssueFlow(seat.desk))
    assert shown(seat).view.items == ()
    assert seat.masters(next(iter(core.service.writer.picture.contents.documents["masters"]))).version == 1


@pytest.mark.urs("F01", "11.10(g)")
async def test_a_planner_reads_and_decides_nothing(seat: Seat, core: CoreUnderTest) -> None:
    await open_draft(seat, core, "planner1")
    await seat.digit(2)
    assert shown(seat).view.items == ()
    await seat.press("f3")
    await seat.digit(1)
    assert [item.name for item in shown(seat).view.items] == ["Dry run over the newest 20 batches"]
    assert shown(seat).view.frame.subject == "draft"


async def test_what_would_go_differently_is_told_act_by_act_and_leads_back(seat: Seat) -> None:
    limit = finding("refusal.role_result")
    acts = tuple(OtherBehaviour(f"B2611-000{n}", "S120", "LOD", f"r{n}", (), (limit,)) for n in range(1, 9))
    seat.enter_session("engineer1")
    origin = MastersFlow(seat.desk)
    await seat.show(DryRunFlow(seat.desk, acts, lambda: origin))
    rows = shown(seat).view.rows
    assert [(row.label.strip(), row.code or row.detail) for row in rows[:3]] == [
        ("B2611-0001", "S120 LOD"),
        ("was", "fine"),
        ("would be", worded(limit, "en")),
    ]
    await seat.press("pagedown")
    assert shown(seat).view.first > 0
    await seat.press("f3")
    assert seat.flow is origin


@pytest.mark.urs("F02")
async def test_a_planner_issues_from_the_effective_version(seat: Seat) -> None:
    await seat.sign_in("planner1")
    await seat.show(IssueFlow(seat.desk))
    await seat.digit(1)
    (batch,) = seat.recorder.batches()
    assert batch.master.version == 1
