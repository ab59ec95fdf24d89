"""One server a folder."""

import os
from pathlib import Path

import pytest

from core.language import worded
from server.embedded.errors import FolderTaken
from server.embedded.lease import Lease


def test_a_second_taker_is_refused_at_once_and_told_who_holds_the_folder(tmp_path: Path) -> None:
    lease = Lease.take(tmp_path)
    with pytest.raises(FolderTaken) as refused:
        Lease.take(tmp_path, patience_s=60)
    assert worded(refused.value, "en") == (
        f"Folder {tmp_path} is in use by process {os.getpid()}. Stop that process or choose another folder."
    )
    lease.release()


def test_a_released_folder_can_be_taken_again(tmp_path: Path) -> None:
    Lease.take(tmp_path).release()
    Lease.take(tmp_path).release()


def test_releasing_twice_does_nothing(tmp_path: Path) -> None:
    lease = Lease.take(tmp_path)
    lease.release()
    lease.release()


def test_a_folder_stays_taken_while_a_process_of_the_server_lives(tmp_path: Path) -> None:
    lease = Lease.take(tmp_path)
    inherited = os.dup(lease.fileno())
    lease.release()
    with pytest.raises(FolderTaken):
        Lease.take(tmp_path, patience_s=0)
    os.close(inherited)
    Lease.take(tmp_path).release()
