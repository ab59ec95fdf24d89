"""The second verifier, in another language, and ours name the same records in the same files.

Every file that `tests/server/test_verifier*.py` bends is shown to both. These tests are collected only where Node.js is
installed (`node`, 18 or later): without it there is nothing that they could say.
"""

import json
import random
import subprocess
from pathlib import Path
from typing import Any, cast

import pytest

from core.record.envelope import RECORD_TYPE
from server.export import build_export
from server.verifier import words
from tests.fakes.exports import by_hand, dsse, entry, jcs, unzipped, zipped
from tests.fakes.log import Founding, exported, key
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

    JUNK = (None, True, 0, -1, 2**53 - 1, 2**53, "", "x", "P-0002", "CORE", [], {}, [1], {"a": 1}, "Signed", "é")

    def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """List the paths to everything within a JSON value."""
        if isinstance(value, dict | list):
            pairs = cast("Any", value.items() if isinstance(value, dict) else enumerate(value))
            return [found for name, item in pairs for found in [(*path, name), *places(item, (*path, name))]]
        return []

    def bent(payload: bytes, chance: random.Random) -> bytes:
        """Take something out of a payload, or put junk in its place."""
        plain = json.loads(payload)
        *path, last = chance.choice(places(plain))
        held = plain
        for name in path:
            held = held[name]
        if chance.random() < 0.3:
            del held[last]
        else:
            held[last] = chance.choice(JUNK)
        return jcs(plain)

    @pytest.mark.urs("F34")
    @pytest.mark.parametrize("seed", range(8))
    def test_both_name_the_same_whatever_stands_in_a_record_that_is_truly_signed(tmp_path: Path, seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311  # places to change, no secret
        owned = {k.id: k for k in (key("K-01"), key("CORE"), *(key(f"P-000{n}") for n in range(1, 8)))}
        every = [*Founding(keys(), key("CORE")).records, *played().records[:60]]
        for _ in range(12):
            lines = [entry(record) for record in every]
            for place in chance.sample(range(len(lines)), 2):
                identity, envelope, payload = lines[place]
                signers = [owned[one["keyid"]] for one in json.loads(envelope)["signatures"]]
                changed = bent(payload, chance)
                lines[place] = identity, dsse(RECORD_TYPE, changed, *signers), changed
            report = verify(by_hand(tmp_path / "bent.zip", BATCH, lines, keys(), key("CORE"), ()))
            assert words(report, "zh")
