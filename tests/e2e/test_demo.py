"""The whole demo, headless: a batch made, released, traced, printed and proved by the real parts."""

import base64
import json
import signal
import subprocess
import sys
import zipfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import settings

from console.demo.products import PRODUCTS
from core.language import LANGUAGES
from tests.e2e.demo import PATIENCE_S, ROOT, DemoRun, processes_below, running
from tests.fakes.servers import reachable_folder

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3 * PATIENCE_S)]

SLIPS = (
    "own countersignature attempted",
    "wrong lot scanned",
    "expired lot scanned",
    "weight above the limit",
    "used one-time code typed again",
    "value out of limits",
    "network cut",
)

_FLIPPED = 99


class Made:
    """A finished run: its folder, its outcome, what it printed."""

    def __init__(self, folder: Path, run: DemoRun, status: int) -> None:
        self.folder = folder
        self.text = run.text
        self.status = status
        self.left = processes_below(folder)
        file = folder / "outcome.json"
        self.outcome: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}


@pytest.fixture(scope="module")
def made() -> Generator[Made]:
    with reachable_folder() as folder, running(folder, "--lang", "en", "--json", str(folder / "outcome.json")) as run:
        yield Made(folder, run, run.ended())


@pytest.mark.urs("F01", "F22", "F30")
def test_a_whole_batch_is_made_released_and_proved(made: Made) -> None:
    assert made.status == 0, made.text
    outcome = made.outcome
    assert outcome["state"] == "released"
    assert outcome["steps"] == 44
    assert outcome["records"] == outcome["accepted"] > 200
    assert outcome["pending"] == 0
    assert outcome["signatures"] >= 40
    assert (outcome["exceptions"], outcome["exceptions_open"]) == (1, 0)
    assert outcome["trace"] == {"backward_lots": 11, "forward_lots": 3, "shipments": 2}
    assert outcome["finished_lot"] == "F" + outcome["batch"][1:]


@pytest.mark.urs("GMP 106", "GMP 229")
def test_the_batch_begins_at_the_truck_with_goods_received_tested_and_released_by_name(made: Made) -> None:
    told = made.text.splitlines()
    received = next(place for place, line in enumerate(told) if "4 containers labelled and scanned back" in line)
    lot = told[received].split()[1]
    tested = next(place for place, line in enumerate(told) if f"S-{lot}-01 tested, signed and checked" in line)
    released = next(place for place, line in enumerate(told) if f"{lot} released by name" in line)
    issued = next(place for place, line in enumerate(told) if "issued from" in line)
    assert received < tested < released < issued
    with zipfile.ZipFile(made.outcome["files"]["export"]) as export:
        acts = [json.loads(line) for line in export.read("acts.jsonl").splitlines()]
    used = {json.dumps(act) for act in acts if f'"{lot}"' in json.dumps(act) and "WeightTaken" in json.dumps(act)}
    assert used


def test_the_outcome_has_the_keys_that_were_promised(made: Made) -> None:
    keys = "batch state steps records accepted pending signatures exceptions exceptions_open finished_lot"
    assert set(made.outcome) == {*keys.split(), "trace", "files", "latency_ms", "seconds"}
    assert set(made.outcome["files"]) == {"batch_record", "export"}
    for measured in ("scan_to_verdict", "stored_to_accepted"):
        spread = made.outcome["latency_ms"][measured]
        assert 0 < spread["p50"] <= spread["p95"]


@pytest.mark.parametrize("slip", SLIPS)
def test_one_mistake_of_every_sort_is_made_and_answered(made: Made, slip: str) -> None:
    told = next(line for line in made.text.splitlines() if slip in line)
    assert told.rpartition(": ")[2].strip()


