"""Kill -9 of core, servers and terminal amid a batch: it goes on at the same step, nothing lost, nothing twice."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.demo import PATIENCE_S, process, processes_below, running, until
from tests.fakes.servers import reachable_folder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3 * PATIENCE_S)]

STEPS = 44
"""Steps of the batch of tablets."""


@pytest.mark.urs("F27")
def test_a_batch_survives_the_death_of_core_servers_and_terminal() -> None:
    with reachable_folder() as folder:
        plant, outcome = folder / "plant", folder / "outcome.json"
        words = ("--lang", "en", "--dir", str(plant), "--json", str(outcome))
        with running(folder, *words) as first:
            first.wait_for(f" 2/{STEPS}")
            os.kill(process(plant, "console core run"), signal.SIGKILL)
            first.wait_for(f" 5/{STEPS}")
            os.kill(process(plant, r"^\S*nats-server\S* -c"), signal.SIGKILL)
            first.wait_for(f" 9/{STEPS}")
            os.kill(process(plant, r"^\S*/postgres -D"), signal.SIGKILL)
            first.wait_for(f"13/{STEPS}")
            first.signal(signal.SIGKILL)
            first.ended()
            until(lambda: not processes_below(plant))
        before = _steps(first.lines)
        with running(folder, *words) as second:
            assert second.ended() == 0, second.text
        after = _steps(second.lines)
        assert "is under way" in second.text
        assert after[0] in (before[-1] + 1, before[-1] + 2)
        assert after == list(range(after[0], STEPS + 1))
        _holds(outcome)


def _steps(lines: list[str]) -> list[int]:
    """Give the numbers of the steps that were told as done."""
    return [int(line.split("/")[0].split()[-1]) for line in lines if f"/{STEPS}" in line and "[OK]" in line]


def _holds(file: Path) -> None:
    outcome: dict[str, Any] = json.loads(file.read_text("utf-8"))
    assert outcome["state"] == "released"
    assert outcome["steps"] == STEPS
    assert outcome["records"] == outcome["accepted"]
    assert outcome["pending"] == 0
