"""Signing while the core cannot be reached: judged here by the code book, and by the core when the record arrives."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from console.code_uses import CodeRefused
from console.codebooks import CACHE, NotOffline
from console.flows.sign import SignFlow
from console.flows.sign_in import SignInFlow, begin_session
from console.link import RequestRefused
from console.recorder import Refused
from core.acts import ActKind, Manifest, ManifestLine, Meaning, OfflineCode
from core.language import text
from core.policy import Profile
from core.ports import Unreachable
from core.record.keys import KeyKind, held_key
from core.record.payload import Record
from core.record.sealed import WrongPassword
from core.secret import Secret
from core.times import utc_text
from core.token import TokenState
from server.codes import current_code
from server.db.tables.evidence import record, record_flag
from server.enrolment import state_item
from tests.fakes.core import CoreUnderTest
from tests.fakes.rosters import put_on_roster
from tests.fakes.seat import Seat

PERSON, NEW = "operator1", "operator2"
MANIFEST = Manifest("", "note", "Note of the shift", "en", (ManifestLine("note", "all quiet"),), ())


async def sign(seat: Seat, user_id: str = PERSON, code: str | None = None, password: str | None = None) -> Record:
    """Sign a manifest with a fresh code, or with the one given."""
    person = seat.recorder.plant.person_of_user(user_id)
    assert person is not None
    secret = Secret(seat.core.founded.passwords[person.id] if password is None else password)
    typed = Secret(seat.kiosk.code(person.id) if code is None else code)
    return await seat.desk.ceremony.sign(person, Meaning.PERFORMED, (MANIFEST,), secret, typed, "en", "session-1")


async def flags(seat: Seat) -> list[str]:
    """Bring everything to the core and name what it flags."""
    await seat.send()
    return sorted(row[1] for row in seat.core.rows(record_flag))


async def offline(seat: Seat) -> None:
    """Take the link away, with a fresh code book in hand."""
    await seat.following.refresh()
    seat.online = False


@pytest.mark.urs("F11", "11.200", "Annex 11 16")
async def test_a_code_is_judged_here_and_again_by_the_core(seat: Seat) -> None:
    await sign(seat)
    await offline(seat)
    kept = await sign(seat)
    assert kept.act.signature is not None
    assert kept.act.signature.code_check == "offline"
    assert kept.act.signature.offline is not None
    assert kept.act.signature.offline.book == seat.books.serial
    assert await flags(seat) == []


async def test_a_person_new_to_the_kiosk_signs_by_what_the_book_brought(seat: Seat) -> None:
    await offline(seat)
    assert "wrapped_key" not in seat.asked
    await sign(seat, NEW)
    assert await flags(seat) == []
    with pytest.raises(CodeRefused, match=r"not_accepted"):
        await sign(seat, NEW, password="wrong")


async def test_a_code_counts_once_here_even_across_a_restart(seat: Seat, tmp_path: Path) -> None:
    await offline(seat)
    code = seat.kiosk.code("P-0001")
    await sign(seat, code=code)
    with pytest.raises(CodeRefused, match=r"code_used"):
        await sign(seat, code=code)
    await seat.books.load()
    with pytest.raises(CodeRefused, match=r"code_used"):
        await sign(seat, code=code)
    assert await flags(seat) == []


@pytest.mark.parametrize("code", ["", "12345", "0000000", "１２３４５６", "abcdef"])
async def test_what_is_no_code_is_not_accepted_here_either(seat: Seat, code: str) -> None:
    await offline(seat)
    with pytest.raises(CodeRefused, match=r"not_accepted"):
        await sign(seat, code=code)


async def test_wrong_codes_lock_here_over_a_restart(seat: Seat) -> None:
    await offline(seat)
    for _ in range(4):
        with pytest.raises(CodeRefused, match=r"not_accepted"):
            await sign(seat, code="000000")
    await seat.books.load()
    with pytest.raises(CodeRefused, match=r"locked"):
        await sign(seat, code="000000")
    with pytest.raises(CodeRefused, match=r"locked"):
        await sign(seat)
    seat.core.clock.advance(15 * 60)
    assert await sign(seat)


async def test_nobody_signs_here_who_is_not_on_the_roster(seat: Seat) -> None:
    await sign(seat, "qa1")
    await offline(seat)
    with pytest.raises(NotOffline, match=r"not_rostered"):
        await sign(seat, "qa1")


async def test_a_kiosk_without_a_roster_has_no_book(core: CoreUnderTest, tmp_path: Path) -> None:
    other = await Seat.open(core, tmp_path / "other", "QA-01")
    await sign(other)
    await offline(other)
    assert other.books.serial == ""
    with pytest.raises(NotOffline, match=r"no_book"):
        await sign(other)
    await other.close()


async def test_a_book_ends_with_its_shift(seat: Seat) -> None:
    await sign(seat)
    await offline(seat)
    seat.core.clock.advance(8 * 3600 - 120)
    assert await sign(seat)
    seat.core.clock.advance(120)
    with pytest.raises(NotOffline, match=r"not_rostered"):
        await sign(seat)


async def test_the_longest_life_of_a_book_is_the_policy_s(core: CoreUnderTest, seat: Seat) -> None:
    policy = msgspec.structs.replace(seat.recorder.plant.policy, version=2, book_h=2)
    with core.service.writer.writing() as writing:
        state_item(writing, "policy", "policy", policy)
    await sign(seat)
    await offline(seat)
    seat.core.clock.advance(2 * 3600)
    with pytest.raises(NotOffline, match=r"book_expired"):
        await sign(seat)


async def test_a_clock_that_was_put_back_judges_no_code_until_the_core_agrees_again(seat: Seat) -> None:
    await sign(seat)
    await offline(seat)
    seat.core.clock.jump(-5)
    with pytest.raises(NotOffline, match=r"clock_lost"):
        await sign(seat)
    seat.core.clock.jump(5)
    await seat.books.load()
    with pytest.raises(NotOffline, match=r"clock_lost"):
        await sign(seat)
    seat.online = True
    await seat.books.refresh()
    seat.online = False
    assert await sign(seat)


async def test_an_old_synchronisation_judges_no_code(core: CoreUnderTest, seat: Seat) -> None:
    policy = msgspec.structs.replace(seat.recorder.plant.policy, version=2, sync_age_h=1)
    with core.service.writer.writing() as writing:
        state_item(writing, "policy", "policy", policy)
    await sign(seat)
    await offline(seat)
    seat.core.clock.advance(3600 + 60)
    with pytest.raises(NotOffline, match=r"sync_old"):
        await sign(seat)


async def test_a_sign_in_is_judged_here_too_and_its_code_signs_nothing(seat: Seat) -> None:
    await sign(seat)
    await offline(seat)
    code = seat.kiosk.code("P-0001")
    secret = Secret(seat.core.founded.passwords["P-0001"])
    session = await begin_session(seat.desk, PERSON, secret, Secret(code))
    assert session.sign_in == "offline"
    with pytest.raises(CodeRefused, match=r"code_used"):
        await sign(seat, code=code)
    assert await flags(seat) == []


@pytest.mark.urs("11.10(d)", "F27")
async def test_a_session_begun_without_the_core_counts_there_once_its_sign_in_has_arrived(seat: Seat) -> None:
    await seat.sign_in("supervisor1")
    await offline(seat)
    await seat.sign_in("supervisor1")
    session = seat.desk.session
    assert session is not None
    assert session.sign_in == "offline"
    seat.online = True
    assert (await seat.ask("audit_trail", {"session": session.id}))["entries"]
    wish = {**session.asks, "batch": "B-none", "operation": "OP10"}
    with pytest.raises(RequestRefused, match=r"batch_unknown"):
        await seat.ask("lease_operation", wish)


async def test_under_part11_the_screen_says_why_a_session_begun_without_the_core_asks_for_both(seat: Seat) -> None:
    policy = msgspec.structs.replace(seat.recorder.plant.policy, version=2, profile=Profile.PART11)
    with seat.core.service.writer.writing() as writing:
        state_item(writing, "policy", "policy", policy)

    def told() -> str:
        return SignFlow(seat.desk, MANIFEST, Meaning.PERFORMED, lambda: seat.flow, lambda: seat.flow).view.frame.next

    await seat.sign_in(PERSON)
    await offline(seat)
    assert told() == text("next.sign", "en")
    await seat.sign_in(PERSON)
    assert told() == text("next.sign_offline_session", "en")


# ------------------------------------------------------------------ what the core finds on arrival


async def test_one_code_at_two_kiosks_is_kept_and_flagged_in_either_order(
    core: CoreUnderTest, seat: Seat, tmp_path: Path
) -> None:
    put_on_roster(core, "R-2", ("QA-01",), ("P-0001",))
    other = await Seat.open(core, tmp_path / "other", "QA-01")
    await offline(seat)
    await offline(other)
    code = seat.kiosk.code("P-0001")
    await sign(seat, code=code)
    await sign(other, code=code)
    await other.send()
    assert await flags(seat) == ["exception.offline_step_used"]
    assert len([row for row in core.rows(record) if row[2] != "CORE" and row[7] == "Signed"]) == 2
    await other.close()


async def test_a_code_that_the_core_has_confirmed_elsewhere_is_flagged(
    core: CoreUnderTest, seat: Seat, tmp_path: Path
) -> None:
    other = await Seat.open(core, tmp_path / "other", "QA-01")
    await offline(seat)
    code = seat.kiosk.code("P-0001")
    await sign(seat, code=code)
    await sign(other, code=code)
    await other.send()
    assert await flags(seat) == ["exception.offline_step_used"]
    await other.close()


async def test_after_it_has_arrived_a_code_counts_nowhere_any_more(
    core: CoreUnderTest, seat: Seat, tmp_path: Path
) -> None:
    await offline(seat)
    code = seat.kiosk.code("P-0001")
    await sign(seat, code=code)
    await seat.send()
    other = await Seat.open(core, tmp_path / "other", "QA-01")
    with pytest.raises(Exception, match=r"code_used"):
        await sign(other, code=code)
    await other.close()


async def test_a_later_code_used_elsewhere_does_not_accuse_an_earlier_one(
    core: CoreUnderTest, seat: Seat, tmp_path: Path
) -> None:
    await offline(seat)
    await sign(seat)
    other = await Seat.open(core, tmp_path / "other", "QA-01")
    await sign(other)
    await other.send()
    assert await flags(seat) == []
    await other.close()


async def test_an_answer_that_got_lost_leads_to_no_accusation(seat: Seat) -> None:
    await sign(seat)
    await seat.following.refresh()
    seat.lose_next("check_code")
    kept = await sign(seat)
    assert kept.act.signature is not None
    assert kept.act.signature.code_check == "offline"
    seat.online = True
    assert await flags(seat) == []


async def test_a_long_wait_for_the_core_leads_to_no_accusation(seat: Seat) -> None:
    """The record states when the ceremony began; the code was judged once the core had not answered."""
    await offline(seat)
    clock = seat.core.clock
    clock.advance(55 - clock.utc().timestamp() % 30)
    later = clock.utc() + timedelta(seconds=35)
    code = current_code(seat.core.founded.seeds["P-0001"], later)

    async def silent(verb: str, *_: object) -> object:
        clock.advance(10 if verb == "check_code" else 0)
        raise Unreachable("link.no_answer", seconds="10")

    seat.desk.ceremony._ask = silent  # pyright: ignore[reportPrivateUsage, reportAttributeAccessIssue] - nobody there
    await sign(seat, code=code)
    assert await flags(seat) == []


async def bent(seat: Seat, **changes: object) -> list[str]:
    """Sign offline as a kiosk would that does not tell the truth, and give what the core flags."""
    await sign(seat)
    await offline(seat)
    honest = await seat.desk.ceremony.confirm_code(
        seat.recorder.plant.people["P-0001"], Secret(seat.kiosk.code("P-0001")), "sign"
    )
    assert honest.offline is not None
    told = msgspec.structs.replace(honest, **changes)

    async def lied(*_: object) -> object:
        return told

    seat.desk.ceremony.confirm_code = lied  # pyright: ignore[reportAttributeAccessIssue] - the kiosk lies
    await sign(seat)
    return await flags(seat)


async def test_a_book_that_the_core_never_made_is_flagged(seat: Seat) -> None:
    assert await bent(seat, offline=OfflineCode("CB-none", "00")) == ["exception.offline_book_unknown"]


async def test_a_code_that_is_not_sealed_to_the_core_is_flagged(seat: Seat) -> None:
    await seat.following.refresh()
    found = await bent(seat, offline=OfflineCode(seat.books.serial, "zz"))
    assert found == ["exception.offline_code_unreadable"]


async def test_a_step_that_does_not_fit_the_time_is_flagged(seat: Seat) -> None:
    assert await bent(seat, step=7) == ["exception.offline_step"]


async def test_a_wrong_code_that_a_kiosk_accepted_is_flagged(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    await sign(seat)
    await offline(seat)
    step = int(seat.core.clock.utc().timestamp()) // 30
    monkeypatch.setattr("console.codebooks.matching_step", lambda *_: step + 1)
    seat.core.clock.advance(1)
    await sign(seat, code="000000")
    assert await flags(seat) == ["exception.offline_code_wrong"]


async def test_who_was_closed_meanwhile_is_flagged_from_then_on_and_not_before(core: CoreUnderTest, seat: Seat) -> None:
    await sign(seat)
    await offline(seat)
    await sign(seat)
    core.clock.advance(30)
    token = next(item for item in seat.recorder.plant.tokens.values() if item.person == "P-0001")
    with core.service.writer.writing() as writing:
        state_item(writing, "tokens", token.id, msgspec.structs.replace(token, state=TokenState.LOST))
    core.clock.advance(30)
    await sign(seat)
    assert await flags(seat) == ["exception.offline_token_ended"]


# ------------------------------------------------------------------ revocation


@pytest.mark.urs("11.300")
async def test_a_lost_token_signs_nothing_once_the_kiosk_has_heard(core: CoreUnderTest, seat: Seat) -> None:
    """The core announces each change; a kiosk asks at once and refuses from then on, online and without the core."""
    await sign(seat)
    token = next(item for item in seat.recorder.plant.tokens.values() if item.person == "P-0001")
    with core.service.writer.writing() as writing:
        state_item(writing, "tokens", token.id, msgspec.structs.replace(token, state=TokenState.LOST))
    await seat.following.refresh()
    for online in (True, False):
        seat.online = online
        with pytest.raises(Refused, match=r"refusal\.token_ended"):
            await sign(seat)
        kept = (await seat.outbox.due())[-1]
        assert kept.kind == ActKind.REFUSED


@pytest.mark.urs("11.300")
async def test_a_closed_key_signs_nothing_once_the_kiosk_has_heard(core: CoreUnderTest, seat: Seat) -> None:
    await sign(seat)
    plant = seat.recorder.plant
    held = held_key(plant.keys, KeyKind.USER, "P-0001")
    assert held is not None
    closed = msgspec.structs.replace(held, valid_to=utc_text(core.clock.utc()), revoked_because="left the plant")
    with core.service.writer.writing() as writing:
        state_item(writing, "keys", held.id, closed)
    await seat.following.refresh()
    with pytest.raises(Refused, match=r"refusal\.key_closed"):
        await sign(seat)


# ------------------------------------------------------------------ a stolen disk


@pytest.mark.urs("11.300")
async def test_a_disk_without_the_key_file_of_its_kiosk_judges_and_opens_nothing(seat: Seat, tmp_path: Path) -> None:
    """A thief has every byte, knows the right password, and even holds a live token: nothing can be used elsewhere."""
    await sign(seat)
    await offline(seat)
    other = Seat(seat.core, seat.outbox, "KIOSK-01")
    other.online = False
    thief = type(seat.kiosk.device)(b"\x66" * 32)
    for part in (other.shelf, other.books):
        part._device = thief  # pyright: ignore[reportPrivateUsage] - another machine
    other.shelf._pepper = thief.derived(b"countersign-shlf")  # pyright: ignore[reportPrivateUsage]  (what a thief would set)
    await other.mirror.load()
    await other.shelf.load()
    await other.books.load()
    person = seat.recorder.plant.people["P-0001"]
    code = Secret(seat.kiosk.code("P-0001"))
    with pytest.raises(NotOffline, match=r"no_book"):
        await other.books.check(person, code)
    assert other.books.spare("P-0002") is None
    with pytest.raises((WrongPassword, Unreachable)):
        await other.shelf.open(person, Secret(seat.core.founded.passwords["P-0001"]))
    stored = b"".join(path.read_bytes() for path in (tmp_path / "seat").iterdir())
    for identity, seed in seat.core.founded.seeds.items():
        assert seed not in stored
        assert seed.hex().encode() not in stored
        assert current_code(seed, seat.core.clock.utc()).encode() not in stored, identity


async def test_a_book_of_another_kiosk_or_with_other_codes_is_not_believed(seat: Seat, tmp_path: Path) -> None:
    await offline(seat)
    kept = await seat.outbox.cached(CACHE)
    assert kept is not None
    for bad in (kept[:-1] + bytes([kept[-1] ^ 1]), b"no book", kept[: len(kept) // 2]):
        await seat.outbox.cache(CACHE, bad)
        again = Seat(seat.core, seat.outbox, "KIOSK-01")
        await again.mirror.load()
        await again.books.load()
        assert again.books.serial == ""
    await seat.outbox.cache(CACHE, kept)
    stranger = Seat(seat.core, seat.outbox, "QA-01")
    await stranger.mirror.load()
    await stranger.books.load()
    assert stranger.books.serial == ""


async def test_a_book_is_made_once_and_again_when_the_roster_changes(core: CoreUnderTest, seat: Seat) -> None:
    first = seat.books.serial
    await seat.books.refresh()
    assert seat.books.serial == first
    put_on_roster(core, "R-3", ("KIOSK-01",), ("P-0003",))
    await seat.following.refresh()
    second = seat.books.serial
    assert second != first
    seat.core.clock.advance(3 * 3600)
    await seat.books.refresh()
    assert seat.books.serial not in (first, second)


async def test_the_sign_in_screen_lets_a_rostered_person_in_without_the_core(seat: Seat) -> None:
    await offline(seat)
    flow = SignInFlow(seat.desk, seat.checkup)
    await seat.show(flow)
    await flow.sign_in(PERSON, Secret(seat.core.founded.passwords["P-0001"]), Secret(seat.kiosk.code("P-0001")))
    assert flow.message == ""
    assert seat.desk.session is not None
    assert seat.seen[-1] == "home"
    assert await flags(seat) == []
