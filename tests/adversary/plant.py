"""A plant that works, an adversary who holds its core, and the five means by which the deed may be found."""

import asyncio
import contextlib
import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from core.acts import ActKind, Meaning, Subject, Who
from core.batch.guide import guide
from core.batch.manifest import release_manifest
from core.errors import CountersignError
from core.people import Role
from core.record.envelope import Unauthentic
from core.record.log import completed, envelope_leaf
from core.record.verify import Verified, verify_envelope
from core.times import utc_from
from server import verifier
from server.arrivals import Arrived
from server.config import CoreConfig
from server.db.statements import insert, text
from server.db.store import Store, Unit
from server.db.tables.audit import trail
from server.db.tables.evidence import kiosk_head, log_head, log_node, record
from server.doctor import examine
from server.export import build_export
from server.journal import columns_of
from server.log import make_checkpoint
from server.log_check import log_fault
from server.opening import Founded
from server.proof import covering_checkpoint, read_export
from server.rebuild import rebuild
from server.scopes import Scope, period_scope
from server.witnessed import write_file
from server.witnesses import newest_of_each
from tests.console.terminal.station import AUTHENTICATED, GOOD, write_chronyc
from tests.fakes.core import CoreUnderTest, KioskUnderTest, core_over, found_demo
from tests.fakes.rehearsal import KIOSK, Rehearsal
from tests.fakes.served import ServedBatch
from tests.fakes.servers import Cluster
from tests.fakes.witness import WitnessUnderTest, grown

GUESSED = "P-0005"
"""A person whose code was tried twice in vain."""
WITNESSES = ("KIOSK-01", "QA-01")
EVER = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class Worked(msgspec.Struct, frozen=True):
    """A plant at the end of a working day.

    Attributes:
        founded: Keys and passwords.
        database: Name of its database.
        backup: Name of a copy of it from an hour before.
        folder: What lies outside: the witnesses' disks, `witnessed.json` in `keys`.
        batch: The batch that was worked on.
        decided: A batch that was rejected before anything was made of it.
        locked: A person who is locked out.
        flagged: Id of a record of the batch that the core has flagged.
        stray: Id of a flagged record that belongs to no batch.
    """

    founded: Founded
    database: str
    backup: str
    folder: Path
    batch: str
    decided: str
    locked: str
    flagged: str
    stray: str


def worked_plant(postgres: Cluster, folder: Path) -> Worked:
    """Work: steps signed and countersigned, a record flagged, a person locked, two witnesses up to date."""
    name = postgres.create()
    founded = found_demo(postgres.of(name), folder / "keys")
    core = core_over(postgres, name, founded)
    kiosk = KioskUnderTest(core)
    decided = _rejected(ServedBatch(kiosk))
    batch = ServedBatch(kiosk)
    batch.play(lambda made: _checked(made) >= 1)
    for _ in range(2):
        kiosk.ask("check_code", person=GUESSED, code="000000", purpose="sign")
    core.service.intake.take([Arrived(kiosk.name, b"signed by nobody")])
    backup = _copied(postgres, core, name)
    batch.play(lambda made: _checked(made) >= 3)
    flagged = _out_of_turn(batch, kiosk)
    stray = kiosk.seal(kiosk.act(ActKind.CONFIRMED, Who(person=batch.operator.id), Subject(batch="B-NONE", step="1")))
    kiosk.send(stray)
    locked = batch.checker.id
    for _ in range(5):
        kiosk.ask("check_code", person=locked, code="000000", purpose="sign")
    grown(kiosk)
    asyncio.run(_witnessed(core, folder))
    with core.store.unit() as unit:
        write_file(founded.folder, newest_of_each(unit))
    core.close()
    return Worked(core.founded, name, backup, folder, batch.state.number, decided, locked, flagged, stray.act.id)


