"""Keys are handed over sealed, kept under the kiosk's own pepper, and dropped when the registry closes them."""

from pathlib import Path

import msgspec
import pytest

from console.keyshelf import CACHE, PEPPER, KeyShelf, Shelved
from core.people import Person
from core.ports import Unreachable
from core.record.box import BoxClosed
from core.record.keys import KeyKind, PrivateKey
from core.record.sealed import WrongPassword, pepper_share, unwrap_key
from core.secret import Secret
from core.times import utc_text
from tests.fakes.terminal import DEVICE_KEY, Terminal, password


def person_of(terminal: Terminal, user_id: str = "operator1") -> Person:
    found = terminal.mirror.current.person_of_user(user_id)
    assert found is not None
    return found


def shelf_again(terminal: Terminal, device: PrivateKey = DEVICE_KEY) -> KeyShelf:
    """Give the shelf after a restart, or as another kiosk's key would see its disk."""
    return KeyShelf(device, terminal.outbox, terminal.core, lambda: terminal.mirror.current)


def asked(terminal: Terminal) -> list[str]:
    return [verb for verb, _ in terminal.core.asked]


async def test_a_key_comes_from_the_core_once_and_opens_without_it_after_a_restart(terminal: Terminal) -> None:
    person, secret = person_of(terminal), Secret(password("operator1"))
    first = await terminal.shelf.open(person, secret)
    assert asked(terminal) == ["wrapped_key"]
    terminal.core.online = False
    again = shelf_again(terminal)
    await again.load()
    assert (await again.open(person, secret)).id == first.id
    assert asked(terminal) == ["wrapped_key"]


async def test_nothing_is_kept_before_the_password_has_opened_the_key(terminal: Terminal) -> None:
    with pytest.raises(WrongPassword):
        await terminal.shelf.open(person_of(terminal), Secret("wrong"))
    assert await terminal.outbox.cached(CACHE) is None


async def test_a_person_new_to_the_kiosk_cannot_be_told_right_or_wrong_without_the_core(terminal: Terminal) -> None:
    terminal.core.online = False
    with pytest.raises(Unreachable, match=r"keyshelf\.not_here"):
        await terminal.shelf.open(person_of(terminal), Secret(password("operator1")))


async def test_a_wrong_password_without_the_core_is_wrong_and_not_unreachable(terminal: Terminal) -> None:
    await terminal.shelf.open(person_of(terminal), Secret(password("operator1")))
    terminal.core.online = False
    with pytest.raises(WrongPassword):
        await terminal.shelf.open(person_of(terminal), Secret("wrong"))


@pytest.mark.urs("11.300")
async def test_a_disk_without_the_key_file_of_its_kiosk_opens_nothing(terminal: Terminal) -> None:
    """A thief has every byte of the database and even the right password, but not the kiosk's key."""
    person, secret = person_of(terminal), Secret(password("operator1"))
    await terminal.shelf.open(person, secret)
    terminal.core.online = False
    thief = PrivateKey(b"\x66" * 32)
    stolen = shelf_again(terminal, thief)
    await stolen.load()
    with pytest.raises(Unreachable):
        await stolen.open(person, secret)
    kept = await terminal.outbox.cached(CACHE)
    assert kept is not None
    wrapped = msgspec.json.decode(kept, type=dict[str, Shelved])[person.id].wrapped
    assert wrapped.pepper == ""
    for share in ("00" * 32, "ff" * 32, pepper_share(thief.derived(PEPPER), person.id, wrapped.key)):
        with pytest.raises(WrongPassword):
            unwrap_key(msgspec.structs.replace(wrapped, pepper=share), person.id, secret)


@pytest.mark.urs("11.300")
async def test_a_kiosk_with_new_keys_asks_for_every_wrapped_key_anew(terminal: Terminal) -> None:
    person = person_of(terminal)
    await terminal.shelf.open(person, Secret(password("operator1")))
    rekeyed = shelf_again(terminal, PrivateKey(b"\x67" * 32))
    await rekeyed.load()
    with pytest.raises(BoxClosed):  # the core of this test seals to the kiosk's first key
        await rekeyed.open(person, Secret(password("operator1")))
    assert [body["have"] for verb, body in terminal.core.asked if verb == "wrapped_key"] == ["", ""]


async def test_no_copy_of_the_core_lies_on_the_disk(terminal: Terminal, tmp_path: Path) -> None:
    from tests.fakes.terminal import wrapped_key

    person = person_of(terminal)
    await terminal.shelf.open(person, Secret(password("operator1")))
    handed = wrapped_key(person)
    stored = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    assert handed.box.encode() not in stored
    assert handed.pepper.encode() not in stored


async def test_a_closed_person_and_a_closed_key_leave_the_shelf(terminal: Terminal) -> None:
    for user_id in ("operator1", "operator2"):
        await terminal.shelf.open(person_of(terminal, user_id), Secret(password(user_id)))
    gone, other = person_of(terminal), person_of(terminal, "operator2")
    people = {**terminal.core.plant.people, gone.id: msgspec.structs.replace(gone, active=False)}
    now = utc_text(terminal.clock.utc())
    keys = tuple(
        msgspec.structs.replace(key, valid_to=now, revoked_because="lost")
        if (key.kind, key.owner) == (KeyKind.USER, other.id)
        else key
        for key in terminal.core.plant.keys
    )
    terminal.core.plant = msgspec.structs.replace(terminal.core.plant, people=people, keys=keys)
    await terminal.following.refresh()
    assert await terminal.outbox.cached(CACHE) == b"{}"
    terminal.core.online = False
    for person in (gone, other):
        with pytest.raises(Unreachable):
            await terminal.shelf.open(person, Secret(password(person.user_id)))


async def test_a_password_changed_elsewhere_opens_here_as_soon_as_the_core_can_be_asked(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.fakes import terminal as fakes

    person = person_of(terminal)
    await terminal.shelf.open(person, Secret(password("operator1")))
    monkeypatch.setattr(fakes, "password", lambda user_id: f"{user_id}-new-lamp")
    assert await terminal.shelf.open(person, Secret("operator1-new-lamp"))
    with pytest.raises(WrongPassword):
        await terminal.shelf.open(person, Secret(password("operator1")))


async def test_a_shelf_that_cannot_be_read_is_filled_anew(terminal: Terminal) -> None:
    await terminal.outbox.cache(CACHE, b"\x00 no shelf")
    again = shelf_again(terminal)
    await again.load()
    assert await again.open(person_of(terminal), Secret(password("operator1")))
