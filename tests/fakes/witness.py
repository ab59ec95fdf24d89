"""A kiosk's witness over a real outbox, asking a real core without a bus."""

from collections.abc import Mapping
from pathlib import Path

from console.journal import OutboxJournal
from console.link import RequestRefused
from console.outbox import Outbox
from console.recorder import Recorder, Station
from console.witness import LogWitness
from core.acts import Act
from core.master.model import MasterBatchRecord
from core.ports import Unreachable
from core.record.envelope import open_envelope
from core.record.payload import decode_payload
from server.db.store import Store
from server.db.tables.evidence import cosignature
from server.log import make_checkpoint
from server.service import Service
from tests.fakes.clock import ManualClock, kept_clock
from tests.fakes.core import CoreUnderTest, KioskUnderTest


def no_master(sha256: str) -> MasterBatchRecord:
    raise AssertionError(sha256)


class WitnessUnderTest:
    """One kiosk as a witness; `service` is the core that it asks, which a test exchanges."""

    def __init__(self, core: CoreUnderTest, name: str, outbox: Outbox, clock: ManualClock) -> None:
        self.core, self.name, self.outbox, self.clock = core, name, outbox, clock
        self.service: Service = core.service
        self.online = True
        self.kiosk = KioskUnderTest(core, name)
        self.recorder = self._recorder()
        self.witness = self._witness()

    @classmethod
    async def opened(cls, core: CoreUnderTest, name: str, folder: Path) -> "WitnessUnderTest":
        outbox = await Outbox.open(folder / name / "outbox.db", name)
        made = cls(core, name, outbox, core.clock)
        await made.witness.load()
        return made

    async def restarted(self) -> None:
        """Forget everything but the disk."""
        self.recorder, self.witness = self._recorder(), self._witness()
        await self.witness.load()

    async def acts(self) -> list[Act]:
        return [decode_payload(open_envelope(item.envelope)[1]).act for item in await self.outbox.due()]

    async def _asked(self, verb: str, body: Mapping[str, object], timeout_s: float = 5.0) -> Mapping[str, object]:
        if not self.online:
            raise Unreachable("link.offline")
        answer = self.kiosk.ask_at(self.service, verb, **body)
        if answer.refusal is not None:
            raise RequestRefused(answer.refusal.key, **answer.refusal.params)
        return answer.body

    def _recorder(self) -> Recorder:
        picture = self.core.service.writer.picture
        journal = OutboxJournal(self.outbox, lambda: picture.registry)
        station, trust = Station(self.name, 480, simulated=True), kept_clock(self.clock)
        return Recorder(station, journal, self.kiosk.device, self.clock, lambda: picture.plant, no_master, trust)

    def _witness(self) -> LogWitness:
        registry = self.core.service.writer.picture.registry
        args = (self.name, self.kiosk.device, self._asked, lambda: registry, self.recorder, self.outbox, self.clock)
        return LogWitness(*args)


def checkpointed(core: CoreUnderTest, store: Store | None = None) -> str:
    """Sign the log as it is."""
    origin = core.service.writer.station.origin
    with (store or core.store).unit() as unit:
        return make_checkpoint(unit, origin, core.keys.core, core.clock.utc())


def grown(kiosk: KioskUnderTest, count: int = 1) -> str:
    """Let the log grow by some records and sign it."""
    for _ in range(count):
        kiosk.send(kiosk.seal())
    return checkpointed(kiosk.core)


def cosigners(core: CoreUnderTest) -> list[tuple[str, int]]:
    return sorted((str(row[0]), int(row[1])) for row in core.rows(cosignature))
