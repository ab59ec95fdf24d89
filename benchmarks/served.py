"""A core over a database of its own for one benchmark, with the demo plant founded."""

from collections.abc import Generator
from contextlib import contextmanager

import msgspec

from server.db.migrate import SERVICE_ROLE
from server.embedded.postgres import EmbeddedPostgres
from tests.fakes.core import CoreUnderTest, found_demo
from tests.fakes.servers import Cluster, reachable_folder


@contextmanager
def served_core() -> Generator[CoreUnderTest]:
    """Start PostgreSQL with the settings of a plant, found the demo plant, and give its core."""
    with reachable_folder() as folder, EmbeddedPostgres(folder / "postgres") as server:
        cluster = Cluster(server.start())
        name = cluster.create()
        founded = found_demo(cluster.of(name), folder / "keys")
        service_url = cluster.of(name, SERVICE_ROLE)
        core = CoreUnderTest(msgspec.structs.replace(founded, postgres_url=service_url), cluster.of(name), service_url)
        try:
            yield core
        finally:
            core.close()
