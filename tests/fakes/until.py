"""Waiting for what gives no event, in the one way of all tests."""

import asyncio
from collections.abc import Callable


async def until(holds: Callable[[], object], at_most_s: float = 100.0) -> None:
    """Wait until something holds; the time is a ceiling for what never will, not a measure of how quick it must be."""
    async with asyncio.timeout(at_most_s):
        while not holds():  # noqa: ASYNC110  (what is waited for is seen from outside only)
            await asyncio.sleep(0.005)
