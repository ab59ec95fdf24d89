"""The road in one thread with a seeded fate: production protocol and production transactions, a model of the rest.

`console.link.drain.Drain` and `console.outbox.store.Store` run as they are, over SQLite in memory. The bus and the core
are models that lose, double, delay and forget as the real ones may. At every named point the process may die; what it
had not committed is then gone. Records are told apart by hash: a sequence number alone would miss a changed record.
"""

import random
import sqlite3
from collections import Counter
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from console.link.drain import Drain, LastMessage
from console.link.errors import BusDoubles, BusSilent, BusUnexpected, LinkError
from console.outbox import Outgoing, Published
from console.outbox.schema import claim
from console.outbox.store import Store
from core.acts import Act
from core.record.chain import Head, Joint, joint
from core.record.digest import sha256_hex
from core.record.envelope import open_envelope
from core.record.keys import PrivateKey
from core.record.messages import Receipt
from core.record.payload import GENESIS, Place, Record, decode_place
from tests.fakes.road import DEVICE, act

_Result = TypeVar("_Result")


class Crash(BaseException):
    """The process is killed here."""


def finished(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Run a coroutine that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as stop:
        return stop.value
    raise AssertionError("the model never waits")


class Fate:
    """What happens: a seed, and the count of deaths at each named point."""

    def __init__(self, seed: int, deadly: float = 0.04) -> None:
        self.random = random.Random(seed)  # noqa: S311  (no secret)
        self.deadly = deadly
        self.deaths: Counter[str] = Counter()

    def point(self, name: str, likelier: float = 1.0) -> None:
        """Die here, now and then; more often at a point that is seldom reached."""
        if self.random.random() < self.deadly * likelier:
            self.deaths[name] += 1
            raise Crash

    def happens(self, chance: float) -> bool:
        """Let something happen now and then, as long as there is trouble at all."""
        return self.deadly > 0 and self.random.random() < chance


class SimStore(Store):
    """The production store, with deaths inside its transactions."""

    fate: Fate

    def _insert(self, record: Record, *, own: bool) -> None:
        self.fate.point("append: before the row")
        super()._insert(record, own=own)
        self.fate.point("append: between row and head")

    def _note_published(self, message_id: str, place: int) -> None:
        self.fate.point("mark: before its last change")
        super()._note_published(message_id, place)
        self.fate.point("mark: before commit")


class SimPost:
    """The outbox as the drain sees it: the store's calls with deaths around them."""

    def __init__(self, store: SimStore, fate: Fate) -> None:
        self.store, self.fate = store, fate

    async def due(self) -> list[Outgoing]:
        return self.store.due(most=4)

    async def own_record(self, rid: str) -> Outgoing | None:
        return self.store.own_record(rid)

    async def published(self) -> Published:
        return self.store.published()

    async def mark_sent(self, outgoing: Sequence[Outgoing], place: int) -> None:
        self.fate.point("acknowledged, not yet marked")
        self.store.mark_sent(outgoing, place)
        self.fate.point("marked sent")

    async def mark_found(self, last: Outgoing, place: int) -> None:
        self.store.mark_found(last, place)
        self.fate.point("marked found", 5)

    async def step_back(self, last: Published) -> int:
        lost = self.store.step_back(last)
        self.fate.point("stepped back", 5)
        return lost

    async def renew_ids(self) -> None:
        self.store.renew_ids()
        self.fate.point("ids renewed", 12)

    async def stop(self) -> None:
        self.store.stop()

    async def stopped(self) -> bool:
        return self.store.stopped()


class SimBus:
    """JetStream with one subject: expectation before deduplication, atomic batches, and power loss when lazy.

    After a power loss the consumer's floor may stand ahead of the stream, so that the core never gets what follows;
    then only the comparison of heads helps, and `keeps_floor` is False where that is switched off.
    """

    def __init__(self, fate: Fate, *, lazy: bool) -> None:
        self.fate, self.lazy = fate, lazy
        self.stream: list[LastMessage] = []
        self.ids: set[str] = set()
        self.late: list[tuple[list[LastMessage], int]] = []
        self.ever: set[bytes] = set()
        self.next_place = 1
        self.seen = 0
        self.keeps_floor = True

    async def publish(self, batch: Sequence[Outgoing], after: int) -> int:
        self.fate.point("before publishing")
        messages = [LastMessage(o.message_id, 0, o.epoch, o.envelope) for o in batch]
        if self.fate.happens(0.05):
            raise BusSilent("link.offline")
        if self.fate.happens(0.05):
            self.late.append((messages, after))
            raise BusSilent("link.offline")
        if len(batch) > 1 and self.fate.happens(0.05):
            raise BusUnexpected("link.bus_refuses", reason="10176")
        place = self._store(messages, after)
        if self.fate.happens(0.1):
            if self.lazy and self.fate.happens(0.5):
                # An administrator purges: the records are gone, their ids are remembered.
                self._lose(len(self.stream) - len(messages))
            raise BusSilent("link.offline")
        self.fate.point("published, acknowledgement on its way")
        return place

    async def last(self) -> LastMessage | None:
        if self.fate.happens(0.05):
            raise BusSilent("link.offline")
        return self.stream[-1] if self.stream else None

    def _store(self, messages: Sequence[LastMessage], after: int) -> int:
        if (self.stream[-1].place if self.stream else 0) != after:
            raise BusUnexpected("link.bus_refuses", reason="10071")
        if any(message.message_id in self.ids for message in messages):
            raise BusDoubles("link.bus_refuses", reason="10201")
        for message in messages:
            self.stream.append(LastMessage(message.message_id, self.next_place, message.epoch, message.body))
            self.ids.add(message.message_id)
            self.ever.add(message.body)
            self.next_place += 1
        return self.stream[-1].place

    def _lose(self, keep: int) -> None:
        self.stream = self.stream[:keep]
        self.next_place = (self.stream[-1].place if self.stream else 0) + 1
        if not (self.keeps_floor and self.fate.happens(0.5)):
            self.seen = min(self.seen, self.next_place - 1)

    def suffer(self) -> bool:
        """Let something happen to the bus itself; True when its connections were lost with it."""
        if self.late and self.fate.happens(0.5):
            messages, after = self.late.pop(0)
            with suppress(LinkError):
                self._store(messages, after)
        if self.fate.happens(0.2):
            # The window of the deduplication has passed.
            self.ids = {message.message_id for message in self.stream[-2:]}
        if self.lazy and self.fate.happens(0.4):
            self._lose(self.fate.random.randrange(len(self.stream) + 1))
            if self.fate.happens(0.5):
                self.ids = {message.message_id for message in self.stream}
            return True
        return False


class SimCore:
    """The core's intake: head, gap, fork, receipt; what it has committed survives."""

    def __init__(self, bus: SimBus, fate: Fate) -> None:
        self.bus, self.fate = bus, fate
        self.kept: list[str] = []
        self.ever: set[str] = set()
        self.forks = 0
        self.head = Head("K1")
        self.wants_from: int | None = None
        self.asks = True

    def take(self) -> None:
        """Take what the bus has, commit, then acknowledge; it may die in between and get it again."""
        arrivals = [message for message in self.bus.stream if message.place > self.bus.seen][:3]
        if not arrivals:
            return
        if self.fate.happens(0.1):
            return
        for message in arrivals:
            self.keep(message.body)
        if self.fate.happens(0.15):
            return
        self.bus.seen = arrivals[-1].place

    def keep(self, body: bytes) -> None:
        """Keep one record if it is the next."""
        _, payload = open_envelope(body)
        place, sha256 = decode_place(payload), sha256_hex(payload)
        found = self.joint_of(place, sha256)
        if found is Joint.NEXT:
            self.kept.append(sha256)
            self.ever.add(sha256)
            self.head = Head("K1", 1, place.seq, sha256)
        elif found is Joint.GAP and self.asks:
            self.wants_from = self.head.seq + 1
        elif found is Joint.FORK:
            self.forks += 1

    def restore(self) -> None:
        """Come back from an old backup."""
        self.kept = self.kept[: self.fate.random.randrange(len(self.kept) + 1)]
        self.head = Head("K1", 1, len(self.kept), self.kept[-1]) if self.kept else Head("K1")

    def joint_of(self, place: Place, sha256: str) -> Joint:
        """Tell how a record meets the chain, a known place with another hash being a fork."""
        found = joint(self.head, place)
        if found is Joint.SEEN and self.kept[place.seq - 1] != sha256:
            return Joint.FORK
        return found

    def receipt(self) -> Receipt:
        """Give the receipt of what is committed."""
        return Receipt("K1", 1, self.head.seq, self.head.sha256, (), (), "2026-11-20T06:03:22.000000Z")


class Road:
    """One kiosk, one bus, one core, one fate."""

    store_class: type[SimStore] = SimStore
    drain_class: type[Drain] = Drain
    core_class: type[SimCore] = SimCore
    post_class: type[SimPost] = SimPost
    reconcile = True

    def __init__(self, seed: int, *, lazy: bool) -> None:
        self.fate = Fate(seed)
        self.bus = SimBus(self.fate, lazy=lazy)
        self.bus.keeps_floor = self.reconcile
        self.core = self.core_class(self.bus, self.fate)
        self.core.asks = self.reconcile
        self.told: list[str] = []
        self._database = sqlite3.connect(":memory:", isolation_level=None)
        claim(self._database, Path("outbox"), "K1", 1, GENESIS)
        self.start()

    def start(self) -> None:
        """Start the kiosk's process: what was not committed is gone."""
        if self._database.in_transaction:
            self._database.execute("ROLLBACK")
        self.store = self.store_class(self._database, Path("outbox"))
        self.store.fate = self.fate
        self.store.check_head()
        self.connect()

    def connect(self) -> None:
        """Begin another connection to the bus."""
        self.drain = self.drain_class(self.post_class(self.store, self.fate), self.bus, 1)

    def close(self) -> None:
        self._database.close()

    def sign(self, acts: Sequence[Act], key: PrivateKey = DEVICE) -> None:
        """Sign acts and tell the operator, or die."""
        records = self.store.append(acts, "boot", key, None)
        self.fate.point("stored, operator not yet told")
        self.told += [record.sha256 for record in records]

    def act(self) -> None:
        """Let one thing happen."""
        choice = self.fate.random.randrange(10)
        try:
            if choice < 3:
                self.sign([act(batch=None) for _ in range(self.fate.random.choice((1, 1, 1, 3)))])
            elif choice < 7:
                self.step()
            elif choice == 7:
                self.core.take()
                if self.fate.happens(0.1):
                    self.core.wants_from = self.core.head.seq + 1
                self.answer()
            elif choice == 8:
                if self.bus.suffer():
                    self.connect()
                if self.reconcile and self.fate.happens(0.1):
                    self.core.restore()
            elif self.core.head.seq:
                self.receive()
        except Crash:
            self.start()
        except LinkError:
            pass
        self.check_told()

    def step(self) -> None:
        finished(self.drain.step())

    def receive(self) -> None:
        """Take the core's receipt."""
        self.fate.point("before a receipt")
        self.store.take_receipt(self.core.receipt())
        self.fate.point("receipt taken")

    def answer(self) -> None:
        """Let the kiosk hear what the core asks for again; the command may get lost."""
        if self.core.wants_from is not None and not self.fate.happens(0.3):
            wanted, self.core.wants_from = self.core.wants_from, None
            self.store.send_again(1, wanted)
            self.fate.point("asked again", 12)

    def check_told(self) -> None:
        """Compare what the screen may say with what is true."""
        query = "SELECT state, sha256, envelope FROM record WHERE state != 'stored'"
        for state, sha256, envelope in self._database.execute(query):
            if state == "sent":
                assert envelope in self.bus.ever, "told as sent, never on the bus"
            else:
                assert sha256 in self.core.ever, "told as accepted, not with the core"

    def heal(self) -> None:
        """Let all trouble end and everything arrive."""
        self.fate.deadly = 0
        for _ in range(400):
            with suppress(LinkError):
                self.step()
            self.core.take()
            if self.reconcile and self._core_misses_what_is_not_under_way():
                self.core.wants_from = self.core.head.seq + 1
            self.answer()
            self.store.take_receipt(self.core.receipt())
            if self.core.head.seq == self.store.head().seq and not self.store.due():
                break

    def _core_misses_what_is_not_under_way(self) -> bool:
        """Compare heads as a heartbeat lets the core do."""
        under_way = self.store.due() or any(message.place > self.bus.seen for message in self.bus.stream)
        return self.core.head.seq < self.store.head().seq and not under_way

    def verdict(self) -> list[str]:
        """Say what is wrong at the end: nothing may be lost, doubled, changed or reordered."""
        rows = self._database.execute("SELECT sha256 FROM record WHERE own = 1 ORDER BY seq")
        stored = [row[0] for row in rows]
        wrong: list[str] = []
        if [sha256 for sha256 in stored if sha256 in set(self.told)] != self.told:
            wrong.append("told, not stored")
        if self.core.kept != stored:
            wrong.append("the core keeps something else")
        if self.core.forks:
            wrong.append("fork")
        if self.store.tally().stored + self.store.tally().sent:
            wrong.append("still waiting")
        return wrong


def run(seed: int, road_class: type[Road] = Road, *, lazy: bool, steps: int = 120) -> tuple[list[str], Counter[str]]:
    """Run one fate to its end; gives what is wrong and the deaths by point."""
    road = road_class(seed, lazy=lazy)
    try:
        try:
            for _ in range(steps):
                road.act()
            road.heal()
        except AssertionError as error:
            return [str(error)], road.fate.deaths
        except Exception as error:  # noqa: BLE001  (whatever a planted bug raises is a bug found)
            return [f"{type(error).__name__}: {error}"], road.fate.deaths
        return road.verdict(), road.fate.deaths
    finally:
        road.close()
