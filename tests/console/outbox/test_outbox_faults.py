"""The outbox when the process is killed and when the disk says no."""

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from console.outbox import NotStored, Outbox
from core.record.chain import Head
from tests.console.outbox import appending
from tests.fakes.campaign import rounds
from tests.fakes.road import DEVICE, act, private


def started(path: Path, most_bytes: int = 0) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, appending.__file__, str(path), str(most_bytes)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    )


async def kept_in(path: Path) -> list[tuple[int, str]]:
    outbox = await Outbox.open(path, "K1")
    await outbox.check()
    kept = [(record.place.seq, record.sha256) for record in await outbox.records("B-1")]
    await outbox.close()
    return kept


@pytest.mark.urs("F27", "F28")
@pytest.mark.slow
async def test_no_acknowledged_record_is_lost_when_the_process_is_killed(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    path = private(tmp_path)
    random_lines = random.Random(7)  # noqa: S311  (no secret)
    acknowledged: list[tuple[int, str]] = []
    for _ in range(rounds(pytestconfig, 8, 2000)):
        process = started(path)
        assert process.stdout is not None
        lines = random_lines.randrange(1, 60)
        said = [process.stdout.readline().split() for _ in range(lines)]
        process.kill()
        said += [line.split() for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
        process.communicate()
        acknowledged += [(int(seq), sha256) for seq, sha256 in said]
        kept = await kept_in(path)
        # What was acknowledged is there, in place; at most the one that was being told of when the end came is more.
        assert set(acknowledged) <= set(kept)
        assert [seq for seq, _ in kept] == list(range(1, len(kept) + 1))
    assert len(acknowledged) >= 8


async def test_a_full_disk_says_not_stored_and_leaves_the_chain_as_it_was(tmp_path: Path) -> None:
    path = private(tmp_path)
    process = await asyncio.to_thread(started, path, 400_000)
    out, err = await asyncio.to_thread(process.communicate, timeout=60)
    *said, last = out.splitlines()
    assert err == ""
    key, seq, sha256 = last.split()
    assert key in ("outbox.disk_full", "outbox.disk_fault")
    acknowledged = [(int(line.split()[0]), line.split()[1]) for line in said]
    assert len(acknowledged) >= 5
    assert acknowledged[-1] == (int(seq), sha256)
    assert await kept_in(path) == acknowledged
    # With room again the chain goes on where it stood.
    outbox = await Outbox.open(path, "K1")
    assert (await outbox.append(act(), DEVICE)).place.prev == sha256
    await outbox.close()


@contextmanager
def small_disk(folder: Path, size: str) -> Generator[Path]:
    """A file system of its own; needs the right to mount, which root has outside of locked-down containers."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def may_mount(folder: Path) -> bool:
    try:
        with small_disk(folder, "64k"):
            return True
    except (subprocess.CalledProcessError, OSError):
        return False


async def test_a_disk_that_is_full_says_not_stored(tmp_path: Path) -> None:
    if not may_mount(tmp_path / "try"):
        # The limit on the file's size above shows the same where mounting is not allowed.
        return
    with small_disk(tmp_path / "disk", "1m") as disk:
        outbox = await Outbox.open(disk / "outbox.db", "K1")
        count = 0
        try:
            while True:
                await outbox.append(act("x" * 500), DEVICE)
                count += 1
        except NotStored as full:
            assert full.key == "outbox.disk_full"  # noqa: PT017  (how many were stored before counts)
        assert count >= 10
        assert (await outbox.head()).seq == count
        with pytest.raises(NotStored):
            await outbox.append(act("x" * 5000), DEVICE)
        await outbox.close()
        assert len(await kept_in(disk / "outbox.db")) == count


async def test_a_fault_at_any_step_of_a_commit_stores_nothing(tmp_path: Path) -> None:
    """A trigger that fails stands for a fault of the disk in the middle of the transaction."""
    outbox = await Outbox.open(private(tmp_path), "K1")
    await outbox.append(act(), DEVICE)
    head = await outbox.head()
    for place in (
        "BEFORE INSERT ON record",
        "AFTER INSERT ON record",
        "BEFORE UPDATE ON chain",
        "AFTER UPDATE ON chain",
    ):
        trigger = f"CREATE TEMP TRIGGER fault {place} BEGIN SELECT RAISE(ABORT, 'fault'); END"
        outbox._store._database.execute(trigger)
        with pytest.raises(NotStored):
            await outbox.append_many([act(), act()], DEVICE)
        outbox._store._database.execute("DROP TRIGGER fault")
        assert await outbox.head() == head
        assert len(await outbox.records("B-1")) == 1
    assert (await outbox.append(act(), DEVICE)).place.prev == head.sha256
    assert await outbox.head() != Head("K1")
    await outbox.check()
    await outbox.close()
