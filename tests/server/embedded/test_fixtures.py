"""The servers that all tests share."""

import asyncio

import nats
import psycopg

from server.db.migrate import schema_version
from server.embedded.nats import NatsServer
from tests.fakes.servers import Cluster


def test_a_fresh_database_has_the_newest_schema(owner_url: str) -> None:
    have, wanted = schema_version(owner_url)
    assert have == wanted


def test_the_service_comes_in_with_its_own_role(service_url: str) -> None:
    with psycopg.connect(service_url.replace("+psycopg", "")) as connection:
        assert connection.execute("select current_user").fetchone() == ("countersign_service",)


def test_what_one_test_leaves_the_next_does_not_see(postgres: Cluster, empty_database: str) -> None:
    with psycopg.connect(empty_database.replace("+psycopg", "")) as connection:
        connection.execute("create table left_behind ()")
    other = postgres.create()
    with psycopg.connect(postgres.of(other).replace("+psycopg", "")) as connection:
        assert connection.execute("select to_regclass('left_behind')").fetchone() == (None,)
    postgres.drop(other)


async def test_each_test_has_a_bus_of_its_own(nats_server: NatsServer) -> None:
    async with asyncio.timeout(10):
        kiosk = await nats.connect(nats_server.url, nkeys_seed=str(nats_server.kiosk_seeds["K1"]))
        await kiosk.flush()
        await kiosk.close()
