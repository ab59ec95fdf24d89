"""Secrets at rest open with everything right and with nothing less."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.people import WrappedKey
from core.record.keys import PrivateKey
from core.record.sealed import SealBroken, WrongPassword, open_seed, pepper_share, seal_seed, unwrap_key, wrap_key
from core.secret import Secret

SEED, PEPPER = b"\x07" * 32, b"\x09" * 32
KEY = PrivateKey(SEED).id
QUICK = {"ops": 1, "memory": 8192 * 1024}


def wrapped(password: str, person: str = "P-0001") -> WrappedKey:
    share = pepper_share(PEPPER, person, KEY)
    return wrap_key(SEED, person, Secret(password), share, salt=b"s" * 16, nonce=b"n" * 24, **QUICK)


def changed(field: str, value: str) -> WrappedKey:
    return msgspec.structs.replace(wrapped("plum-river-lantern"), **{field: value})


def test_the_password_opens_the_key() -> None:
    assert unwrap_key(wrapped("plum-river-lantern"), "P-0001", Secret("plum-river-lantern")).id == KEY


def test_the_same_characters_written_otherwise_are_the_same_password() -> None:
    assert unwrap_key(wrapped("café"), "P-0001", Secret("cafe\u0301")).id == KEY


@pytest.mark.parametrize("password", ["", "plum-river-lanter", "Plum-river-lantern", "plum-river-lantern "])
def test_another_password_does_not(password: str) -> None:
    with pytest.raises(WrongPassword):
        unwrap_key(wrapped("plum-river-lantern"), "P-0001", Secret(password))


@pytest.mark.parametrize(
    ("field", "value"),
    [("key", "0" * 16), ("salt", "00" * 16), ("box", "00" * 72), ("box", ""), ("pepper", "00" * 32)],
)
def test_a_changed_blob_does_not_open(field: str, value: str) -> None:
    with pytest.raises(WrongPassword):
        unwrap_key(changed(field, value), "P-0001", Secret("plum-river-lantern"))


def test_the_blob_of_one_person_does_not_open_for_another() -> None:
    with pytest.raises(WrongPassword):
        unwrap_key(wrapped("plum-river-lantern"), "P-0002", Secret("plum-river-lantern"))


def test_the_share_of_the_pepper_is_of_one_person_and_one_key() -> None:
    shares = {pepper_share(PEPPER, person, key) for person in ("P-1", "P-2") for key in ("a", "b")}
    assert len(shares) == 4


@settings(max_examples=50)
@given(seed=st.binary(min_size=1, max_size=64), at=st.integers(0, 200))
def test_a_seed_opens_whole_or_not_at_all(seed: bytes, at: int) -> None:
    box = seal_seed(seed, "P-0001", 1, b"k" * 32, b"n" * 24)
    assert open_seed(box, "P-0001", 1, b"k" * 32) == seed
    flipped = bytearray(box)
    flipped[at % len(box)] ^= 1
    for data, owner, version, key in (
        (bytes(flipped), "P-0001", 1, b"k" * 32),
        (box, "P-0002", 1, b"k" * 32),
        (box, "P-0001", 2, b"k" * 32),
        (box, "P-0001", 1, b"x" * 32),
        (b"", "P-0001", 1, b"k" * 32),
    ):
        with pytest.raises(SealBroken):
            open_seed(data, owner, version, key)
