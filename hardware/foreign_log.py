"""Log lines of device libraries go to our log, so that none reaches a terminal."""

import logging

import structlog

log = structlog.get_logger(__name__)


class _ToStructlog(logging.Handler):
    """Hands a library's log lines to ours."""

    def emit(self, record: logging.LogRecord) -> None:
        """Pass one line on."""
        log.log(record.levelno, record.name.partition(".")[0], text=record.getMessage().partition("\n")[0])


def route_log(name: str) -> None:
    """Route a library's logger once, warnings and worse."""
    logger = logging.getLogger(name)
    if not any(isinstance(handler, _ToStructlog) for handler in logger.handlers):
        logger.addHandler(_ToStructlog(logging.WARNING))
        logger.propagate = False