@pytest.mark.urs("F26", "CS 16")
def test_a_wrong_value_is_commented_and_corrected_by_two_after_signing_and_struck_through(made: Made) -> None:
    said = next(line for line in made.text.splitlines() if "comment by the supervisor" in line)
    corrected = next(line for line in made.text.splitlines() if "corrected after signing" in line)
    assert "11.94 kg" in said
    assert "-> 11.94 kg" in corrected
    with zipfile.ZipFile(made.outcome["files"]["export"]) as export:
        acts = export.read("acts.jsonl").decode()
    assert acts.count('"CorrectionMade"') == acts.count('"CommentMade"') == 1
    pages = pypdf.PdfReader(made.outcome["files"]["batch_record"]).pages
    paper = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert "misread, the printout says 11.94 kg" in paper
    assert "The printout of the water meter says 11.94 kg." in paper


def test_the_header_told_the_truth_about_the_cut_network(made: Made) -> None:
    cut = next(line for line in made.text.splitlines() if "network cut" in line)
    back = next(line for line in made.text.splitlines() if "network back" in line)
    assert "OFFLINE" in cut
    assert "stored here" in cut
    assert "ONLINE, 0 waiting" in back


def test_nothing_secret_is_printed(made: Made) -> None:
    assert "password" not in made.text.lower()
    assert "plum-river-lantern" not in made.text


def test_nothing_is_left_behind(made: Made) -> None:
    assert made.left == {}
    assert not list(made.folder.glob("countersign-*"))


@pytest.mark.urs("F27")
def test_a_flipped_byte_in_the_export_is_found_and_named(made: Made, tmp_path: Path) -> None:
    export = Path(made.outcome["files"]["export"])
    whole = _verified(export)
    assert (whole["ok"], whole["witnesses"]) == (True, 1)
    told = _verified(_flipped(export, tmp_path / "flipped.zip"))
    assert not told["ok"]
    assert _identity(export) in {failure["record"] for failure in told["failures"]}


def test_an_interrupted_demo_ends_in_order_and_leaves_nothing() -> None:
    with reachable_folder() as folder, running(folder, "--lang", "zh") as run:
        run.wait_for("2/44")
        assert "称量间清场" in run.text
        run.signal(signal.SIGINT)
        assert run.ended() == 130
        assert processes_below(folder) == {}
        assert not list(folder.glob("countersign-*"))


def _others() -> list[tuple[str, str]]:
    """Name the other products with a language each; the long campaign plays every one of the four in both."""
    if settings.get_current_profile_name() == "soak":
        return [(product, language) for product in sorted(PRODUCTS) for language in LANGUAGES]
    return [("vial", "zh"), ("syringe", "en"), ("plasma", "zh")]


@pytest.mark.urs("F03", "F10", "F18")
@pytest.mark.parametrize(("product", "language"), _others())
def test_the_other_products_too_are_made_released_and_proved(product: str, language: str) -> None:
    with (
        reachable_folder() as folder,
        running(folder, "--product", product, "--lang", language, "--json", str(folder / "outcome.json")) as run,
    ):
        made = Made(folder, run, run.ended())
        assert made.status == 0, made.text
        outcome = made.outcome
        assert (outcome["state"], outcome["exceptions_open"], outcome["pending"]) == ("released", 0, 0)
        assert outcome["exceptions"] >= 1
        assert outcome["records"] == outcome["accepted"]
        assert _verified(Path(outcome["files"]["export"]))["ok"]


def _verified(export: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "console", "verify", str(export), "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    assert (done.returncode == 0) == told["ok"]
    return told


def _identity(export: Path) -> str:
    """Give the id of the hundredth record."""
    with zipfile.ZipFile(export) as whole:
        envelope = json.loads(whole.read("envelopes.jsonl").split(b"\n")[_FLIPPED])
    return json.loads(base64.b64decode(envelope["payload"]))["act"]["id"]


def _flipped(export: Path, out: Path) -> Path:
    """Change one byte in the middle of the hundredth record."""
    with zipfile.ZipFile(export) as whole, zipfile.ZipFile(out, "w") as changed:
        for name in whole.namelist():
            data = whole.read(name)
            if name == "envelopes.jsonl":
                lines = data.split(b"\n")
                line = bytearray(lines[_FLIPPED])
                line[len(line) // 2] ^= 1
                lines[_FLIPPED] = bytes(line)
                data = b"\n".join(lines)
            changed.writestr(whole.getinfo(name), data)
    return out
