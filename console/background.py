"""Tasks beside the screen: each has a name, and none ends unnoticed."""

import asyncio
from collections.abc import Callable, Coroutine

import structlog

from console.logs import traceback_text

log = structlog.get_logger(__name__)


class Background:
    """Holds the running tasks; an error in one is logged and told to the owner of the process."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self.failed: Callable[[str, BaseException], None] | None = None

    def start(self, name: str, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        """Run a coroutine until it ends or `end` is called."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    async def end(self) -> None:
        """Cancel what still runs and wait for it."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        log.critical("background task failed", task=task.get_name(), traceback=traceback_text(error))
        if self.failed is not None:
            self.failed(task.get_name(), error)
