"""Start both servers in a process of its own, say what runs where as one line of JSON, and stay until killed.

With `--as UID PYTHON` it steps down to an unprivileged user first; everything is imported before that, because such a
user may not be able to read the virtual environment.
"""

import codecs
import json
import os
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from server.embedded.nats import EmbeddedNats
from server.embedded.postgres import EmbeddedPostgres
from server.embedded.programs import postgres_program


def _become(uid: int, python: str) -> None:
    # Load what these would load when first used.
    codecs.lookup("idna")
    postgres_program({}, system=Path("/nowhere"))
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)
    sys.executable = python


def main() -> None:
    """Start, tell, wait."""
    folder, nats_program, *rest = sys.argv[1:]
    if rest:
        _become(int(rest[1]), rest[2])
    postgres = EmbeddedPostgres(Path(folder, "postgres"))
    nats = EmbeddedNats(Path(folder, "nats"), "S1", program=Path(nats_program))
    # Started by threads that end at once, as an event loop's workers do.
    for start in (postgres.start, nats.start):
        thread = threading.Thread(target=start)
        thread.start()
        thread.join()
    sys.stdout.write(json.dumps({"postgres": postgres.pid, "nats": nats.pid, "uid": os.geteuid()}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    postgres.stop()
    nats.stop()


if __name__ == "__main__":
    main()
