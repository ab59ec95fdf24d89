"""Where the new key of a kiosk lies until it takes the place of the old one."""

from pathlib import Path

NEXT = ".next"


def next_file(file: Path) -> Path:
    """Give the file of the new key beside that of the old one."""
    return file.with_name(file.name + NEXT)
