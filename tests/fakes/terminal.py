"""A terminal without a screen: real outbox, recorder and ceremony; only the core's answers are made here."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec

from console.ceremony import Ceremony, Session
from console.checkup import CheckUp
from console.desk import Desk, Place
from console.devices import KioskDevices
from console.flows.flow import TaskFlow
from console.flows.ways import FlowWays
from console.following import Following
from console.journal import OutboxJournal
from console.keyshelf import KeyShelf
from console.link import RequestRefused
from console.masters import MasterShelf
from console.outbox import Outbox
from console.plant import PlantMirror
from console.recorder import Recorder
from console.recorder import Station as RecorderStation
from core.acts import Act, ActKind, Source, Subject, Value, When, Who
from core.people import Person, WrappedKey
from core.plant import EffectiveMaster, Plant
from core.plant_text import read_plant
from core.ports import LinkState, Unreachable
from core.record.box import BoxKey, box_row, seal_for
from core.record.canonical import canonical
from core.record.digest import sha256_hex
from core.record.keys import KeyKind, PublicKey, public_key
from core.record.payload import Record
from core.record.sealed import pepper_share, wrap_key
from core.secret import Secret
from core.times import utc_text, uuid7
from hardware.registry import Registry
from tests.fakes.clock import ManualClock, kept_clock
from tests.fakes.log import START, Station, key

KIOSK = "KIOSK-01"
CODE = "123456"
ROOT = Path(__file__).resolve().parents[2]
DEVICE_KEY = key("device")


def password(user_id: str) -> str:
    """Give the password of everybody in these tests."""
    return f"{user_id}-plum-river"


def demo_plant() -> Plant:
    """Read the demo plant and its master record, with keys that open quickly."""
    text = (ROOT / "server/plants/demo.yaml").read_text(encoding="utf-8")
    plant = read_plant(text, "demo.yaml", date(2026, 11, 20)).plant
    master = (ROOT / "server/masters/tablets/master.yaml").read_text(encoding="utf-8")
    effective = EffectiveMaster("PCM500", 1, sha256_hex(master.encode()), master, date(2026, 11, 20))
    users = [public_key(key(person), KeyKind.USER, person, START) for person in plant.people]
    device = public_key(DEVICE_KEY, KeyKind.DEVICE, KIOSK, START)
    boxes = (box_row(DEVICE_KEY, KIOSK, START), box_row(Station("CORE").key, "CORE", START))
    keys: tuple[PublicKey, ...] = (*users, device, *boxes, Station("CORE").registered())
    people = {one.id: msgspec.structs.replace(one, statement=1) for one in plant.people.values()}
    return msgspec.structs.replace(plant, people=people, masters={effective.sha256: effective}, keys=keys)


def wrapped_key(person: Person) -> WrappedKey:
    """Wrap a person's key as the core keeps it, quick to open."""
    seed = person.id.encode().ljust(32, b".")
    share = pepper_share(b"p" * 32, person.id, key(person.id).id)
    secret = Secret(password(person.user_id))
    return wrap_key(seed, person.id, secret, share, salt=b"s" * 16, nonce=b"n" * 24, ops=1, memory=8192)


