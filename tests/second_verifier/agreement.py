"""Both verifiers on one file: ours, and the second one where Node.js is installed; they must agree.

The second one was written from `docs/record-format.md` alone. Where there is no `node`, only ours runs.
"""

import atexit
import json
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from server import verifier

NODE = shutil.which("node")
SECOND = Path(__file__).with_name("verify.mjs")


def verify(path: Path, core_key: str = "", founders: Sequence[str] = ()) -> verifier.Report:
    """Verify by both, and give what ours says; what only ours can compare, fingerprints, is not asked of the other."""
    report = verifier.verify(path, core_key, founders)
    if NODE and not core_key and not founders:
        ok, named = second(path)
        assert ok == report.ok, (report.failures, named)
        assert named == {failure.record for failure in report.failures}, report.failures
    return report


def second(path: Path) -> tuple[bool, set[str]]:
    """Ask the second verifier: whether all holds, and which records and files it names."""
    process = _running()
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{path}\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    return answer["ok"], {verifier.printable(failure["record"]) for failure in answer["failures"]}


@cache
def _running() -> "subprocess.Popen[str]":
    assert NODE
    command = [NODE, str(SECOND)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(_end, process)
    return process


def _end(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()
