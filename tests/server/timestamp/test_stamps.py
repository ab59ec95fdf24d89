"""Checkpoints are stamped by a real authority, and every stamp is verified, here and by openssl."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
import typer
from typer.testing import CliRunner, Result

from core.errors import CountersignError
from server.config import CoreConfig, read_config, write_config
from server.core_commands import register_core
from server.db.statements import text
from server.db.store import Store
from server.timestamp.authority import ask_stamp, stamp_time
from server.timestamp.stamps import stamp_due, stamp_newest, stamps
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.witness import grown
from tests.server.test_witness_commands import configured
from tests.server.timestamp.authority import Authority

pytestmark = pytest.mark.urs("F34")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with Authority(tmp_path_factory.mktemp("tsa") / "authority").listening() as listening:
        yield listening


@pytest.fixture
def config(core: CoreUnderTest, authority: Authority, tmp_path: Path) -> CoreConfig:
    path = configured(core, tmp_path)
    settings = msgspec.structs.replace(read_config(path), tsa_url=authority.url, tsa_roots=authority.roots)
    write_config(path, settings)
    return settings


def run(folder: Path, *arguments: str | Path) -> Result:
    app = typer.Typer()
    register_core(app)
    words = ["core", "stamps", *(str(argument) for argument in arguments), "--config", str(folder / "core.json")]
    return CliRunner().invoke(app, words)


def held(answer: bytes, roots: Path) -> datetime | None:
    try:
        return stamp_time(answer, b"note", roots)
    except CountersignError:
        return None


def test_a_stamp_holds_over_the_very_bytes_and_no_others(authority: Authority) -> None:
    answer, stated = ask_stamp(authority.url, b"note", authority.roots)
    assert stamp_time(answer, b"note", authority.roots) == stated
    flipped = [answer[:at] + bytes([answer[at] ^ 1]) + answer[at + 1 :] for at in range(0, len(answer), 40)]
    for bad in (b"", b"no answer", answer[:-1]):
        assert held(bad, authority.roots) is None
    # A byte outside what is signed may differ; then the stamp is still of this very time, and of no other.
    told = [held(bad, authority.roots) for bad in flipped]
    assert {at for at in told if at is not None} <= {stated}
    assert told.count(None) > len(told) // 2
    with pytest.raises(CountersignError, match=r"stamp\.does_not_hold"):
        stamp_time(answer, b"other", authority.roots)


def test_another_authoritys_stamp_does_not_hold(authority: Authority, tmp_path: Path) -> None:
    stranger = Authority(tmp_path / "stranger", "Somebody else")
    answer, _ = ask_stamp(authority.url, b"note", authority.roots)
    with pytest.raises(CountersignError, match=r"stamp\.does_not_hold"):
        stamp_time(answer, b"note", stranger.roots)


def test_the_newest_checkpoint_is_stamped_once_a_day(
    core: CoreUnderTest, kiosk: KioskUnderTest, config: CoreConfig, authority: Authority
) -> None:
    note = grown(kiosk)
    with core.store.unit() as unit:
        assert stamp_due(unit, core.clock.utc(), 480)
    assert stamp_newest(config, core.store, core.clock.utc()) == int(note.split("\n")[1])
    with core.store.unit() as unit:
        (line,) = stamps(config, unit)
        assert (line.size, line.fault) == (int(note.split("\n")[1]), None)
        assert not stamp_due(unit, core.clock.utc(), 480)
    core.clock.advance(24 * 3600)
    with core.store.unit() as unit:
        assert stamp_due(unit, core.clock.utc(), 480)


def test_the_command_stamps_verifies_and_gives_files_that_openssl_verifies(
    core: CoreUnderTest, kiosk: KioskUnderTest, config: CoreConfig, authority: Authority, tmp_path: Path
) -> None:
    size = grown(kiosk).split("\n")[1]
    told = run(tmp_path, "--now", "--out", tmp_path)
    assert (told.exit_code, told.stdout.startswith(f"{size}: 20")) == (0, True), told.output
    assert authority.verifies(tmp_path / f"{size}.txt", tmp_path / f"{size}.tsr")
    (tmp_path / f"{size}.txt").write_text("changed")
    assert not authority.verifies(tmp_path / f"{size}.txt", tmp_path / f"{size}.tsr")


def test_a_checkpoint_that_was_changed_after_its_stamp_is_named(
    core: CoreUnderTest, kiosk: KioskUnderTest, config: CoreConfig, tmp_path: Path
) -> None:
    size = grown(kiosk).split("\n")[1]
    stamp_newest(config, core.store, core.clock.utc())
    owner = Store(core.owner_url, connections=1)
    with owner.unit() as unit:
        unit.do(text("ALTER TABLE checkpoint DISABLE TRIGGER ALL"))
        unit.do(text("UPDATE checkpoint SET note = replace(note, 'countersign', 'Countersign')"))
    owner.close()
    told = run(tmp_path)
    assert (told.exit_code, f"{size}: The time stamp does not hold" in told.stdout) == (1, True)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "ftp://x", "no address"])
def test_an_authority_that_is_not_there_gives_one_sentence(
    core: CoreUnderTest, kiosk: KioskUnderTest, config: CoreConfig, tmp_path: Path, url: str
) -> None:
    grown(kiosk)
    write_config(tmp_path / "core.json", msgspec.structs.replace(config, tsa_url=url))
    told = run(tmp_path, "--now")
    assert (told.exit_code, told.stderr.count("\n")) == (1, 1)


def test_an_authority_that_refuses_gives_no_stamp(
    core: CoreUnderTest, kiosk: KioskUnderTest, config: CoreConfig, authority: Authority, tmp_path: Path
) -> None:
    grown(kiosk)
    authority.status = 500
    try:
        assert "HTTP 500" in run(tmp_path, "--now").stderr
    finally:
        authority.status = 200
    assert run(tmp_path).stdout == ""


def test_without_an_authority_the_command_says_so(core: CoreUnderTest, tmp_path: Path) -> None:
    configured(core, tmp_path)
    assert run(tmp_path).stderr.startswith("No time-stamping authority is set.")
