"""A core over a real database with the demo plant, and a kiosk that speaks to it without a bus."""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Table

from core.acts import Act, ActKind, Subject, Value, When, Who
from core.people import WrappedKey
from core.record.box import open_box
from core.record.chain import Head, advanced, seal_record
from core.record.keys import PrivateKey
from core.record.messages import Answer, Receipt, Request, open_answer, open_receipt, seal_request
from core.record.payload import Record
from core.record.sealed import unwrap_key
from core.secret import Secret
from core.times import utc_text, uuid7
from server.codes import current_code
from server.db.migrate import SERVICE_ROLE
from server.db.store import Store
from server.enrolment import Hardness
from server.intake import Arrived, Taken
from server.keys import load_keys
from server.opening import Founded, found, read_plant_file
from server.service import Service
from tests.fakes.clock import ManualClock
from tests.fakes.servers import Cluster

ROOT = Path(__file__).parents[2]
MASTER_TEXT = (ROOT / "server/masters/tablets/master.yaml").read_text("utf-8")
QUICK = Hardness(1, 8 * 1024 * 1024)


def found_demo(owner_url: str, folder: Path) -> Founded:
    """Found the demo plant in a database; passwords are quick to try, so that tests are."""
    clock = ManualClock()
    plant = read_plant_file(ROOT / "server/plants/demo.yaml", clock)
    return found(owner_url, folder, plant, [MASTER_TEXT], clock, QUICK)


class CoreUnderTest:
    """The core's parts over one database."""

    def __init__(self, founded: Founded, owner_url: str, service_url: str) -> None:
        self.founded = founded
        self.owner_url = owner_url
        self.clock = ManualClock()
        self.clock.advance(60)
        self.store = Store(service_url)
        self.keys = load_keys(founded.folder)
        self.service = Service(self.store, self.keys, self.clock)

    def again(self) -> Service:
        """Give a second process over the same database."""
        return Service(self.store, self.keys, self.clock)

    def close(self) -> None:
        self.store.close()

    def rows(self, table: Table) -> list[tuple[Any, ...]]:
        """Read a table."""
        with self.store.unit() as unit:
            return [tuple(row) for row in unit.rows(table.select())]

    def count(self, table: Table) -> int:
        return len(self.rows(table))

    def receipt(self, kiosk: str) -> Receipt:
        """Give the newest receipt of a kiosk."""
        sealed = self.service.receipts.of_kiosk(kiosk, self.clock.utc())
        return open_receipt(sealed, self.service.writer.picture.registry)


def core_over(cluster: Cluster, database: str, founded: Founded) -> CoreUnderTest:
    """Open a core over a database with a founded plant; it may only do what the service may."""
    service_url = cluster.of(database, SERVICE_ROLE)
    return CoreUnderTest(msgspec.structs.replace(founded, postgres_url=service_url), cluster.of(database), service_url)


