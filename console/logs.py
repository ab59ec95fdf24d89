"""The log of the terminal process: JSON lines in a file of limited size, never on the terminal that it draws on."""

import io
import logging
import sys
import threading
import traceback
from pathlib import Path
from typing import TextIO, cast

import structlog

MOST_BYTES = 5 * 1024 * 1024
"""At this size the log begins anew; one older file is kept."""


class LimitedFile(io.TextIOBase):
    """A text file that is set aside and begun anew when it has grown; several threads may write."""

    def __init__(self, file: Path, most_bytes: int = MOST_BYTES) -> None:
        """Go on with the file, made for its owner only where there is none."""
        super().__init__()
        self._file = file
        self._most = most_bytes
        self._lock = threading.Lock()
        self._stream = self._opened()

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, text: str, /) -> int:
        """Write at once, so that the last words before a crash are there."""
        with self._lock:
            if self._stream.tell() > self._most:
                self._stream.close()
                self._file.replace(self._file.with_name(f"{self._file.name}.1"))
                self._stream = self._opened()
            return self._stream.write(text)

    def flush(self) -> None:
        """Hand over what is written."""
        if not self._stream.closed:
            self._stream.flush()

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
        super().close()

    def _opened(self) -> io.TextIOWrapper:
        self._file.touch(mode=0o600)
        return self._file.open("a", buffering=1, encoding="utf-8", errors="backslashreplace")


class LibraryLog(logging.Handler):
    """Takes what libraries log by the standard means into the one log."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record as a JSON line."""
        error = record.exc_info[1] if record.exc_info else None
        shown = {} if error is None else {"traceback": traceback_text(error)}
        structlog.get_logger(record.name).warning(record.getMessage(), logger=record.name, **shown)


def log_to(file: Path) -> LimitedFile:
    """Send the log, and what libraries write to the standard error, to a file.

    Textual draws on the original standard error stream; the Python one is turned to the file, so that no warning or
    traceback of a library lands on the screen.
    """
    stream = LimitedFile(file)
    sys.stderr = stream
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", stream)),
    )
    logging.basicConfig(level=logging.WARNING, handlers=[LibraryLog()], force=True)
    return stream


def traceback_text(error: BaseException) -> str:
    """Write a traceback without the values of variables: a local may hold a password."""
    return "".join(traceback.format_exception(error))
