"""The last round of a form about a thing, and what its earlier ones still hold."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from core.logbook_effects import held_by_round
from core.plant import Plant, RoundLine
from server.round_lines import round_line
from tests.fakes.rehearsal import rehearsal_plant


def row(number: str, state: str, *, complete: bool = True) -> SimpleNamespace:
    at = datetime(2026, 11, 20, 6, tzinfo=UTC)
    return SimpleNamespace(number=number, opened_at=at, completed_at=at if complete else None, state=state)


def seen(*rows: SimpleNamespace) -> RoundLine:
    line: RoundLine | None = None
    for one in rows:
        line = round_line(one, line)
    assert line is not None
    return line


def held(line: RoundLine, but: str = "") -> str | None:
    plant: Plant = rehearsal_plant()
    plant.rounds["LB-TEMP/FR-01"] = line
    return held_by_round(plant, "FR-01", but)


@pytest.mark.urs("F31")
def test_what_an_earlier_round_holds_waits_until_quality_has_settled_it() -> None:
    first, second = row("R2611-0001", "held"), row("R2611-0002", "in_process", complete=False)
    assert held(seen(first, second)) == held(seen(second, first)) == "R2611-0001"
    assert held(seen(first, second), but="R2611-0001") is None
    assert held(seen(first, second, row("R2611-0001", "closed"))) is None
    both = seen(first, row("R2611-0002", "held"))
    assert held(both, but="R2611-0002") == "R2611-0001"
    assert held(both, but="R2611-0001") == "R2611-0002"


@pytest.mark.urs("F31")
def test_the_last_round_is_the_last_past_four_digits_and_over_the_month() -> None:
    many, next_month = row("R2611-10000", "issued", complete=False), row("R2612-0001", "issued", complete=False)
    assert seen(row("R2611-9999", "closed"), many).number == "R2611-10000"
    assert seen(many, row("R2611-9999", "closed")).under_way
    assert seen(many, next_month).number == "R2612-0001"
