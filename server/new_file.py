"""Writing a file that must not be there yet."""

from pathlib import Path

from core.errors import CountersignError


class NotWritten(CountersignError):
    """A file could not be written."""

    code = "PRF-002"


def write_new(out: Path, data: bytes) -> None:
    """Write a file whole or not at all; nothing is overwritten. Raises `NotWritten`."""
    draft = out.with_name(f".{out.name}.draft")
    try:
        draft.write_bytes(data)
        out.hardlink_to(draft)
    except FileExistsError as error:
        raise NotWritten("report.file_exists", file=str(out)) from error
    except OSError as error:
        raise NotWritten("report.not_written", file=str(out), detail=error.strerror or "") from error
    finally:
        draft.unlink(missing_ok=True)
