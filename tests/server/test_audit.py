"""The audit trail from the source: pages, filters, words, old and new values, one record, and who may ask."""

from datetime import timedelta

import msgspec
import pytest

from core.acts import ActKind, Subject, Who
from core.people import Role
from core.record.messages import Answer
from core.times import utc_text
from core.trail import TrailCount, TrailDetail, TrailEntry
from server.enrolment import state_item
from tests.fakes.core import CoreUnderTest, KioskUnderTest

QA, OPERATOR, ANALYST = "P-0008", "P-0001", "P-0006"


def enter(kiosk: KioskUnderTest, person: str) -> str:
    """Sign a person in at a kiosk, anew; gives the session."""
    answer = kiosk.ask("check_code", person=person, code=kiosk.code(person), purpose="sign_in")
    assert answer.refusal is None, answer.refusal
    given = answer.body
    return kiosk.enter(person, {"code_check": str(given["confirmation"]), "code_step": str(given["step"])})


def refusal(kiosk: KioskUnderTest, session: str) -> str:
    answer = kiosk.ask("audit_trail", session=session)
    return answer.refusal.key if answer.refusal else ""


def entries(answer: Answer) -> list[TrailEntry]:
    assert answer.refusal is None, answer.refusal
    return msgspec.convert(answer.body["entries"], list[TrailEntry])


def ask(kiosk: KioskUnderTest, session: str, /, **filter_: object) -> list[TrailEntry]:
    """Ask for what a filter lets through, but for the sign-in of who asks."""
    found = entries(kiosk.ask("audit_trail", session=session, filter=filter_))
    return [entry for entry in found if (entry.kind, entry.person) != (ActKind.SIGNED_IN.value, QA)]


def by_role(core: CoreUnderTest, role: Role) -> str:
    people = core.service.writer.picture.plant.people.values()
    return next(person.id for person in people if role in person.roles)


