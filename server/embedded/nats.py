"""A NATS server of our own: one folder, one process, loopback only, every acknowledgement after its fsync."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

import msgspec

from core.announcement import BusKiosks
from server.embedded import nats_config, nkey
from server.embedded.errors import EmbeddedError, StartFailed
from server.embedded.identity import private_folder, server_folder
from server.embedded.lease import Lease
from server.embedded.nats_config import Permissions, Settings
from server.embedded.nats_probe import jetstream_answers
from server.embedded.process import PLAIN_ENVIRONMENT, LeashedProcess, last_words
from server.embedded.programs import Program, nats_program

_NAME = "NATS"
_POLL_S = 0.005


class NatsServer(msgspec.Struct, frozen=True):
    """Where the server is and the keys to it.

    Attributes:
        url: `nats://127.0.0.1:<port>`.
        monitor_url: `http://127.0.0.1:<port>`, None without the monitor.
        core_seed: Seed file of the core.
        setup_seed: Seed file of the one who makes streams and the consumer.
        kiosk_seeds: Seed files by kiosk id.
        version: The server's version.
    """

    url: str
    monitor_url: str | None
    core_seed: Path
    setup_seed: Path
    kiosk_seeds: Mapping[str, Path]
    version: str


class EmbeddedNats:
    """Start, reload and stop a NATS server in a folder of its own.

    The folder holds `server.conf`, `keys/` (seeds, 0600), `store/` (streams), `ports/` and `server.log`. Kiosks that
    were added once are known again at the next start. The calls block; an event loop runs them in a thread.
    """

    def __init__(
        self,
        folder: Path,
        site: str,
        *,
        program: Path | None = None,
        monitor: bool = True,
        max_file_mb: int = 8192,
        timeout_s: float = 30.0,
    ) -> None:
        self._folder = folder.absolute()
        self._site = nats_config.token(site)
        self._registry = BusKiosks()
        self._chosen = program
        self._settings = Settings(self._folder, monitor=monitor, max_file_mb=max_file_mb)
        self._monitor_port = -1
        self._timeout_s = timeout_s
        self._program: Program | None = None
        self._lease: Lease | None = None
        self._process: LeashedProcess | None = None

    @property
    def pid(self) -> int | None:
        """Give the server's process id; None when it does not run."""
        return self._process.pid if self._process is not None and self._process.alive else None

    def start(self, kiosks: Iterable[str] = ()) -> NatsServer:
        """Start the server and wait until it answers a JetStream call.

        Args:
            kiosks: Ids of kiosks that get a key besides those known from earlier.

        Raises:
            EmbeddedError: The program is missing or too old, the folder is taken, or the server did not get ready.
        """
        wanted = [nats_config.token(kiosk) for kiosk in kiosks]
        self._program = nats_program(self._chosen)
        server_folder(self._folder)
        self._lease = Lease.take(self._folder)
        try:
            self._prepare(wanted)
            self._process = LeashedProcess.start(
                [str(self._program.path), "-c", str(self._config)],
                log=self._log,
                lease=self._lease,
                environment={**PLAIN_ENVIRONMENT, "HOME": str(self._folder)},
            )
            server = self._await_ready()
        except BaseException:  # whatever ended the start, nothing half started is left behind
            self.stop()
            raise
        self._settings = msgspec.structs.replace(self._settings, port=_port(server.url))
        self._monitor_port = _port(server.monitor_url)
        return server

    def stop(self) -> None:
        """Stop the server in order and free the folder; nothing happens when it does not run."""
        if self._process is not None:
            self._process.stop()
            self._process = None
        if self._lease is not None:
            self._lease.release()
            self._lease = None

    def restart(self) -> NatsServer:
        """Stop the server and start it again on the same ports."""
        self.stop()
        # Not earlier: the running server takes no configuration that names another monitor than it was started with.
        self._settings = msgspec.structs.replace(self._settings, monitor_port=self._monitor_port)
        return self.start()

    def admit(self, kiosks: BusKiosks) -> bool:
        """Let in the kiosks of a registry by the public keys they made themselves, and put out the revoked ones.

        Returns:
            False when that is so already.

        Raises:
            NameRefused: An id cannot be a subject token.
            EmbeddedError: The server does not run or refuses the change.
        """
        for kiosk in kiosks.admitted:
            nats_config.token(kiosk)
        if kiosks == self._registry:
            return False
        if self._process is None or not self._process.alive:
            raise EmbeddedError("embedded.not_running", server=_NAME)
        before, self._registry = self._registry, kiosks
        try:
            self._write_config()
        except BaseException:  # whatever it was, the registry is as the file says
            self._registry = before
            raise
        self._process.signal(signal.SIGHUP)
        return True

    def __enter__(self) -> "EmbeddedNats":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _config(self) -> Path:
        return self._folder / "server.conf"

    @property
    def _log(self) -> Path:
        return self._folder / "server.log"

    def _kiosk_seed(self, kiosk: str) -> Path:
        return nkey.user_seed(self._folder / "keys" / "kiosks" / f"{kiosk}.nk")

    def _service_seed(self, name: str) -> Path:
        return nkey.user_seed(self._folder / "keys" / f"{name}.nk")

    def _kiosk_seeds(self) -> dict[str, Path]:
        return {path.stem: path for path in sorted((self._folder / "keys" / "kiosks").glob("*.nk"))}

    def _prepare(self, kiosks: Iterable[str]) -> None:
        for name in ("keys", "keys/kiosks", "ports", "store"):
            private_folder(self._folder / name, None)
        for stale in (self._folder / "ports").iterdir():
            stale.unlink()
        for kiosk in kiosks:
            self._kiosk_seed(kiosk)
        self._write_config()

    def _write_config(self) -> None:
        """Write the configuration beside the old one, let the server test it, then put it in place."""
        users: dict[str, Permissions] = {
            nkey.public_key(self._service_seed("core")): nats_config.core_permissions(),
            nkey.public_key(self._service_seed("setup")): nats_config.setup_permissions(),
        }
        made_here = {kiosk: nkey.public_key(seed) for kiosk, seed in self._kiosk_seeds().items()}
        for kiosk, key in {**made_here, **self._registry.admitted}.items():
            if kiosk not in self._registry.revoked:
                users[key] = nats_config.kiosk_permissions(self._site, kiosk)
        draft = self._folder / "server.conf.draft"
        draft.write_text(nats_config.config_text(self._settings, users), "utf-8")
        draft.chmod(0o600)
        self._test(draft)
        draft.rename(self._config)

    def _test(self, config: Path) -> None:
        program = self._program or nats_program(self._chosen)
        tested = subprocess.run(  # noqa: S603  (no shell; the program was found and checked)
            [program.path, "-t", "-c", config], capture_output=True, text=True, timeout=30, check=False, cwd="/"
        )
        if tested.returncode != 0:
            reason = (tested.stderr or tested.stdout).strip()
            raise StartFailed("embedded.config_refused", file=str(config), reason=reason)

    def _await_ready(self) -> NatsServer:
        deadline = time.monotonic() + self._timeout_s
        inbox = f"_INBOX_setup.{os.getpid()}"
        while True:
            server = self._described()
            if server is not None and jetstream_answers(server.url, server.setup_seed, inbox):
                return server
            self._wait_a_little(deadline)

    def _wait_a_little(self, deadline: float) -> None:
        if self._process is None or not self._process.alive or time.monotonic() > deadline:
            raise StartFailed("embedded.start_failed", server=_NAME, reason=last_words(self._log), log=str(self._log))
        time.sleep(_POLL_S)

    def _described(self) -> NatsServer | None:
        """Read the server's ports file; None until it is there and whole."""
        if self._process is None or self._program is None:
            return None
        try:
            written = (self._folder / "ports" / f"{self._program.path.name}_{self._process.pid}.ports").read_bytes()
            ports: dict[str, list[str]] = json.loads(written)
            url = ports["nats"][0]
        except (OSError, ValueError, KeyError):
            return None
        return NatsServer(
            url=url,
            monitor_url=next(iter(ports.get("monitoring", [])), None),
            core_seed=self._service_seed("core"),
            setup_seed=self._service_seed("setup"),
            kiosk_seeds=self._kiosk_seeds(),
            version=self._program.version_text,
        )


def _port(url: str | None) -> int:
    """Give the port that a start was given, -1 without one."""
    return (urlsplit(url).port if url else None) or -1
