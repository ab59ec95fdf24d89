"""Every planted bug is found: the tests that guard signatures and codes are able to fail."""

import os
import subprocess
import sys

import pytest

from tests.house.sources import ROOT
from tests.planted.bugs import CODES, COUNTERSIGNING, Bug


@pytest.mark.urs("F11", "11.200(a)(3)")
@pytest.mark.parametrize("bug", COUNTERSIGNING, ids=lambda bug: bug.name.replace(" ", "-"))
def test_a_bug_in_countersigning_is_found(bug: Bug) -> None:
    assert found(bug)


@pytest.mark.urs("11.200(a)(2)", "11.300(d)")
@pytest.mark.parametrize("bug", CODES, ids=lambda bug: bug.name.replace(" ", "-"))
def test_a_bug_in_the_rules_of_codes_is_found(bug: Bug) -> None:
    assert found(bug)


def found(bug: Bug) -> bool:
    """Run the test of a bug with it planted; true when it fails, and not for another reason."""
    command = [sys.executable, "-m", "pytest", "-p", "tests.planted.plugin", "-p", "no:cacheprovider", "-p", "no:xdist"]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    run = subprocess.run(
        [*command, "-x", "-q", bug.test],
        cwd=ROOT,
        env={**plain, "PLANTED": bug.name},
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert run.returncode in (0, 1), run.stdout[-2000:] + run.stderr[-2000:]
    return run.returncode == 1 and "\nFAILED tests" in run.stdout
