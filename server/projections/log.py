"""LogSettled: QA has settled what a witness found; nothing is projected, one without right or session is flagged."""

from core.finding import Finding, finding
from core.record.payload import CORE_STATION
from core.rights import may
from server.db.store import Unit
from server.plain import plain
from server.projections.happening import Happening
from server.projections.sessions import refused_without_session


def log_settled(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Check who settled, and that it was in session; the core itself does so by a command that names its reason."""
    if happening.record.place.kiosk == CORE_STATION:
        return ()
    person = happening.plant.people.get(happening.act.who.person or "")
    if person is None or not person.active or not may(person.roles, "act.settle_log"):
        return (finding("exception.not_entitled", person=plain(happening.act.who.person or "-")),)
    return refused_without_session(unit, happening)
