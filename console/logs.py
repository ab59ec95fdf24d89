"""The log of the terminal process: JSON lines in a file, never on the terminal that it draws on."""

import sys
import traceback
from pathlib import Path

import structlog


def log_to(file: Path) -> None:
    """Send the log, and what libraries write to the standard error, to a file.

    Textual draws on the original standard error stream; the Python one is turned to the file, so that no warning or
    traceback of a library lands on the screen.
    """
    stream = file.open("a", buffering=1, encoding="utf-8")
    file.chmod(0o600)
    sys.stderr = stream
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(stream),
    )


def traceback_text(error: BaseException) -> str:
    """Write a traceback without the values of variables: a local may hold a password."""
    return "".join(traceback.format_exception(error))
