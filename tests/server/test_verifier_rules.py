"""The verifier believes nobody, not even the core: records that it logged and signed for are checked one by one."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.acts import (
    DECISIONS,
    Act,
    ActKind,
    ActReference,
    Manifest,
    ManifestLine,
    Meaning,
    Signature,
    Source,
    Subject,
    Value,
)
from core.record.checkpoint import cosign, read_checkpoint, sign_checkpoint
from core.record.envelope import RECORD_TYPE, open_envelope
from core.record.keys import KeyKind, PrivateKey, PublicKey, public_key
from core.record.payload import Record
from server import verifier
from server.export import EarlierCheckpoint, build_export
from server.verifier import Report
from tests.fakes.exports import by_hand, dsse, jcs, unzipped, zipped
from tests.fakes.exports import entry as line
from tests.fakes.log import START, Log, exported, key, reference
from tests.fakes.small_product import BATCH, keys, played, small_batch
from tests.second_verifier.agreement import verify

Line = tuple[str, bytes, bytes]
ONE = Manifest(BATCH, "S10", "1 Clear the room", "en", (ManifestLine("Room", "R-101"),), ())


def checked(tmp_path: Path, lines: list[Line], rows: tuple[PublicKey, ...] | None = None) -> Report:
    return verify(by_hand(tmp_path / "by-hand.zip", BATCH, lines, rows or keys(), key("CORE")))


def reasons(report: Report) -> list[str]:
    return [failure.key for failure in report.failures]


def resealed(record: Record, change: Callable[[Any], object], *signers: PrivateKey) -> Line:
    """Change the plain content of a record and sign it again, with the right keys unless others are given."""
    envelope, payload = open_envelope(record.envelope)
    plain = json.loads(payload)
    change(plain)
    known = {k.id: k for k in (key("K-01"), key("CORE"), *(key(f"P-000{n}") for n in range(1, 8)))}
    with_keys = signers or tuple(known[signature.keyid] for signature in envelope.signatures)
    return record.act.id, dsse(RECORD_TYPE, jcs(plain), *with_keys), jcs(plain)


class Pair:
    """A confirmed step, its signature and its countersignature, to be bent."""

    def __init__(self, doer: str = "P-0001") -> None:
        self.batch = small_batch()
        self.done = self.batch.record(ActKind.CONFIRMED, Subject(step="S10", entry="item_1"), person=doer)
        self.manifest = msgspec.structs.replace(ONE, acts=(reference(self.done),))

    def sign(
        self, person: str = "P-0001", meaning: Meaning = Meaning.PERFORMED, manifest: Manifest | None = None
    ) -> Record:
        return self.batch.signed_record(manifest or self.manifest, self.batch.plant.people[person], meaning)

    def lines(self) -> list[Line]:
        return [line(record) for record in self.batch.records]


@pytest.fixture
def pair() -> Pair:
    return Pair()


def test_an_export_written_by_hand_from_the_description_verifies(pair: Pair, tmp_path: Path) -> None:
    pair.sign()
    pair.sign("P-0002", Meaning.VERIFIED)
    report = checked(tmp_path, pair.lines())
    assert report.ok, verifier.words(report)
    assert (report.user_signatures, report.countersignatures) == (4, 1)


# ------------------------------------------------------------------ keys and signatures


@pytest.mark.urs("11.10(h)")
@pytest.mark.parametrize(
    ("signers", "reason"),
    [
        (("stranger",), "signatures_count"),
        (("CORE",), "station_unknown"),
        (("P-0001",), "station_unknown"),
        (("K-01", "P-0001"), "signatures_count"),
        ((), "signatures_count"),
    ],
)
def test_a_record_that_its_own_station_did_not_sign_alone_is_refused(
    pair: Pair, tmp_path: Path, signers: tuple[str, ...], reason: str
) -> None:
    payload = open_envelope(pair.done.envelope)[1]
    forged = (pair.done.act.id, dsse(RECORD_TYPE, payload, *(key(name) for name in signers)), payload)
    report = checked(tmp_path, [*pair.lines()[:-1], forged])
    assert [(f.record, f.key) for f in report.failures] == [(pair.done.act.id, reason)]


def test_a_signature_by_the_right_key_over_other_bytes_is_refused(pair: Pair, tmp_path: Path) -> None:
    plain = json.loads(pair.done.envelope)
    plain["signatures"][0]["sig"] = base64.b64encode(key("K-01").sign(b"something else")).decode()
    lines = pair.lines()
    assert reasons(checked(tmp_path, [*lines[:-1], (lines[-1][0], jcs(plain), lines[-1][2])])) == ["station_signature"]


def test_a_record_signed_as_another_type_is_refused(pair: Pair, tmp_path: Path) -> None:
    lines = pair.lines()
    identity, _, payload = lines[-1]
    receipt = dsse("application/vnd.countersign.receipt+json", payload, key("K-01"))
    assert reasons(checked(tmp_path, [*lines[:-1], (identity, receipt, payload)])) == ["type_foreign"]


def validity(owner: str, **changes: str) -> tuple[PublicKey, ...]:
    return tuple(msgspec.structs.replace(row, **changes) if row.owner == owner else row for row in keys())


@pytest.mark.urs("11.300(c)")
@pytest.mark.parametrize("owner", ["K-01", "P-0001"])
@pytest.mark.parametrize(
    "change", [{"valid_to": "2026-11-20T00:00:00.000000Z"}, {"valid_from": "2026-11-20T01:00:00.000000Z"}]
)
def test_a_key_outside_its_time_signs_nothing(pair: Pair, tmp_path: Path, owner: str, change: dict[str, str]) -> None:
    pair.sign()
    assert "key_not_valid" in reasons(checked(tmp_path, pair.lines(), validity(owner, **change)))


def test_a_record_made_in_the_seconds_of_its_stations_registration_holds(pair: Pair, tmp_path: Path) -> None:
    rows = validity("K-01", valid_from="2026-11-20T00:00:20.000000Z")
    assert checked(tmp_path, pair.lines(), rows).ok


def claim(**changes: str) -> Callable[[Any], object]:
    return lambda plain: plain["act"]["signature"].update(changes)


@pytest.mark.urs("F12", "11.70")
@pytest.mark.parametrize(
    ("change", "signers", "reason"),
    [
        (claim(), ("K-01",), "signatures_count"),
        (claim(), ("K-01", "P-0002"), "person_unknown"),
        (claim(key=key("P-0002").id), ("K-01", "P-0002"), "person_other"),
        (claim(person="P-0002"), ("K-01", "P-0001"), "person_other"),
        (lambda plain: plain["act"]["who"].update(person="P-0002"), ("K-01", "P-0001"), "person_other"),
        (claim(meaning="agreed"), ("K-01", "P-0001"), "signature_claim"),
        (claim(name=""), ("K-01", "P-0001"), "signature_claim"),
        (claim(role=""), ("K-01", "P-0001"), "signature_claim"),
        (lambda plain: plain["act"]["signature"].update(manifests=[]), ("K-01", "P-0001"), "manifest_none"),
        (lambda plain: plain["act"].pop("signature"), ("K-01",), "signature_misplaced"),
        (lambda plain: plain["act"].update(kind="Confirmed"), ("K-01", "P-0001"), "signature_misplaced"),
        (
            lambda plain: (plain["act"].pop("signature"), plain["act"].update(kind="BatchReleased")),
            ("K-01",),
            "decision_not_by_core",
        ),
        (lambda plain: plain["act"]["signature"].pop("manifests"), ("K-01", "P-0001"), "act_incomplete"),
        (lambda plain: plain["act"].pop("when"), ("K-01", "P-0001"), "act_incomplete"),
        (lambda plain: plain["act"]["when"].update(utc="yesterday"), ("K-01", "P-0001"), "act_incomplete"),
        (lambda plain: plain.update(major=2), ("K-01", "P-0001"), "version_unknown"),
        (lambda plain: plain.update(schema="other"), ("K-01", "P-0001"), "version_unknown"),
        (lambda plain: plain["place"].update(kiosk="K-99"), ("K-01", "P-0001"), "station_unknown"),
        (lambda plain: plain["act"].update(id="another"), ("K-01", "P-0001"), "id_other"),
    ],
)
def test_a_signature_that_does_not_hold_in_every_part_is_refused(
    pair: Pair, tmp_path: Path, change: Callable[[Any], object], signers: tuple[str, ...], reason: str
) -> None:
    record = pair.sign()
    forged = resealed(record, change, *(key(name) for name in signers))
    report = checked(tmp_path, [*pair.lines()[:-1], forged])
    assert [(f.record, f.key) for f in report.failures] == [(record.act.id, reason)]


# ------------------------------------------------------------------ form


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (lambda text: text.replace(b'{"act"', b'{ "act"', 1), "not_canonical"),
        (lambda text: text.replace(b'"schema":', b'"schema":"x","schema":', 1), "not_canonical"),
        (lambda text: text.replace(b'"epoch":1', b'"epoch":1.0', 1), "not_json"),
        (lambda text: text.replace(b'"epoch":1', b'"epoch":9007199254740993', 1), "not_json"),
        (lambda text: text.replace(b'"epoch":1', b'"epoch":NaN', 1), "not_json"),
        (lambda text: text.replace(b'"subject":{', '"subject":{"步":"1",'.encode(), 1), "not_canonical"),
        (lambda text: text[:-1], "not_json"),
        (lambda text: text.replace(b"S10", b"S\\u0031\\u0030", 1), "not_canonical"),
        (lambda text: b"[" * 60_000, "not_json"),
        (lambda text: text.replace(b"S10", b"S" * 100_000, 1), "no_envelope"),
    ],
)
def test_a_payload_in_any_but_the_one_form_is_refused_though_it_is_signed(
    pair: Pair, tmp_path: Path, payload: Callable[[bytes], bytes], reason: str
) -> None:
    lines = pair.lines()
    changed = payload(lines[-1][2])
    assert changed != lines[-1][2]
    forged = (lines[-1][0], dsse(RECORD_TYPE, changed, key("K-01")), changed)
    assert reasons(checked(tmp_path, [*lines[:-1], forged])) == [reason]


# ------------------------------------------------------------------ manifests and countersignatures


@pytest.mark.urs("F12")
def test_a_signature_over_another_version_of_an_act_is_refused(pair: Pair, tmp_path: Path) -> None:
    other = msgspec.structs.replace(pair.manifest, acts=(ActReference(pair.done.act.id, "0" * 64),))
    pair.sign(manifest=other)
    assert reasons(checked(tmp_path, pair.lines())) == ["manifest_other"]


def test_a_signature_over_an_act_that_is_not_there_is_refused(pair: Pair, tmp_path: Path) -> None:
    pair.sign(manifest=msgspec.structs.replace(pair.manifest, acts=(ActReference("nowhere", "0" * 64),)))
    assert reasons(checked(tmp_path, pair.lines())) == ["manifest_missing"]


def test_a_signature_over_an_act_that_came_later_is_refused(pair: Pair, tmp_path: Path) -> None:
    pair.sign()
    first, last = pair.lines()[-2:]
    assert "manifest_missing" in reasons(checked(tmp_path, [*pair.lines()[:-2], last, first]))


@pytest.mark.urs("F11", "GMP 116")
def test_nobody_countersigns_the_own_work(pair: Pair, tmp_path: Path) -> None:
    pair.sign()
    pair.sign("P-0001", Meaning.VERIFIED)
    assert reasons(checked(tmp_path, pair.lines())) == ["same_person"]


@pytest.mark.urs("F11")
def test_who_signed_for_the_work_of_others_does_not_countersign_it(tmp_path: Path) -> None:
    pair = Pair("P-0003")
    pair.sign()
    pair.sign("P-0001", Meaning.VERIFIED)
    assert reasons(checked(tmp_path, pair.lines())) == ["same_person"]


@pytest.mark.urs("F11")
def test_who_did_a_part_does_not_countersign_the_whole(pair: Pair, tmp_path: Path) -> None:
    other = pair.batch.record(ActKind.CONFIRMED, Subject(step="S10", entry="item_2"), person="P-0002")
    manifest = msgspec.structs.replace(ONE, acts=(reference(pair.done), reference(other)))
    pair.sign(manifest=manifest)
    pair.sign("P-0002", Meaning.VERIFIED, manifest)
    assert reasons(checked(tmp_path, pair.lines())) == ["same_person"]


@pytest.mark.urs("F11")
def test_a_countersignature_over_another_manifest_confirms_nothing(pair: Pair, tmp_path: Path) -> None:
    pair.sign()
    shown = msgspec.structs.replace(pair.manifest, lines=(ManifestLine("Room", "R-102"),))
    pair.sign("P-0002", Meaning.VERIFIED, shown)
    assert reasons(checked(tmp_path, pair.lines())) == ["nothing_performed"]


def test_a_countersignature_before_the_signature_is_refused(pair: Pair, tmp_path: Path) -> None:
    pair.sign("P-0002", Meaning.VERIFIED)
    pair.sign()
    assert reasons(checked(tmp_path, pair.lines())) == ["nothing_performed"]
    early = Pair()
    early.sign()
    late = early.sign("P-0002", Meaning.VERIFIED)
    before = resealed(late, lambda plain: plain["act"]["when"].update(utc="2026-11-20T00:00:01.000000Z"))
    assert reasons(checked(tmp_path, [*early.lines()[:-1], before])) == ["not_later"]


# ------------------------------------------------------------------ chains


@pytest.mark.urs("F34")
def test_a_broken_link_is_named_and_a_neighbour_elsewhere_is_only_counted(pair: Pair, tmp_path: Path) -> None:
    second = pair.batch.record(ActKind.CONFIRMED, Subject(step="S10", entry="item_2"))
    third = pair.batch.record(ActKind.CONFIRMED, Subject(step="S10", entry="item_3"))
    broken = resealed(second, lambda plain: plain["place"].update(prev="ab" * 32))
    lines = [*pair.lines()[:-2], broken, line(third)]
    report = checked(tmp_path, lines)
    assert {f.record for f in report.failures if f.key == "chain_broken"} == {second.act.id, third.act.id}
    without = [*pair.lines()[:-2], line(third)]
    report = checked(tmp_path, without)
    assert (report.ok, report.open_links) == (True, 1)


def test_two_records_at_one_place_of_a_chain_are_a_fork(pair: Pair, tmp_path: Path) -> None:
    twin = resealed(pair.done, lambda plain: plain["act"].update(id="twin"))
    report = checked(tmp_path, [*pair.lines(), ("twin", *twin[1:])])
    assert [(f.record, f.key) for f in report.failures] == [("twin", "chain_order")]


def test_two_records_of_one_id_are_found(pair: Pair, tmp_path: Path) -> None:
    twin = pair.batch.stations["K-01"].seal(pair.done.act)
    assert reasons(checked(tmp_path, [*pair.lines(), line(twin)])) == ["id_twice"]


def test_one_record_twice_is_found(pair: Pair, tmp_path: Path) -> None:
    assert not checked(tmp_path, [*pair.lines(), pair.lines()[-1]]).ok


def test_a_first_record_must_begin_its_chain(pair: Pair, tmp_path: Path) -> None:
    begun = resealed(pair.done, lambda plain: plain["place"].update(prev="ab" * 32))
    assert reasons(checked(tmp_path, [*pair.lines()[:-1], begun])) == ["chain_broken"]


# ------------------------------------------------------------------ log


def relisted(path: Path, files: dict[str, bytes], **changed: bytes) -> Report:
    """Change files and let the core sign a list that names them as they are now."""
    files = {**files, **{name.replace("_", "."): data for name, data in changed.items()}}
    plain = json.loads(base64.b64decode(json.loads(files["export.json"])["payload"]))
    plain["files"] = {name: verifier.sha256(data).hexdigest() for name, data in files.items() if name != "export.json"}
    files["export.json"] = dsse(verifier.EXPORT_TYPE.decode(), jcs(plain), key("CORE"))
    return verify(zipped(path, files))


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return unzipped(build_export(exported(BATCH, played().records, keys(), key("CORE"), earlier=(32,)), key("CORE")))


@pytest.mark.urs("F34")
def test_a_record_that_the_signed_root_does_not_hold_is_named(files: dict[str, bytes], tmp_path: Path) -> None:
    proofs = json.loads(files["proofs.json"])
    proofs["records"][50][0] = proofs["records"][51][1]
    report = relisted(tmp_path / "x.zip", files, proofs_json=jcs(proofs))
    assert "not_in_log" in reasons(report)


def test_a_checkpoint_of_another_log_is_refused(files: dict[str, bytes], tmp_path: Path) -> None:
    other = Log()
    for number in range(200):
        other.append(b"%d" % number)
    report = relisted(tmp_path / "x.zip", files, checkpoint_txt=other.note(key("CORE")).encode())
    assert set(reasons(report)) == {"not_in_log", "not_consistent"}


def test_a_checkpoint_by_a_stranger_is_refused(files: dict[str, bytes], tmp_path: Path) -> None:
    log = Log()
    log.append(b"x")
    report = relisted(tmp_path / "x.zip", files, checkpoint_txt=log.note(key("stranger")).encode())
    assert reasons(report) == ["checkpoint_signature"]


@pytest.mark.parametrize("place", [-10, -40])
def test_a_checkpoint_under_the_right_name_with_a_wrong_signature_is_refused(
    files: dict[str, bytes], tmp_path: Path, place: int
) -> None:
    note = bytearray(files["checkpoint.txt"])
    note[place] = ord("A") if note[place] != ord("A") else ord("B")
    assert reasons(relisted(tmp_path / "x.zip", files, checkpoint_txt=bytes(note))) == ["checkpoint_signature"]


@pytest.mark.urs("F34")
def test_records_listed_in_another_order_than_the_log_are_named(pair: Pair, tmp_path: Path) -> None:
    pair.sign()
    files = unzipped(by_hand(tmp_path / "x.zip", BATCH, pair.lines(), keys(), key("CORE")).read_bytes())
    proofs, acts = json.loads(files["proofs.json"]), files["acts.jsonl"].splitlines()
    plain = json.loads(base64.b64decode(json.loads(files["export.json"])["payload"]))
    for rows in (proofs["records"], acts, plain["records"]):
        rows[-2:] = reversed(rows[-2:])
    files |= {"proofs.json": jcs(proofs), "acts.jsonl": b"".join(item + b"\n" for item in acts)}
    files["export.json"] = dsse(verifier.EXPORT_TYPE.decode(), jcs(plain), key("CORE"))
    assert "log_order" in reasons(relisted(tmp_path / "y.zip", files))


@pytest.mark.parametrize("extra", [b"\n", b"first"])
def test_a_line_too_many_is_found(files: dict[str, bytes], tmp_path: Path, extra: bytes) -> None:
    first = files["envelopes.jsonl"].split(b"\n")[0] + b"\n"
    data = files["envelopes.jsonl"] + (first if extra == b"first" else extra)
    assert reasons(relisted(tmp_path / "x.zip", files, envelopes_jsonl=data)) == ["lines_differ"]


@pytest.mark.urs("F34")
def test_an_earlier_checkpoint_that_the_log_does_not_extend_is_named(tmp_path: Path) -> None:
    export = exported(BATCH, played().records, keys(), key("CORE"), earlier=(32,))
    fork = Log()
    for number in range(32):
        fork.append(b"%d" % number)
    forked = EarlierCheckpoint(32, fork.note(key("CORE")), export.earlier[0].proof)
    path = tmp_path / "fork.zip"
    path.write_bytes(build_export(msgspec.structs.replace(export, earlier=(forked,)), key("CORE")))
    report = verify(path)
    assert [(f.record, f.key) for f in report.failures] == [("checkpoints/32.txt", "not_consistent")]


def cosigned(note: str, witness: str, signer: PrivateKey) -> str:
    """Add a cosignature/v1 line to a signed note (C2SP tlog-cosignature)."""
    body, seconds = note.split("\n\n")[0] + "\n", 1_795_000_000
    raw = signer.sign(f"cosignature/v1\ntime {seconds}\n{body}".encode())
    mark = verifier.sha256(witness.encode() + b"\n\x04" + signer.public).digest()[:4]
    return note + f"— {witness} {base64.b64encode(mark + seconds.to_bytes(8, 'big') + raw).decode()}\n"


@pytest.mark.urs("F34")
def test_a_witness_counts_only_when_its_cosignature_holds(files: dict[str, bytes], tmp_path: Path) -> None:
    note = files["checkpoint.txt"].decode()
    good = cosigned(note, "K-01", key("K-01"))
    assert relisted(tmp_path / "x.zip", files, checkpoint_txt=good.encode()).witnesses == 1
    assert cosign(note, "K-01", key("K-01"), 1_795_000_000) == good
    twice = cosigned(good, "K-01", key("K-01"))
    assert relisted(tmp_path / "x.zip", files, checkpoint_txt=twice.encode()).witnesses == 1
    forged = cosigned(note, "K-01", key("stranger"))
    assert relisted(tmp_path / "x.zip", files, checkpoint_txt=forged.encode()).witnesses == 0
    spoilt = good[:-10] + ("A" if good[-10] != "A" else "B") + good[-9:]
    assert relisted(tmp_path / "x.zip", files, checkpoint_txt=spoilt.encode()).witnesses == 0
    person = cosigned(note, "P-0001", key("P-0001"))
    assert relisted(tmp_path / "x.zip", files, checkpoint_txt=person.encode()).witnesses == 0


# ------------------------------------------------------------------ the list, and what an export refuses to be


def test_a_list_that_a_kiosk_signed_is_no_list(files: dict[str, bytes], tmp_path: Path) -> None:
    plain = base64.b64decode(json.loads(files["export.json"])["payload"])
    forged = {**files, "export.json": dsse(verifier.EXPORT_TYPE.decode(), plain, key("K-01"))}
    assert reasons(verify(zipped(tmp_path / "x.zip", forged))) == ["list_unsigned"]


def test_two_rows_of_one_key_are_refused(files: dict[str, bytes], tmp_path: Path) -> None:
    rows = json.loads(files["keys.json"])
    report = relisted(tmp_path / "x.zip", files, keys_json=jcs([*rows, rows[0]]))
    assert reasons(report) == ["keys_unreadable"]


def test_a_row_that_names_another_key_than_it_holds_is_refused(files: dict[str, bytes], tmp_path: Path) -> None:
    rows = json.loads(files["keys.json"])
    rows[1]["public"] = key("stranger").public.hex()
    assert reasons(relisted(tmp_path / "x.zip", files, keys_json=jcs(rows))) == ["keys_unreadable"]


def test_a_list_without_records_proves_nothing(tmp_path: Path) -> None:
    files = unzipped(by_hand(tmp_path / "one.zip", BATCH, Pair().lines(), keys(), key("CORE")).read_bytes())
    plain = json.loads(base64.b64decode(json.loads(files["export.json"])["payload"]))
    files["export.json"] = dsse(verifier.EXPORT_TYPE.decode(), jcs({**plain, "records": []}), key("CORE"))
    assert reasons(verify(zipped(tmp_path / "none.zip", files))) == ["list_empty"]


def test_an_earlier_checkpoint_may_be_signed_by_an_earlier_key_of_the_core(tmp_path: Path) -> None:
    old = key("CORE before")
    rows = (*keys(), public_key(old, KeyKind.CORE, "CORE", START))
    export = exported(BATCH, played().records, rows, key("CORE"), earlier=(32,))
    resigned = sign_checkpoint(read_checkpoint(export.earlier[0].note, key("CORE").public), old)
    earlier = (msgspec.structs.replace(export.earlier[0], note=resigned),)
    path = tmp_path / "old-key.zip"
    path.write_bytes(build_export(msgspec.structs.replace(export, earlier=earlier), key("CORE")))
    assert (verify(path).ok, verify(path).checkpoints) == (True, 2)


def test_no_control_character_of_an_export_reaches_the_terminal(tmp_path: Path) -> None:
    bent = small_batch(lambda act: msgspec.structs.replace(act, id="\x1b[2J\u202e" + act.id))
    lines = [line(record) for record in bent.records]
    forged = (lines[-1][0], dsse(RECORD_TYPE, lines[-1][2], key("stranger")), lines[-1][2])
    report = checked(tmp_path, [*lines[:-1], forged])
    assert not report.ok
    assert all(c.isprintable() or c == "\n" for c in verifier.words(report, "zh"))


def test_simulated_records_are_counted(tmp_path: Path) -> None:
    bent = small_batch(lambda act: msgspec.structs.replace(act, simulated=act.kind == ActKind.BATCH_ISSUED))
    assert checked(tmp_path, [line(record) for record in bent.records]).simulated == 1


def test_values_in_chinese_and_control_characters_keep_their_canonical_form(tmp_path: Path) -> None:
    batch = small_batch()
    value = {"value": Value("1.0", "℃", Source.TYPED)}
    batch.record(ActKind.VALUE_ENTERED, Subject(), value, note='步骤 \u0001\u001f\u007f\t\n"\\/\u2028 😀 é')
    assert checked(tmp_path, [line(record) for record in batch.records]).ok


def test_a_second_key_of_a_station_takes_over(pair: Pair, tmp_path: Path) -> None:
    fresh = key("K-01 new")
    rows = (*keys(), public_key(fresh, KeyKind.DEVICE, "K-01", START))
    pair.batch.stations["K-01"].key = fresh
    pair.sign()
    assert checked(tmp_path, pair.lines(), rows).ok


def test_the_signature_type_has_every_field_that_the_verifier_reads() -> None:
    read = {"person", "name", "role", "meaning", "key", "manifests"}
    assert read <= set(Signature.__struct_fields__)
    assert {"kind", "id", "who", "when", "signature", "simulated"} <= set(Act.__struct_fields__)
    assert set(verifier.MEANINGS) == {str(meaning) for meaning in Meaning}


def test_the_verifier_names_the_same_decisions_of_the_core_as_the_product() -> None:
    assert {kind.value for kind in DECISIONS} == verifier.DECISIONS