def _rejected(batch: ServedBatch) -> str:
    """Reject a batch that was just issued; gives its number."""
    batch.play(lambda made: len(made.records) >= 6)
    person = batch.person(Role.AUTHORISED_PERSON)
    assert not batch.sign(release_manifest(batch.state, batch.master, (), "", "en"), person, Meaning.REJECTED)
    wish = {"batch": batch.state.number, "person": person.id, "signature": batch.records[-1].act.id}
    answer = batch.kiosk.ask("reject", **wish)
    assert answer.refusal is None, answer.refusal
    return batch.state.number


def _checked(made: Rehearsal) -> int:
    return sum(step.verified is not None for step in made.state.steps.values())


def _copied(postgres: Cluster, core: CoreUnderTest, name: str) -> str:
    core.store.close()
    return postgres.create(name)


def _out_of_turn(batch: ServedBatch, kiosk: KioskUnderTest) -> str:
    """Send what is authentic and not allowed: a confirmation by somebody who may not perform."""
    step = guide(batch.state, batch.master, KIOSK).step
    assert step is not None
    about = Subject(batch=batch.state.number, step=step.id, entry="none_such")
    record = kiosk.seal(kiosk.act(ActKind.CONFIRMED, Who(person=batch.operator.id, session="x"), about))
    kiosk.send(record)
    return record.act.id


async def _witnessed(core: CoreUnderTest, folder: Path) -> None:
    for name in WITNESSES:
        witness = await WitnessUnderTest.opened(core, name, folder / "witnesses")
        await witness.witness.look()
        await witness.outbox.close()


class Adversary:
    """Full rights in the database, root on the core, all its keys; `plant` is theirs to spoil."""

    def __init__(self, plant: Worked, unit: Unit, core: CoreUnderTest, folder: Path) -> None:
        """Take the database, its guards down, and the folder of the keys with what lies beside them."""
        self.plant, self.unit, self.core, self.keys, self.folder = plant, unit, core, core.keys, folder

    def sql(self, statement: str, **values: object) -> None:
        """Do something to the database; it must touch a row."""
        assert self.unit.do(text(statement), values or None) > 0, statement

    def records(self, where: str = "true") -> Sequence[Any]:
        """Read records in the order of the log."""
        return self.unit.rows(text(f"SELECT * FROM record WHERE {where} ORDER BY seq"))  # noqa: S608  (by tests)

    def signed(self) -> Any:
        """Give a signature of a person that stands in the middle of the log."""
        return self.records("kind = 'Signed' AND kiosk <> 'CORE'")[1]

    def rewritten(self, envelopes: Sequence[bytes]) -> None:
        """Make the whole log anew over other envelopes, with everything that hangs on it, signed by the core's key."""
        received = {bytes(row.envelope): row.received_at for row in self.records()}
        newest = max(received.values())
        for table in ("record", "trail", "log_node", "checkpoint", "cosignature", "kiosk_head"):
            self.unit.do(text(f"DELETE FROM {table}"))  # noqa: S608  (our own table names)
        nodes: dict[tuple[int, int], bytes] = {}
        heads: dict[tuple[str, int], dict[str, object]] = {}
        registry = self.core.service.writer.picture.registry
        for seq, envelope in enumerate(envelopes):
            verified = verify_envelope(envelope, registry)
            stated = utc_from(verified.act.when.utc) if verified.act else newest
            kept, shown = columns_of(seq, verified, received.get(envelope, stated))
            self.unit.do(insert(record), [{**kept, "joined": True, "twin": False}])
            self.unit.do(insert(trail), [shown])
            heads[verified.place.kiosk, verified.place.epoch] = _head(verified)
            for level, place, value in completed(seq, envelope_leaf(envelope), lambda *at: nodes[at]):
                nodes[level, place] = value
        self.unit.do(insert(kiosk_head), list(heads.values()))
        rows = [{"level": level, "idx": place, "hash": value} for (level, place), value in nodes.items()]
        self.unit.do(insert(log_node), rows)
        self.unit.do(log_head.update().values(size=len(envelopes)))
        self.checkpointed()

    def checkpointed(self) -> None:
        """Sign the log as it is now."""
        make_checkpoint(self.unit, self.core.service.writer.station.origin, self.keys.core, self.core.clock.utc())


