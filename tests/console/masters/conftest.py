"""Fixtures of the flows about master records: a terminal of a real core with the demo plant."""

from tests.console.people.conftest import seat
from tests.server.conftest import core, founded_template

__all__ = ["core", "founded_template", "seat"]
