"""Envelopes: DSSE over Ed25519."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.record.canonical import Undecodable
from core.record.envelope import (
    MAX_ENVELOPE,
    RECEIPT_TYPE,
    RECORD_TYPE,
    open_envelope,
    pre_authentication,
    seal,
    signed_by,
)
from core.record.keys import PrivateKey, key_id, signature_holds
from tests.fakes.log import key

RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


def test_the_encoding_example_of_dsse() -> None:
    expected = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    assert pre_authentication("http://example.com/HelloWorld", b"hello world") == expected


def test_the_encoding_counts_bytes_not_characters() -> None:
    assert pre_authentication("步", "骤".encode()) == b"DSSEv1 3 \xe6\xad\xa5 3 \xe9\xaa\xa4"


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC_8032)
def test_the_vectors_of_rfc_8032(seed: str, public: str, message: str, signature: str) -> None:
    private = PrivateKey(bytes.fromhex(seed))
    assert private.public.hex() == public
    assert private.sign(bytes.fromhex(message)).hex() == signature
    assert signature_holds(private.public, bytes.fromhex(message), bytes.fromhex(signature))


@pytest.mark.parametrize("cut", [0, 32, 63, 65])
def test_a_signature_of_another_length_does_not_hold(cut: int) -> None:
    private = key("K-01")
    signature = (private.sign(b"x") + b"\x00")[:cut]
    assert not signature_holds(private.public, b"x", signature)


def test_a_private_key_shows_its_id_and_nothing_else() -> None:
    private = key("K-01")
    assert repr(private) == str(private) == f"PrivateKey({key_id(private.public)})"


@given(st.binary(max_size=300))
def test_what_was_sealed_opens_and_every_signer_is_found(payload: bytes) -> None:
    envelope, opened = open_envelope(seal(RECORD_TYPE, payload, key("K-01"), key("P-0001")))
    assert opened == payload
    assert all(signed_by(envelope, payload, key(name).public, key(name).id) for name in ("K-01", "P-0001"))
    assert not signed_by(envelope, payload, key("K-02").public, key("K-02").id)


def test_the_type_is_signed_too() -> None:
    plain = json.loads(seal(RECORD_TYPE, b"{}", key("K-01")))
    plain["payloadType"] = RECEIPT_TYPE
    envelope, payload = open_envelope(json.dumps(plain).encode())
    assert not signed_by(envelope, payload, key("K-01").public, key("K-01").id)


def test_a_key_id_is_only_a_hint() -> None:
    envelope, payload = open_envelope(seal(RECORD_TYPE, b"{}", key("K-01")))
    assert not signed_by(envelope, payload, key("K-02").public, key("K-01").id)


@given(st.integers(0, 10_000), st.integers(0, 7))
def test_no_single_bit_of_an_envelope_can_change(place: int, bit: int) -> None:
    data = seal(RECORD_TYPE, b'{"a":"b"}', key("K-01"))
    changed = bytearray(data)
    changed[place % len(data)] ^= 1 << bit
    try:
        envelope, payload = open_envelope(bytes(changed))
    except Undecodable:
        return
    whole = signed_by(envelope, payload, key("K-01").public, key("K-01").id) and envelope.payload_type == RECORD_TYPE
    assert not whole or payload == b'{"a":"b"}'


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b"[]",
        b'{"payload":"","payloadType":"x","signatures":[],"more":1}',
        b'{"payload":"*","payloadType":"x","signatures":[]}',
        b'{"payload":"eA","payloadType":"x","signatures":[]}',
        b'{"payload":"eA==","payloadType":"x","signatures":[{"keyid":"a","sig":"b","x":1}]}',
        b'{"payload":1,"payloadType":"x","signatures":[]}',
        b'{"payload":"","payload":"","payloadType":"x","signatures":[]}',
        b" " * (MAX_ENVELOPE + 1),
    ],
)
def test_bytes_that_are_no_envelope_are_refused(data: bytes) -> None:
    with pytest.raises(Undecodable):
        open_envelope(data)


def test_a_signature_that_is_not_base64_does_not_hold() -> None:
    plain = json.loads(seal(RECORD_TYPE, b"{}", key("K-01")))
    plain["signatures"][0]["sig"] = base64.b64encode(b"x").decode() + "*"
    envelope, payload = open_envelope(json.dumps(plain).encode())
    assert not signed_by(envelope, payload, key("K-01").public, key("K-01").id)
