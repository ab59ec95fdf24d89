"""Announcements: what a kiosk says of its keys comes back as it was, or is refused whole."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.announcement import (
    Announcement,
    AnnouncementUnreadable,
    announce,
    bus_kiosks,
    read_announcement,
    registered,
    registration,
    revocation,
)
from core.change_rules import change_refusals
from core.change_signers import signers
from core.changes import Change, change
from core.people import Role
from core.plant import Kiosk, Plant
from core.record.keys import KeyKind, PrivateKey, PublicKey
from core.words import Words
from tests.fakes.small_product import plant

NKEY = "U" + "A" * 55
NOW = "2026-11-20T06:00:00.000000Z"
LATER = "2026-11-20T07:00:00.000000Z"
END = "2028-11-20T07:00:00.000000Z"
"""The policy's 731 days after `LATER`."""
NAME = Words("Weighing 2", "称量 2")


def announced(kiosk: str = "WEIGH-02", epoch: int = 1, seed: int = 9, nkey: str = NKEY) -> Announcement:
    return announce(kiosk, epoch, PrivateKey(bytes([seed]) * 32), nkey)


def after(changes: tuple[Change, ...], before: Plant) -> Plant:
    """Give the plant with changes made."""
    kiosks, keys = dict(before.kiosks), {key.id: key for key in before.keys}
    for item in changes:
        if item.kind == "kiosks":
            kiosks[item.id] = msgspec.json.decode(item.body, type=Kiosk)
        else:
            keys[item.id] = msgspec.json.decode(item.body, type=PublicKey)
    return msgspec.structs.replace(before, kiosks=kiosks, keys=tuple(keys.values()))


def test_what_is_announced_is_read_back_and_fits_one_scan() -> None:
    made = announced("A" * 12, 9999)
    assert read_announcement(made.text) == made
    assert len(made.text) <= 200
    assert len(made.fingerprint) == 29
    assert made.fingerprint != announced("B" * 12, 9999).fingerprint


@given(st.text(max_size=200))
def test_no_other_text_is_an_announcement(text: str) -> None:
    with pytest.raises(AnnouncementUnreadable):
        read_announcement(text)


@given(st.integers(0, 170), st.characters(codec="ascii"))
def test_a_changed_character_is_refused_or_changes_the_fingerprint(place: int, sign: str) -> None:
    text = announced().text
    bent = text[: place % len(text)] + sign + text[place % len(text) + 1 :]
    try:
        read = read_announcement(bent)
    except AnnouncementUnreadable:
        return
    assert read == announced() or read.fingerprint != announced().fingerprint


@pytest.mark.urs("11.10(h)")
def test_a_kiosk_is_registered_by_one_administrator_with_both_its_keys() -> None:
    before = plant()
    changes = registration(announced(), before, NAME, "R-101", NOW, "")
    assert change_refusals(changes, before) == ()
    assert [need.roles for need in signers(changes, before)] == [{Role.ADMIN}]
    made = after(changes, before)
    assert registered("WEIGH-02", made) == announced()
    assert bus_kiosks(made).admitted == {"WEIGH-02": NKEY}


@pytest.mark.urs("11.10(h)")
def test_new_keys_are_a_new_enrolment_and_end_the_old_ones() -> None:
    before = after(registration(announced(), plant(), NAME, None, NOW, ""), plant())
    again = registration(announced(epoch=2, seed=10), before, NAME, None, LATER, "disk replaced")
    assert change_refusals(again, before) == ()
    made = after(again, before)
    assert made.kiosks["WEIGH-02"].epoch == 2
    held = [key for key in made.keys if key.owner == "WEIGH-02" and key.kind == KeyKind.DEVICE]
    assert [(key.valid_to, key.revoked_because) for key in held] == [(LATER, "disk replaced"), (END, "")]


def refused(changes: tuple[Change, ...], before: Plant) -> set[str]:
    return {found.key for found in change_refusals(changes, before)}


