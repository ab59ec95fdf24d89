"""Qualifications, procedures, policy and the matrix of rights at a terminal, decided by a real core."""

import pytest

from console.flows.change import ChangeFlow
from console.flows.policy import FIELDS, PolicyFlow
from console.flows.procedures import ProceduresFlow
from console.flows.qualification import QualificationFlow
from console.flows.qualifications import QualificationsFlow
from console.flows.qualified import QualifiedFlow, things_of
from console.flows.rights import RightsFlow, RightsOfPeopleFlow
from console.flows.rule_set import RuleSetFlow
from console.flows.versions import VersionsFlow
from core.people import Role
from core.policy import Profile
from core.qualification import Qualification, QualificationKind, qualification_id
from core.rights import RIGHTS, RightKind
from screens.everyone.matrix import MatrixRowView
from screens.views import Tone
from tests.fakes.core import CoreUnderTest
from tests.fakes.seat import Seat

SOP, ROOM = QualificationKind.PROCEDURE, QualificationKind.ROOM
REASON = "because the test says so"


def held(seat: Seat, kind: QualificationKind, of: str, user_id: str = "operator3") -> Qualification | None:
    return seat.recorder.plant.qualifications.get(qualification_id(seat.person(user_id), kind, of))


async def open_one(seat: Seat, kind: QualificationKind, of: str, user_id: str = "operator3") -> None:
    """Open one qualification of a person, from the list of people on."""
    await seat.show(QualificationsFlow(seat.desk))
    await seat.badge(user_id)
    assert isinstance(seat.flow, QualifiedFlow)
    for _ in range(things_of(seat.recorder.plant).index((kind, of))):
        await seat.press("down")
    await seat.press("enter")
    assert isinstance(seat.flow, QualificationFlow)


async def signed(seat: Seat, user_id: str, second: str = "") -> None:
    """Give the reason and sign, the second person at the same terminal."""
    assert isinstance(seat.flow, ChangeFlow), seat.flow.message
    await seat.type(REASON)
    await seat.sign(user_id)
    if second:
        await seat.badge(second)
        await seat.sign(second)
    assert not seat.flow.message, seat.flow.message
    await seat.press("enter")


@pytest.mark.urs("F20", "11.10(i)")
async def test_a_supervisor_qualifies_a_person_by_one_signature(seat: Seat) -> None:
    await seat.sign_in("supervisor1")
    assert held(seat, SOP, "SOP-PR-032") is None
    await open_one(seat, SOP, "SOP-PR-032")
    await seat.digit(1)
    await seat.type("TR-2026-0117")
    await signed(seat, "supervisor1")
    found = held(seat, SOP, "SOP-PR-032")
    assert found is not None
    assert (found.version, found.basis, found.withdrawn) == (5, "TR-2026-0117", "")
    assert isinstance(seat.flow, QualifiedFlow)


async def test_a_qualification_is_withdrawn_at_once_or_given_a_last_day(seat: Seat) -> None:
    await seat.sign_in("supervisor1")
    await open_one(seat, ROOM, "D-104")
    await seat.digit(2)
    await seat.type("some day")
    assert seat.flow.message
    await seat.type("2027-11-20")
    await signed(seat, "supervisor1")
    await open_one(seat, ROOM, "D-106")
    await seat.digit(3)
    await seat.type("assessment failed")
    await signed(seat, "supervisor1")
    ends, ended = held(seat, ROOM, "D-104"), held(seat, ROOM, "D-106")
    assert ends is not None
    assert ended is not None
    assert str(ends.valid_to) == "2027-11-20"
    assert ended.withdrawn == "assessment failed"


@pytest.mark.urs("F20")
async def test_nobody_qualifies_himself(seat: Seat) -> None:
    await seat.sign_in("supervisor1")
    await open_one(seat, SOP, "QC-M-201", "supervisor1")
    await seat.digit(1)
    await seat.type("TR-1")
    view = seat.flow.view
    assert view.frame.message is not None
    assert held(seat, SOP, "QC-M-201", "supervisor1") is None


@pytest.mark.urs("F20", "11.10(k)")
async def test_a_new_version_of_a_procedure_takes_two_and_the_old_one_holds_until_its_day(
    seat: Seat,
) -> None:
    await seat.sign_in("admin1")
    await seat.show(ProceduresFlow(seat.desk))
    codes = sorted(seat.recorder.plant.procedures)
    await seat.digit(codes.index("SOP-PR-014") + 1)
    await seat.type("2026-11-01")
    assert seat.flow.message
    await seat.type("2026-12-01")
    await signed(seat, "admin1", "qa1")
    changed = seat.recorder.plant.procedures["SOP-PR-014"]
    assert (changed.version, str(changed.effective_from)) == (4, "2026-12-01")
    await seat.press("f4")
    assert isinstance(seat.flow, VersionsFlow)


