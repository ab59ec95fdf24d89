"""Where the new key of a kiosk lies until it takes the place of the old one."""

import os
from pathlib import Path

NEXT = ".next"


def next_file(file: Path) -> Path:
    """Give the file of the new key beside that of the old one."""
    return file.with_name(file.name + NEXT)


def take_place(file: Path) -> None:
    """Put the new key in the place of the old one; on the disk before anything else follows."""
    next_file(file).replace(file)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, so that a power cut takes none of them back."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    finally:
        os.close(number)
