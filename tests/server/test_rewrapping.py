"""A new key for the seeds at rest: all of them or none, whatever is cut short."""

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import server.rewrapping
from core.errors import CountersignError
from core.record.sealed import SealBroken
from server.db.migrate import SERVICE_ROLE
from server.db.store import Store
from server.keys import load_keys, read_secret, write_secret
from server.rewrapping import CURRENT, NEW, CoreRunning, rewrap_seeds, settle_rotation
from server.vault import Vault
from tests.fakes.core import CoreUnderTest


@pytest.fixture
def folder(core: CoreUnderTest, tmp_path: Path) -> Path:
    copied = tmp_path / "keys"
    shutil.copytree(core.founded.folder, copied)
    return copied


@pytest.fixture
def owner(core: CoreUnderTest) -> Iterator[Store]:
    core.store.close()
    opened = Store(core.owner_url)
    yield opened
    opened.close()


def opens(core: CoreUnderTest, owner: Store, folder: Path) -> bool:
    """Tell whether every seed opens with the key that lies in the folder."""
    vault = Vault(load_keys(folder))
    with owner.unit() as unit:
        try:
            return all(vault.seed(unit, person) == seed for person, seed in core.founded.seeds.items())
        except SealBroken:
            return False


@pytest.mark.urs("C10", "NMPA 22(3)")
def test_every_seed_is_sealed_anew_and_the_old_key_opens_none(core: CoreUnderTest, owner: Store, folder: Path) -> None:
    old = tuple((folder / CURRENT).read_bytes())
    assert rewrap_seeds(owner, folder, SERVICE_ROLE, core.clock.utc()) == 14
    assert tuple((folder / CURRENT).read_bytes()) != old
    assert not (folder / NEW).exists()
    assert opens(core, owner, folder)
    assert not opens(core, owner, core.founded.folder)
    assert rewrap_seeds(owner, folder, SERVICE_ROLE, core.clock.utc()) == 14
    assert opens(core, owner, folder)


def test_a_crash_before_the_commit_leaves_the_old_key_in_force(core: CoreUnderTest, owner: Store, folder: Path) -> None:
    write_secret(folder / NEW, secrets.token_hex(32))
    settle_rotation(owner, folder)
    assert not (folder / NEW).exists()
    assert opens(core, owner, folder)


def test_a_crash_after_the_commit_is_finished_at_the_next_start(
    core: CoreUnderTest, owner: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCut(BaseException):
        pass

    def cut(_folder: Path) -> None:
        raise PowerCut

    monkeypatch.setattr(server.rewrapping, "_take", cut)
    with pytest.raises(PowerCut):
        rewrap_seeds(owner, folder, SERVICE_ROLE, core.clock.utc())
    monkeypatch.undo()
    assert not opens(core, owner, folder)
    settle_rotation(owner, folder)
    assert opens(core, owner, folder)
    assert not (folder / NEW).exists()


def test_a_key_that_is_not_the_right_one_changes_nothing(core: CoreUnderTest, owner: Store, folder: Path) -> None:
    (folder / CURRENT).unlink()
    write_secret(folder / CURRENT, secrets.token_hex(32))
    before = read_secret(folder / CURRENT)
    with pytest.raises(SealBroken):
        rewrap_seeds(owner, folder, SERVICE_ROLE, core.clock.utc())
    assert read_secret(folder / CURRENT) == before
    assert not (folder / NEW).exists()
    assert opens(core, owner, core.founded.folder)


def test_while_the_core_runs_nothing_is_done(core: CoreUnderTest, folder: Path) -> None:
    owner = Store(core.owner_url)
    with core.store.unit() as unit:
        unit.rows(server.rewrapping.seeds_key.select())
        with pytest.raises(CoreRunning):
            rewrap_seeds(owner, folder, SERVICE_ROLE, core.clock.utc())
    assert opens(core, owner, folder)
    owner.close()


def test_without_the_database_nothing_is_lost(folder: Path) -> None:
    away = Store("postgresql+psycopg://nobody@127.0.0.1:1/none")
    before = read_secret(folder / CURRENT)
    with pytest.raises(CountersignError):
        rewrap_seeds(away, folder, SERVICE_ROLE, None)  # type: ignore[arg-type] - it never comes to that
    assert read_secret(folder / CURRENT) == before