@pytest.mark.urs("11.10(e)")
def test_a_page_is_asked_from_the_newest_on_by_keyset(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    kiosk.send(*[kiosk.seal() for _ in range(6)])
    session = enter(kiosk, by_role(core, Role.QA))
    seen: list[int] = []
    before = None
    for _ in range(4):
        answer = kiosk.ask("audit_trail", session=session, filter={"kiosk": kiosk.name}, most=2, before=before)
        page = entries(answer)
        seen += [entry.seq for entry in page]
        before = page[-1].seq
        assert answer.body["more"] is (len(seen) < 7)
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 7


def test_every_filter_gives_what_it_says(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    by, other = Who(OPERATOR, "s-1"), Who(ANALYST, "s-2")
    plain = kiosk.act(ActKind.SIGNED_IN, by, facts={"role": "operator", "why": "signed_in"})
    refused = kiosk.act(ActKind.REFUSED, other, facts={"attempt": "Signed", "why": "refusal.code_used", "got_s": "17"})
    jumped = kiosk.act(ActKind.CLOCK_JUMPED, facts={"seconds": "7200.000"})
    kiosk.send(*[kiosk.seal(act) for act in (plain, refused, jumped)])
    session = enter(kiosk, by_role(core, Role.QA))
    assert [e.id for e in ask(kiosk, session, person=OPERATOR)] == [plain.id]
    assert [e.id for e in ask(kiosk, session, refusals=True)] == [refused.id]
    assert [e.id for e in ask(kiosk, session, group="system")] == [jumped.id]
    assert [e.id for e in ask(kiosk, session, kiosk=kiosk.name, since=refused.when.utc)] == [jumped.id, refused.id]
    assert [e.id for e in ask(kiosk, session, kiosk=kiosk.name, until=refused.when.utc)] == [plain.id]
    assert [e.id for e in ask(kiosk, session, words="clockj 7200")] == [jumped.id]
    assert ask(kiosk, session, words="clockj 7300") == []
    (entry,) = ask(kiosk, session, refusals=True)
    assert entry.refusal is not None
    assert (entry.refusal.key, entry.refusal.params["s"]) == ("refusal.code_used", "17")


def test_words_are_found_by_their_beginning_in_both_languages(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    act = kiosk.act(ActKind.EXCEPTION_EXPLAINED, Who(OPERATOR, "s"), facts={"cause": "天平门未关 L-240817-03"})
    kiosk.send(kiosk.seal(act))
    session = enter(kiosk, by_role(core, Role.QA))
    for words in ("天平", "平门未", "关", "L-2408", "l-240817-03", "240817 天平门", "ｌ-240817"):
        assert act.id in [e.id for e in ask(kiosk, session, words=words)], words
    for words in ("天门", "240818", "平天"):
        assert act.id not in [e.id for e in ask(kiosk, session, words=words)], words
    refused = kiosk.ask("audit_trail", session=session, filter={"words": "' & |"}).refusal
    assert refused is not None
    assert refused.key == "audit.words_unfit"


def test_a_person_is_found_by_name(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    act = kiosk.act(ActKind.SIGNED_OUT, Who(OPERATOR, "s"), facts={"why": "key"})
    kiosk.send(kiosk.seal(act))
    person = core.service.writer.picture.plant.people[OPERATOR]
    session = enter(kiosk, by_role(core, Role.QA))
    assert act.id in [e.id for e in ask(kiosk, session, words=person.name)]
    assert [e.id for e in ask(kiosk, session, person=person.user_id, kiosk=kiosk.name)] == [act.id]


@pytest.mark.urs("11.10(e)", "C08")
def test_a_change_shows_each_field_old_and_new(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    plant = core.service.writer.picture.plant
    kept = plant.people[OPERATOR]
    bent = msgspec.structs.replace(kept, roles=(*kept.roles, Role.WAREHOUSE))
    with core.service.writer.writing() as writing:
        state_item(writing, "people", OPERATOR, bent)
    session = enter(kiosk, by_role(core, Role.QA))
    entry = ask(kiosk, session, changes=True)[0]
    assert entry.group == "rights"
    assert [(c.field, c.old, c.new) for c in entry.changes] == [
        ("roles", ", ".join(kept.roles), ", ".join(bent.roles)),
    ]


def test_a_lot_state_shows_old_new_and_why(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    lot = next(iter(core.service.writer.picture.plant.lots.values()))
    facts = {"old": lot.state.value, "new": "on_hold", "reason": "complaint", "person": QA}
    with core.service.writer.writing() as writing:
        writing.decide(ActKind.LOT_STATE_CHANGED, Subject(lot=lot.number), facts=facts)
    entry = ask(kiosk, enter(kiosk, by_role(core, Role.QA)), changes=True, words=lot.number, group="decision")[0]
    assert [(c.field, c.old, c.new) for c in entry.changes] == [("state", lot.state.value, "on_hold")]
    assert (entry.why, entry.person, entry.service) == ("complaint", QA, "core")


def test_counting_names_the_first_and_the_last(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    kiosk.send(*[kiosk.seal() for _ in range(4)])
    wanted = {"kiosk": kiosk.name}
    answer = kiosk.ask("audit_trail", session=enter(kiosk, by_role(core, Role.QA)), filter=wanted, most=2, count=True)
    counted = msgspec.convert(answer.body["counted"], TrailCount)
    assert (counted.count, counted.last - counted.first) == (5, 4)
    assert entries(answer)[0].seq == counted.last


@pytest.mark.urs("11.10(e)")
def test_one_record_shows_every_field_its_signatures_and_its_place(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    kiosk.send(kiosk.seal())
    sealed = kiosk.seal(kiosk.act(ActKind.LOCKED, Who(OPERATOR, "s-1"), facts={"why": "idle"}))
    kiosk.send(sealed)
    session = enter(kiosk, by_role(core, Role.SUPERVISOR))
    seq = ask(kiosk, session, group="sign_in", person=OPERATOR)[0].seq
    found = msgspec.convert(kiosk.ask("audit_record", session=session, seq=seq).body["record"], TrailDetail)
    assert found.entry.sha256 == sealed.sha256
    assert (found.kiosk_seq, found.prev, found.joined, found.logged) == (2, sealed.place.prev, True, True)
    assert [(key.kind, key.owner, key.holds) for key in found.keys] == [("device", kiosk.name, True)]
    assert ("act.facts.why", "idle") in found.fields
    assert ("act.who.person", OPERATOR) in found.fields


def test_a_record_that_is_not_there_is_said(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    session = enter(kiosk, by_role(core, Role.QA))
    for seq in (-1, 10**9):
        refused = kiosk.ask("audit_record", session=session, seq=seq).refusal
        assert refused is not None
        assert refused.key == "decision.record_unknown"


# ------------------------------------------------------------------ who may ask


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.WAREHOUSE, Role.QC_ANALYST, Role.PLANNER])
def test_without_the_role_nothing_is_shown(core: CoreUnderTest, kiosk: KioskUnderTest, role: Role) -> None:
    refused = kiosk.ask("audit_trail", session=enter(kiosk, by_role(core, role))).refusal
    assert refused is not None
    assert refused.key == "decision.not_entitled"


def test_a_session_that_is_not_there_or_over_shows_nothing(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    qa = by_role(core, Role.QA)
    assert refusal(kiosk, "") == "decision.not_signed_in"
    session = enter(kiosk, qa)
    assert refusal(kiosk, session) == ""
    assert refusal(KioskUnderTest(core, "QA-01"), session) == "decision.not_signed_in"
    kiosk.send(kiosk.seal(kiosk.act(ActKind.SIGNED_OUT, Who(qa, "s"), facts={"why": "key"})))
    assert refusal(kiosk, session) == "decision.not_signed_in"
    later = enter(kiosk, by_role(core, Role.OPERATOR))
    assert refusal(kiosk, session) == "decision.not_signed_in"
    assert refusal(kiosk, later) == "decision.not_entitled"


def test_a_code_checked_for_a_signature_is_no_sign_in(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    qa = by_role(core, Role.QA)
    answer = kiosk.ask("check_code", person=qa, code=kiosk.code(qa), purpose="sign")
    refused = kiosk.ask("audit_trail", session=answer.body["confirmation"]).refusal
    assert refused is not None
    assert refused.key == "decision.not_signed_in"


def test_a_kiosk_whose_clock_is_ahead_shows_to_whoever_signs_in_next_what_he_may_see(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    kiosk.signed_in(by_role(core, Role.QA))
    left = kiosk.act(ActKind.SIGNED_OUT)
    ahead = utc_text(core.clock.utc() + timedelta(seconds=59))
    kiosk.send(kiosk.seal(msgspec.structs.replace(left, when=msgspec.structs.replace(left.when, utc=ahead))))
    assert refusal(kiosk, enter(kiosk, by_role(core, Role.SUPERVISOR))) == ""


@pytest.mark.urs("11.10(d)")
@pytest.mark.parametrize("kind", [ActKind.SIGNED_OUT, ActKind.LOCKED, ActKind.KIOSK_STARTED])
def test_what_ends_a_session_ends_it_whatever_the_kiosks_clock_says(
    core: CoreUnderTest, kiosk: KioskUnderTest, kind: ActKind
) -> None:
    session = enter(kiosk, by_role(core, Role.QA))
    assert refusal(kiosk, session) == ""
    left = kiosk.act(kind)
    behind = utc_text(core.clock.utc() - timedelta(seconds=20))
    kiosk.send(kiosk.seal(msgspec.structs.replace(left, when=msgspec.structs.replace(left.when, utc=behind))))
    assert refusal(kiosk, session) == "decision.not_signed_in"
