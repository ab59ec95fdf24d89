"""Verification of one record: every generated forgery is refused, flagged, or breaks its chain."""

import base64
import copy
import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.acts import ActKind, Manifest, ManifestLine, Meaning, Source, Subject, Value
from core.record.canonical import Undecodable, canonical
from core.record.envelope import RECEIPT_TYPE, RECORD_TYPE, Unauthentic, open_envelope, seal
from core.record.keys import KeyKind, KeyRegistry, public_key
from core.record.payload import Record, decode_place, manifest_hash
from core.record.verify import verify_envelope
from tests.fakes.log import START, key, reference
from tests.fakes.small_product import BATCH, keys, small_batch

REGISTRY = KeyRegistry(keys())


def signed_record() -> Record:
    """Give a signed record over one measured value."""
    batch = small_batch()
    value = {"value": Value("2.10", "%", Source.TYPED)}
    done = batch.record(ActKind.VALUE_ENTERED, Subject(step="S70", entry="value"), value)
    shown = (ManifestLine("水分", "2.10%"),)
    manifest = Manifest(BATCH, "S70", "7 测定水分", "zh-CN", shown, (reference(done),))
    return batch.signed_record(manifest, batch.operator, Meaning.PERFORMED)


RECORD = signed_record()
ENVELOPE, PAYLOAD = open_envelope(RECORD.envelope)
PLAIN: dict[str, Any] = json.loads(PAYLOAD)


def leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Walk to every value in a plain JSON tree."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, (*path, name))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from leaves(item, (*path, place))
    else:
        yield path


def changed(path: tuple[str | int, ...], value: object) -> bytes:
    """Give the payload with one value exchanged, or taken out for `...`."""
    plain = copy.deepcopy(PLAIN)
    node: Any = plain
    for name in path[:-1]:
        node = node[name]
    if value is ...:
        node.pop(path[-1])
    else:
        node[path[-1]] = value
    return canonical(plain)


def bent(value: object) -> list[object]:
    """List other values for a field."""
    if isinstance(value, int):
        return [value + 1, -value - 1, str(value), None, [value], ...]
    text = str(value)
    return [text + "x", text[:-1] if text else "y", text.swapcase() + " ", "", None, 7, [text], "\u202e" + text, ...]


def value_at(path: tuple[str | int, ...]) -> object:
    node: Any = PLAIN
    for name in path:
        node = node[name]
    return node


def unsigned(payload: bytes) -> bytes:
    """Put the true signatures under another payload."""
    return canonical(msgspec.structs.replace(ENVELOPE, payload=base64.b64encode(payload).decode()))


FORGED = [
    (path, value) for path in leaves(PLAIN) for value in bent(value_at(path)) if value != value_at(path) or value is ...
]


def test_there_are_at_least_five_hundred_generated_forgeries() -> None:
    flips = len(ENVELOPE.signatures) * 64
    assert len(FORGED) + flips + len(PAYLOAD) >= 500
    assert len(FORGED) >= 300


def refused(data: bytes, registry: KeyRegistry = REGISTRY) -> bool:
    """Tell whether bytes are turned away, or kept with a fault."""
    try:
        return verify_envelope(data, registry).fault != ""
    except (Undecodable, Unauthentic):
        return True


def test_the_true_record_verifies() -> None:
    verified = verify_envelope(RECORD.envelope, REGISTRY)
    assert (verified.fault, verified.record()) == ("", RECORD)


@pytest.mark.urs("F12", "11.10(a)", "11.70")
def test_no_field_can_be_exchanged_under_its_signatures() -> None:
    assert [path for path, value in FORGED if not refused(unsigned(changed(path, value)))] == []


@pytest.mark.urs("F12", "11.70", "11.10(a)", "11.30", "CS 23")
def test_no_byte_of_the_payload_can_change_under_its_signatures() -> None:
    for place in range(len(PAYLOAD)):
        data = bytearray(PAYLOAD)
        data[place] ^= 1
        assert refused(unsigned(bytes(data))), place


@pytest.mark.urs("F12")
def test_no_byte_of_a_signature_can_change() -> None:
    for which in range(len(ENVELOPE.signatures)):
        for place in range(64):
            signatures = list(ENVELOPE.signatures)
            raw = bytearray(base64.b64decode(signatures[which].sig))
            raw[place] ^= 1 << (place % 8)
            signatures[which] = msgspec.structs.replace(signatures[which], sig=base64.b64encode(raw).decode())
            assert refused(canonical(msgspec.structs.replace(ENVELOPE, signatures=tuple(signatures)))), (which, place)


@pytest.mark.urs("F12", "11.70", "11.200(a)(2)")
def test_a_kiosk_alone_cannot_exchange_a_field_of_what_a_person_signed() -> None:
    """The station signs anew, the person's signature stays: the claim must fail, whichever field it was."""
    for path, value in FORGED:
        if path[0] not in {"act", "place"}:
            continue
        resealed = json.loads(seal(RECORD_TYPE, changed(path, value), key("K-01")))
        resealed["signatures"].append({"keyid": key("P-0001").id, "sig": ENVELOPE.signatures[1].sig})
        assert refused(canonical(resealed)), (path, value)


