"""Two states of the log, printed or signed, are laid beside an export or a consistency proof."""

from pathlib import Path

import pytest

from core.record.log import consistency, root
from server import verifier
from server.export import build_export
from server.verifier import Report, verify
from tests.fakes.exports import jcs
from tests.fakes.log import Log, exported, key
from tests.fakes.small_product import BATCH, keys, small_batch


def grown(size: int) -> Log:
    log = Log()
    for number in range(size):
        log.append(b"%d" % number)
    return log


def printed(log: Log, size: int) -> str:
    return f"{size}:{root(size, log.node).hex()}"


def proof(log: Log, old: int, new: int) -> dict[str, object]:
    states = {name: {"size": size, "root": root(size, log.node).hex()} for name, size in (("old", old), ("new", new))}
    nodes = [node.hex() for node in consistency(old, new, log.node)]
    return {"schema": "countersign.consistency", "major": 1, **states, "proof": nodes, "checkpoint": ""}


def reasons(report: Report) -> list[str]:
    return [failure.key for failure in report.failures]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    made = exported(BATCH, small_batch().records, keys(), key("CORE"), earlier=(3, 12))
    (tmp_path / "older.txt").write_text(made.earlier[0].note, "utf-8")
    (tmp_path / "newest.txt").write_text(made.checkpoint, "utf-8")
    (tmp_path / "other.txt").write_text(grown(12).note(key("CORE")), "utf-8")
    path = tmp_path / "batch.zip"
    path.write_bytes(build_export(made, key("CORE")))
    return path


@pytest.mark.urs("F34")
def test_any_states_that_an_export_proves_are_found_in_it_from_paper_and_from_files(
    export: Path, tmp_path: Path
) -> None:
    report = verify(export)
    newest = f"{report.log_size}:{report.root.upper()}"
    older, same = str(tmp_path / "older.txt"), str(tmp_path / "newest.txt")
    assert (report.checkpoints, report.compared) == (3, 0)
    report = verify(export, checkpoints=(older, same, newest))
    assert (report.ok, report.compared) == (True, 3)
    assert "3 of those given" in verifier.words(report)


@pytest.mark.urs("F34")
def test_a_state_of_another_log_or_one_that_nothing_proves_is_named(export: Path, tmp_path: Path) -> None:
    other, missing = str(tmp_path / "other.txt"), str(tmp_path / "missing.txt")
    report = verify(export, checkpoints=(other, "5:" + "0" * 64, missing, str(export), "12"))
    assert [failure.record for failure in report.failures][:2] == [other, "5:" + "0" * 64]
    assert reasons(report) == ["checkpoint_other", "checkpoint_absent", "no_state", "no_state", "no_state"]


@pytest.mark.urs("F34")
@pytest.mark.parametrize(("old", "new"), [(1, 2), (3, 7), (4, 8), (6, 21), (21, 21)])
def test_a_consistency_proof_ties_two_printed_roots(tmp_path: Path, old: int, new: int) -> None:
    log, path = grown(21), tmp_path / "between.json"
    path.write_bytes(jcs(proof(log, old, new)))
    report = verify(path, checkpoints=(printed(log, old), printed(log, new)))
    assert (report.ok, report.log_size, report.compared) == (True, new, 2), verifier.words(report)
    assert reasons(verify(path, checkpoints=(printed(grown(21), old), "9:" + "0" * 64))) == ["checkpoint_absent"]


def test_a_consistency_proof_that_does_not_hold_is_refused(tmp_path: Path) -> None:
    good, path = proof(grown(21), 6, 21), tmp_path / "between.json"
    bent: list[dict[str, object]] = [
        {**good, "proof": []},
        {**good, "old": {"size": 6, "root": "00" * 32}},
        {**good, "new": {"size": 40, "root": root(21, grown(21).node).hex()}},
        {**good, "old": good["new"], "new": good["old"]},
    ]
    for one in bent:
        path.write_bytes(jcs(one))
        assert reasons(verify(path)) == ["not_consistent"]
    for junk in (b"", b"{}", b"[]", jcs({**good, "major": 2}), jcs({**good, "proof": 7}), b"\xff"):
        path.write_bytes(junk)
        assert not verify(path).ok
    assert reasons(verify(tmp_path / "none.json")) == ["no_file"]
