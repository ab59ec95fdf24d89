"""Which refused attempts become records of the kiosk, so that nobody fills its log: of many one a minute, numbered.

Of a person who is locked out, those that the core has answered, and so has counted itself, each and durably; without
the core every attempt is a record here. Of user ids that are nobody's, or of a closed account, those beyond twenty in
an hour.
"""

from collections import deque

import msgspec

from console.code_uses import CodeRefused
from core.acts import When
from core.errors import CountersignError

TOGETHER_MS = 60_000
_LOCKED = "refusal.locked"
MOST_AN_HOUR = 20
"""Attempts in nobody's name that are records of their own, in an hour."""
_HOUR_MS = 3_600_000


class _Since(msgspec.Struct):
    kept_ms: int
    more: int = 0


class KeptAttempts:
    """Looks at one attempt after the other."""

    def __init__(self) -> None:
        self._since: dict[str, _Since] = {}

    def again(self, person: str, why: CountersignError, when: When) -> int | None:
        """Tell how many attempts the next record stands for, or None when this one goes into a later record.

        Args:
            person: In whose name it was.
            why: What refused it.
            when: When it was; its monotonic time counts.
        """
        if why.key != _LOCKED or isinstance(why, CodeRefused):
            return 1
        since = self._since.get(person)
        if since is not None and when.monotonic_ms - since.kept_ms < TOGETHER_MS:
            since.more += 1
            return None
        self._since[person] = _Since(when.monotonic_ms)
        return 1 + (since.more if since is not None else 0)


class _Many:
    """The last attempts that became records, and how many came since."""

    def __init__(self) -> None:
        self.kept: deque[int] = deque(maxlen=MOST_AN_HOUR)
        self.more = 0


class NobodysAttempts:
    """Counts attempts with user ids and badges that are nobody's, and with those of closed accounts."""

    def __init__(self) -> None:
        self._of: dict[str, _Many] = {}

    def again(self, when: When, closed: str = "") -> int | None:
        """Tell how many attempts the next record stands for, or None when this one goes into a later record.

        Args:
            when: When it was; its monotonic time counts.
            closed: Whose closed account was named; "" of what is nobody's, whatever was typed.
        """
        now, of = when.monotonic_ms, self._of.setdefault(closed, _Many())
        many = len(of.kept) == MOST_AN_HOUR and now - of.kept[0] < _HOUR_MS
        if many and now - of.kept[-1] < TOGETHER_MS:
            of.more += 1
            return None
        of.kept.append(now)
        told, of.more = 1 + of.more, 0
        return told
