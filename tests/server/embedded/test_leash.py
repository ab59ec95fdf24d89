"""A server never outlives the one who started it."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from server.embedded.lease import Lease
from server.embedded.process import LeashedProcess
from tests.server.embedded.processes import NOBODY, Plant, has_ended

Start = Callable[[int | None], Plant]


def test_kill_9_of_the_starter_leaves_no_server_behind(plant: Start) -> None:
    running = plant(None)
    running.process.kill()
    assert has_ended(running.postgres)
    assert has_ended(running.nats)


def test_the_folder_can_be_used_again_right_after_kill_9_of_the_starter(plant: Start) -> None:
    first = plant(None)
    first.process.kill()
    first.process.wait()
    second = plant(None)
    assert not has_ended(second.postgres, 0)
    assert not has_ended(second.nats, 0)


def test_kill_9_of_the_leash_leaves_no_server_behind(plant: Start) -> None:
    running = plant(None)
    for server in (running.postgres, running.nats):
        os.kill(_parent(server), signal.SIGKILL)
        assert has_ended(server)


@pytest.mark.parametrize("uid", [None, NOBODY.uid])
def test_an_ordinary_user_and_the_caller_alike_start_and_stop_both(plant: Start, uid: int | None) -> None:
    # Only root can become another user; an ordinary user is one already.
    running = plant(uid if os.geteuid() == 0 else None)
    assert running.uid == (uid if uid is not None and os.geteuid() == 0 else os.geteuid())
    assert running.process.stdin is not None
    running.process.stdin.close()
    assert running.process.wait(20) == 0
    assert has_ended(running.postgres, 0)
    assert has_ended(running.nats, 0)


def test_a_server_of_root_runs_as_an_unprivileged_user(plant: Start) -> None:
    running = plant(None)
    assert Path(f"/proc/{running.postgres}").stat().st_uid != 0


def test_a_server_that_does_not_listen_is_stopped_by_force(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.embedded.process.GRACE_S", 0.1)
    deaf = ["/bin/sh", "-c", "trap '' INT QUIT TERM; echo deaf; while :; do read line < /dev/tty || sleep 0.05; done"]
    lease = Lease.take(folder)
    process = LeashedProcess.start(deaf, log=folder / "log", lease=lease)
    _await_text(folder / "log", "deaf")
    assert process.stop() == 128 + signal.SIGKILL
    lease.release()


def test_a_program_that_cannot_be_run_ends_at_once_and_says_why(folder: Path) -> None:
    lease = Lease.take(folder)
    process = LeashedProcess.start(["/no/such/program"], log=folder / "log", lease=lease)
    assert has_ended(process.pid)
    assert process.stop() == 127
    lease.release()
    assert "/no/such/program" in (folder / "log").read_text()


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _await_text(path: Path, wanted: str, timeout_s: float = 20.0) -> None:
    deadline = time.monotonic() + timeout_s
    while wanted not in (path.read_text() if path.exists() else ""):
        assert time.monotonic() < deadline
        time.sleep(0.005)
