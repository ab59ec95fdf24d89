"""One intake process over a core's database; run by `benchmarks.intake`. Starts when its standard input ends."""

import json
import sys
from pathlib import Path

from benchmarks.intake import AT_ONCE
from server.db.store import Store
from server.intake import Arrived
from server.keys import load_keys
from server.service import Service
from tests.fakes.clock import ManualClock


def main() -> None:
    """Say `ready`, wait, take everything in, say `done`."""
    told = json.loads(sys.argv[1])
    store = Store(told["url"])
    clock = ManualClock()
    clock.advance(10_000_000)
    service = Service(store, load_keys(Path(told["keys"])), clock)
    envelopes = Path(told["records"]).read_bytes().split(b"\n")
    print("ready", flush=True)
    sys.stdin.read()
    for start in range(0, len(envelopes), AT_ONCE):
        service.intake.take([Arrived(told["kiosk"], data) for data in envelopes[start : start + AT_ONCE]])
    print("done", flush=True)
    store.close()


if __name__ == "__main__":
    main()
