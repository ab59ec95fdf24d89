"""Fixtures of the core service: one founded plant a run, copied for each test."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from server.db.migrate import SERVICE_ROLE
from server.opening import Founded
from tests.fakes.core import CoreUnderTest, KioskUnderTest, found_demo
from tests.fakes.servers import Cluster


@pytest.fixture(scope="session")
def founded_template(postgres: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Founded]]:
    """Name of a database with the demo plant, and what founding gave."""
    name = postgres.create()
    folder: Path = tmp_path_factory.mktemp("plant") / "keys"
    yield name, found_demo(postgres.of(name), folder)
    postgres.drop(name)


@pytest.fixture
def core(postgres: Cluster, founded_template: tuple[str, Founded]) -> Iterator[CoreUnderTest]:
    """A core over a database of its own with the demo plant."""
    template, founded = founded_template
    name = postgres.create(template)
    service_url = postgres.of(name, SERVICE_ROLE)
    opened = CoreUnderTest(msgspec.structs.replace(founded, postgres_url=service_url), postgres.of(name), service_url)
    yield opened
    opened.close()
    postgres.drop(name)


@pytest.fixture
def kiosk(core: CoreUnderTest) -> KioskUnderTest:
    """The production kiosk."""
    return KioskUnderTest(core)
