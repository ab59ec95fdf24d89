"""Deeds on stored records, what stands beside them, and signatures in them."""

import base64
import json
from typing import Any

import msgspec

from core.record.canonical import canonical
from core.record.chain import Head, seal_record
from core.record.envelope import open_envelope
from core.record.payload import decode_payload
from core.times import utc_text
from server.log import log_size
from tests.adversary.plant import Adversary


def _put(hand: Adversary, row: Any, envelope: bytes) -> str:
    hand.sql("UPDATE record SET envelope = :e WHERE seq = :s", e=envelope, s=row.seq)
    return str(row.rid)


def _with(row: Any, **changed: object) -> bytes:
    """Give the envelope of a row with something exchanged in it."""
    return canonical(msgspec.structs.replace(open_envelope(bytes(row.envelope))[0], **changed))


def _payload(row: Any, *path: str, value: str) -> str:
    """Give the payload of a row with one text exchanged, in base64."""
    plain = json.loads(open_envelope(bytes(row.envelope))[1])
    node = plain
    for name in path[:-1]:
        node = node[name]
    node[path[-1]] = value
    return base64.b64encode(canonical(plain)).decode()


# ------------------------------------------------------------------ records


def edit_a_payload(hand: Adversary) -> str:
    row = hand.records("kind = 'WeightTaken'")[0]
    plain = json.loads(open_envelope(bytes(row.envelope))[1])
    next(iter(plain["act"]["values"].values()))["value"] = "0.001"
    return _put(hand, row, _with(row, payload=base64.b64encode(canonical(plain)).decode()))


def edit_an_envelope(hand: Adversary) -> str:
    row = hand.records("kind = 'Confirmed'")[0]
    return _put(hand, row, bytes(row.envelope).replace(b'"payloadType"', b'"payloadtype"'))


def redate_a_record(hand: Adversary) -> str:
    row = hand.signed()
    earlier = utc_text(row.made_at.replace(hour=1))
    hand.sql("UPDATE record SET made_at = made_at - interval '5 hours' WHERE seq = :s", s=row.seq)
    return _put(hand, row, _with(row, payload=_payload(row, "act", "when", "utc", value=earlier)))


def redate_the_receipt(hand: Adversary) -> str:
    row = hand.signed()
    hand.sql("UPDATE record SET received_at = received_at - interval '1 day' WHERE seq = :s", s=row.seq)
    return str(row.rid)


def swap_two(hand: Adversary) -> str:
    one, other = hand.records("kind = 'Confirmed'")[:2]
    for row, place in ((one, -1), (other, one.seq), (one, other.seq)):
        hand.sql("UPDATE record SET seq = :p WHERE rid = :r", p=place, r=row.rid)
    return str(one.rid)


def swap_two_envelopes(hand: Adversary) -> str:
    one, other = hand.records("kind = 'Confirmed'")[:2]
    _put(hand, one, bytes(other.envelope))
    return _put(hand, other, bytes(one.envelope))


def delete_one(hand: Adversary) -> str:
    row = hand.signed()
    hand.sql("DELETE FROM record WHERE seq = :s", s=row.seq)
    return str(row.seq)


def delete_the_last(hand: Adversary) -> str:
    row = hand.records()[-1]
    hand.sql("DELETE FROM record WHERE seq = :s", s=row.seq)
    return "export.json place_missing"


def delete_one_and_close_the_gap(hand: Adversary) -> str:
    row = hand.signed()
    hand.sql("DELETE FROM record WHERE seq = :s", s=row.seq)
    for later in hand.records(f"seq > {row.seq}"):
        hand.sql("UPDATE record SET seq = seq - 1 WHERE seq = :s", s=later.seq)
    hand.sql("UPDATE log_head SET size = size - 1")
    return str(hand.records(f"seq = {row.seq}")[0].rid)


def cut_the_tail(hand: Adversary) -> str:
    size = log_size(hand.unit)
    hand.sql("DELETE FROM record WHERE seq >= :s", s=size - 3)
    hand.sql("UPDATE log_head SET size = :s", s=size - 3)
    return ""


def duplicate_one(hand: Adversary) -> str:
    row, size = hand.signed(), log_size(hand.unit)
    columns = "rid, kiosk, epoch, kiosk_seq, envelope, kind, batch, step, person, made_at, received_at, fault"
    hand.sql(
        f"INSERT INTO record (seq, sha256, joined, twin, {columns}) "  # noqa: S608  (our own column names)
        f"SELECT :n, sha256 || 'x', false, true, {columns} FROM record WHERE seq = :s",
        n=size,
        s=row.seq,
    )
    hand.sql("UPDATE log_head SET size = size + 1")
    return str(row.rid)


