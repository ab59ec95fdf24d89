"""A PostgreSQL server of our own: one folder, one process, a private Unix socket, every commit after its fsync."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import structlog

from server.embedded.errors import StartFailed
from server.embedded.identity import Account, private_folder, server_folder, unprivileged
from server.embedded.lease import Lease
from server.embedded.postgres_home import DATABASE, Home, program_for, settle
from server.embedded.process import PLAIN_ENVIRONMENT, LeashedProcess, last_words, open_log
from server.embedded.programs import Program, postgres_program

_NAME = "PostgreSQL"
_POLL_S = 0.005
_INIT_S = 120.0
_PASSABLE = 0o711
"""As root the server's account may pass through the folder, and no more."""
_READY_LINE = 7
"""Place, counted from 0, of the state in postmaster.pid. Source: PostgreSQL, src/include/utils/pidfile.h."""

_SETTINGS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "max_connections=100",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_destination=stderr",
    "logging_collector=off",
)

_log = structlog.get_logger(__name__)


class EmbeddedPostgres:
    """Start and stop a PostgreSQL server in a folder of its own.

    PostgreSQL refuses root, so for root it runs as `postgres` or `nobody`; when that account cannot reach the folder
    the data lies below /var/tmp, and `home` and the log say so. The calls block; an event loop runs them in a thread.
    """

    def __init__(self, folder: Path, *, environment: Mapping[str, str] | None = None, timeout_s: float = 60.0) -> None:
        """Prepare a server.

        Args:
            folder: Its folder, made when missing.
            environment: Where `PGBIN` is looked up; None for the process's own.
            timeout_s: How long it may take to get ready, recovery after a crash included.
        """
        self._folder = folder.absolute()
        self._environment = os.environ if environment is None else environment
        self._timeout_s = timeout_s
        self._account: Account | None = None
        self._lease: Lease | None = None
        self._process: LeashedProcess | None = None
        self.home: Home | None = None

    @property
    def pid(self) -> int | None:
        """Give the server's process id; None when it does not run."""
        return self._process.pid if self._process is not None and self._process.alive else None

    def start(self) -> str:
        """Start the server, making its database at the first time, and wait until it takes connections.

        Returns:
            URL of the database, `postgresql+psycopg://...`, for its owner; `home.url(role)` gives that of another role.

        Raises:
            EmbeddedError: No fitting program, no account to run as, the folder is taken, or it did not get ready.
        """
        self._account = unprivileged()
        server_folder(self._folder, 0o700 if self._account is None else _PASSABLE)
        self._lease = Lease.take(self._folder)
        try:
            self.home = home = settle(self._folder, self._account)
            program = program_for(postgres_program(self._environment, major=_major_of(home.data)), self._account)
            self._say_where(home)
            if not home.data.exists():
                self._create(program, home)
            self._run(program, home)
            self._await_ready(home)
        except BaseException:  # whatever ended the start, nothing half started is left behind
            self.stop()
            raise
        return home.url()

    def stop(self) -> None:
        """Stop the server in order and free the folder; nothing happens when it does not run."""
        if self._process is not None:
            self._process.stop()
            self._process = None
        if self._lease is not None:
            if self.home is not None:
                shutil.rmtree(self.home.socket, ignore_errors=True)
            self._lease.release()
            self._lease = None

    def restart(self) -> str:
        """Stop the server and start it again; the URL stays the same."""
        self.stop()
        return self.start()

    def __enter__(self) -> "EmbeddedPostgres":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _log_file(self) -> Path:
        return self._folder / "server.log"

    def _say_where(self, home: Home) -> None:
        if home.moved:
            _log.info("embedded_postgres_moved", asked=str(self._folder), data=str(home.data))

    def _create(self, program: Program, home: Home) -> None:
        """Make the cluster and its database under another name, so that data that exists is whole."""
        draft = home.data.with_name("data.draft")
        shutil.rmtree(draft, ignore_errors=True)
        private_folder(draft, self._account)
        initdb = str(program.path.with_name("initdb"))
        # Whoever enters the socket's folder (0700) is the server's account or root: a password would add nothing.
        how = ["-k", "--locale=C.UTF-8", "--encoding=UTF8", "-A", "trust", "-U", DATABASE]
        self._as_server([initdb, "-D", str(draft), *how])
        single = [str(program.path), "--single", "-D", str(draft), "postgres"]
        self._as_server(single, f"CREATE DATABASE {DATABASE} OWNER {DATABASE}\n")
        draft.rename(home.data)

    def _as_server(self, command: list[str], told: str = "") -> None:
        """Run a program as the server's account and wait for it."""
        who = self._account
        try:
            ended = subprocess.run(  # noqa: S603  (no shell; the program was found and checked)
                command,
                input=told,
                capture_output=True,
                text=True,
                timeout=_INIT_S,
                check=False,
                cwd="/",
                env=dict(PLAIN_ENVIRONMENT),
                user=who.uid if who else None,
                group=who.gid if who else None,
                extra_groups=[] if who else None,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise self._failed(str(error)) from error
        with open_log(self._log_file) as log:
            log.write((ended.stdout + ended.stderr).encode())
        if ended.returncode != 0:
            raise self._failed()

    def _run(self, program: Program, home: Home) -> None:
        """Start the server; whoever holds the lease knows that an old postmaster.pid belongs to nobody."""
        if self._lease is None:
            raise self._failed()
        (home.data / "postmaster.pid").unlink(missing_ok=True)
        for stale in home.socket.iterdir():
            stale.unlink()
        settings = [*_SETTINGS, f"unix_socket_directories={home.socket}"]
        self._process = LeashedProcess.start(
            [str(program.path), "-D", str(home.data), *(word for setting in settings for word in ("-c", setting))],
            log=self._log_file,
            lease=self._lease,
            account=self._account,
            stop_signal=signal.SIGINT,
        )

    def _await_ready(self, home: Home) -> None:
        deadline = time.monotonic() + self._timeout_s
        while not self._ready(home):
            if self._process is None or not self._process.alive or time.monotonic() > deadline:
                raise self._failed()
            time.sleep(_POLL_S)

    def _ready(self, home: Home) -> bool:
        """Read the state that the server itself writes, as pg_ctl does."""
        try:
            lines = (home.data / "postmaster.pid").read_text("utf-8").splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > _READY_LINE and lines[_READY_LINE].strip() == "ready"

    def _failed(self, reason: str = "") -> StartFailed:
        reason = reason or last_words(self._log_file)
        return StartFailed("embedded.start_failed", server=_NAME, reason=reason, log=str(self._log_file))


def _major_of(data: Path) -> int | None:
    """Read which major version wrote the data; None when there is none yet."""
    written = data / "PG_VERSION"
    return int(written.read_text("ascii").strip()) if written.exists() else None
