import json
import logging
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog

from console.logs import LimitedFile, log_to, traceback_text


@contextmanager
def logged(folder: Path) -> Generator[Path]:
    """Have the log of this process in a file, and put it back as it was."""
    before, handlers = sys.stderr, logging.getLogger().handlers[:]
    stream = log_to(folder / "terminal.log")
    try:
        yield folder / "terminal.log"
    finally:
        sys.stderr = before
        structlog.reset_defaults()
        logging.getLogger().handlers[:] = handlers
        stream.close()


def test_what_we_log_and_what_libraries_log_are_json_lines_in_one_private_file(tmp_path: Path) -> None:
    with logged(tmp_path) as log_file:
        structlog.get_logger("ours").warning("device lost", device="天平")
        logging.getLogger("asyncio").error("a task was destroyed")
    ours, theirs = [json.loads(line) for line in log_file.read_text(encoding="utf-8").splitlines()]
    assert (ours["event"], ours["device"]) == ("device lost", "天平")
    assert (theirs["event"], theirs["logger"]) == ("a task was destroyed", "asyncio")
    assert log_file.stat().st_mode & 0o077 == 0


def test_the_standard_error_goes_to_the_file(tmp_path: Path) -> None:
    with logged(tmp_path) as log_file:
        sys.stderr.write("a warning of a library\n")
    assert "a warning of a library" in log_file.read_text(encoding="utf-8")


def test_the_log_never_grows_without_end(tmp_path: Path) -> None:
    stream = LimitedFile(tmp_path / "log", most_bytes=1000)
    for number in range(200):
        stream.write(f"line {number:04d} {'x' * 40}\n")
    stream.close()
    sizes = [file.stat().st_size for file in tmp_path.iterdir()]
    assert len(sizes) == 2
    assert max(sizes) < 1100
    assert "line 0199" in (tmp_path / "log").read_text()


def test_a_traceback_shows_no_values() -> None:
    def fails() -> None:
        totp_secret = "JBSWY3DP"
        raise ValueError(len(totp_secret))

    with pytest.raises(ValueError, match="8") as caught:
        fails()
    assert "JBSWY3DP" not in traceback_text(caught.value).replace('totp_secret = "JBSWY3DP"', "")