class KioskUnderTest:
    """A registered kiosk: it seals, sends, asks and signs."""

    def __init__(self, core: CoreUnderTest, name: str = "KIOSK-01") -> None:
        self.core = core
        self.name = name
        self.device = core.founded.device(name)
        self.head = Head(name)
        self._session = ("", "")

    def goes_on_from(self, earlier: "KioskUnderTest") -> None:
        """Take up the chain, the session and the time of the same kiosk at a core whose records this one has too."""
        self.head, self._session = earlier.head, earlier._session
        self.core.clock.advance((earlier.core.clock.utc() - self.core.clock.utc()).total_seconds())

    def act(
        self,
        kind: ActKind = ActKind.KIOSK_STARTED,
        who: Who | None = None,
        subject: Subject | None = None,
        values: Mapping[str, Value] | None = None,
        facts: Mapping[str, str] | None = None,
    ) -> Act:
        """Make an act a second after the one before."""
        self.core.clock.advance(1)
        now = self.core.clock.utc()
        when = When(utc_text(now), int(self.core.clock.monotonic() * 1000), 480, "synchronised")
        identity = uuid7(now, secrets.token_bytes(10))
        who, subject = who or Who(service="kiosk"), subject or Subject()
        return Act(kind, identity, who, when, subject, dict(values or {}), dict(facts or {}), simulated=True)

    def seal(self, act: Act | None = None, user: PrivateKey | None = None) -> Record:
        """Seal an act as the next record of the chain."""
        record = seal_record(act or self.act(), self.head, "boot-1", self.device, user)
        self.head = advanced(self.head, record.place, record.sha256)
        return record

    def send(self, *records: Record | bytes, service: Service | None = None) -> Taken:
        """Bring records to the core in one batch of arrivals."""
        envelopes = [item if isinstance(item, bytes) else item.envelope for item in records]
        return (service or self.core.service).intake.take([Arrived(self.name, data) for data in envelopes])

    def request(self, verb: str, body: Mapping[str, object]) -> Request:
        now = self.core.clock.utc()
        return Request(uuid7(now, secrets.token_bytes(10)), self.name, verb, body, utc_text(now))

    def ask(self, verb: str, **body: object) -> Answer:
        """Ask the core."""
        return self.answered(self.request(verb, body))

    def ask_as(self, person: str, verb: str, **body: object) -> Answer:
        """Ask the core as a person who is signed in here."""
        return self.ask(verb, person=person, session=self.signed_in(person), **body)

    def signed_in(self, person: str) -> str:
        """Have a person sign in here, unless it is who has, and give the session."""
        if self._session[0] != person:
            given = self.ask("check_code", person=person, code=self.code(person), purpose="sign_in")
            assert given.refusal is None, given.refusal
            facts = {"code_check": str(given.body["confirmation"]), "code_step": str(given.body["step"])}
            self.enter(person, facts)
        return self._session[1]

    def enter(self, person: str, facts: Mapping[str, str]) -> str:
        """State a sign-in and give its session."""
        session = uuid7(self.core.clock.utc(), secrets.token_bytes(10))
        self.send(self.seal(self.act(ActKind.SIGNED_IN, Who(person=person, session=session), facts=facts)))
        self._session = (person, session)
        return session

    def leave(self, kind: ActKind = ActKind.SIGNED_OUT) -> None:
        """End the session."""
        person, session = self._session
        self.send(self.seal(self.act(kind, Who(person=person, session=session))))
        self._session = ("", "")

    def ask_at(self, service: Service, verb: str, **body: object) -> Answer:
        """Ask one of several processes of the core."""
        return self.answered(self.request(verb, body), service)

    def answered(self, request: Request, service: Service | None = None) -> Answer:
        """Send a request that was made."""
        at = service or self.core.service
        sealed = at.decisions.answer(self.name, request.verb, seal_request(request, self.device))
        return open_answer(sealed, at.writer.picture.registry, request.id)

    def code(self, person: str) -> str:
        """Read a fresh code off a person's token: time passes until the next step."""
        self.core.clock.advance(30)
        return self.shown(person)

    def shown(self, person: str) -> str:
        """Read off the code that a person's token shows now."""
        return current_code(self.core.founded.seeds[person], self.core.clock.utc())

    def user_key(self, person: str) -> PrivateKey:
        """Open a person's key as the kiosk does, with the wrapped key that the core hands over and the password."""
        answer = self.ask("wrapped_key", person=person)
        assert answer.refusal is None, answer.refusal
        data = open_box(self.device, bytes.fromhex(str(answer.body["box"])))
        wrapped = msgspec.json.decode(data, type=WrappedKey)
        return unwrap_key(wrapped, person, Secret(self.core.founded.passwords[person]))


def bent(record: Record, **changes: object) -> Act:
    """Give the act of a record with something changed."""
    return msgspec.structs.replace(record.act, **changes)
