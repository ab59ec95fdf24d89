"""Real servers for tests: started here, or those that the environment names.

- `COUNTERSIGN_TEST_POSTGRES`: URL of a database whose role may create databases and roles.
- `COUNTERSIGN_TEST_NATS`: URL of a server that knows the keys in the folder `COUNTERSIGN_TEST_NATS_KEYS`, which is laid
  out as `EmbeddedNats` does it, plus `admin.nk` of a user who may delete streams; its site is S1, its kiosks K1 and K2.
"""

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import nats
import psycopg
from nats.js.errors import NotFoundError
from psycopg import sql

from server.embedded.nats import NatsServer

SITE = "S1"
KIOSKS = ("K1", "K2")


@contextmanager
def reachable_folder() -> Generator[Path]:
    """Make a folder that the servers' account can pass through when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="cs-"))
    if os.geteuid() == 0:
        folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


class Cluster:
    """A PostgreSQL server on which each test gets a database of its own."""

    def __init__(self, url: str) -> None:
        self.url = url

    def of(self, name: str, role: str | None = None) -> str:
        """Give the URL of a database, for the owner or another role."""
        scheme, _, rest = self.url.partition("://")
        authority, _, tail = rest.partition("/")
        if role is not None:
            authority = f"{role}@{authority.rpartition('@')[2]}"
        return f"{scheme}://{authority}/{name}{''.join(tail.partition('?')[1:])}"

    def create(self, template: str = "template0") -> str:
        """Create a database and return its name."""
        name = f"cs_{uuid4().hex[:16]}"
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}"), name, template)
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), name)

    def _run(self, statement: sql.SQL, *names: str) -> None:
        with psycopg.connect(self.url.replace("postgresql+psycopg", "postgresql"), autocommit=True) as connection:
            connection.execute(statement.format(*(sql.Identifier(name) for name in names)))


def external_nats() -> NatsServer | None:
    """Describe the server that the environment names; None when it names none."""
    url = os.environ.get("COUNTERSIGN_TEST_NATS")
    if not url:
        return None
    keys = Path(os.environ["COUNTERSIGN_TEST_NATS_KEYS"])
    kiosks = {path.stem: path for path in sorted((keys / "kiosks").glob("*.nk"))}
    return NatsServer(url, None, keys / "core.nk", keys / "setup.nk", kiosks, "external")


async def wipe(server: NatsServer) -> None:
    """Delete the streams of an external server, so that a test starts with none."""
    admin = await nats.connect(server.url, nkeys_seed=str(server.setup_seed.with_name("admin.nk")))
    for stream in ("REC", "RCPT", "WIT"):
        try:
            await admin.jetstream().delete_stream(stream)
        except NotFoundError:
            continue
    await admin.close()
