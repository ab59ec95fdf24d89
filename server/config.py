"""Settings of the core service: one JSON file, whose keys are those of `CoreConfig`; relative paths count from it."""

import asyncio
from pathlib import Path

import msgspec

from core.attached import MEGABYTE
from core.clock_state import ClockState
from core.errors import CountersignError
from core.ports import Clock, TimeService
from hardware.time_service import Chrony, SharedTime
from server.bus import BusSettings
from server.clock import PlantClock, SystemClock
from server.file_quota import FileQuota


class ConfigUnreadable(CountersignError):
    """The settings are missing something or hold it in another form."""

    code = "COR-030"


class CoreConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the core service runs.

    Attributes:
        site: Site id.
        postgres_url: Database URL of the service's own role.
        postgres_owner_url: Database URL of the owner, for `found` and `rebuild`; "" where the service must not know it.
        nats_urls: `nats://host:port`, one or more.
        nats_seed: File with the core's nkey seed.
        keys: Folder with `core.key`, `seeds.key`, `pepper.key`.
        folder: Where reports and checkpoints for the outside are written.
        clock_file: The demo's clock; "" for the system's.
        chronyc: The program that asks the machine's time service, a path or a name on PATH.
        nats_domain: JetStream domain, "" without one.
        nats_ca: Certificates of the authority of the NATS server, or None.
        nats_certificate: Own certificate, or None.
        nats_key: Its private key, or None.
        nats_monitor: Address of the server's monitor for the doctor, or None.
        checkpoint_s: Seconds between checkpoints.
        tsa_url: Address of a time-stamping authority (RFC 3161) for the nightly checkpoint; "" without one.
        tsa_roots: PEM file with the authority's root certificates, or None.
        files_gb: Gigabytes of attached files that the database keeps at most; the core warns at 80 and at 95 %.
    """

    site: str
    postgres_url: str
    nats_urls: tuple[str, ...]
    nats_seed: Path
    keys: Path
    folder: Path
    postgres_owner_url: str = ""
    clock_file: str = ""
    chronyc: str = "chronyc"
    nats_domain: str = ""
    nats_ca: Path | None = None
    nats_certificate: Path | None = None
    nats_key: Path | None = None
    nats_monitor: str | None = None
    checkpoint_s: float = 60.0
    tsa_url: str = ""
    tsa_roots: Path | None = None
    files_gb: int = 20

    def file_quota(self) -> FileQuota:
        """Give how much of attached files is kept."""
        return FileQuota(total=self.files_gb * 1024 * MEGABYTE)

    def bus(self) -> BusSettings:
        """Give what the bus needs."""
        return BusSettings(
            self.site,
            self.nats_urls,
            self.nats_seed,
            domain=self.nats_domain,
            ca=self.nats_ca,
            certificate=self.nats_certificate,
            key=self.nats_key,
            monitor_url=self.nats_monitor,
        )

    def clock(self) -> Clock:
        """Give the clock."""
        return PlantClock(Path(self.clock_file)) if self.clock_file else SystemClock()

    def clock_state(self) -> ClockState:
        """Ask once who keeps the clock, and give how it is kept; not within an event loop."""
        return asyncio.run(self.time_service(logs=False).report()).state

    def time_service(self, *, logs: bool = True) -> TimeService:
        """Give who keeps the clock; `logs` is False where its silence is told in another way."""
        return SharedTime() if self.clock_file else Chrony(self.chronyc, logs=logs)


def read_config(path: Path) -> CoreConfig:
    """Read the settings.

    Raises:
        ConfigUnreadable: The file is missing or says something else.
    """
    try:
        config = msgspec.json.decode(path.read_bytes(), type=CoreConfig, dec_hook=lambda kind, text: kind(text))
    except OSError as error:
        raise ConfigUnreadable("master.file_unread", file=str(path), problem=error.strerror or "") from error
    except msgspec.DecodeError as error:
        raise ConfigUnreadable("core.config_unreadable", file=str(path), detail=str(error)[:160]) from error
    base = path.absolute().parent
    return msgspec.structs.replace(
        config,
        nats_seed=base / config.nats_seed,
        keys=base / config.keys,
        folder=base / config.folder,
        tsa_roots=base / config.tsa_roots if config.tsa_roots is not None else None,
        clock_file=str(base / config.clock_file) if config.clock_file else "",
    )


def write_config(path: Path, config: CoreConfig) -> None:
    """Write the settings, readable by their owner alone: the URL may hold a password."""
    path.touch(mode=0o600)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(config, enc_hook=str), indent=2))
