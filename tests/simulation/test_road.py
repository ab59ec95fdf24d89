"""Thousands of deaths on the road, and the planted bugs that the same simulation must find."""

from collections import Counter
from collections.abc import Sequence

import pytest

from console.link.drain import Drain
from console.outbox import Outgoing, Published
from core.acts import Act
from core.record.chain import Head, Joint
from core.record.digest import sha256_hex
from core.record.envelope import open_envelope
from core.record.keys import PrivateKey
from core.record.messages import Receipt
from core.record.payload import Place, Record, decode_place
from tests.fakes.campaign import rounds
from tests.simulation.road import DEVICE, Road, SimCore, SimPost, SimStore, run


@pytest.mark.urs("F27")
@pytest.mark.slow
def test_nothing_is_lost_doubled_changed_or_reordered_whenever_a_process_dies(pytestconfig: pytest.Config) -> None:
    enough = rounds(pytestconfig, 10_000, 1_000_000)
    deaths: Counter[str] = Counter()
    seed = 0
    while deaths.total() < enough or min(deaths.values()) < enough // 100:
        for lazy in (False, True):
            wrong, died = run(seed, lazy=lazy)
            assert wrong == [], f"seed {seed}, lazy {lazy}"
            deaths += died
        seed += 1
    assert len(deaths) == 15


class ToldBeforeCommit(Road):
    """The operator is told first."""

    def sign(self, acts: Sequence[Act], key: PrivateKey = DEVICE) -> None:
        head = self.store.head()
        try:
            super().sign(acts, key)
        except BaseException:  # a crash is planted as one
            self.told.append(f"after {head.sha256}")
            raise


class HeadInAnotherCommit(Road):
    """Row and head are committed apart."""

    class Stored(SimStore):
        def _insert(self, record: Record, *, own: bool) -> None:
            super()._insert(record, own=own)
            self._database.execute("COMMIT")
            self.fate.point("between the commits")
            self._database.execute("BEGIN IMMEDIATE")

    store_class = Stored


class HeadBeforeRow(Road):
    """The head moves on in a commit before the row's."""

    class Stored(SimStore):
        def _insert(self, record: Record, *, own: bool) -> None:
            self._database.execute("UPDATE chain SET seq = ?, sha256 = ?", (record.place.seq, record.sha256))
            self._database.execute("COMMIT")
            self.fate.point("between the commits")
            self._database.execute("BEGIN IMMEDIATE")
            super()._insert(record, own=own)

    store_class = Stored


class MarkedBeforeAcknowledged(Road):
    """A record counts as sent when it is handed over; nobody asks the bus afterwards."""

    reconcile = False

    class Hasty(Drain):
        async def _exchange(self, batch: Sequence[Outgoing], after: int) -> None:
            await self._post.mark_sent(batch, after + len(batch))
            await super()._exchange(batch, after)

    drain_class = Hasty


class NoStepBack(Road):
    """What the bus has lost stays marked as sent."""

    reconcile = False

    class Forward(Drain):
        async def _step_back(self, last: Published) -> None:
            await self._post.due()

    drain_class = Forward


class DoublesTakenForSuccess(Road):
    """When the bus calls a batch doubles, all of it counts as sent."""

    reconcile = False

    class Trusting(Drain):
        async def _settle_doubles(self, first: Outgoing) -> None:
            await self._post.mark_sent(await self._post.due(), 1)

    drain_class = Trusting


class SentAgainUnderTheSameId(Road):
    """What the core asks for again goes out under its old id, and the bus swallows it."""

    reconcile = False

    class Stored(SimStore):
        def send_again(self, epoch: int, from_seq: int) -> int:
            with self._writing():
                statement = "UPDATE record SET due = 1 WHERE own = 1 AND epoch = ? AND seq >= ?"
                return self._database.execute(statement, (epoch, from_seq)).rowcount

        def renew_ids(self) -> None:
            return

        def step_back(self, last: Published) -> int:
            with self._writing():
                count = self._database.execute("UPDATE record SET due = 1 WHERE own = 1 AND state = 'sent'").rowcount
                self._note_published(last.message_id, last.place)
                return count

    store_class = Stored


