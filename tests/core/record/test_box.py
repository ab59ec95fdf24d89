"""A sealed box opens for its holder and for nobody else."""

from binascii import unhexlify
from hashlib import blake2b

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.public import PrivateKey as Native
from nacl.public import SealedBox

from core.record.box import BoxClosed, BoxKey, box_row, open_box, seal_for
from core.record.keys import KeyKind, KeyRegistry, PrivateKey, signature_holds

KIOSK, OTHER = PrivateKey(b"\x01" * 32), PrivateKey(b"\x02" * 32)
EPHEMERAL = b"\x05" * 32


@settings(max_examples=50)
@given(data=st.binary(max_size=400), ephemeral=st.binary(min_size=32, max_size=32))
def test_a_box_opens_for_its_holder_alone(data: bytes, ephemeral: bytes) -> None:
    box = seal_for(BoxKey(KIOSK).public, data, ephemeral)
    assert len(box) == len(data) + 48
    assert open_box(KIOSK, box) == data
    with pytest.raises(BoxClosed):
        open_box(OTHER, box)


@settings(max_examples=50)
@given(at=st.integers(0, 53), bit=st.integers(0, 7))
def test_a_box_opens_whole_or_not_at_all(at: int, bit: int) -> None:
    box = bytearray(seal_for(BoxKey(KIOSK).public, b"123456", EPHEMERAL))
    box[at] ^= 1 << bit
    # Only the highest bit of an X25519 key means nothing, and here even it goes into the nonce.
    with pytest.raises(BoxClosed):
        open_box(KIOSK, bytes(box))


@pytest.mark.parametrize("box", [b"", b"x" * 47, b"\x00" * 54])
def test_what_is_no_box_does_not_open(box: bytes) -> None:
    with pytest.raises(BoxClosed):
        open_box(KIOSK, box)


@pytest.mark.parametrize("public", [b"", b"\x01" * 31, b"\x00" * 32])
def test_nothing_is_sealed_to_what_is_no_key(public: bytes) -> None:
    with pytest.raises(BoxClosed):
        seal_for(public, b"123456", EPHEMERAL)


def test_it_is_the_sealed_box_of_libsodium() -> None:
    assert open_box(KIOSK, SealedBox(Native(KIOSK.derived(b"countersign-box")).public_key).encrypt(b"x")) == b"x"


def test_the_derivation_is_fixed() -> None:
    """BLAKE2b, keyed by the seed, person `countersign-box`: computed here by the standard library."""
    seed = blake2b(b"", key=b"\x01" * 32, person=b"countersign-box", digest_size=32).digest()
    assert BoxKey(KIOSK).public == bytes(Native(seed).public_key)


def test_a_box_key_signs_nothing() -> None:
    row = box_row(KIOSK, "KIOSK-01", "2026-11-20T00:00:00.000000Z")
    assert (row.kind, row.owner) == (KeyKind.BOX, "KIOSK-01")
    assert row.public != KIOSK.public.hex()
    assert KeyRegistry([row]).of_owner(KeyKind.DEVICE, "KIOSK-01") == ()
    assert not signature_holds(unhexlify(row.public), b"x", KIOSK.sign(b"x"))


def test_a_box_key_shows_nothing_of_itself() -> None:
    assert repr(BoxKey(KIOSK)) == f"BoxKey({BoxKey(KIOSK).id})"
