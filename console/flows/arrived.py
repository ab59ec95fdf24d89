"""Waiting until what was signed here has reached the core, which decides on what it holds."""

import asyncio

from console.desk import Desk

TRIES = 50
WAIT_S = 0.1


async def arrived(desk: Desk) -> None:
    """Wait until nothing waits to be sent, not for ever: what is still missing the core itself will say."""
    for _ in range(TRIES):
        if desk.link().waiting == 0:
            return
        await asyncio.sleep(WAIT_S)
