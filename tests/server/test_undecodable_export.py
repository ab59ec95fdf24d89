"""A record whose act the core cannot decode holds up no export: it goes out as its bytes, and verify names it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.acts import ActKind, Subject, Who
from core.record.canonical import canonical
from core.record.chain import advanced
from core.record.digest import sha256_hex
from core.record.envelope import RECORD_TYPE, open_envelope, seal
from server.config import CoreConfig, write_config
from server.documents import Wish, write_export
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.exports import unzipped
from tests.second_verifier.agreement import verify

PHOTO = b"\xff\xd8\xff" + bytes(500)


def send_bent(kiosk: KioskUnderTest, change: Callable[[Any], object]) -> bytes:
    """Send a record whose payload was changed before it was signed; gives the payload."""
    sealed = kiosk.seal()
    plain = msgspec.json.decode(open_envelope(sealed.envelope)[1])
    change(plain)
    payload = canonical(plain)
    kiosk.head = advanced(kiosk.head, sealed.place, sha256_hex(payload))
    kiosk.send(seal(RECORD_TYPE, payload, kiosk.device))
    return payload


def exported(core: CoreUnderTest, folder: Path) -> Path:
    """Export all that was ever accepted."""
    config, site = folder / "core.json", core.service.writer.picture.plant.site
    bus = ("nats://127.0.0.1:1",)
    write_config(config, CoreConfig(site, core.founded.postgres_url, bus, Path("x"), core.founded.folder, folder))
    out = folder / "period.zip"
    write_export(config, Wish(since="2020-01-01", until="2099-01-01"), out)
    return out


@pytest.mark.urs("F34", "11.10(b)", "11.10(c)")
def test_what_cannot_be_decoded_goes_out_as_its_bytes_and_is_named(
    core: CoreUnderTest, kiosk: KioskUnderTest, tmp_path: Path
) -> None:
    later = send_bent(kiosk, lambda plain: plain.update(major=2))
    bare = send_bent(kiosk, lambda plain: plain.update(act={"said": "nothing"}))
    other = send_bent(kiosk, lambda plain: plain["act"].update(id=17))
    kiosk.send(kiosk.seal())
    out = exported(core, tmp_path)
    files = unzipped(out.read_bytes())
    assert {later, bare, other} <= set(files["acts.jsonl"].split(b"\n"))
    named = [(failure.record, failure.key) for failure in verify(out).failures]
    identity = msgspec.json.decode(later)["act"]["id"]
    assert named == [
        (identity, "version_unknown"),
        (sha256_hex(bare), "act_incomplete"),
        (sha256_hex(other), "act_incomplete"),
    ]


@pytest.mark.urs("F34")
def test_a_kind_of_a_later_version_that_is_signed_as_it_must_be_verifies(
    core: CoreUnderTest, kiosk: KioskUnderTest, tmp_path: Path
) -> None:
    send_bent(kiosk, lambda plain: plain["act"].update(kind="TeleportedLater"))
    facts = {"sha256": sha256_hex(PHOTO), "type": "image/jpeg", "name": "bowl.jpg", "size": "503"}
    send_bent(kiosk, lambda plain: plain["act"].update(kind="FileAttached", facts=facts, values={"v": 1}))
    report = verify(exported(core, tmp_path))
    assert (report.failures, report.files_missing) == ([], [f"files/{sha256_hex(PHOTO)}.jpg"])


@pytest.mark.urs("F34", "11.10(c)")
def test_a_kiosk_that_states_what_only_the_core_states_holds_up_no_export(
    core: CoreUnderTest, kiosk: KioskUnderTest, tmp_path: Path
) -> None:
    forged = [
        kiosk.seal(kiosk.act(ActKind.PLANT_CHANGED, facts=facts))
        for facts in ({"kind": "keys"}, {"kind": "keys", "id": "0" * 16, "body": "no JSON"})
    ]
    kiosk.send(*forged)
    named = [(failure.record, failure.key) for failure in verify(exported(core, tmp_path)).failures]
    assert named == [(record.act.id, "decision_not_by_core") for record in forged]


@pytest.mark.urs("F26", "F34")
def test_the_export_of_a_period_holds_the_files_of_its_records(
    core: CoreUnderTest, kiosk: KioskUnderTest, tmp_path: Path
) -> None:
    facts = {"sha256": sha256_hex(PHOTO), "name": "bowl.jpg", "type": "image/jpeg", "size": str(len(PHOTO))}
    about = Subject(batch="B2611-0001", step="S050", entry="file")
    kiosk.send(kiosk.seal(kiosk.act(ActKind.FILE_ATTACHED, Who(person="P-0001"), about, None, facts)))
    part = {"sha256": facts["sha256"], "part": 0, "parts": 1, "data": msgspec.to_builtins(PHOTO)}
    assert kiosk.ask("keep_file", **part).body == {"complete": True}
    out = exported(core, tmp_path)
    report = verify(out)
    assert (report.failures, report.files, report.files_missing) == ([], 1, [])
    assert unzipped(out.read_bytes())[f"files/{sha256_hex(PHOTO)}.jpg"] == PHOTO
