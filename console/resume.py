"""Which batch a person was working on, kept on the disk: after a crash, a power cut or a sign-in it is there again."""

import msgspec

from console.plant import Cache

CACHE = "resume"


class Last(msgspec.Struct, frozen=True):
    """Who worked on what, last: which batch, and which of its operations."""

    person: str
    batch: str
    operation: str = ""


class Resume:
    """Remembers one task of this terminal."""

    def __init__(self, cache: Cache) -> None:
        """Take where it is kept."""
        self._cache = cache
        self._last: Last | None = None

    async def load(self) -> None:
        """Take what is on the disk; what cannot be read leads nowhere and is no fault."""
        data = await self._cache.cached(CACHE)
        try:
            self._last = msgspec.json.decode(data, type=Last | None) if data else None
        except msgspec.DecodeError:
            self._last = None

    async def note(self, last: Last | None) -> None:
        """Remember who works on what; None when the task was left on purpose."""
        if last != self._last:
            self._last = last
            await self._cache.cache(CACHE, msgspec.json.encode(last))

    def batch_of(self, person: str) -> str | None:
        """Tell which batch this very person was working on."""
        return self._last.batch if self._last is not None and self._last.person == person else None

    def operation_in(self, batch: str) -> str:
        """Tell which operation of a batch was worked on last; "" where nobody knows."""
        return self._last.operation if self._last is not None and self._last.batch == batch else ""
