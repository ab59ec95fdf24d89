"""Fixtures that every test may use: real PostgreSQL and NATS, and a clock that stands.

Each test process starts its own servers, so the suite runs under pytest-xdist as it is.
"""

import asyncio
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from server.embedded.nats import EmbeddedNats, NatsServer
from server.embedded.postgres import EmbeddedPostgres
from tests.fakes.clock import ManualClock
from tests.fakes.servers import KIOSKS, SITE, Cluster, external_nats, reachable_folder, wipe

if TYPE_CHECKING:
    from server.opening import Founded
    from tests.fakes.core import CoreUnderTest, KioskUnderTest
    from tests.fakes.served import ServedBatch

# No test fails on a clock; the long campaign (make soak) names its own profile.
settings.register_profile("change", deadline=None)
settings.register_profile("soak", deadline=None, max_examples=20_000)
settings.load_profile("change")


@pytest.fixture
def clock() -> ManualClock:
    """A clock at 2026-11-20 06:03:22 UTC that the test moves."""
    return ManualClock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """The PostgreSQL server of this test run."""
    external = os.environ.get("COUNTERSIGN_TEST_POSTGRES")
    if external:
        yield Cluster(external)
        return
    with reachable_folder() as folder, EmbeddedPostgres(folder / "postgres") as server:
        yield Cluster(server.start())


@pytest.fixture(scope="session")
def migrated_template(postgres: Cluster) -> Iterator[str]:
    """Name of a database with the newest schema, from which others are copied."""
    # Loaded when asked for: tests of the pure rooms do without the database library.
    from server.db.migrate import upgrade

    name = postgres.create()
    upgrade(postgres.of(name))
    yield name
    postgres.drop(name)


@pytest.fixture
def empty_database(postgres: Cluster) -> Iterator[str]:
    """Owner's URL of a database without any table."""
    name = postgres.create()
    yield postgres.of(name)
    postgres.drop(name)


@pytest.fixture
def database_name(postgres: Cluster, migrated_template: str) -> Iterator[str]:
    """Name of a fresh database with the newest schema."""
    name = postgres.create(migrated_template)
    yield name
    postgres.drop(name)


@pytest.fixture
def owner_url(postgres: Cluster, database_name: str) -> str:
    """Owner's URL of a fresh database with the newest schema."""
    return postgres.of(database_name)


@pytest.fixture
def service_url(postgres: Cluster, database_name: str) -> str:
    """The running service's URL of the same database: it may only do what the service may."""
    from server.db.migrate import SERVICE_ROLE

    return postgres.of(database_name, SERVICE_ROLE)


@pytest.fixture(scope="session")
def founded_template(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[tuple[str, Founded]]":
    """Name of a database with the demo plant, and what founding gave: once for all rooms that ask for a core."""
    from tests.fakes.core import found_demo

    name = postgres.create()
    yield name, found_demo(postgres.of(name), tmp_path_factory.mktemp("plant") / "keys")
    postgres.drop(name)


@pytest.fixture(scope="session")
def played_template(postgres: Cluster, founded_template: "tuple[str, Founded]") -> "Iterator[tuple[str, ServedBatch]]":
    """Name of a database with the demo plant and a batch that is complete, and that batch: it is played once."""
    from tests.fakes.core import KioskUnderTest, core_over
    from tests.fakes.served import ServedBatch

    template, founded = founded_template
    name = postgres.create(template)
    opened = core_over(postgres, name, founded)
    made = ServedBatch(KioskUnderTest(opened))
    made.play()
    opened.close()
    yield name, made
    postgres.drop(name)


@pytest.fixture
def core(
    request: pytest.FixtureRequest, postgres: Cluster, founded_template: "tuple[str, Founded]"
) -> "Iterator[CoreUnderTest]":
    """A core over a database of its own with the demo plant; a test that asks for the batch gets one that has it."""
    from tests.fakes.core import core_over

    template, founded = founded_template
    if "batch" in request.fixturenames:
        template, _ = request.getfixturevalue("played_template")
    name = postgres.create(template)
    opened = core_over(postgres, name, founded)
    yield opened
    opened.close()
    postgres.drop(name)


@pytest.fixture
def kiosk(core: "CoreUnderTest") -> "KioskUnderTest":
    """The production kiosk."""
    from tests.fakes.core import KioskUnderTest

    return KioskUnderTest(core)


@pytest.fixture
def batch(kiosk: "KioskUnderTest", played_template: "tuple[str, ServedBatch]") -> "ServedBatch":
    """A batch that is complete, at the production kiosk right after its last act."""
    _, made = played_template
    return made.taken_up(kiosk)


@pytest.fixture
def nats_server() -> Iterator[NatsServer]:
    """A NATS server without streams for one test, with site S1 and kiosks K1 and K2; its start takes some 40 ms."""
    external = external_nats()
    if external is not None:
        asyncio.run(wipe(external))
        yield external
        return
    with reachable_folder() as folder, EmbeddedNats(folder / "nats", SITE) as embedded:
        yield embedded.start(KIOSKS)