class Core:
    """Answers what the terminal asks, with records that the core's key seals.

    Attributes:
        online: False and nothing can be asked.
        asked: Every verb that was asked, with its body.
        plant: The plant as the core knows it.
        records: Records of each batch, in order.
        texts: Texts of master records that are retired, by hash.
    """

    def __init__(self, clock: ManualClock) -> None:
        self.online = True
        self.asked: list[tuple[str, Mapping[str, object]]] = []
        self.plant = demo_plant()
        self.records: dict[str, list[Record]] = {}
        self.texts: dict[str, str] = {}
        self._clock = clock
        self._station = Station("CORE")

    async def __call__(self, verb: str, body: Mapping[str, object], timeout_s: float = 5.0) -> Mapping[str, object]:
        self.asked.append((verb, body))
        if not self.online:
            raise Unreachable("link.offline")
        match verb:
            case "plant":
                return self._plant(body)
            case "batches":
                return {"batches": [{"number": number, "state": "issued"} for number in self.records]}
            case "batch_records":
                return self._batch(body)
            case "wrapped_key":
                return self._wrapped_key(str(body["person"]), str(body["have"]))
            case "check_code" if body["code"] == CODE:
                return {"confirmation": "C-1", "step": 1}
            case "check_code":
                raise RequestRefused("refusal.not_accepted", n="4")
            case "master":
                return {"text": self.texts[str(body["sha256"])]}
            case "issue_batch":
                return {"records": _base64([self.issue("B2611-0043")])}
            case _:
                raise RequestRefused("refusal.nothing_to_sign")

    def issue(self, number: str) -> Record:
        """Issue a batch from the one master record."""
        master = next(iter(self.plant.masters))
        quantity = {"quantity": Value("100000", "1", Source.CALCULATED)}
        return self.state(ActKind.BATCH_ISSUED, Subject(batch=number), quantity, {"master": master})

    def state(
        self,
        kind: ActKind,
        subject: Subject,
        values: dict[str, Value] | None = None,
        facts: dict[str, str] | None = None,
    ) -> Record:
        """Seal an act as the core."""
        now = self._clock.utc()
        identity = uuid7(now, len(self.asked).to_bytes(2, "big") + self._station.head.seq.to_bytes(8, "big"))
        when = When(utc_text(now), 0, 480, "synchronised")
        act = Act(kind, identity, Who(service="core"), when, subject, values or {}, facts or {})
        record = self._station.seal(act)
        self.records.setdefault(subject.batch or "", []).append(record)
        return record

    def _plant(self, body: Mapping[str, object]) -> Mapping[str, object]:
        data = msgspec.json.encode(self.plant, order="deterministic")
        sha256 = sha256_hex(data)
        if body["have"] == sha256:
            return {"sha256": sha256, "parts": 0}
        parts = [data[at : at + 20_000] for at in range(0, len(data), 20_000)]
        number = body["part"]
        assert isinstance(number, int)
        chosen = base64.b64encode(parts[number]).decode()
        return {"sha256": sha256, "parts": len(parts), "part": number, "data": chosen}

    def _wrapped_key(self, person: str, have: str) -> Mapping[str, object]:
        data = canonical(wrapped_key(self.plant.people[person]))
        sha256 = sha256_hex(data)
        box = seal_for(BoxKey(DEVICE_KEY).public, data, secrets.token_bytes(32))
        return {"sha256": sha256, "box": "" if have == sha256 else box.hex()}

    def _batch(self, body: Mapping[str, object]) -> Mapping[str, object]:
        after = body["after"]
        assert isinstance(after, int)
        records = self.records[str(body["batch"])]
        return {"records": _base64(records[after + 1 :]), "after": len(records) - 1, "more": False}


def _base64(records: list[Record]) -> list[str]:
    return [base64.b64encode(record.envelope).decode() for record in records]


@dataclass
class Steps:
    """Stands in for the app: remembers where a flow went."""

    desk: Desk
    gone: list[TaskFlow | str] = field(default_factory=list[TaskFlow | str])

    def go(self, flow: TaskFlow) -> None:
        self.gone.append(flow)

    def home(self) -> None:
        self.gone.append("home")

    def lock(self) -> None:
        self.gone.append("lock")


class Terminal:
    """The parts of a terminal, joined as `console.composition` joins them."""

    def __init__(self, outbox: Outbox, core: Core, clock: ManualClock) -> None:
        self.outbox, self.core, self.clock = outbox, core, clock
        public = Station("CORE").key.public.hex()
        self.mirror = PlantMirror("demo", public, DEVICE_KEY, outbox)
        self.masters = MasterShelf(outbox)
        journal = OutboxJournal(outbox, lambda: self.mirror.registry)
        self.recorder = Recorder(
            RecorderStation(KIOSK, 480),
            journal,
            DEVICE_KEY,
            clock,
            lambda: self.mirror.current,
            self.masters,
            kept_clock(clock),
        )
        self.devices = KioskDevices(Registry((), clock))
        self.link = LinkState(True, clock.utc(), 0, 0)
        self.shelf = KeyShelf(DEVICE_KEY, outbox, core, lambda: self.mirror.current)
        ceremony = Ceremony(self.recorder, core, self.shelf)
        self.desk = Desk(
            Place(KIOSK, None), self.recorder, ceremony, core, self.devices, clock, lambda: self.link, "en"
        )
        self.steps = Steps(self.desk)
        self.desk.navigation = self.steps
        self.desk.ways = FlowWays(self.desk)
        self.following = Following(core, self.mirror, self.masters, self.recorder, outbox)
        self.following.afterwards(self.shelf.tidy)
        self.desk.reload = self.following.refresh
        self.checkup = self.desk.checkup = CheckUp(self.desk, outbox, self.mirror, self.devices, DEVICE_KEY)

    def enter(self, user_id: str) -> Session:
        """Put a person into a session without the ceremony."""
        person = self.mirror.current.person_of_user(user_id)
        assert person is not None
        self.desk.session = Session("session-1", person, person.roles[0])
        return self.desk.session

    async def acts(self) -> list[Act]:
        """Give everything this kiosk has put on record."""
        return [record.act for record in await self.own_records()]

    async def own_records(self) -> list[Record]:
        """Give the kiosk's own records, as they wait to be sent."""
        from core.record.envelope import open_envelope
        from core.record.payload import decode_payload

        found: list[Record] = []
        for outgoing in await self.outbox.due():
            _, payload = open_envelope(outgoing.envelope)
            decoded = decode_payload(payload)
            found.append(Record(decoded.place, decoded.act, sha256_hex(payload), outgoing.envelope))
        return found