def test_new_keys_of_another_enrolment_than_this_or_the_next_are_refused() -> None:
    before = after(registration(announced(epoch=1), plant(), NAME, None, NOW, ""), plant())
    assert "change.refused.kiosk_epoch" in refused(
        registration(announced(epoch=3, seed=10), before, NAME, None, LATER, "disk replaced"), before
    )
    closed = after(revocation("WEIGH-02", before, LATER, "stolen"), before)
    assert "change.refused.kiosk_epoch" in refused(
        registration(announced(epoch=1, seed=10), closed, NAME, None, LATER, "renewed"), closed
    )


@pytest.mark.urs("11.10(h)", "11.300(c)")
def test_a_renewal_is_of_the_same_enrolment_and_the_old_keys_hold_on_for_two_weeks() -> None:
    before = after(registration(announced(), plant(), NAME, None, NOW, ""), plant())
    renewed = announced(seed=10, nkey=NKEY[:-1] + "B")
    changes = registration(renewed, before, NAME, None, LATER, "")
    assert change_refusals(changes, before) == ()
    assert [need.roles for need in signers(changes, before)] == [{Role.ADMIN}]
    made = after(changes, before)
    held = [key for key in made.keys if key.owner == "WEIGH-02" and key.kind == KeyKind.DEVICE]
    assert {(key.valid_to, key.revoked_because) for key in held} == {("2026-12-04T07:00:00.000000Z", ""), (END, "")}
    assert registered("WEIGH-02", made) == renewed
    assert bus_kiosks(made).admitted == {"WEIGH-02": renewed.nkey}
    stolen = revocation("WEIGH-02", made, LATER, "stolen")
    assert change_refusals(stolen, made) == ()
    assert registered("WEIGH-02", after(stolen, made)) is None


@pytest.mark.urs("11.300(c)")
@pytest.mark.parametrize("end", [None, NOW, "2028-11-20T06:00:00.000001Z", "2026-11-20T05:59:59.999999Z"])
def test_a_kiosks_key_without_an_end_or_with_one_beyond_the_policys_days_is_refused(end: str | None) -> None:
    kiosk, device, *others = registration(announced(), plant(), NAME, None, NOW, "")
    row = msgspec.structs.replace(msgspec.json.decode(device.body, type=PublicKey), valid_to=end)
    changes = (kiosk, change("keys", row.id, row), *others)
    assert refused(changes, plant()) == {"change.refused.key_end"}


@pytest.mark.urs("11.300(c)")
def test_the_end_of_a_key_is_put_off_by_no_change_and_moved_forward_only_for_another_key() -> None:
    before = after(registration(announced(), plant(), NAME, None, NOW, ""), plant())
    device = next(key for key in before.keys if key.owner == "WEIGH-02" and key.kind == KeyKind.DEVICE)
    for other in (None, "2029-01-01T00:00:00.000000Z", LATER):
        moved = msgspec.structs.replace(device, valid_to=other)
        assert refused((change("keys", moved.id, moved),), before) == {"change.refused.key_fixed"}
    two = tuple(
        item for item in registration(announced(seed=10), before, NAME, None, LATER, "") if device.id != item.id
    )
    assert "change.refused.key_held" in refused(two, before)


def test_one_bus_key_belongs_to_one_kiosk_and_a_room_must_be_there() -> None:
    before = after(registration(announced(), plant(), NAME, None, NOW, ""), plant())
    twin = registration(announced("WEIGH-03", seed=11), before, NAME, "R-999", NOW, "")
    assert {found.key for found in change_refusals(twin, before)} == {
        "change.refused.kiosk_nkey",
        "change.refused.kiosk_room",
    }


@pytest.mark.urs("11.10(h)", "11.300(c)")
def test_a_kiosk_whose_keys_are_closed_is_on_the_bus_no_more() -> None:
    before = after(registration(announced(), plant(), NAME, None, NOW, ""), plant())
    changes = revocation("WEIGH-02", before, LATER, "stolen")
    assert change_refusals(changes, before) == ()
    made = after(changes, before)
    assert bus_kiosks(made).admitted == {}
    assert "WEIGH-02" in bus_kiosks(made).revoked
    assert registered("WEIGH-02", made) is None
