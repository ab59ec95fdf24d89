"""The core's own clock: asked for like a kiosk's, by the same limits; too far off, nothing is decided."""

from pathlib import Path

import msgspec
import pytest

from core.acts import Act, ActKind
from core.clock_state import SILENT, Authentication, ClockState, TimeReport
from core.people import Role
from server.config import CoreConfig
from server.db.errors import DatabaseAway
from server.db.store import Store
from server.db.tables.evidence import alarm, record
from server.own_time import OwnTime
from server.records import record_from
from server.service import Service, open_writer
from tests.console.terminal.station import GOOD, write_chronyc
from tests.fakes.clock import Keeper, ManualClock
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.server.test_audit import by_role

PERSON = "P-0001"
KEPT = TimeReport(ClockState.SYNCHRONISED, "10.20.0.5", 4, "100.0", Authentication.NTS)


class Timed:
    """A core whose clock somebody keeps, and a kiosk that asks it."""

    def __init__(self, core: CoreUnderTest) -> None:
        self.core, self.keeper = core, Keeper(KEPT)
        self.own = OwnTime(core.clock, self.keeper, steady=True)
        self.service = Service(core.store, core.keys, core.clock, self.own)
        self.kiosk = KioskUnderTest(core)

    async def look(self, report: TimeReport | None = None) -> None:
        """Have the core ask its time service, and put on record what has changed."""
        self.keeper.says = report or self.keeper.says
        await self.own.look()
        self.own.put_on_record(self.service.writer)

    def refused(self, verb: str, **body: object) -> str:
        answer = self.kiosk.ask_at(self.service, verb, **body)
        return answer.refusal.key if answer.refusal else ""

    def code(self) -> str:
        return self.refused("check_code", person=PERSON, code=self.kiosk.code(PERSON), purpose="sign")

    def issue(self) -> str:
        planner = by_role(self.core, Role.PLANNER)
        return self.refused("issue_batch", person=planner, session="s", product="P-100", master="M", order="O-1")


def error(milliseconds: int) -> TimeReport:
    state = ClockState.SYNCHRONISED if milliseconds < 2000 else ClockState.UNSYNCHRONISED
    return TimeReport(state, "10.20.0.5", milliseconds, "100.0")


@pytest.fixture
async def timed(core: CoreUnderTest) -> Timed:
    made = Timed(core)
    await made.look()
    return made


@pytest.mark.urs("C09", "NMPA 21(1)")
@pytest.mark.parametrize(
    ("off_ms", "code", "decision", "alarms"),
    [
        (1_900, "", "decision", []),
        (2_500, "", "decision", []),
        (3_500, "", "decision", ["clock.core_off"]),
        (11_000, "clock.core_codes_end", "decision", ["clock.core_off"]),
        (31_000, "clock.core_codes_end", "clock.core_decides_nothing", ["clock.core_off"]),
    ],
)
async def test_the_core_keeps_to_the_limits_of_the_kiosks(
    timed: Timed, off_ms: int, code: str, decision: str, alarms: list[str]
) -> None:
    await timed.look(error(off_ms))
    assert timed.code() == code
    assert timed.issue().startswith(decision)
    assert [row[2] for row in timed.core.rows(alarm)] == alarms
    await timed.look(KEPT)
    assert timed.code() == ""


@pytest.mark.urs("C09", "NMPA 21(1)")
async def test_a_clock_that_somebody_sets_ends_everything_at_once_until_the_service_has_measured_anew(
    timed: Timed,
) -> None:
    timed.core.clock.jump(3600)
    assert timed.code() == "clock.core_codes_end"
    assert timed.issue() == "clock.core_decides_nothing"
    await timed.look()
    await timed.look()
    assert timed.issue() == "clock.core_decides_nothing"  # the service still says what it said before the jump
    await timed.look(TimeReport(ClockState.SYNCHRONISED, "10.20.0.5", 4, "4000.0"))
    assert timed.code() == ""


async def test_what_changes_about_the_clock_is_on_record_and_every_record_says_how_it_is_kept(timed: Timed) -> None:
    before = len(stated(timed))
    await timed.look()
    assert len(stated(timed)) == before
    await timed.look(error(5_000))
    await timed.look(error(5_000))
    (found,) = stated(timed)[before:]
    assert (found.facts["level"], found.facts["state"], found.facts["offset_ms"]) == ("alarm", "unsynchronised", "5000")
    assert found.when.clock == ClockState.UNSYNCHRONISED


@pytest.mark.parametrize("report", [TimeReport(ClockState.UNKNOWN), TimeReport(ClockState.UNSYNCHRONISED)])
async def test_a_clock_that_nobody_keeps_is_an_alarm_once_and_refuses_nothing(timed: Timed, report: TimeReport) -> None:
    for _ in range(4):
        await timed.look(report)
    assert [row[2] for row in timed.core.rows(alarm)] == ["clock.core_unkept"]
    assert timed.code() == ""


async def test_an_alarm_that_the_database_did_not_take_is_raised_once_it_is_back(timed: Timed) -> None:
    await timed.look(SILENT)
    await timed.own.look()
    away = Store("postgresql+psycopg://nobody@127.0.0.1:1/none")
    there, timed.service.writer.store = timed.service.writer.store, away
    with pytest.raises(DatabaseAway):
        timed.own.put_on_record(timed.service.writer)
    timed.service.writer.store = there
    for _ in range(3):
        await timed.look()
    assert [row[2] for row in timed.core.rows(alarm)] == ["clock.core_unkept"]


async def test_a_terminal_is_told_how_the_core_keeps_its_clock(timed: Timed) -> None:
    told = timed.kiosk.ask_at(timed.service, "core_time").body
    assert (told["state"], told["source"], told["authentication"]) == ("synchronised", "10.20.0.5", "nts")


def test_a_demo_whose_time_runs_faster_has_not_jumped() -> None:
    clock = ManualClock()
    own = OwnTime(clock, Keeper(), steady=False)
    clock.jump(3600)
    assert own.off_ms == 0


def stated(timed: Timed) -> list[Act]:
    with timed.core.store.unit() as unit:
        wanted = record.c.kind == ActKind.CLOCK_CHECKED.value
        rows = unit.rows(record.select().where(wanted).order_by(record.c.seq))
    found = [record_from(bytes(row.envelope)) for row in rows]
    return [kept.act for kept in found if kept is not None]


def test_a_command_says_of_the_clock_what_the_time_service_says_and_nothing_unasked(
    core: CoreUnderTest, tmp_path: Path
) -> None:
    config = CoreConfig("demo", "", (), tmp_path, tmp_path, tmp_path)
    answers = {ClockState.SYNCHRONISED: GOOD, ClockState.UNKNOWN: ""}
    for state, answer in answers.items():
        program = write_chronyc(tmp_path / "chronyc", answer)
        asked = msgspec.structs.replace(config, chronyc=str(program)).clock_state()
        assert asked == state
        writer = open_writer(core.store, core.keys, core.clock, clock_state=asked)
        with writer.writing() as writing:
            stated = writing.decide(ActKind.CLOCK_CHECKED, facts={"state": state.value})
        assert stated.act.when.clock == state.value
    with core.again().writer.writing() as writing:
        assert writing.decide(ActKind.CLOCK_CHECKED, facts={"state": "unknown"}).act.when.clock == "unknown"
