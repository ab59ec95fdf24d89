"""A database of its own for one benchmark, with the settings of a plant; and a core over one with the demo plant."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from server.db.migrate import SERVICE_ROLE, upgrade
from server.embedded.postgres import EmbeddedPostgres
from tests.fakes.core import CoreUnderTest, found_demo
from tests.fakes.servers import Cluster, reachable_folder


class Database(msgspec.Struct, frozen=True):
    """How to reach a database.

    Attributes:
        owner_url: As its owner, for `server.db`.
        service_url: As the running service.
        folder: Empty, ends with the database.
    """

    owner_url: str
    service_url: str
    folder: Path

    @property
    def owner(self) -> str:
        """Give the owner's URL as psycopg takes it."""
        return self.owner_url.replace("postgresql+psycopg", "postgresql")

    @property
    def service(self) -> str:
        """Give the service's URL as psycopg takes it."""
        return self.service_url.replace("postgresql+psycopg", "postgresql")


@contextmanager
def migrated_database() -> Generator[Database]:
    """Start PostgreSQL and give a database with the schema and nothing in it."""
    with reachable_folder() as folder, EmbeddedPostgres(folder / "postgres") as server:
        cluster = Cluster(server.start())
        name = cluster.create()
        upgrade(cluster.of(name))
        yield Database(cluster.of(name), cluster.of(name, SERVICE_ROLE), folder)


@contextmanager
def served_core() -> Generator[CoreUnderTest]:
    """Found the demo plant and give its core."""
    with migrated_database() as database:
        founded = found_demo(database.owner_url, database.folder / "keys")
        founded = msgspec.structs.replace(founded, postgres_url=database.service_url)
        core = CoreUnderTest(founded, database.owner_url, database.service_url)
        try:
            yield core
        finally:
            core.close()
