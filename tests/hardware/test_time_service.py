"""The time service is asked by a program; every answer of it, and none, gives the true state of the clock."""

from pathlib import Path

import pytest

from core.clock_state import Authentication, ClockState, TimeReport, read_authentication
from hardware.time_service import Chrony
from tests.console.terminal.station import AUTHENTICATED, GOOD, write_chronyc

# As chronyd 4.3 of Debian 12 answered, without a source that it could reach, and with `local stratum 8`.
NO_SOURCE = (
    "00000000,,0,0.000000000,0.000000000,0.000000000,0.000000000,0.000,0.000,0.000,1.000000000,1.000000000,0.0,"
    "Not synchronised"
)
ITSELF = (
    "7F7F0101,,8,1795220497.359624296,0.000000000,0.000000000,0.000000000,0.000,0.000,0.000,0.000000000,0.000000000,"
    "0.0,Normal"
)


async def asked(folder: Path, answer: str, status: int = 0) -> TimeReport:
    return await Chrony(str(write_chronyc(folder / "chronyc", answer, status))).report()


@pytest.mark.urs("C09", "NMPA 21(1)")
async def test_a_service_that_follows_a_server_is_synchronised(tmp_path: Path) -> None:
    assert await asked(tmp_path, GOOD) == TimeReport(ClockState.SYNCHRONISED, "10.20.0.5", 1, "1795220497.359624296")


# As chronyd 4.3 of Debian 12 answered without NTS.
PLAIN = "10.20.0.5,-,0,0,0,4294967295,0,0,0,0"


@pytest.mark.urs("C09", "NMPA 21(1)")
@pytest.mark.parametrize(
    ("line", "found"),
    [
        (AUTHENTICATED, Authentication.NTS),
        (PLAIN, Authentication.NONE),
        (AUTHENTICATED.replace("256", "0"), Authentication.NONE),
        (AUTHENTICATED.replace("NTS", "SK"), Authentication.KEY),
        (AUTHENTICATED.replace("10.20.0.5", "10.20.0.6"), Authentication.UNKNOWN),
        ("501 Not authorised", Authentication.UNKNOWN),
        ("", Authentication.UNKNOWN),
    ],
)
async def test_whether_the_source_proves_who_it_is_is_read_where_the_service_says_it(
    tmp_path: Path, line: str, found: Authentication
) -> None:
    write_chronyc(tmp_path / "chronyc", GOOD, authentication=line)
    assert (await Chrony(str(tmp_path / "chronyc")).report()).authentication == found


def test_of_many_sources_the_one_that_is_followed_counts() -> None:
    other = PLAIN.replace("10.20.0.5", "10.20.0.9")
    assert read_authentication("10.20.0.5", f"{other}\n{AUTHENTICATED}\n") == Authentication.NTS


@pytest.mark.parametrize("answer", [NO_SOURCE, ITSELF, GOOD.replace("0.000001210", "2.500000000")])
async def test_a_service_without_a_source_or_far_from_it_is_not(tmp_path: Path, answer: str) -> None:
    assert (await asked(tmp_path, answer)).state == ClockState.UNSYNCHRONISED


async def test_it_is_found_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_chronyc(tmp_path / "chronyc", GOOD)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert (await Chrony().report()).state == ClockState.SYNCHRONISED


@pytest.mark.parametrize(
    ("answer", "status"), [("506 Cannot talk to daemon", 1), (GOOD, 1), ("", 0), ("nan," * 13, 0), (GOOD * 400, 0)]
)
async def test_a_service_that_does_not_answer_leaves_the_state_unknown(
    tmp_path: Path, answer: str, status: int
) -> None:
    assert (await asked(tmp_path, answer, status)).state == ClockState.UNKNOWN


async def test_without_the_program_the_state_is_unknown(tmp_path: Path) -> None:
    assert (await Chrony(str(tmp_path / "chronyc")).report()).state == ClockState.UNKNOWN


async def test_a_program_that_hangs_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hardware.time_service.WAIT_S", 0.1)
    program = tmp_path / "chronyc"
    program.write_text("#!/bin/sh\nexec sleep 60\n", encoding="ascii")
    program.chmod(0o755)
    assert (await Chrony(str(program)).report()).state == ClockState.UNKNOWN