@pytest.mark.urs("11.10(d)")
async def test_an_administrator_tightens_the_policy_alone(seat: Seat) -> None:
    await seat.sign_in("admin1")
    await seat.show(PolicyFlow(seat.desk))
    await seat.digit(FIELDS.index("idle_min") + 1)
    await seat.type("99")
    assert "15" in seat.flow.message
    await seat.type("3")
    await seat.press("f8")
    await signed(seat, "admin1")
    assert (seat.recorder.plant.policy.idle_min, seat.recorder.plant.policy.version) == (3, 2)


async def test_what_stands_below_the_nine_digits_is_chosen_by_the_arrows(seat: Seat) -> None:
    await seat.sign_in("admin1")
    await seat.show(PolicyFlow(seat.desk))
    for _ in range(FIELDS.index("opcua_unsecured")):
        await seat.press("down")
    await seat.press("enter")
    flow = seat.flow
    assert isinstance(flow, PolicyFlow)
    last = flow.view.items[-1]
    assert (last.digit, last.name, last.chosen) == (None, "OPC UA without security", True)
    assert last.mark is not None
    assert last.mark.tone is Tone.WARN


@pytest.mark.urs("11.10(d)", "Annex 11 12.3")
async def test_what_asks_less_takes_qa_and_every_version_is_told(seat: Seat, core: CoreUnderTest) -> None:
    await seat.sign_in("admin1")
    await seat.show(PolicyFlow(seat.desk))
    await seat.digit(FIELDS.index("tries") + 1)
    await seat.type("8")
    await seat.digit(FIELDS.index("profile") + 1)
    await seat.press("f8")
    await signed(seat, "admin1", "qa1")
    policy = core.service.writer.picture.plant.policy
    assert (policy.tries, policy.profile, policy.version) == (8, Profile.PART11, 2)
    await seat.press("f4")
    assert isinstance(seat.flow, VersionsFlow)
    rows = seat.flow.view.rows
    assert any(row.detail == "admin1, qa1" for row in rows)
    assert any(row.detail == "5 -> 8" for row in rows)
    await seat.press("f3")
    assert isinstance(seat.flow, PolicyFlow)


@pytest.mark.urs("Annex 11 12.3")
async def test_qa_and_the_authorised_person_change_the_rule_set_of_the_review(seat: Seat, core: CoreUnderTest) -> None:
    await seat.sign_in("qa1")
    await seat.show(RuleSetFlow(seat.desk))
    await seat.press("enter")
    await seat.type("99")
    assert "10" in seat.flow.message
    await seat.type("4")
    await seat.press("down")
    await seat.press("enter")
    assert "highest" in seat.flow.message
    await seat.press("f8")
    await signed(seat, "qa1", "ap1")
    kept = core.service.writer.picture.plant.rule_set
    assert (kept.version, kept.sample_share, kept.severities) == (2, 4, {})
    await seat.press("f4")
    assert isinstance(seat.flow, VersionsFlow)
    assert any(row.detail == "5 -> 4" for row in seat.flow.view.rows)


async def test_wishes_are_dropped_by_f12_and_one_that_changes_nothing_is_none(seat: Seat) -> None:
    await seat.sign_in("qa1")
    await seat.show(PolicyFlow(seat.desk))
    await seat.digit(FIELDS.index("qualified") + 1)
    assert "f8" in {key.name for key in seat.flow.view.frame.keys}
    await seat.press("f12")
    assert "f8" not in {key.name for key in seat.flow.view.frame.keys}
    await seat.digit(FIELDS.index("tries") + 1)
    await seat.type("5")
    await seat.press("f8")
    assert isinstance(seat.flow, PolicyFlow)


@pytest.mark.urs("11.10(g)", "NMPA 22(2)")
async def test_the_matrix_shows_every_right_with_the_roles_of_the_table(seat: Seat) -> None:
    await seat.sign_in("qa1")
    await seat.show(RightsFlow(seat.desk))
    assert isinstance(seat.flow, RightsFlow)
    rows: tuple[MatrixRowView, ...] = seat.flow.view.rows
    shown = [row.cells for row in rows if row.cells]
    ordered = [right for kind in RightKind for right in RIGHTS if right.startswith(f"{kind.value}.")]
    assert shown == [tuple(role in RIGHTS[right] for role in Role) for right in ordered]
    await seat.press("pagedown")
    assert seat.flow.view.first > 0
    await seat.press("f4")
    assert type(seat.flow) is RightsOfPeopleFlow
    by_person = RightsOfPeopleFlow(seat.desk).view
    assert any("admin1, admin2" in row.detail for row in by_person.rows)
