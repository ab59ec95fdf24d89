"""`countersign verify`, `export` and `report` over a real database with a whole batch."""

import io
import json
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pypdf
import pytest
import typer
from typer.testing import CliRunner, Result

from core.acts import ActKind
from core.changes import change
from core.genealogy import TracedEdge
from core.people import Role
from core.record.canonical import canonical
from core.record.keys import KeyKind, PrivateKey, key_id, public_key
from core.times import utc_text
from server.config import CoreConfig, write_config
from server.documents import Wish, write_export
from server.log import log_root
from server.log_proofs import consistency_file
from server.proof_commands import register_proof
from server.queries import trace
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.enrolling import Enroller
from tests.fakes.exports import unzipped
from tests.fakes.served import ServedBatch
from tests.second_verifier.agreement import verify as both


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    register_proof(app)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def traced(core: CoreUnderTest, lot: str) -> tuple[TracedEdge, ...]:
    with core.service.store.unit() as unit:
        return trace(unit, lot, forward=False).edges


@pytest.fixture
def config(core: CoreUnderTest, tmp_path: Path) -> Path:
    path = tmp_path / "core.json"
    site = core.service.writer.picture.plant.site
    settings = CoreConfig(
        site, core.founded.postgres_url, ("nats://127.0.0.1:1",), Path("x"), core.founded.folder, tmp_path
    )
    write_config(path, settings)
    return path


@pytest.mark.urs("F34", "11.10(b)", "NMPA 21(2)")
def test_a_batch_of_the_real_core_is_exported_verified_and_printed(
    core: CoreUnderTest, batch: ServedBatch, config: Path, tmp_path: Path
) -> None:
    number, out = batch.state.number, tmp_path / "batch.zip"
    exported = run("export", number, "--out", out, "--config", config)
    assert exported.exit_code == 0, exported.output
    assert both(out).ok
    verified = run("verify", out, "--json", "--core-key", key_id(core.keys.core.public))
    answer = json.loads(verified.stdout)
    assert (verified.exit_code, answer["ok"], answer["failures"], answer["pinned"]) == (0, True, [], True)
    assert answer["records"] - answer["brought"] == len(batch.records)
    assert answer["user_signatures"] >= answer["countersignatures"] > 0
    words = run("verify", out, "--lang", "zh")
    assert "核验通过" in words.stdout
    pdf = tmp_path / "record.pdf"
    assert run("report", number, "--out", pdf, "--lang", "zh", "--config", config).exit_code == 0
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.read_bytes())).pages]
    assert all(number in page for page in pages)
    assert answer["digest"][:8] in pages[0]
    again = run("export", number, "--out", out, "--config", config)
    assert (again.exit_code, "is there already" in again.stderr) == (1, True)


@pytest.mark.urs("F34")
def test_a_lot_is_exported_with_the_batches_and_receipts_of_all_that_went_into_it(
    core: CoreUnderTest, kiosk: KioskUnderTest, config: Path, tmp_path: Path
) -> None:
    first, second = ServedBatch(kiosk), ServedBatch(kiosk)
    first.play()
    made = [lot for lot in core.service.writer.picture.plant.lots if lot.startswith(first.state.number)]
    out = tmp_path / "lot.zip"
    assert run("export", "--lot", made[-1], "--out", out, "--config", config).exit_code == 0
    assert both(out).ok
    answer = json.loads(run("verify", out, "--json").stdout)
    assert (answer["ok"], answer["failures"], answer["about"]) == (True, [], {"lot": made[-1]})
    acts = [json.loads(line)["act"] for line in unzipped(out.read_bytes())["acts.jsonl"].splitlines()]
    ids = {act["id"] for act in acts}
    assert {record.act.id for record in first.records} <= ids
    assert not {record.act.id for record in second.records} & ids
    received = {act["subject"]["lot"] for act in acts if act["kind"] == "GoodsReceived"}
    assert {row.parent for row in traced(core, made[-1])} & received
    unknown = run("export", "--lot", "L-none", "--out", tmp_path / "x.zip", "--config", config)
    assert unknown.stderr == "No lot L-none is known here. Check the number.\n"


@pytest.mark.urs("F34")
def test_a_period_is_exported_as_whole_chains(
    core: CoreUnderTest, kiosk: KioskUnderTest, config: Path, tmp_path: Path
) -> None:
    ServedBatch(kiosk).play(lambda batch: len(batch.records) > 40)
    day = core.clock.utc().astimezone(timezone(timedelta(hours=8))).date().isoformat()
    out = tmp_path / "day.zip"
    assert run("export", "--from", day, "--to", day, "--out", out, "--config", config).exit_code == 0
    answer = json.loads(run("verify", out, "--json").stdout)
    assert (answer["ok"], answer["failures"], answer["open_links"]) == (True, [], 0)
    assert answer["records"] == answer["links"]
    late = core.clock.utc() - timedelta(seconds=90)
    part = tmp_path / "part.zip"
    told = ("--from", late.isoformat(), "--to", core.clock.utc().isoformat())
    done = run("export", *told, "--out", part, "--config", config)
    assert done.exit_code == 0, done.output
    assert both(part).ok
    answer = json.loads(run("verify", part, "--json").stdout)
    assert (answer["ok"], answer["failures"]) == (True, [])
    assert 0 < answer["brought"] < answer["records"]


def whole_log(core: CoreUnderTest, config: Path, out: Path) -> dict[str, Any]:
    """Export and verify everything since the founding."""
    told = ("--from", "2000-01-01", "--to", (core.clock.utc() + timedelta(seconds=1)).isoformat())
    exported = run("export", *told, "--out", out, "--config", config)
    assert exported.exit_code == 0, exported.output
    both(out)
    return json.loads(run("verify", out, "--json").stdout)


