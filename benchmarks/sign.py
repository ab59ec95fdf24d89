"""From the sign key to `stored here`: everything but password hashing and the one durable commit.

The passwords of this run are quick to hash, so that the rest can be seen; hashing at a plant's hardness stands in its
own line. The core's check of the one-time code is measured in the core, without the bus.
"""

import asyncio
import sqlite3
import tempfile
import time
from pathlib import Path

from benchmarks.figures import Figure, Goal, Peer, median, percentile, seconds
from benchmarks.served import served_core
from console.outbox import Outbox
from core.acts import Manifest, Meaning
from core.batch.manifest import release_manifest
from core.people import Person
from core.record.sealed import pepper_share, unwrap_key, wrap_key
from core.secret import Secret
from tests.fakes.clock import ManualClock
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.terminal import CODE, KIOSK, Core, Terminal, password, wrapped_key

BATCH = "B2611-0001"
COUNT = 150
RECORD_BYTES = 6000
"""About what a signature record with its manifest takes."""


def measured() -> list[Figure]:
    """Sign again and again, then measure the parts alone."""
    with tempfile.TemporaryDirectory() as folder:
        signed, hashing = asyncio.run(_signatures(Path(folder) / "kiosk" / "outbox.db"))
        commits = durable_commits(Path(folder) / "floor.db")
    with served_core() as core:
        checks = _code_checks(core)
    known = hashing + median(commits)
    others = [max(0.0, took - known) * 1000 for took in signed]
    signing = Figure("sign key to stored here, quick password, p50", median(signed) * 1000, "ms")
    floor = Peer("one durable SQLite commit", median(commits) * 1000)
    return [
        Figure(signing.name, signing.value, "ms", floor),
        Figure("all but hashing and the commit, p50", median(others), "ms"),
        Figure("all but hashing and the commit, p95", percentile(others, 0.95), "ms", goal=Goal(at_most=10)),
        Figure("the core's check of a one-time code, p50", median(checks) * 1000, "ms"),
        Figure("opening a key at a plant's hardness (Argon2id, 256 MiB)", _plant_hardness() * 1000, "ms"),
    ]


async def _signatures(path: Path) -> tuple[list[float], float]:
    """Sign by the console's ceremony into a real outbox; gives the times, and that of the hashing in them."""
    clock = ManualClock()
    core = Core(clock)
    outbox = await Outbox.open(path, KIOSK)
    terminal = Terminal(outbox, core, clock)
    await terminal.following.refresh()
    await terminal.recorder.take_in([core.issue(BATCH).envelope])
    person = terminal.mirror.current.person_of_user("ap1")
    assert person is not None
    secret = Secret(password(person.user_id))
    took: list[float] = []
    for _ in range(COUNT):
        clock.advance(30)
        manifest = _manifest(terminal)
        begun = time.perf_counter()
        await terminal.desk.ceremony.sign(
            person, Meaning.RELEASED, (manifest,), secret, Secret(CODE), "en", "session-1"
        )
        took.append(time.perf_counter() - begun)
    await outbox.close()
    return took, _hashing(person, secret)


def _hashing(person: Person, secret: Secret) -> float:
    return median(seconds(lambda: _open_key(person, secret)) for _ in range(20))


def _open_key(person: Person, secret: Secret) -> None:
    unwrap_key(wrapped_key(person), person.id, secret)


def _manifest(terminal: Terminal) -> Manifest:
    """Show a checklist of twenty points."""
    batch = terminal.recorder.batch(BATCH)
    points = tuple((f"Point {number} of the checklist", "met, with its evidence") for number in range(20))
    return release_manifest(batch.state, batch.master, points, "88412 ab12cd34", "en")


def durable_commits(path: Path) -> list[float]:
    """Commit one row of the same size durably, as SQLite does it at the least."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE floor (seq INTEGER PRIMARY KEY, envelope BLOB)")
    took = [
        seconds(lambda: database.execute("INSERT INTO floor (envelope) VALUES (?)", (b"x" * RECORD_BYTES,)))
        for _ in range(COUNT)
    ]
    database.close()
    return took


def _code_checks(core: CoreUnderTest) -> list[float]:
    kiosk, person = KioskUnderTest(core), "P-0001"
    took: list[float] = []
    for _ in range(50):
        request = kiosk.request("check_code", {"person": person, "code": kiosk.code(person), "purpose": "sign"})
        begun = time.perf_counter()
        answer = kiosk.answered(request)
        took.append(time.perf_counter() - begun)
        assert answer.refusal is None
    return took


def _plant_hardness() -> float:
    secret, share = Secret("plum-river-stone-lamp"), pepper_share(b"p" * 32, "P-1", "k")
    wrapped = wrap_key(b"s" * 32, "P-1", secret, share, salt=b"s" * 16, nonce=b"n" * 24)
    return median(seconds(lambda: unwrap_key(wrapped, "P-1", secret)) for _ in range(5))
