"""Run the comparisons: `python -m benchmarks [--only NAME] [--json FILE]`."""

import argparse
import importlib
import json
import os
import platform
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import structlog

from benchmarks.figures import Figure, table

BENCHMARKS = {
    "terminal": "key to first bytes, start, memory, rest, live weight",
    "sign": "sign key to stored here, beside password hashing and one commit",
    "offline": "shift code book: size, making, checking; signing without the core",
    "road": "storing, draining a backlog, stored to accepted",
    "intake": "records a second into the core",
    "trace": "genealogy in both directions",
    "audit": "pages of the audit trail by every filter",
    "issue": "posting from one hot container with 32 clients",
    "review": "review by exception of a long batch",
    "report": "pages of the batch record a second",
    "scan": "scan to verdict on the screen, with the core at hand and from the cache",
    "demo": "scan to verdict and stored to accepted, in the headless demo",
    "verify": "an export on a clean machine",
}
"""Name of the module, and what it measures; each has `measured() -> list[Figure]`."""


def main() -> int:
    """Run what was asked for, one after the other, and print a table each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure and compare.")
    parser.add_argument("--only", action="append", choices=sorted(BENCHMARKS), help="may be given again")
    parser.add_argument("--json", type=Path, help="write the figures to a file too")
    chosen = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    told: dict[str, list[dict[str, object]]] = {}
    failed: list[str] = []
    for name in chosen.only or BENCHMARKS:
        begun = time.monotonic()
        try:
            figures = _measured(name)
        except Exception:  # noqa: BLE001  (border of the process: the other comparisons are still worth having)
            traceback.print_exc()
            failed.append(name)
            continue
        told[name] = [figure.plain() for figure in figures]
        print(f"\n{name}: {BENCHMARKS[name]} ({time.monotonic() - begun:.0f} s)\n\n{table(figures)}", flush=True)
    if chosen.json:
        about = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "cores": os.cpu_count()}
        about |= {"python": platform.python_version(), "system": platform.system(), "machine": platform.machine()}
        chosen.json.write_text(json.dumps(about | {"benchmarks": told}, ensure_ascii=False, indent=1) + "\n", "utf-8")
    if failed:
        print(f"\nnot measured: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _measured(name: str) -> Sequence[Figure]:
    measured: Callable[[], Sequence[Figure]] = importlib.import_module(f"benchmarks.{name}").measured
    return measured()


if __name__ == "__main__":
    sys.exit(main())
