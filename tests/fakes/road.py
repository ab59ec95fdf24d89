"""Both ends of the road for tests: keys, acts, and a core that keeps what arrives in memory."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from console.link import LinkSettings
from core.acts import Act, ActKind, Subject, When, Who
from core.record.chain import Head, Joint, advanced, joint
from core.record.keys import KeyKind, KeyRegistry, PrivateKey, public_key
from core.record.messages import Receipt, Verdict, seal_receipt
from core.record.payload import CORE_STATION, Record
from core.record.verify import verify_envelope
from core.times import utc_text
from server.bus import Bus, BusSettings, ensure_streams
from server.embedded.nats import NatsServer
from tests.fakes.clock import START
from tests.fakes.servers import SITE

DEVICE = PrivateKey(b"\x01" * 32)
CORE = PrivateKey(b"\x02" * 32)
STRANGER = PrivateKey(b"\x03" * 32)
LONG_AGO = utc_text(START - timedelta(days=30))


def registry() -> KeyRegistry:
    """The keys of kiosk K1 and of the core."""
    return KeyRegistry(
        [
            public_key(DEVICE, KeyKind.DEVICE, "K1", LONG_AGO),
            public_key(CORE, KeyKind.CORE, CORE_STATION, LONG_AGO),
        ]
    )


def act(note: str = "", batch: str | None = "B-1", at: datetime = START) -> Act:
    """An act of kiosk K1 with an id of its own."""
    when = When(utc_text(at), 1000, 480, "synchronised")
    return Act(ActKind.CONFIRMED, str(uuid4()), Who(service="kiosk"), when, Subject(batch=batch), facts={"note": note})


def link_settings(server: NatsServer, kiosk: str = "K1", **changed: object) -> LinkSettings:
    """A kiosk's settings, with waits that suit a test."""
    settings: dict[str, object] = {
        "site": SITE,
        "kiosk": kiosk,
        "urls": (server.url,),
        "seed_file": server.kiosk_seeds[kiosk],
        "publish_s": 1.0,
        "retry_s": 0.02,
        "retry_spread_s": 0.0,
        **changed,
    }
    return LinkSettings(**settings)  # pyright: ignore[reportArgumentType]  (made loosely)


def bus_settings(server: NatsServer, user: str = "core") -> BusSettings:
    """The settings of the core or of the set-up."""
    seed = server.core_seed if user == "core" else server.setup_seed
    return BusSettings(SITE, (server.url,), seed, user, monitor_url=server.monitor_url)


async def ready_bus(server: NatsServer, ack_wait_s: float = 30.0) -> Bus:
    """A connected bus with its streams."""
    await ensure_streams(bus_settings(server, "setup"), ack_wait_s=ack_wait_s)
    return await Bus.connect(bus_settings(server))


class MemoryCore:
    """Takes records off the bus, keeps each once and in order, and sends receipts.

    Attributes:
        kept: The records of each kiosk's chain.
        refused: What no registered key signed.
        doubles: How many arrivals were known already.
        flag: Tells the flag of a record, "" for none.
    """

    def __init__(self, bus: Bus, key: PrivateKey = CORE, flag: Callable[[Record], str] = lambda _record: "") -> None:
        self.kept: list[Record] = []
        self.refused: list[bytes] = []
        self.doubles = 0
        self.flag = flag
        self.key = key
        self.gaps = 0
        self._bus = bus
        self._head = Head("K1")
        self._verdicts: dict[str, Verdict] = {}
        self._quarantined: dict[str, Verdict] = {}

    def on(self, bus: Bus) -> None:
        """Go on with another connection."""
        self._bus = bus

    async def run(self) -> None:
        """Take until cancelled."""
        while True:
            await self.take()

    async def take(self) -> int:
        """Take one batch of arrivals and send one receipt; gives how many arrived."""
        arrivals = await self._bus.arrivals(wait_s=0.2)
        for arrival in arrivals:
            self._keep(arrival.body, arrival.headers.get("Nats-Msg-Id", ""))
        await self._bus.acknowledge(arrivals)
        if arrivals:
            await self._bus.send_receipt("K1", self.receipt())
        return len(arrivals)

    def receipt(self, **changed: object) -> bytes:
        """Seal the receipt of what is kept now."""
        fields: dict[str, object] = {
            "kiosk": "K1",
            "epoch": self._head.epoch,
            "through": self._head.seq,
            "head": self._head.sha256,
            "flagged": tuple(self._verdicts.values()),
            "quarantined": tuple(self._quarantined.values()),
            "utc": utc_text(START),
            **changed,
        }
        return seal_receipt(Receipt(**fields), self.key)  # pyright: ignore[reportArgumentType]  (made loosely)

    def forget_from(self, seq: int) -> None:
        """Lose the newest records, as a database restored from an old backup would."""
        self.kept = self.kept[: seq - 1]
        last = self.kept[-1] if self.kept else None
        self._head = Head("K1") if last is None else advanced(Head("K1"), last.place, last.sha256)

    def _keep(self, body: bytes, message_id: str) -> None:
        try:
            verified = verify_envelope(body, registry())
        except Exception:  # noqa: BLE001  (whatever cannot be verified is kept apart)
            self.refused.append(body)
            rid = message_id.partition(".")[0]
            self._quarantined[rid] = Verdict(rid, "signature_wrong")
            return
        found = joint(self._head, verified.place)
        if found is Joint.SEEN:
            self.doubles += 1
        elif found is Joint.NEXT:
            record = verified.record()
            self._head = advanced(self._head, record.place, record.sha256)
            self.kept.append(record)
            if self.flag(record):
                self._verdicts[record.act.id] = Verdict(record.act.id, self.flag(record))
        else:
            self.gaps += 1


def private(folder: Path) -> Path:
    """Give the path of an outbox in a folder of its own."""
    return folder / "kiosk" / "outbox.db"