@pytest.mark.urs("F11", "11.70")
def test_signatures_of_another_record_do_not_fit() -> None:
    other = signed_record_of_another_batch()
    mixed = msgspec.structs.replace(ENVELOPE, signatures=open_envelope(other)[0].signatures)
    assert refused(canonical(mixed))


def signed_record_of_another_batch() -> bytes:
    plain = copy.deepcopy(PLAIN)
    plain["act"]["subject"]["batch"] = "B2611-0043"
    return seal(RECORD_TYPE, canonical(plain), key("K-01"), key("P-0001"))


def test_swapped_signatures_or_one_missing_do_not_hold() -> None:
    first, second = ENVELOPE.signatures
    crossed = (msgspec.structs.replace(first, sig=second.sig), msgspec.structs.replace(second, sig=first.sig))
    for signatures in (crossed, (first,), (second,), (first, first), (second, second), ()):
        assert refused(canonical(msgspec.structs.replace(ENVELOPE, signatures=signatures))), signatures


def test_the_order_of_the_signatures_does_not_matter() -> None:
    turned = msgspec.structs.replace(ENVELOPE, signatures=ENVELOPE.signatures[::-1])
    assert verify_envelope(canonical(turned), REGISTRY).fault == ""


@pytest.mark.urs("11.10(h)")
@pytest.mark.parametrize(
    "signers", [("K-02", "P-0001"), ("CORE", "P-0001"), ("K-01", "P-0002"), ("P-0001", "K-02"), ("K-01", "K-01")]
)
def test_other_keys_over_the_same_bytes_do_not_hold(signers: tuple[str, str]) -> None:
    assert refused(seal(RECORD_TYPE, PAYLOAD, *(key(name) for name in signers)))


def test_another_type_is_refused() -> None:
    with pytest.raises(Unauthentic):
        verify_envelope(seal(RECEIPT_TYPE, PAYLOAD, key("K-01"), key("P-0001")), REGISTRY)


@pytest.mark.urs("11.300(c)")
@pytest.mark.parametrize("owner", ["K-01", "P-0001"])
@pytest.mark.parametrize(
    "change",
    [
        {"valid_to": "2026-11-20T00:00:01.000000Z", "revoked_because": "lost"},
        {"valid_from": "2026-11-21T00:00:00.000000Z"},
    ],
)
def test_a_key_outside_its_time_does_not_hold(owner: str, change: dict[str, str]) -> None:
    rows = tuple(msgspec.structs.replace(row, **change) if row.owner == owner else row for row in keys())
    assert refused(RECORD.envelope, KeyRegistry(rows))


@pytest.mark.urs("11.300(c)")
def test_a_stations_key_that_came_to_its_end_still_tells_whose_record_it_is() -> None:
    ended = {"valid_to": "2026-11-20T00:00:01.000000Z"}
    rows = tuple(msgspec.structs.replace(row, **ended) if row.owner == "K-01" else row for row in keys())
    verified = verify_envelope(RECORD.envelope, KeyRegistry(rows))
    assert (verified.fault, verified.key) == ("", key("K-01").id)


def test_a_station_that_is_not_registered_is_unknown() -> None:
    with pytest.raises(Unauthentic):
        verify_envelope(RECORD.envelope, KeyRegistry(row for row in keys() if row.owner != "K-01"))


def test_a_persons_key_registered_for_another_person_does_not_hold() -> None:
    rows = tuple(row for row in keys() if row.owner != "P-0001")
    stolen = public_key(key("P-0001"), KeyKind.USER, "P-0002", START)
    assert verify_envelope(RECORD.envelope, KeyRegistry((*rows, stolen))).fault == "user_key_of_another_person"


@pytest.mark.urs("F27")
def test_an_act_of_an_unknown_kind_keeps_its_place_in_the_chain() -> None:
    future = changed(("act", "kind"), "MoonLanded")
    verified = verify_envelope(seal(RECORD_TYPE, future, key("K-01"), key("P-0001")), REGISTRY)
    assert verified.act is None
    assert verified.fault
    assert verified.place == decode_place(PAYLOAD)
    with pytest.raises(Undecodable):
        verified.record()


def test_unknown_fields_are_kept_under_the_signature_and_read_over() -> None:
    plain = copy.deepcopy(PLAIN)
    plain["act"]["mood"] = "calm"
    data = seal(RECORD_TYPE, canonical(plain), key("K-01"), key("P-0001"))
    verified = verify_envelope(data, REGISTRY)
    assert (verified.fault, verified.envelope) == ("", data)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_by_the_declared_errors(data: bytes) -> None:
    with pytest.raises((Undecodable, Unauthentic)):
        verify_envelope(data, REGISTRY)


@pytest.mark.urs("F11")
def test_a_manifest_hash_changes_with_every_field() -> None:
    assert RECORD.act.signature is not None
    manifest = RECORD.act.signature.manifests[0]
    others = [
        msgspec.structs.replace(manifest, **{name: getattr(manifest, name) + getattr(manifest, name)})
        for name in Manifest.__struct_fields__
    ]
    hashes = {manifest_hash(item) for item in (manifest, *others)}
    assert len(hashes) == 1 + len(Manifest.__struct_fields__)
    again = msgspec.convert(json.loads(canonical(manifest)), Manifest)
    assert manifest_hash(again) == manifest_hash(manifest)