def _head(verified: Verified) -> dict[str, object]:
    place = verified.place
    at = {"kiosk": place.kiosk, "epoch": place.epoch, "seq": place.seq, "sha256": verified.sha256}
    return {**at, "forked": False}


def without_guards(owner: Store) -> None:
    """Switch every trigger off, as only a superuser or the owner can."""
    with owner.unit() as unit:
        for row in unit.rows(text("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")):
            unit.do(text(f"ALTER TABLE {row.name} DISABLE TRIGGER ALL"))


class Spoiled:
    """The plant after the deed, looked at by everybody who can look."""

    def __init__(self, plant: Worked, core: CoreUnderTest, owner: Store, folder: Path) -> None:
        self.plant, self.core, self.owner, self.folder = plant, core, owner, folder
        self.complete: list[str] = []

    def found(self) -> dict[str, set[str]]:
        """Give what each means of finding says, by its name; a means that finds nothing is left out."""
        means: dict[str, Callable[[], set[str]]] = {
            "doctor": self._doctor,
            "start": self._start,
            "witness": self._witness,
            "verify": self._verify,
            "rebuild": self._rebuild,
        }
        told = {name: look() for name, look in means.items()}
        return {name: words for name, words in told.items() if words}

    def rows(self, statement: str) -> Sequence[Any]:
        """Read what is there now."""
        with self.owner.unit() as unit:
            return unit.rows(text(statement))

    def _verify(self) -> set[str]:
        """Export everything anew, and verify the export against what was outside before."""
        return self.exported(lambda unit: period_scope(unit, *EVER))

    def exported(self, about: Callable[[Unit], Scope]) -> set[str]:
        """Export something anew, and say what is found in it."""
        try:
            with self.core.store.unit() as unit:
                picture, now, core = self.core.service.writer.picture, self.core.clock.utc(), self.core.keys.core
                scope = about(unit)
                covering = covering_checkpoint(unit, scope.least, self.core.service.writer.station.origin, core, now)
                data = build_export(read_export(unit, picture, scope, covering, core, now, {}), core)
        except CountersignError as error:
            return {f"no export: {error}"}
        path = self.folder / "export.zip"
        path.write_bytes(data)
        report = verifier.verify(path, self.core.keys.core.id)
        self.complete = report.complete
        return {f"{failure.record} {failure.key}" for failure in report.failures}

    def _doctor(self) -> set[str]:
        faults = asyncio.run(examine(self._config()))
        return {
            f"{fault.key} {' '.join(fault.params.values())}" for fault in faults if not fault.key.startswith("bus.")
        }

    def _start(self) -> set[str]:
        fault = log_fault(self.core.service, self._config())
        return {fault.key} if fault else set()

    def _rebuild(self) -> set[str]:
        try:
            return set(rebuild(self.owner).differing)
        except CountersignError as error:
            return {f"refused: {error}"}

    def _witness(self) -> set[str]:
        return asyncio.run(self._looked())

    async def _looked(self) -> set[str]:
        shutil.copytree(self.plant.folder / "witnesses", self.folder / "witnesses")
        witness = await WitnessUnderTest.opened(self.core, WITNESSES[0], self.folder / "witnesses")
        with contextlib.suppress(Unauthentic):  # a forged checkpoint raises the alarm; nothing more of it is read
            await witness.witness.look()
        alarm = witness.witness.alarm
        await witness.outbox.close()
        return {alarm.key} if alarm else set()

    def _config(self) -> CoreConfig:
        return CoreConfig(
            site="demo",
            postgres_url=self.core.founded.postgres_url,
            postgres_owner_url=self.core.owner_url,
            nats_urls=("nats://127.0.0.1:1",),
            nats_seed=self.folder / "no.nk",
            keys=self.folder / "keys",
            folder=self.folder,
            chronyc=str(write_chronyc(self.folder / "chronyc", GOOD, authentication=AUTHENTICATED)),
        )
