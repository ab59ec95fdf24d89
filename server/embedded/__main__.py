"""Both servers as one process: `python -m server.embedded --folder DIR --site SITE --kiosk KIOSK ...`.

Prints one line of JSON once both answer and the streams are there, and ends with SIGTERM, SIGINT or its parent. A
server that dies meanwhile is started again in the same place.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import structlog

from core.announcement import BusKiosks
from core.errors import CountersignError
from core.language import worded
from server.bus import BusSettings, ensure_streams
from server.db.migrate import as_service
from server.embedded.nats import EmbeddedNats, NatsServer
from server.embedded.postgres import EmbeddedPostgres

_LOOK_S = 0.2

log = structlog.get_logger(__name__)


def main() -> int:
    """Run until told to stop, or until the parent is gone."""
    parser = argparse.ArgumentParser(prog="python -m server.embedded", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="folder of both servers")
    parser.add_argument("--site", required=True, help="site id, a subject token")
    parser.add_argument("--kiosk", action="append", default=[], help="kiosk that gets a key; may be given again")
    parser.add_argument("--kiosks", type=Path, help="file in which the core writes down whom the bus lets in")
    chosen = parser.parse_args()
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.JSONRenderer()],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    parent, stop = os.getppid(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    postgres = EmbeddedPostgres(chosen.folder / "postgres")
    nats = EmbeddedNats(chosen.folder / "nats", chosen.site)
    try:
        _say(*_started(postgres, nats, chosen.site, chosen.kiosk))
        while not stop.wait(_LOOK_S) and os.getppid() == parent:
            _revive(postgres, nats)
            if chosen.kiosks is not None:
                _admit(nats, chosen.kiosks)
    except CountersignError as error:
        sys.stderr.write(f"{worded(error, 'en')}\n")
        return 1
    finally:
        nats.stop()
        postgres.stop()
    return 0


def _started(postgres: EmbeddedPostgres, nats: EmbeddedNats, site: str, kiosks: list[str]) -> tuple[str, NatsServer]:
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.submit(postgres.start), threads.submit(nats.start, kiosks)
        owner_url, server = first.result(), second.result()
    asyncio.run(ensure_streams(BusSettings(site, (server.url,), server.setup_seed, "setup")))
    return owner_url, server


def _say(owner_url: str, server: NatsServer) -> None:
    said = {
        "postgres_owner_url": owner_url,
        "postgres_url": as_service(owner_url),
        "nats_url": server.url,
        "core_seed": str(server.core_seed),
        "nats_monitor": server.monitor_url,
        "kiosk_seeds": {kiosk: str(seed) for kiosk, seed in server.kiosk_seeds.items()},
    }
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def _admit(nats: EmbeddedNats, file: Path) -> None:
    """Let in the kiosks that the core has written down; a file that cannot be read changes nothing."""
    try:
        if nats.admit(msgspec.json.decode(file.read_bytes(), type=BusKiosks)):
            log.info("kiosks_admitted", file=str(file))
    except FileNotFoundError:
        return
    except (OSError, msgspec.DecodeError, CountersignError) as error:
        log.warning("kiosks_not_admitted", file=str(file), reason=str(error))


def _revive(postgres: EmbeddedPostgres, nats: EmbeddedNats) -> None:
    """Start again what has died; its data lie where they lay, and NATS takes the same port."""
    for name, server in (("postgres", postgres), ("nats", nats)):
        if server.pid is None:
            log.warning("server_died", server=name)
            server.restart()


if __name__ == "__main__":
    sys.exit(main())