@pytest.mark.urs("F11", "11.100(b)", "11.200(a)(3)")
def test_whom_two_enrolled_enrols_others_and_every_key_is_proved_back_to_the_founders(
    core: CoreUnderTest, config: Path, tmp_path: Path
) -> None:
    enroller = Enroller(KioskUnderTest(core, "QA-01"))
    for user, by in (("newbie7", ("P-0013", "P-0014")), ("newbie8", ("P-0014", "P-0008"))):
        changes, _ = enroller.new_person(user, "lake-pencil-thunder-9", Role.OPERATOR)
        assert enroller.sign(changes, *by).refusal is None
    old = core.service.writer.picture.registry.held(KeyKind.USER, "P-0001")
    assert old is not None
    closed = msgspec.structs.replace(old, valid_to=utc_text(core.clock.utc()), revoked_because="lost")
    assert enroller.sign((change("keys", old.id, closed),), "P-0013").refusal is None
    answer = whole_log(core, config, tmp_path / "log.zip")
    assert (answer["ok"], answer["failures"], answer["brought"]) == (True, [], 0)
    assert answer["records"] == answer["links"] == answer["log_size"]
    founders = [founder.split()[0] for founder in answer["founders"]]
    assert founders == ["P-0013", "P-0014"]


@pytest.mark.urs("11.200(a)(3)")
def test_a_key_that_the_core_alone_states_is_found_in_every_export_that_it_signs(
    core: CoreUnderTest, config: Path, tmp_path: Path
) -> None:
    stranger = PrivateKey(b"s" * 32)
    row = public_key(stranger, KeyKind.USER, "P-0001", utc_text(core.clock.utc()))
    with core.service.writer.writing() as writing:
        stated = {"kind": "keys", "id": row.id, "body": canonical(row).decode()}
        forged = writing.decide(ActKind.PLANT_CHANGED, facts=stated)
        founded = writing.decide(ActKind.PLANT_CHANGED, facts={**stated, "founding": "yes"})
    answer = whole_log(core, config, tmp_path / "log.zip")
    named = [failure["record"] for failure in answer["failures"]]
    assert (answer["ok"], named[:2]) == (False, [forged.act.id, founded.act.id])


@pytest.mark.urs("F34")
def test_two_printed_roots_are_laid_beside_a_consistency_proof_of_the_core(
    core: CoreUnderTest, kiosk: KioskUnderTest, tmp_path: Path
) -> None:
    ServedBatch(kiosk)
    path = tmp_path / "between.json"
    with core.store.unit() as unit:
        path.write_bytes(consistency_file(unit, 20, 35))
        printed = [f"{size}:{log_root(unit, size).hex()}" for size in (20, 35)]
    verified = run("verify", path, "--checkpoint", printed[0], "--checkpoint", printed[1])
    assert (verified.exit_code, "2 of those given" in verified.stdout) == (0, True)
    assert run("verify", path, "--checkpoint", printed[0], "--checkpoint", "35:" + "0" * 64).exit_code == 1


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ((), "Name one of these"),
        (("B1", "--lot", "L1"), "Name one of these"),
        (("--from", "2001-01-01", "--to", "2001-01-02"), "Nothing was accepted from 2000-12-31T16:00:00.000000Z"),
        (("--from", "2001-01-01"), "a period with its first and last day"),
        (("--to", "2001-01-01"), "a period with its first and last day"),
        (("--from", "yesterday", "--to", "today"), "yesterday is no day"),
    ],
)
def test_a_wish_that_names_no_one_thing_gives_one_sentence(
    config: Path, tmp_path: Path, wish: tuple[str, ...], sentence: str
) -> None:
    result = run("export", *wish, "--out", tmp_path / "x.zip", "--config", config)
    assert (result.exit_code, sentence in result.stderr) == (1, True)
    assert not list(tmp_path.glob("x*"))


def test_a_batch_that_nobody_issued_gives_one_sentence_and_no_file(config: Path, tmp_path: Path) -> None:
    out = tmp_path / "none.zip"
    result = run("export", "B9999-0001", "--out", out, "--config", config)
    assert (result.exit_code, result.stderr) == (1, "No batch B9999-0001 was issued here. Check the number.\n")
    assert not out.exists()


def test_a_folder_that_is_not_there_gives_one_sentence(
    core: CoreUnderTest, kiosk: KioskUnderTest, config: Path, tmp_path: Path
) -> None:
    number = ServedBatch(kiosk).state.number
    result = run("report", number, "--out", tmp_path / "no" / "x.pdf", "--config", config)
    assert (result.exit_code, "cannot be written" in result.stderr) == (1, True)


def test_settings_that_cannot_be_read_give_one_sentence(tmp_path: Path) -> None:
    result = run("report", "B1", "--out", tmp_path / "x.pdf", "--config", tmp_path / "none.json")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1


def test_a_failed_verification_ends_with_1(tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(b"nothing")
    result = run("verify", file, "--json")
    assert (result.exit_code, json.loads(result.stdout)["ok"]) == (1, False)


def test_records_of_other_batches_between_do_not_come_along(
    core: CoreUnderTest, kiosk: KioskUnderTest, config: Path, tmp_path: Path
) -> None:
    first, second = ServedBatch(kiosk), ServedBatch(kiosk)
    kiosk.send(kiosk.seal())
    for number, batch in enumerate((first, second)):
        assert write_export(config, Wish(batch=batch.state.number), tmp_path / f"{number}.zip") == len(batch.records)
        assert run("verify", tmp_path / f"{number}.zip").exit_code == 0
