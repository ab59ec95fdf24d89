"""Requests whose answer got lost: asked again soon, each is the same request, so that the core decides it only once."""

from collections.abc import Mapping
from hashlib import sha256

from core.record.canonical import canonical

AGAIN_S = 120.0
"""For how long what is asked alike is the same wish; after that its first answer would be too old."""
MOST = 64


class Unanswered:
    """Remembers by verb and body, of which it keeps a hash alone, as a body may hold a one-time code."""

    def __init__(self) -> None:
        self._asked: dict[bytes, tuple[str, float]] = {}

    def begun(self, verb: str, body: Mapping[str, object], new: str, now: float) -> tuple[str, bool]:
        """Give the id under which to ask, and whether it was asked under it before.

        Args:
            verb: What is asked.
            body: Of the request.
            new: Id of a new request.
            now: Monotonic, in seconds.
        """
        self._asked = {key: kept for key, kept in self._asked.items() if now - kept[1] < AGAIN_S}
        key = _key(verb, body)
        known = self._asked.get(key)
        if known is None:
            self._asked[key] = new, now
            while len(self._asked) > MOST:
                del self._asked[next(iter(self._asked))]
        return (new, False) if known is None else (known[0], True)

    def answered(self, verb: str, body: Mapping[str, object]) -> None:
        """Forget a request that has its answer."""
        self._asked.pop(_key(verb, body), None)


def _key(verb: str, body: Mapping[str, object]) -> bytes:
    return sha256(canonical([verb, dict(body)])).digest()
