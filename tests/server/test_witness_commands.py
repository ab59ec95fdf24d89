"""The commands of the core about its log and its witnesses."""

import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from core.acts import ActKind, Who
from core.record.checkpoint import read_checkpoint
from core.record.log import consistency_holds, inclusion_holds, leaf_hash
from server.config import CoreConfig, write_config
from server.core_commands import register_core
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.witness import WitnessUnderTest, grown

pytestmark = pytest.mark.urs("F34")


@pytest.fixture
async def first(core: CoreUnderTest, tmp_path: Path) -> AsyncIterator[WitnessUnderTest]:
    made = await WitnessUnderTest.opened(core, "KIOSK-01", tmp_path)
    yield made
    await made.outbox.close()


def configured(core: CoreUnderTest, folder: Path) -> Path:
    """Write the settings of a core whose bus cannot be reached."""
    path = folder / "core.json"
    keys = core.founded.folder
    write_config(path, CoreConfig("demo", core.founded.postgres_url, ("nats://127.0.0.1:1",), Path("x"), keys, folder))
    return path


def run(core: CoreUnderTest, folder: Path, *arguments: str | Path) -> Result:
    path = configured(core, folder)
    app = typer.Typer()
    register_core(app)
    return CliRunner().invoke(app, ["core", *(str(argument) for argument in arguments), "--config", str(path)])


def test_a_record_is_proved_to_be_in_the_log_by_one_small_file(
    core: CoreUnderTest, kiosk: KioskUnderTest, tmp_path: Path
) -> None:
    wanted = kiosk.seal()
    kiosk.send(wanted)
    assert "No checkpoint covers" in run(core, tmp_path, "inclusion", wanted.act.id, "--out", tmp_path / "x").stderr
    note = grown(kiosk, 6)
    out = tmp_path / "inclusion.json"
    assert run(core, tmp_path, "inclusion", wanted.act.id, "--out", out).exit_code == 0
    told = json.loads(out.read_bytes())
    signed = read_checkpoint(told["checkpoint"], core.keys.core.public)
    leaf = leaf_hash(bytes.fromhex(told["envelope"]))
    proof = [bytes.fromhex(item) for item in told["proof"]]
    assert told["envelope"] == hashlib.sha256(wanted.envelope).hexdigest()
    assert inclusion_holds(leaf, told["index"], signed.size, proof, signed.root)
    assert told["checkpoint"] == note
    for size in ("1", "999999"):
        bad = run(core, tmp_path, "inclusion", wanted.act.id, "--size", size, "--out", tmp_path / "x")
        assert (bad.exit_code, "No checkpoint covers" in bad.stderr) == (1, True)
    assert "holds no record" in run(core, tmp_path, "inclusion", "none", "--out", tmp_path / "x").stderr
    assert not (tmp_path / "x").exists()


def test_any_two_sizes_of_the_log_are_proved_consistent(
    core: CoreUnderTest, kiosk: KioskUnderTest, tmp_path: Path
) -> None:
    note = grown(kiosk, 5)
    new = int(note.split("\n")[1])
    for old in range(1, new + 1, 7):
        out = tmp_path / f"{old}.json"
        assert run(core, tmp_path, "consistency", str(old), str(new), "--out", out).exit_code == 0
        told = json.loads(out.read_bytes())
        roots = [bytes.fromhex(told[name]["root"]) for name in ("old", "new")]
        assert consistency_holds(old, new, roots[0], roots[1], [bytes.fromhex(item) for item in told["proof"]])
        assert told["checkpoint"] == note
    bad = run(core, tmp_path, "consistency", str(new), str(new + 1), "--out", tmp_path / "x")
    assert (bad.exit_code, "do not fit" in bad.stderr) == (1, True)


async def test_the_command_tells_how_far_each_witness_is(
    core: CoreUnderTest, kiosk: KioskUnderTest, first: WitnessUnderTest, tmp_path: Path
) -> None:
    size = int(grown(kiosk).split("\n")[1])
    await first.witness.look()
    kiosk.send(kiosk.seal())
    told = json.loads(run(core, tmp_path, "witnesses", "--json").stdout)
    assert (told["size"], told["checkpoint"], told["cosigned"], told["settled"]) == (size + 1, size, 1, None)
    assert [(line["witness"], line["behind"]) for line in told["witnesses"]] == [("KIOSK-01", 1)]
    words = run(core, tmp_path, "witnesses").stdout
    assert f"newest checkpoint: {size}, 1 witnesses" in words
    assert "KIOSK-01" in words


def test_the_doctor_names_a_kiosk_until_qa_has_settled_it(
    core: CoreUnderTest, kiosk: KioskUnderTest, tmp_path: Path
) -> None:
    facts = {"verdict": "forked", "seen": "a", "shown": "b"}
    named = "Kiosk KIOSK-01 was shown another log"
    kiosk.send(kiosk.seal(kiosk.act(ActKind.LOG_CONTRADICTED, facts=facts)))
    assert named in run(core, tmp_path, "doctor").stdout
    settled = {"seen": "a", "shown": "b", "reason": "restored"}
    for who in (Who(service="kiosk"), Who("P-0008", "s")):
        kiosk.send(kiosk.seal(kiosk.act(ActKind.LOG_SETTLED, who, facts=settled)))
    assert named in run(core, tmp_path, "doctor").stdout
    session = kiosk.signed_in("P-0008")
    kiosk.send(kiosk.seal(kiosk.act(ActKind.LOG_SETTLED, Who("P-0008", session), facts=settled)))
    assert named not in run(core, tmp_path, "doctor").stdout
