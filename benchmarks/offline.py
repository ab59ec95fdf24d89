"""The shift code book: how large, how long to make, how long to check a code; and signing without the core.

Signing is the console's own ceremony against a book that a real core made, into a real outbox. The passwords of this
run are quick to hash; what one durable commit takes is measured beside it. A code is used up by a commit of its own
before the record is stored, so that it cannot count again after a power cut.
"""

import asyncio
import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.figures import Figure, Goal, Peer, median, percentile, seconds
from benchmarks.served import served_core
from benchmarks.sign import durable_commits
from core.acts import Manifest, ManifestLine, Meaning
from core.record.codebook import CodeBook, Page, code_at, matching_step, open_book, page_macs, seal_book, step_of
from core.record.codebook import step_range as steps_of
from core.record.digest import sha256_hex
from core.record.keys import KeyKind, KeyRegistry, PrivateKey, public_key
from core.roster import Window
from core.secret import Secret
from core.times import utc_text
from server.codes import current_code
from tests.fakes.core import CoreUnderTest
from tests.fakes.rosters import put_on_roster
from tests.fakes.seat import Seat

PEOPLE, HOURS, COUNT = 30, 12, 150
NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
KIOSK, PERSON = "KIOSK-01", "P-0001"
LINES = tuple(ManifestLine(f"Point {number}", "met, with its evidence") for number in range(20))


def measured() -> list[Figure]:
    """Make the book of a shift, check codes by it, sign with it."""
    core = PrivateKey(os.urandom(32))
    seeds = [os.urandom(20) for _ in range(PEOPLE)]
    made: list[tuple[CodeBook, bytes, bytes]] = []
    building = median(seconds(lambda: made.append(_book(seeds, core))) for _ in range(3))
    book, envelope, macs = made[-1]
    registry = KeyRegistry([public_key(core, KeyKind.CORE, "CORE", utc_text(NOW))])
    opening = median(seconds(lambda: open_book(envelope, macs, KIOSK, registry)) for _ in range(20))
    page, code = book.pages[-1], code_at(seeds[-1], step_of(NOW))
    checks = [seconds(lambda: matching_step(book, macs, b"k" * 32, page, code, NOW)) for _ in range(2000)]
    signing, floor = _signing()
    rest = [max(0.0, took - floor) * 1000 for took in signing]
    people = f"{PEOPLE} people, {HOURS} h"
    return [
        Figure(f"code book of {people}: size", (len(envelope) + len(macs)) / 1024, "KiB", goal=Goal(at_most=1024)),
        Figure(f"code book of {people}: to make", building, "s", goal=Goal(at_most=1)),
        Figure(f"code book of {people}: to verify and open", opening * 1000, "ms"),
        Figure("checking a code by the book, p50", median(checks) * 1e6, "us"),
        Figure(
            "sign key to stored here, offline, p50", median(signing) * 1000, "ms", Peer("hashing, commit", floor * 1000)
        ),
        Figure("all but hashing and one commit, offline, p95", percentile(rest, 0.95), "ms", goal=Goal(at_most=10)),
    ]


def _book(seeds: list[bytes], core: PrivateKey) -> tuple[CodeBook, bytes, bytes]:
    """Make a book as the core does, but for the database; wrapped keys are as long as in truth."""
    window = Window("P", "T", "k" * 16, utc_text(NOW), utc_text(NOW + timedelta(hours=HOURS)))
    steps = steps_of(window, 0)
    people = [f"P-{number:04d}" for number in range(len(seeds))]
    codes = b"".join(
        page_macs(b"k" * 32, KIOSK, person, steps, seed) for person, seed in zip(people, seeds, strict=True)
    )
    pages = tuple(
        Page(
            Window(person, "T", "k" * 16, window.valid_from, window.valid_to), steps.start, len(steps), 0, 0, "0" * 820
        )
        for person in people
    )
    book = CodeBook("B", KIOSK, utc_text(NOW), window.valid_to, "b" * 64, "0" * 160, sha256_hex(codes), pages)
    return book, seal_book(book, core), codes


def _signing() -> tuple[list[float], float]:
    """Sign at a kiosk of a real core that cannot be reached; gives the times, and what hashing and a commit take."""
    with served_core() as core, tempfile.TemporaryDirectory() as folder:
        put_on_roster(core, "R-1", (KIOSK,), (PERSON,))
        took, hashing = asyncio.run(_signatures(core, Path(folder) / "kiosk"))
        return took, hashing + median(durable_commits(Path(folder) / "floor.db"))


async def _signatures(core: CoreUnderTest, folder: Path) -> tuple[list[float], float]:
    seat = await Seat.open(core, folder, KIOSK)
    person, secret = seat.recorder.plant.people[PERSON], Secret(core.founded.passwords[PERSON])
    await seat.shelf.open(person, secret)
    seat.online = False
    hashing: list[float] = []
    took: list[float] = []
    manifest = Manifest("", "note", "Note of the shift", "en", LINES, ())
    for _ in range(COUNT):
        core.clock.advance(30)
        code = Secret(current_code(core.founded.seeds[PERSON], core.clock.utc()))
        begun = time.perf_counter()
        await seat.desk.ceremony.sign(person, Meaning.PERFORMED, (manifest,), secret, code, "en", "session-1")
        took.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        await seat.shelf.open(person, secret)
        hashing.append(time.perf_counter() - begun)
    await seat.close()
    return took, median(hashing)
