"""Writing a file that must not be there yet."""

import errno
from contextlib import suppress
from pathlib import Path

from core.errors import CountersignError

_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.ENOSYS})
"""What file systems without hard links say, such as FAT on the stick that an inspector brings."""


class NotWritten(CountersignError):
    """A file could not be written."""

    code = "PRF-002"


def write_new(out: Path, data: bytes) -> None:
    """Write a file whole or not at all; nothing is overwritten. Raises `NotWritten`."""
    draft = out.with_name(f".{out.name}.draft")
    try:
        draft.write_bytes(data)
        _take_name(draft, out, data)
    except FileExistsError as error:
        raise NotWritten("report.file_exists", file=str(out)) from error
    except OSError as error:
        raise NotWritten("report.not_written", file=str(out), detail=error.strerror or "") from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _take_name(draft: Path, out: Path, data: bytes) -> None:
    """Give the draft its name in one step; where a file cannot have two names, write it anew under that name."""
    try:
        out.hardlink_to(draft)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _write_exclusively(out, data)


def _write_exclusively(out: Path, data: bytes) -> None:
    with out.open("xb") as opened:
        try:
            opened.write(data)
            opened.flush()
        except OSError:
            out.unlink()
            raise
