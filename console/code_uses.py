"""Which one-time codes were used up at this kiosk, and the failures since; kept durably before a code counts.

The trust in the clock is kept beside them: all three must outlast a restart, or a code would count again after one.
"""

from datetime import datetime, timedelta

import msgspec

from console.clock_trust import ClockTrust, KeptTrust
from console.plant import Cache
from core.errors import CountersignError
from core.plant import Plant
from core.ports import Clock
from core.record.codebook import STEP_S
from core.times import local_text, utc_from, utc_text

CACHE = "code_book_use"


class CodeRefused(CountersignError):
    """A code that the book does not hold, or that was used before, or of somebody who is locked out."""

    code = "SGN-005"


class _Use(msgspec.Struct, frozen=True):
    """One person's codes here: the last step, the failures since, and until when that locks."""

    last_step: int = 0
    failures: int = 0
    locked_until: str = ""


class _Uses(msgspec.Struct, frozen=True):
    """What lies on the disk."""

    people: dict[str, _Use] = {}
    trust: KeptTrust = KeptTrust()


class CodeUses:
    """Counts codes and failures of each person at this kiosk.

    Attributes:
        trust: Whether the clock can be trusted; kept with every change.
    """

    def __init__(self, cache: Cache, clock: Clock, trust: ClockTrust) -> None:
        """Join the parts; nothing is known before `load`."""
        self.trust = trust
        self._cache = cache
        self._clock = clock
        self._people: dict[str, _Use] = {}

    async def load(self) -> None:
        """Take what is kept on the disk.

        Raises:
            msgspec.DecodeError: It is damaged.
        """
        kept = await self._cache.cached(CACHE)
        found = msgspec.json.decode(kept, type=_Uses) if kept else _Uses()
        self._people = dict(found.people)
        self.trust.restore(found.trust)

    async def keep(self) -> None:
        """Keep everything durably."""
        await self._cache.cache(CACHE, msgspec.json.encode(_Uses(self._people, self.trust.kept)))

    async def look_at_clock(self) -> None:
        """Compare the clocks; that trust was lost is kept at once, so that a restart does not bring it back."""
        was = self.trust.kept.lost
        self.trust.look()
        if self.trust.kept.lost != was:
            await self.keep()

    def last_step(self, person: str) -> int:
        """Give the last step that a person used here."""
        return self._of(person).last_step

    def refuse_locked(self, person: str, plant: Plant) -> None:
        """Refuse a person whom too many wrong secrets have locked out here; raises `CodeRefused`."""
        until = self._of(person).locked_until
        if until and utc_from(until) > self._clock.utc():
            raise CodeRefused("refusal.locked", t=local_text(utc_from(until), plant.offset_min))

    async def use(self, person: str, step: int) -> None:
        """Use up every code of a person up to a step, durably; failures are forgiven."""
        self._people[person] = _Use(max(step, self.last_step(person)))
        await self.keep()

    async def failed(self, person: str, plant: Plant) -> CodeRefused:
        """Count a wrong code, durably; too many lock, here as at the core. Gives the refusal."""
        now, use, policy = self._clock.utc(), self._of(person), plant.policy
        if use.failures + 1 < policy.tries:
            self._people[person] = _Use(use.last_step, use.failures + 1)
            await self.keep()
            return CodeRefused("refusal.not_accepted", n=str(policy.tries - use.failures - 1))
        until = now + timedelta(minutes=policy.lock_min)
        self._people[person] = _Use(use.last_step, 0, utc_text(until))
        await self.keep()
        return CodeRefused("refusal.locked", t=local_text(until, plant.offset_min))

    def _of(self, person: str) -> _Use:
        return self._people.get(person, _Use())


def code_used(now: datetime) -> CodeRefused:
    """Refuse a code that was used before, and say when the next one comes."""
    return CodeRefused("refusal.code_used", s=str(STEP_S - int(now.timestamp()) % STEP_S))
