"""Run a plan as a process of its own: `python -m hardware.sim --socket PATH --plan FILE`.

Prints one line, `ready`, once all devices are on, and ends with SIGTERM, SIGINT, or its parent, even a killed one.
"""

import argparse
import asyncio
import contextlib
import ctypes
import logging
import os
import signal
import sys
import tempfile
from pathlib import Path

import structlog

from core.errors import CountersignError
from core.language import worded
from hardware.sim.control import serve_control
from hardware.sim.plan import Plan, read_plan
from hardware.sim.simulator import Simulator

_PR_SET_PDEATHSIG = 1
_PARENT_POLL_S = 1.0


def main() -> int:
    """Run until told to stop, or until the parent is gone."""
    parser = argparse.ArgumentParser(prog="python -m hardware.sim", description=__doc__)
    parser.add_argument("--plan", type=Path, required=True, help="JSON file that describes the devices")
    parser.add_argument("--socket", type=Path, required=True, help="control socket to listen on")
    parser.add_argument("--folder", type=Path, help="folder for the links to the serial ports (default: temporary)")
    parser.add_argument("--stay", action="store_true", help="do not end with the parent process")
    chosen = parser.parse_args()
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    parent = os.getppid()
    if not chosen.stay:
        _die_with_parent()
    try:
        plan = read_plan(chosen.plan.read_bytes())
        with tempfile.TemporaryDirectory(prefix="countersign-sim-") as temporary:
            folder = chosen.folder or Path(temporary)
            asyncio.run(_run(plan, folder, chosen.socket, None if chosen.stay else parent))
    except (CountersignError, OSError) as error:
        text = worded(error, "en") if isinstance(error, CountersignError) else str(error)
        sys.stderr.write(f"{text}\n")
        return 1
    finally:
        chosen.socket.unlink(missing_ok=True)
    return 0


async def _run(plan: Plan, folder: Path, socket: Path, parent: int | None) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, ended.set)
    simulator = Simulator(plan, folder)
    await simulator.start()
    server = await serve_control(simulator, socket)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    try:
        # The kernel's signal may come too early or not at all in a container; the parent's number settles it.
        while not ended.is_set() and (parent is None or os.getppid() == parent):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_PARENT_POLL_S):
                    await ended.wait()
    finally:
        server.close()
        await simulator.stop()


def _die_with_parent() -> None:
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
