"""Profile `part11`: later ordinary signatures of a session by the password alone, and nothing else by it."""

import msgspec
import pytest

from core.acts import Act, Meaning, Who
from core.batch.guide import Stage
from core.finding import Finding
from core.people import Person
from core.policy import Profile
from server.db.tables.evidence import record_flag
from server.enrolment import state_item
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.served import ServedBatch


class InSession(ServedBatch):
    """A batch whose signatures stand in the session of who is signed in; `alone` leaves the code out."""

    alone = False

    def signed(
        self, manifest: object, person: Person, meaning: Meaning, confirmed: tuple[int, str] | None = None
    ) -> Act:
        act = super().signed(manifest, person, meaning, confirmed)
        return msgspec.structs.replace(act, who=Who(person=person.id, session=self.kiosk._session[1]))

    def sign(self, manifest: object, person: Person, meaning: Meaning) -> tuple[Finding, ...]:
        if not self.alone:
            return super().sign(manifest, person, meaning)
        return self.put(self.signed(manifest, person, meaning, (0, "session")), self.user_key(person.id))

    def to_signature(self, *, critical: bool) -> None:
        """Play, signing with both components, until an ordinary or a critical step is to be signed."""
        self.alone = False

        def due(played: object) -> bool:
            guidance = self.guidance()
            return guidance.stage == Stage.SIGN and guidance.step is not None and guidance.step.critical == critical

        self.play(due)
        assert self.guidance().stage == Stage.SIGN


def flags(core: CoreUnderTest) -> set[str]:
    return {row[1] for row in core.rows(record_flag)}


def profile(core: CoreUnderTest, wanted: Profile) -> None:
    policy = msgspec.structs.replace(core.service.writer.picture.plant.policy, version=2, profile=wanted)
    with core.service.writer.writing() as writing:
        state_item(writing, "policy", "policy", policy)


def begun(core: CoreUnderTest, kiosk: KioskUnderTest, wanted: Profile = Profile.PART11) -> InSession:
    """Have the operator give a first full signature in his session, and come to the next ordinary one."""
    profile(core, wanted)
    batch = InSession(kiosk)
    batch.to_signature(critical=False)
    batch.follow(batch.guidance())
    batch.to_signature(critical=False)
    return batch


@pytest.mark.urs("11.200(a)(1)")
def test_a_later_ordinary_signature_is_good_by_the_password_alone(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    batch = begun(core, kiosk)
    batch.alone = True
    batch.follow(batch.guidance())
    assert batch.refusals == []
    assert flags(core) == set()


def test_the_strict_profile_never_takes_it(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    batch = begun(core, kiosk, Profile.STRICT)
    batch.alone = True
    batch.follow(batch.guidance())
    assert [found[0].key for _, found in batch.refusals] == ["refusal.session_alone"]


@pytest.mark.urs("11.200(a)(1)")
def test_a_kiosk_that_takes_it_all_the_same_is_found_by_the_core(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    batch = begun(core, kiosk, Profile.STRICT)
    batch.alone, batch.judged = True, False
    batch.follow(batch.guidance())
    assert {"refusal.session_alone", "exception.session_profile"} <= flags(core)


def test_a_critical_step_asks_for_both(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    batch = begun(core, kiosk)
    batch.to_signature(critical=True)
    batch.alone = True
    batch.follow(batch.guidance())
    assert [found[0].key for _, found in batch.refusals] == ["refusal.session_alone"]


def test_a_countersignature_asks_for_both(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    batch = begun(core, kiosk)
    batch.play(lambda played: played.guidance().stage == Stage.VERIFY)
    batch.alone = True
    batch.follow(batch.guidance())
    assert [found[0].key for _, found in batch.refusals] == ["refusal.session_alone"]


@pytest.mark.parametrize("ended", [True, False])
def test_without_an_open_session_with_a_full_signature_it_is_flagged(
    core: CoreUnderTest, kiosk: KioskUnderTest, ended: bool
) -> None:
    batch = begun(core, kiosk)
    session = kiosk._session
    if ended:
        kiosk.leave()
        kiosk._session = session
    else:
        kiosk._session = (session[0], "session-of-nobody")
    batch.alone = True
    batch.follow(batch.guidance())
    assert flags(core) == {"exception.session_unproven"}
