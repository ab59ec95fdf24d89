"""Which refused attempts of a person who is locked out become records of the kiosk: one a minute, with their number.

Only of those that the core has answered, and so has counted itself, each and durably; without the core every attempt is
a record here.
"""

import msgspec

from console.code_uses import CodeRefused
from core.acts import When
from core.errors import CountersignError

TOGETHER_MS = 60_000
_LOCKED = "refusal.locked"


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
