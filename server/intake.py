"""Intake: arrivals become records. Verify first, then one transaction for all of them, then receipts.

Nothing authentic is refused, nothing unauthentic is dropped: the first is kept and flagged, the second quarantined.
"""

from collections.abc import Sequence

import structlog

from core.record.verify import Verified
from server.arrivals import Arrived, Taken, Unfit, check
from server.db.errors import DatabaseAway
from server.db.store import Spoilt
from server.joining import Joining
from server.writing import Writer

__all__ = ["Arrived", "Intake", "Taken"]

log = structlog.get_logger(__name__)


class Intake:
    """Takes arrivals in; blocking, for a thread of its own."""

    def __init__(self, writer: Writer) -> None:
        """Join the writer."""
        self._writer = writer

    def take(self, arrivals: Sequence[Arrived]) -> Taken:
        """Verify, keep, judge, fold, project and owe receipts, in one transaction.

        Raises:
            DatabaseAway: Nothing was kept; the same arrivals may be taken again later.
        """
        checked = self._checked(arrivals)
        try:
            return self._joined(checked, hopeful=True)
        except Spoilt:
            return self._joined(checked, hopeful=False)

    def _joined(self, checked: Sequence[Verified | Unfit], *, hopeful: bool) -> Taken:
        """Keep all in one transaction; first in the hope that nothing has to be undone in it."""
        with self._writer.writing(hopeful=hopeful) as writing:
            joining = Joining(writing)
            joining.know([item for item in checked if isinstance(item, Verified)])
            for item in checked:
                if isinstance(item, Verified):
                    joining.take(item)
                else:
                    joining.quarantine(item)
            return joining.outcome()

    def take_apart(self, arrivals: Sequence[Arrived]) -> Taken:
        """Take arrivals one by one after something unforeseen, so that one of them cannot hold up the others.

        Raises:
            DatabaseAway: As `take`.
        """
        taken = [self._take_or_set_aside(arrived) for arrived in arrivals]
        return Taken(
            sum(one.kept for one in taken),
            sum(one.again for one in taken),
            sum(one.quarantined for one in taken),
            tuple(wish for one in taken for wish in one.resends),
            tuple(alarm for one in taken for alarm in one.alarms),
        )

    def _take_or_set_aside(self, arrived: Arrived) -> Taken:
        try:
            return self.take([arrived])
        except DatabaseAway:
            raise
        except Exception as error:
            # Border of the consumer loop: what even alone cannot be taken is kept as it is, with an alarm.
            log.exception("intake_failed", kiosk=arrived.kiosk)
            with self._writer.writing() as writing:
                joining = Joining(writing)
                joining.quarantine(Unfit(arrived, "record.not_taken", type(error).__name__))
                return joining.outcome()

    def _checked(self, arrivals: Sequence[Arrived]) -> list[Verified | Unfit]:
        """Verify before the transaction; whom the memory does not know may have been registered meanwhile."""
        registry = self._writer.picture.registry
        checked = [check(arrived, registry) for arrived in arrivals]
        if any(isinstance(item, Unfit) for item in checked):
            with self._writer.writing() as writing:
                registry = writing.picture.registry
            checked = [check(i.arrived, registry) if isinstance(i, Unfit) else i for i in checked]
        return checked
