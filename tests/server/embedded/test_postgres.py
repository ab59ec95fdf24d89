"""The embedded PostgreSQL keeps what it acknowledged and refuses what it cannot do."""

import os
import signal
import stat
from pathlib import Path

import psycopg
import pytest

from core.language import worded
from server.embedded.errors import EmbeddedError, FolderTaken, FolderUnsafe, ProgramMissing, ProgramTooOld
from server.embedded.identity import Account, private_folder, reachable, unprivileged
from server.embedded.postgres import EmbeddedPostgres
from server.embedded.postgres_home import program_for, settle
from server.embedded.programs import Program, postgres_program
from tests.server.embedded.processes import NOBODY, has_ended


def _connect(url: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), autocommit=True)


def _value(url: str, question: str) -> object:
    with _connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
        return row[0] if row else None


def test_it_is_durable_and_listens_on_no_network(folder: Path) -> None:
    with EmbeddedPostgres(folder / "pg") as server:
        url = server.start()
        for name, wanted in {
            "fsync": "on",
            "synchronous_commit": "on",
            "data_checksums": "on",
            "listen_addresses": "",
            "server_encoding": "UTF8",
            "TimeZone": "UTC",
        }.items():
            assert _value(url, f"select current_setting('{name}')") == wanted


def test_it_keeps_its_data_over_a_restart_and_over_kill_9(folder: Path) -> None:
    with EmbeddedPostgres(folder / "pg") as server:
        url = server.start()
        with _connect(url) as connection:
            connection.execute("create table kept (n int)")
            connection.execute("insert into kept values (7)")
        assert server.restart() == url
        pid = server.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert has_ended(pid)
        assert _value(server.restart(), "select n from kept") == 7


def test_its_log_is_for_its_owner_alone(folder: Path) -> None:
    with EmbeddedPostgres(folder / "pg") as server:
        server.start()
    assert stat.S_IMODE((folder / "pg" / "server.log").stat().st_mode) == 0o600


def test_a_second_start_on_the_same_folder_is_refused(folder: Path) -> None:
    with EmbeddedPostgres(folder / "pg") as server:
        url = server.start()
        with pytest.raises(FolderTaken, match=r"EMB-001 embedded\.folder_taken"):
            EmbeddedPostgres(folder / "pg").start()
        assert _value(url, "select 1") == 1


def test_a_half_made_cluster_is_thrown_away(folder: Path) -> None:
    (folder / "pg").mkdir(mode=0o711)
    (folder / "pg" / "lease").touch()
    (folder / "pg" / "data.draft").mkdir()
    (folder / "pg" / "data.draft" / "PG_VERSION").write_text("15\n")
    with EmbeddedPostgres(folder / "pg") as server:
        assert _value(server.start(), "select 1") == 1


def test_a_long_path_gets_a_short_socket(folder: Path) -> None:
    long = folder / ("deep" * 25)
    with EmbeddedPostgres(long) as server:
        assert _value(server.start(), "select 1") == 1


def test_what_the_account_cannot_reach_is_moved_and_said(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    home = settle(closed, unprivileged())
    assert home.moved is (os.geteuid() == 0)
    if home.moved:
        home.socket.rmdir()
        home.data.parent.rmdir()


def test_a_folder_that_holds_other_things_is_left_as_it_is(folder: Path) -> None:
    (folder / "letter").write_text("mine")
    mode = folder.stat().st_mode
    with pytest.raises(FolderUnsafe, match="folder_not_empty"):
        EmbeddedPostgres(folder).start()
    assert folder.stat().st_mode == mode
    assert [path.name for path in folder.iterdir()] == ["letter"]


def test_stopping_again_does_not_disturb_the_next_server(folder: Path) -> None:
    first, second = EmbeddedPostgres(folder / "pg"), EmbeddedPostgres(folder / "pg")
    first.start()
    first.stop()
    with second:
        url = second.start()
        first.stop()
        assert _value(url, "select 1") == 1


def test_a_folder_of_somebody_else_is_refused(folder: Path) -> None:
    (folder / "link").symlink_to(folder)
    with pytest.raises(FolderUnsafe):
        private_folder(folder / "link", None)


def test_the_wheel_alone_is_enough(folder: Path) -> None:
    with EmbeddedPostgres(folder / "pg", environment={"PGBIN": str(_wheel().path.parent)}) as server:
        assert str(_value(server.start(), "show server_version")).startswith("18.")


def test_a_copy_is_made_of_a_wheel_that_the_account_cannot_reach(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = _wheel()
    hidden = folder / "hidden"
    hidden.mkdir(mode=0o700)
    package = wheel.path.parents[2]
    for name in (package.name, f"{package.name}.libs"):
        (hidden / name).symlink_to(package.parent / name)
    program = Program(hidden / package.name / wheel.path.parents[1].name / "bin" / "postgres", wheel.version)
    monkeypatch.setattr("server.embedded.postgres_home._PROGRAM_COPIES", folder / "copies")
    monkeypatch.setattr("server.embedded.postgres_home.reachable", lambda _path, _account: False)
    copied = program_for(program, NOBODY)
    assert copied.path.is_relative_to(folder / "copies")
    assert copied.path.with_name("initdb").exists()
    assert reachable(copied.path, NOBODY)
    assert program_for(program, NOBODY) == copied


def test_only_the_wheel_is_copied(folder: Path) -> None:
    folder.chmod(0o700)
    with pytest.raises(EmbeddedError, match="program_unreachable"):
        program_for(Program(folder / "bin" / "postgres", (15, 1)), Account("stranger", 60123, 60123))


def test_an_old_version_is_refused_with_what_to_do(folder: Path) -> None:
    with pytest.raises(ProgramTooOld) as refused:
        postgres_program({"PGBIN": str(_fake(folder, "postgres (PostgreSQL) 14.9").parent)})
    said = worded(refused.value, "en")
    assert "is PostgreSQL 14.9, 15 or newer is needed. Install the Debian package postgresql" in said


def test_a_program_that_tells_no_version_is_refused(folder: Path) -> None:
    with pytest.raises(ProgramMissing):
        postgres_program({"PGBIN": str(_fake(folder, "hello").parent)})


def test_data_of_another_major_version_is_refused(folder: Path) -> None:
    with pytest.raises(ProgramMissing, match="other_major"):
        postgres_program({"PGBIN": str(_fake(folder, "postgres (PostgreSQL) 18.4").parent)}, major=17)


def test_the_newest_of_the_distribution_comes_first(folder: Path) -> None:
    for version in ("9.6", "15", "16"):
        (folder / version / "bin").mkdir(parents=True)
        _fake(folder / version / "bin", f"postgres (PostgreSQL) {version}.1")
    assert postgres_program({}, system=folder).version == (16, 1)
    assert postgres_program({}, major=15, system=folder).version == (15, 1)


def _fake(folder: Path, says: str) -> Path:
    program = folder / "postgres"
    program.write_text(f"#!/bin/sh\necho '{says}'\n")
    program.chmod(0o755)
    return program


def _wheel() -> Program:
    return postgres_program({}, system=Path("/nowhere"))
