"""Deeds on the log, its checkpoints and witnesses; then everything anew, with the core's own key."""

import msgspec

from core.acts import ActKind
from core.record.chain import Head, advanced, seal_record
from core.record.checkpoint import Checkpoint, cosignature, sign_checkpoint
from core.record.envelope import open_envelope
from core.record.keys import PrivateKey
from core.record.payload import CORE_STATION, decode_payload
from server.log import checkpoint_note, log_size
from tests.adversary.plant import Adversary

OWN_KEY = PrivateKey(b"a key of the adversary's own".ljust(32, b"."))


# ------------------------------------------------------------------ log and checkpoints


def change_a_leaf(hand: Adversary) -> str:
    hand.sql("UPDATE log_node SET hash = sha256(hash) WHERE level = 0 AND idx = 7")
    return str(hand.records("seq = 7")[0].rid)


def change_a_subtree(hand: Adversary) -> str:
    hand.sql("UPDATE log_node SET hash = sha256(hash) WHERE level = 4 AND idx = 2")
    return ""


def lengthen_the_log(hand: Adversary) -> str:
    hand.sql("UPDATE log_head SET size = size + 1")
    return ""


def resign_the_checkpoint(hand: Adversary) -> str:
    """Sign another root of the same size with the true key."""
    size = log_size(hand.unit)
    note = sign_checkpoint(Checkpoint(hand.core.service.writer.station.origin, size, bytes(32)), hand.keys.core)
    hand.sql("UPDATE checkpoint SET note = :n WHERE size = :s", n=note, s=size)
    return str(size)


def forge_a_checkpoint(hand: Adversary) -> str:
    size = log_size(hand.unit)
    note = sign_checkpoint(Checkpoint(hand.core.service.writer.station.origin, size, bytes(32)), OWN_KEY)
    hand.sql("UPDATE checkpoint SET note = :n WHERE size = :s", n=note, s=size)
    return str(size)


def delete_the_checkpoints(hand: Adversary) -> str:
    hand.sql("DELETE FROM checkpoint")
    return "KIOSK-01"


def drop_the_cosignatures(hand: Adversary) -> str:
    hand.sql("DELETE FROM cosignature")
    return "KIOSK-01"


def forge_a_cosignature(hand: Adversary) -> str:
    size = log_size(hand.unit)
    line = cosignature(checkpoint_note(hand.unit, size) or "", "KIOSK-01", hand.keys.core, 1_800_000_000)
    hand.sql("UPDATE cosignature SET line = :l WHERE witness = 'KIOSK-01'", l=line)
    return "KIOSK-01"


# ------------------------------------------------------------------ everything anew, with the core's own key


def _forget_outside(hand: Adversary) -> None:
    (hand.folder / "witnessed.json").unlink()


def leave_a_record_out_and_sign_all_anew(hand: Adversary) -> str:
    gone = hand.records("kind = 'WeightTaken'")[0]
    after = hand.records(f"kiosk = 'KIOSK-01' AND kiosk_seq = {gone.kiosk_seq + 1}")[0]
    _forget_outside(hand)
    hand.rewritten([bytes(row.envelope) for row in hand.records() if row.seq != gone.seq])
    return str(after.rid)


def reorder_and_sign_all_anew(hand: Adversary) -> str:
    envelopes = [bytes(row.envelope) for row in hand.records()]
    one, other = (row.seq for row in hand.records("kiosk = 'KIOSK-01' AND kind <> 'Signed'")[4:6])
    envelopes[one], envelopes[other] = envelopes[other], envelopes[one]
    _forget_outside(hand)
    named = hand.records(f"seq = {one}")[0].rid
    hand.rewritten(envelopes)
    return str(named)


def cut_the_tail_and_sign_all_anew(hand: Adversary) -> str:
    """Set the count of wrong codes back too, to what the shorter log says."""
    _forget_outside(hand)
    kept = [bytes(row.envelope) for row in hand.records()][:-4]
    hand.rewritten(kept)
    stated = [decode_payload(open_envelope(envelope)[1]).act.facts for envelope in kept]
    wrong = sum((said.get("kind"), said.get("person")) == ("code.wrong", hand.plant.locked) for said in stated)
    hand.sql("UPDATE code_use SET failures = :n WHERE person = :p", n=wrong, p=hand.plant.locked)
    return ""


def invent_the_cores_decisions_anew(hand: Adversary) -> str:
    """Change what the core itself stated, seal its whole chain anew, and build log and checkpoint over that."""
    head, envelopes = Head(CORE_STATION), list[bytes]()
    for row in hand.records():
        old = decode_payload(open_envelope(bytes(row.envelope))[1])
        signed = len(open_envelope(bytes(row.envelope))[0].signatures) > 1
        if row.kiosk == CORE_STATION and not signed:
            facts = dict(old.act.facts)
            if old.act.kind == ActKind.EXCEPTION_OPENED:
                facts["severity"] = "minor"
            act = msgspec.structs.replace(old.act, facts=facts)
            record = seal_record(act, head, old.place.boot, hand.keys.core)
            head = advanced(head, record.place, record.sha256)
            envelopes.append(record.envelope)
        else:
            head = advanced(head, old.place, row.sha256) if row.kiosk == CORE_STATION else head
            envelopes.append(bytes(row.envelope))
    _forget_outside(hand)
    hand.rewritten(envelopes)
    return ""