class IdsNeverRenewed(Road):
    """Ids that the bus remembers although it has lost the records block the way for ever."""

    class Post(SimPost):
        async def renew_ids(self) -> None:
            return

    class Stored(SimStore):
        def step_back(self, last: Published) -> int:
            with self._writing():
                statement = "UPDATE record SET due = 1, state = 'stored' WHERE own = 1 AND state = 'sent'"
                count = self._database.execute(statement).rowcount
                self._note_published(last.message_id, last.place)
                return count

        def send_again(self, epoch: int, from_seq: int) -> int:
            return 0

    post_class = Post
    store_class = Stored


class CoreNotIdempotent(Road):
    """The core keeps what comes again."""

    class Core(SimCore):
        def keep(self, body: bytes) -> None:
            _, payload = open_envelope(body)
            place, sha256 = decode_place(payload), sha256_hex(payload)
            if self.joint_of(place, sha256) is Joint.SEEN:
                self.kept.append(sha256)
            super().keep(body)

    core_class = Core


class CoreTakesGaps(Road):
    """The core keeps what comes after a gap."""

    class Core(SimCore):
        def joint_of(self, place: Place, sha256: str) -> Joint:
            found = super().joint_of(place, sha256)
            return Joint.NEXT if found is Joint.GAP else found

    core_class = Core


class CoreAcknowledgesBeforeCommit(Road):
    """The core acknowledges and then dies before its commit; nobody compares heads."""

    reconcile = False

    class Core(SimCore):
        def take(self) -> None:
            if self.fate.happens(0.2):
                self.bus.seen = self.bus.next_place - 1
                return
            super().take()

    core_class = Core


class ReceiptBeforeCommit(Road):
    """The core sends its receipt before it commits, and dies in between."""

    class Core(SimCore):
        def take(self) -> None:
            before = (list(self.kept), self.head, set(self.ever))
            seen = self.bus.seen
            super().take()
            self.promised: Head = self.head
            if self.fate.happens(0.3):
                self.kept, self.head, self.ever = before
                self.bus.seen = seen

        def receipt(self) -> Receipt:
            honest, self.head = self.head, getattr(self, "promised", self.head)
            try:
                return super().receipt()
            finally:
                self.head = honest

    core_class = Core


class ChangedOnTheWay(Road):
    """What is sent is sealed anew instead of the bytes that were stored."""

    class Post(SimPost):
        async def due(self) -> list[Outgoing]:
            return [self._resealed(outgoing) for outgoing in await super().due()]

        def _resealed(self, outgoing: Outgoing) -> Outgoing:
            other = outgoing.envelope.replace(b'"sig":"', b'"sig":"AA')
            return Outgoing(outgoing.journal, outgoing.sends, outgoing.rid, 1, outgoing.seq, outgoing.kind, other)

    post_class = Post


PLANTED = [
    ToldBeforeCommit,
    HeadInAnotherCommit,
    HeadBeforeRow,
    MarkedBeforeAcknowledged,
    NoStepBack,
    DoublesTakenForSuccess,
    SentAgainUnderTheSameId,
    IdsNeverRenewed,
    CoreNotIdempotent,
    CoreTakesGaps,
    CoreAcknowledgesBeforeCommit,
    ReceiptBeforeCommit,
    ChangedOnTheWay,
]


@pytest.mark.parametrize("planted", PLANTED)
def test_the_simulation_finds_a_planted_bug(planted: type[Road]) -> None:
    assert any(run(seed, planted, lazy=True)[0] for seed in range(60))


@pytest.mark.parametrize("lazy", [False, True])
def test_without_comparing_heads_the_protocol_alone_loses_nothing_either(lazy: bool) -> None:
    class Alone(Road):
        reconcile = False

    for seed in range(60):
        assert run(seed, Alone, lazy=lazy)[0] == [], f"seed {seed}"
