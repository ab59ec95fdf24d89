"""Intake of the core: verify, judge, fold, log, project, owe receipts, against its two floors in the same run.

Judged records are those of an in-process control, filled, undone and filled again; plain ones belong to no batch.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from benchmarks.figures import Figure, Goal, Peer, median, seconds
from benchmarks.floors import check_all, insert_all, signature_checks
from benchmarks.served import served_core
from core.acts import ActKind, Subject, Who
from core.batch.entries import Entry, entries
from core.batch.progress import open_steps
from core.master.kinds import InProcessControl
from core.master.model import Step
from core.record.payload import Record
from server.db.tables.evidence import record_flag
from server.intake import Arrived
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.served import ServedBatch

COUNT = 4000
AT_ONCE = 200
"""What one fetch from the bus brings at most."""
ROUNDS = 3


def measured() -> list[Figure]:
    """Take in judged records, then plain ones, then plain ones by one worker process and by two."""
    with served_core() as core:
        kiosk, office = KioskUnderTest(core), KioskUnderTest(core, "QA-01")
        judged = _judged_records(ServedBatch(kiosk), COUNT)
        envelopes = [record.envelope for record in judged]
        checks = signature_checks(envelopes, core.service.writer.picture.plant.keys)
        floor_verify = COUNT / median(seconds(lambda: check_all(checks)) for _ in range(ROUNDS))
        floor_insert = COUNT / median(
            seconds(lambda: insert_all(core.owner_url, envelopes, AT_ONCE)) for _ in range(ROUNDS)
        )
        rate = COUNT / seconds(lambda: _take(core, judged))
        assert core.count(record_flag) == 0
        unjudged = [kiosk.seal() for _ in range(COUNT)]
        plain = COUNT / seconds(lambda: _take(core, unjudged))
        one, two = _by_workers(core, [kiosk]), _by_workers(core, [kiosk, office])
    return [
        Figure(
            "judged records a second, one process",
            rate,
            "/s",
            Peer("Ed25519 verify alone", floor_verify),
            Goal(at_least=5000),
        ),
        Figure("the same", rate, "/s", Peer(f"INSERT alone, {AT_ONCE} a commit", floor_insert)),
        Figure("records of no batch, one process", plain, "/s"),
        Figure("records of no batch, two workers", two, "/s", Peer("one worker", one), Goal(ratio_at_least=1.7)),
    ]


def _take(core: CoreUnderTest, records: Sequence[Record]) -> None:
    for start in range(0, len(records), AT_ONCE):
        part = records[start : start + AT_ONCE]
        taken = core.service.intake.take([Arrived(record.place.kiosk, record.envelope) for record in part])
        assert taken.kept == len(part)


def _judged_records(batch: ServedBatch, count: int) -> list[Record]:
    """Play a batch up to its first in-process control, then seal values and undo them, without sending."""
    batch.play(until=lambda _played: _control(batch) is not None)
    step = _control(batch)
    assert step is not None
    rounds = cycle((*(entry for entry in entries(step) if entry.act == ActKind.VALUE_ENTERED), None))
    return [_sealed(batch, step, entry) for entry in islice(rounds, count)]


def _control(batch: ServedBatch) -> Step | None:
    """Give the in-process control that has just been started, if one has."""
    step = next(iter(open_steps(batch.state, batch.master)), None)
    if step is None or not isinstance(step.detail, InProcessControl):
        return None
    recorded = batch.state.step(step.id)
    return step if recorded.started is not None and not recorded.filled else None


def _sealed(batch: ServedBatch, step: Step, entry: Entry | None) -> Record:
    """Seal a value for an entry; None undoes all entries of the step."""
    operation = batch.master.operation_of(step.id)
    assert operation is not None
    about = Subject(batch=batch.state.number, operation=operation.id, step=step.id, entry=entry.name if entry else None)
    who = Who(person=batch.performer(step).id, session="session-1")
    if entry is None:
        return batch.kiosk.seal(batch.kiosk.act(ActKind.ENTRIES_UNDONE, who, about))
    return batch.kiosk.seal(batch.kiosk.act(entry.act, who, about, batch.content(step, entry)[1]))


def _by_workers(core: CoreUnderTest, kiosks: Sequence[KioskUnderTest]) -> float:
    """Let one process a kiosk take records in at the same time; gives records a second of all together."""
    jobs = [_Job(core, kiosk, COUNT // len(kiosks)) for kiosk in kiosks]
    for job in jobs:
        job.ready()
    took = seconds(lambda: [job.run() for job in jobs] and [job.done() for job in jobs])
    return sum(job.count for job in jobs) / took


class _Job:
    """One worker process with its records."""

    def __init__(self, core: CoreUnderTest, kiosk: KioskUnderTest, count: int) -> None:
        self.count = count
        file = Path(core.founded.folder, f"{kiosk.name}.records")
        file.write_bytes(b"\n".join(kiosk.seal().envelope for _ in range(count)))
        told = {"url": core.founded.postgres_url, "keys": str(core.founded.folder), "kiosk": kiosk.name}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.intake_worker", json.dumps(told | {"records": str(file)})],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def ready(self) -> None:
        self._hear(b"ready\n")

    def run(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()

    def done(self) -> None:
        self._hear(b"done\n")
        assert self._process.wait() == 0

    def _hear(self, word: bytes) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == word
