"""The second verifier, in another language, and ours name the same records in the same files.

Every file that `tests/server/test_verifier*.py` bends is shown to both. These tests are collected only where Node.js is
installed (`node`, 18 or later): without it there is nothing that they could say.
"""

import json
import subprocess
from pathlib import Path

import pytest

from server.export import build_export
from tests.fakes.exports import unzipped, zipped
from tests.fakes.log import exported, key
from tests.fakes.small_product import BATCH, keys, played
from tests.second_verifier.agreement import NODE, SECOND, verify

if NODE:

    @pytest.fixture(scope="module")
    def files() -> dict[str, bytes]:
        made = exported(BATCH, played().records, keys(), key("CORE"), earlier=(1, 64))
        return unzipped(build_export(made, key("CORE")))

    @pytest.mark.urs("F34")
    def test_it_runs_alone_and_tells_good_from_bad(files: dict[str, bytes], tmp_path: Path) -> None:
        good = zipped(tmp_path / "good.zip", files)
        bad = zipped(tmp_path / "bad.zip", {**files, "acts.jsonl": files["acts.jsonl"][:-9]})
        for path, status in ((good, 0), (bad, 1)):
            run = subprocess.run([str(NODE), str(SECOND), str(path)], capture_output=True, text=True, check=False)
            assert (run.returncode, json.loads(run.stdout)["ok"]) == (status, status == 0), run.stderr

    @pytest.mark.urs("F34")
    @pytest.mark.parametrize(
        "name", ["envelopes.jsonl", "acts.jsonl", "keys.json", "checkpoint.txt", "proofs.json", "checkpoints/64.txt"]
    )
    def test_both_name_the_same_wherever_a_byte_is_changed(files: dict[str, bytes], tmp_path: Path, name: str) -> None:
        data = files[name]
        for spot in range(0, len(data), max(1, len(data) // 15)):
            changed = data[:spot] + bytes([data[spot] ^ 4]) + data[spot + 1 :]
            assert not verify(zipped(tmp_path / "changed.zip", {**files, name: changed})).ok