def forge_a_kiosks_record(hand: Adversary) -> str:
    """Insert, as the kiosk's, a record that only the core's key has signed."""
    last = hand.records("kiosk = 'KIOSK-01'")[-1]
    old = decode_payload(open_envelope(bytes(last.envelope))[1])
    act = msgspec.structs.replace(old.act, id="00000000-0000-7000-8000-000000000001")
    head = Head("KIOSK-01", last.epoch, last.kiosk_seq, last.sha256)
    forged = seal_record(act, head, old.place.boot, hand.keys.core)
    hand.sql(
        "INSERT INTO record (seq, rid, kiosk, epoch, kiosk_seq, sha256, envelope, received_at, joined, twin, fault) "
        "VALUES (:seq, :rid, 'KIOSK-01', :epoch, :n, :sha, :e, now(), true, false, '')",
        seq=log_size(hand.unit),
        rid=act.id,
        epoch=last.epoch,
        n=last.kiosk_seq + 1,
        sha=forged.sha256,
        e=forged.envelope,
    )
    hand.sql("UPDATE log_head SET size = size + 1")
    return act.id


# ------------------------------------------------------------------ what stands beside the records


def name_another_person(hand: Adversary) -> str:
    row = hand.signed()
    hand.sql("UPDATE record SET person = 'P-0002' WHERE seq = :s", s=row.seq)
    return str(row.rid)


def hide_as_faulty(hand: Adversary) -> str:
    row = hand.signed()
    hand.sql("UPDATE record SET fault = 'user_key_unknown' WHERE seq = :s", s=row.seq)
    return str(row.rid)


def hide_from_the_batch(hand: Adversary) -> str:
    row = hand.records("kind = 'WeightTaken'")[0]
    hand.sql("UPDATE record SET batch = NULL WHERE seq = :s", s=row.seq)
    return str(row.rid)


def change_the_trail(hand: Adversary) -> str:
    row = hand.signed()
    hand.sql("UPDATE trail SET person = 'P-0002' WHERE seq = :s", s=row.seq)
    return str(row.rid)


def hide_from_the_trail(hand: Adversary) -> str:
    row = hand.signed()
    hand.sql("DELETE FROM trail WHERE seq = :s", s=row.seq)
    return str(row.rid)


def invent_a_flag(hand: Adversary) -> str:
    row = hand.signed()
    hand.sql("INSERT INTO record_flag VALUES (:s, 'exception.not_entitled', '{}')", s=row.seq)
    return str(row.rid)


def delete_a_flag(hand: Adversary) -> str:
    hand.sql("DELETE FROM record_flag f USING record r WHERE r.seq = f.seq AND r.rid = :r", r=hand.plant.flagged)
    return hand.plant.flagged


def delete_a_flag_outside_batches(hand: Adversary) -> str:
    hand.sql("DELETE FROM record_flag f USING record r WHERE r.seq = f.seq AND r.rid = :r", r=hand.plant.stray)
    return hand.plant.stray


def delete_alarms(hand: Adversary) -> str:
    raised = hand.records("kind = 'AlarmRaised'")[0]
    hand.sql("DELETE FROM alarm")
    return str(raised.seq)


# ------------------------------------------------------------------ signatures


def alter_a_signature(hand: Adversary) -> str:
    row = hand.signed()
    first, second = open_envelope(bytes(row.envelope))[0].signatures
    raw = bytearray(base64.b64decode(second.sig))
    raw[5] ^= 1
    bent = msgspec.structs.replace(second, sig=base64.b64encode(raw).decode())
    return _put(hand, row, _with(row, signatures=(first, bent)))


def move_a_signature(hand: Adversary) -> str:
    row, other = hand.signed(), hand.records("kind = 'Signed' AND kiosk <> 'CORE'")[2]
    mine, theirs = (open_envelope(bytes(item.envelope))[0].signatures for item in (row, other))
    return _put(hand, row, _with(row, signatures=(mine[0], theirs[1])))


def take_a_signature_off(hand: Adversary) -> str:
    row = hand.signed()
    return _put(hand, row, _with(row, signatures=open_envelope(bytes(row.envelope))[0].signatures[:1]))


def sign_for_another_with_the_cores_key(hand: Adversary) -> str:
    row = hand.signed()
    envelope, payload = open_envelope(bytes(row.envelope))
    forged = base64.b64encode(hand.keys.core.sign(payload)).decode()
    bent = msgspec.structs.replace(envelope.signatures[1], sig=forged)
    return _put(hand, row, _with(row, signatures=(envelope.signatures[0], bent)))
