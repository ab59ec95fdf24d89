"""Accepting the log of a restored database though witnesses saw more: a decision of QA, on record."""

import asyncio
from datetime import datetime
from pathlib import Path

from core.acts import ActKind
from core.errors import CountersignError
from server.bus import Bus
from server.config import CoreConfig
from server.db.store import Store
from server.keys import load_keys
from server.log_check import log_fault, notes_fault
from server.own_time import OwnTime
from server.service import Service
from server.witnessed import FILE, read_document, read_file, write_document


class NothingToAccept(CountersignError):
    """The log is the one that its witnesses saw."""

    code = "WIT-003"


def accept_log(config: CoreConfig, reason: str) -> tuple[str, ...]:
    """Accept the log as it is, and give the names under which the contradicting notes were put aside.

    What the witnesses saw is put aside, never deleted. The kiosks go on refusing until QA settles it at each.

    Raises:
        NothingToAccept: The log is whole, or no reason is given.
        CountersignError: Keys, database or bus cannot be used; nothing was changed.
    """
    return asyncio.run(_accepted(config, reason.strip()))


async def _accepted(config: CoreConfig, reason: str) -> tuple[str, ...]:
    store = Store(config.postgres_url)
    bus = await Bus.connect(config.bus())
    try:
        own_time = OwnTime(config.clock(), config.time_service(logs=False), steady=not config.clock_file)
        await own_time.look()
        service = Service(store, load_keys(config.keys), config.clock(), own_time)
        public = service.keys.core.public
        document = await bus.witnessed()
        on_bus = {} if document is None else read_document(document, "NATS WIT", public)
        if not reason or (log_fault(service, config) is None and notes_fault(service, on_bus) is None):
            raise NothingToAccept("witness.nothing_to_accept")
        notes = {**on_bus, **read_file(config.keys, public)}
        with service.writer.writing() as writing:
            facts = {"seen": "\n".join(sorted(set(notes.values()))), "shown": "", "reason": reason[:400]}
            writing.decide(ActKind.LOG_SETTLED, facts=facts)
            writing.journal.alarm("log.accepted", "CORE", reason)
        await bus.keep_witnessed(write_document({}))
        return _put_aside(config, service.clock.utc())
    finally:
        await bus.close()
        store.close()


def _put_aside(config: CoreConfig, now: datetime) -> tuple[str, ...]:
    moved: list[str] = []
    for path in (config.keys / FILE, config.folder / "checkpoint.txt"):
        if path.exists():
            moved.append(str(_aside(path, now)))
    return tuple(moved)


def _aside(path: Path, now: datetime) -> Path:
    return path.rename(path.with_name(f"{path.stem}-{now:%Y%m%dT%H%M%SZ}{path.suffix}"))
