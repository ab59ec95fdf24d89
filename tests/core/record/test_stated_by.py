"""Who may state what: decisions are the core's alone, whatever a registered kiosk signs."""

import msgspec
import pytest

from core.acts import DECISIONS, Act, ActKind, Subject, When, Who
from core.record.chain import Head, seal_record
from core.record.envelope import Unauthentic
from core.record.keys import KeyKind, KeyRegistry, public_key
from core.record.payload import CORE_STATION
from core.record.verify import verify_envelope
from tests.fakes.log import START, key

SINCE = START
REGISTRY = KeyRegistry(
    (
        public_key(key("KIOSK-01"), KeyKind.DEVICE, "KIOSK-01", SINCE),
        public_key(key(CORE_STATION), KeyKind.CORE, CORE_STATION, SINCE),
    )
)


def fault(kind: ActKind, station: str) -> str:
    act = Act(kind, "0192f6a0-0000-7000-8000-000000000001", Who(service="core"), When(SINCE, 0, 480, "synchronised"))
    act = msgspec.structs.replace(act, subject=Subject(batch="B2611-0001"), facts={"new": "released", "old": "on_hold"})
    return verify_envelope(seal_record(act, Head(station), "boot", key(station)).envelope, REGISTRY).fault


@pytest.mark.urs("F20")
@pytest.mark.parametrize("kind", sorted(DECISIONS))
def test_a_decision_that_a_kiosk_states_does_not_hold(kind: ActKind) -> None:
    assert fault(kind, "KIOSK-01") == "decision_not_by_core"
    assert fault(kind, CORE_STATION) == ""


def test_what_happens_at_a_kiosk_is_the_kiosks_to_state() -> None:
    for kind in ActKind:
        if kind not in DECISIONS and kind != ActKind.SIGNED:
            assert fault(kind, "KIOSK-01") == ""


def test_a_record_from_the_last_instant_of_time_is_answered_like_any_other() -> None:
    closed = msgspec.structs.replace(REGISTRY.rows()[0], valid_to="2026-06-01T00:00:00.000000Z", revoked_because="lost")
    when = When("9999-12-31T23:59:59.999999Z", 0, 480, "synchronised")
    act = Act(ActKind.KIOSK_STARTED, "0192f6a0-0000-7000-8000-000000000002", Who(service="kiosk"), when)
    sealed = seal_record(act, Head(closed.owner), "boot", key(closed.owner))
    with pytest.raises(Unauthentic):
        verify_envelope(sealed.envelope, KeyRegistry((closed,)))


@pytest.mark.parametrize(
    "identity", ["", "%", "0192f6a0-0000-7000-8000-000000000001:1", "0192F6A0-0000-7000-8000-000000000001"]
)
def test_a_record_id_is_a_uuid_in_its_one_form(identity: str) -> None:
    act = Act(ActKind.KIOSK_STARTED, identity, Who(service="kiosk"), When(SINCE, 0, 480, "synchronised"))
    sealed = seal_record(act, Head("KIOSK-01"), "boot", key("KIOSK-01"))
    assert verify_envelope(sealed.envelope, REGISTRY).fault == "id_malformed"
