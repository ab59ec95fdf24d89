"""Rosters of tests, stated by the core without the signatures that a change needs."""

from datetime import timedelta

from core.times import utc_text
from core.token import Roster
from server.enrolment import state_item
from tests.fakes.core import CoreUnderTest


def put_on_roster(
    core: CoreUnderTest, identity: str, kiosks: tuple[str, ...], people: tuple[str, ...], hours: int = 8
) -> None:
    """Put people on a roster from now on."""
    now = core.clock.utc()
    item = Roster(identity, kiosks, people, utc_text(now), utc_text(now + timedelta(hours=hours)))
    with core.service.writer.writing() as writing:
        state_item(writing, "rosters", identity, item)
