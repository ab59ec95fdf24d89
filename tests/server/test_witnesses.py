"""Kiosks witness the log: what extends is cosigned, what goes back or aside is refused, shown and put on record."""

import base64
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from nacl.signing import VerifyKey

from console.witness import CACHE
from core.acts import ActKind, Who
from core.errors import CountersignError
from core.finding import finding
from core.record.checkpoint import cosignature, read_checkpoint
from core.record.witness import Witnessed
from server.config import CoreConfig
from server.db.migrate import SERVICE_ROLE
from server.db.statements import text
from server.db.store import Store
from server.db.tables.evidence import alarm
from server.log_check import log_fault, notes_fault
from server.service import Service
from server.witnessed import FILE, merged, read_document, read_file, write_document, write_file
from server.witnesses import best_covering, log_standing, newest_of_each, witnessed_note
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.servers import Cluster
from tests.fakes.witness import WitnessUnderTest, checkpointed, cosigners, grown

pytestmark = pytest.mark.urs("F34")

QA = Who(person="P-QA", session="s")


@pytest.fixture
async def first(core: CoreUnderTest, tmp_path: Path) -> AsyncIterator[WitnessUnderTest]:
    made = await WitnessUnderTest.opened(core, "KIOSK-01", tmp_path)
    yield made
    await made.outbox.close()


@asynccontextmanager
async def another_core(core: CoreUnderTest, postgres: Cluster) -> AsyncGenerator[tuple[Service, Store]]:
    """The database as it is now, copied as a backup is, behind the same keys."""
    original = core.founded.postgres_url.rpartition("/")[2].partition("?")[0]
    core.store.close()
    name = postgres.create(original)
    store, owner = Store(postgres.of(name, SERVICE_ROLE)), Store(postgres.of(name))
    try:
        yield Service(store, core.keys, core.clock), owner
    finally:
        store.close()
        owner.close()
        postgres.drop(name)


async def test_a_good_checkpoint_is_cosigned_and_two_witnesses_settle_it(
    core: CoreUnderTest, kiosk: KioskUnderTest, first: WitnessUnderTest, tmp_path: Path
) -> None:
    await first.witness.look()
    assert cosigners(core) == []  # there is no checkpoint yet
    note = grown(kiosk)
    size = read_checkpoint(note, core.keys.core.public).size
    await first.witness.look()
    await first.witness.look()
    assert (cosigners(core), first.witness.size) == ([("KIOSK-01", size)], size)
    with core.store.unit() as unit:
        assert log_standing(unit).settled is None
    others = [name for name in core.founded.plant.kiosks if name != "KIOSK-01"]
    second = await WitnessUnderTest.opened(core, others[0], tmp_path)
    await second.witness.look()
    await second.outbox.close()
    with core.store.unit() as unit:
        standing = log_standing(unit)
        assert (standing.settled, standing.cosigned, standing.checkpoint) == (size, 2, size)
        assert [(line.size, line.behind) for line in standing.witnesses] == [(size, 0), (size, 0)]
    assert await first.acts() == []


async def test_the_log_grows_and_the_witness_follows_with_a_proof_each_time(
    core: CoreUnderTest, kiosk: KioskUnderTest, first: WitnessUnderTest
) -> None:
    seen: list[int | None] = []
    for count in (1, 2, 5, 13):
        grown(kiosk, count)
        await first.witness.look()
        seen.append(first.witness.size)
    assert [size for _, size in cosigners(core)] == seen
    with core.store.unit() as unit:
        (note,) = newest_of_each(unit).values()
        assert note == witnessed_note(unit, seen[-1] or 0)


def independently(note: str, line: str, witness: str, public: bytes) -> int:
    """Verify a cosignature from the words of C2SP alone, by no code of the product."""
    origin, size, root, rest = note.split("\n", 3)
    assert rest.startswith("\n")
    raw = base64.b64decode(line.split(" ")[2])
    assert line.split(" ")[:2] == ["\N{EM DASH}", witness]
    assert raw[:4] == hashlib.sha256(witness.encode() + b"\n" + bytes([4]) + public).digest()[:4]
    seconds = int.from_bytes(raw[4:12], "big")
    VerifyKey(public).verify(f"cosignature/v1\ntime {seconds}\n{origin}\n{size}\n{root}\n".encode(), raw[12:])
    return seconds


async def test_a_cosignature_has_the_bytes_of_c2sp(
    core: CoreUnderTest, kiosk: KioskUnderTest, first: WitnessUnderTest
) -> None:
    note = grown(kiosk)
    await first.witness.look()
    with core.store.unit() as unit:
        whole = witnessed_note(unit, int(note.split("\n")[1]))
    assert whole is not None
    assert whole.startswith(note)
    line = whole.removeprefix(note).rstrip("\n")
    assert independently(note, line, "KIOSK-01", kiosk.device.public) == int(core.clock.utc().timestamp())


@pytest.mark.parametrize("hours", [-200_000, -1, 1, 200_000])
async def test_a_witness_whose_clock_is_wrong_counts_all_the_same(
    core: CoreUnderTest, kiosk: KioskUnderTest, first: WitnessUnderTest, hours: int
) -> None:
    grown(kiosk)
    first.clock = type(core.clock)(core.clock.utc())
    first.clock.jump(max(hours * 3600.0, 60 - core.clock.utc().timestamp()))
    await first.restarted()
    await first.witness.look()
    assert first.witness.memory.cosigned
    assert len(cosigners(core)) == 1


async def test_only_the_kiosk_itself_can_cosign_and_only_what_the_log_signed(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    note = grown(kiosk)
    size = int(note.split("\n")[1])
    good = cosignature(note, "KIOSK-01", kiosk.device, 1_795_000_000)
    other = cosignature(note, "KIOSK-02", kiosk.device, 1_795_000_000)
    foreign = cosignature(note.replace(str(size), str(size + 1), 1), "KIOSK-01", kiosk.device, 1_795_000_000)
    core_key = cosignature(note, "KIOSK-01", core.keys.core, 1_795_000_000)
    for line in (other, foreign, core_key, good[:-5], "x", "\N{EM DASH} KIOSK-01 *", f"{good}\n{good}"):
        assert kiosk.ask("cosign", size=size, line=line).refusal is not None, line
    assert kiosk.ask("cosign", size=size - 1, line=good).refusal is not None
    assert cosigners(core) == []
    assert kiosk.ask("cosign", size=size, line=good).refusal is None
    assert cosigners(core) == [("KIOSK-01", size)]


async def test_what_was_seen_survives_a_restart_and_a_failed_cosignature_is_sent_again(
    core: CoreUnderTest, kiosk: KioskUnderTest, first: WitnessUnderTest
) -> None:
    grown(kiosk)
    await first.witness.look()
    grown(kiosk)
    first.online = False
    with pytest.raises(CountersignError):
        await first.witness.look()
    await first.restarted()
    assert first.witness.size == cosigners(core)[-1][1]
    first.online = True
    await first.witness.look()
    assert [size for _, size in cosigners(core)][-1] == first.witness.size
    assert len(cosigners(core)) == 2


async def test_a_memory_that_was_changed_on_the_disk_is_not_taken_for_none(
    core: CoreUnderTest, kiosk: KioskUnderTest, first: WitnessUnderTest
) -> None:
    grown(kiosk)
    await first.outbox.cache(CACHE, b"{}x")
    await first.restarted()
    await first.witness.look()
    assert first.witness.alarm == finding("witness.memory_unreadable")
    assert cosigners(core) == []


async def test_an_old_backup_is_refused_shown_and_put_on_record_until_qa_settles_it(
    core: CoreUnderTest, kiosk: KioskUnderTest, first: WitnessUnderTest, postgres: Cluster
) -> None:
    small = grown(kiosk)
    await first.witness.look()
    async with another_core(core, postgres) as (backup, _):
        large = grown(kiosk, 3)
        await first.witness.look()
        first.service = backup
        shown: list[object] = []
        first.witness.listen(shown.append)
        before = cosigners(core)
        await first.witness.look()
        sizes = {"shown": small.split("\n")[1], "seen": large.split("\n")[1]}
        assert first.witness.alarm == finding("witness.rolled_back", **sizes)
        assert shown[-1] == first.witness.alarm
        (stated,) = await first.acts()
        assert stated.kind == ActKind.LOG_CONTRADICTED
        assert (stated.facts["seen"], stated.facts["shown"]) == (large, small)
        await first.restarted()
        await first.witness.look()
        assert first.witness.alarm is not None
        assert (len(await first.acts()), cosigners(core)) == (1, before)
        await first.witness.settle("an older backup was restored", QA)
        assert first.witness.alarm is None
        assert first.witness.size == int(small.split("\n")[1])
        assert [act.kind for act in await first.acts()] == [ActKind.LOG_CONTRADICTED, ActKind.LOG_SETTLED]
        await first.witness.look()
        assert first.witness.alarm is None


async def test_a_log_that_comes_back_is_the_one_witnessed_on(
    core: CoreUnderTest, kiosk: KioskUnderTest, first: WitnessUnderTest, postgres: Cluster
) -> None:
    grown(kiosk)
    async with another_core(core, postgres) as (backup, _):
        large = grown(kiosk, 3)
        await first.witness.look()
        first.service = backup
        await first.witness.look()
        assert first.witness.alarm is not None
        first.service = core.service
        await first.witness.settle("the newest backup was restored", QA)
    assert first.witness.size == int(large.split("\n")[1])


async def test_a_log_rewritten_with_the_cores_own_key_is_found_by_a_witness(
    core: CoreUnderTest, kiosk: KioskUnderTest, first: WitnessUnderTest, postgres: Cluster
) -> None:
    grown(kiosk, 2)
    async with another_core(core, postgres) as (rewritten, owner):
        note = grown(kiosk, 3)
        await first.witness.look()
        # Root on the core writes another history from the same beginning, longer, and signs it with the true key.
        for _ in range(9):
            with rewritten.writer.writing() as writing:
                writing.decide(ActKind.LOT_STATE_CHANGED, facts={"old": "a", "new": "b", "reason": "never happened"})
        forged = checkpointed(core, owner)
        assert int(forged.split("\n")[1]) > int(note.split("\n")[1])
        read_checkpoint(forged, core.keys.core.public)
        first.service = rewritten
        await first.witness.look()
        assert first.witness.memory.contradiction is not None
        assert first.witness.memory.contradiction.verdict == Witnessed.FORKED
        (stated,) = await first.acts()
        assert (stated.facts["seen"], stated.facts["shown"]) == (note, forged)


async def test_the_core_hears_of_a_contradiction_and_raises_an_alarm(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    facts = {"verdict": "forked", "seen": "a", "shown": "b"}
    taken = kiosk.send(kiosk.seal(kiosk.act(ActKind.LOG_CONTRADICTED, facts=facts)))
    assert [item.kind for item in taken.alarms] == ["log.contradicted"]
    assert ("log.contradicted", "KIOSK-01") in [(row[2], row[3]) for row in core.rows(alarm)]


# ------------------------------------------------------------------ outside the database


async def test_what_witnesses_saw_lies_outside_and_an_older_database_is_refused(
    core: CoreUnderTest, kiosk: KioskUnderTest, first: WitnessUnderTest, postgres: Cluster, tmp_path: Path
) -> None:
    grown(kiosk)
    async with another_core(core, postgres) as (backup, _):
        large = grown(kiosk, 3)
        await first.witness.look()
        with core.store.unit() as unit:
            notes = newest_of_each(unit)
        write_file(tmp_path, notes)
        kept = read_file(tmp_path, core.keys.core.public)
        assert kept == notes
        assert notes_fault(core.service, kept) is None
        fault = notes_fault(backup, kept)
        assert fault is not None
        assert fault.key == "witness.log_behind"
        assert (fault.params["witness"], fault.params["size"]) == ("KIOSK-01", large.split("\n")[1])
        assert fault.params["at"].startswith("2026-11-20 14:0")


async def test_a_rewritten_log_is_refused_at_the_start_too(
    core: CoreUnderTest, kiosk: KioskUnderTest, first: WitnessUnderTest
) -> None:
    grown(kiosk, 4)
    await first.witness.look()
    with core.store.unit() as unit:
        notes = newest_of_each(unit)
    owner = Store(core.owner_url, connections=1)
    with owner.unit() as unit:
        unit.do(text("ALTER TABLE log_node DISABLE TRIGGER ALL"))
        unit.do(text("UPDATE log_node SET hash = sha256(hash) WHERE level = 0"))
        unit.do(text("UPDATE log_node SET hash = sha256(hash) WHERE level > 0"))
    owner.close()
    fault = notes_fault(core.service, notes)
    assert fault is not None
    assert fault.key == "witness.log_rewritten"


def test_a_document_never_goes_back(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    small, large = grown(kiosk), grown(kiosk)
    assert merged({"K1": large}, {"K1": small, "K2": small}) == {"K1": large, "K2": small}
    assert merged({"K1": small}, {"K1": large}) == {"K1": large}
    public = core.keys.core.public
    assert read_document(write_document({"K1": large}), "x", public) == {"K1": large}


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"schema":"other","major":1,"notes":{}}', b"\xff"])
def test_a_document_that_says_something_else_is_refused(core: CoreUnderTest, tmp_path: Path, data: bytes) -> None:
    (tmp_path / FILE).write_bytes(data)
    with pytest.raises(CountersignError, match=r"witness\.document_unreadable"):
        read_file(tmp_path, core.keys.core.public)


def test_a_document_with_a_note_that_the_core_never_signed_is_refused(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    note = grown(kiosk)
    forged = note.replace(note.split("\n")[1], "999999", 1)
    with pytest.raises(CountersignError, match=r"witness\.document_unreadable"):
        read_document(write_document({"K1": forged}), "x", core.keys.core.public)


async def test_an_export_takes_the_newest_checkpoint_that_is_settled(
    core: CoreUnderTest, kiosk: KioskUnderTest, first: WitnessUnderTest, tmp_path: Path
) -> None:
    settled = grown(kiosk)
    second = await WitnessUnderTest.opened(
        core, next(name for name in core.founded.plant.kiosks if name != "KIOSK-01"), tmp_path
    )
    await first.witness.look()
    await second.witness.look()
    one = grown(kiosk)
    await first.witness.look()
    grown(kiosk)
    await second.outbox.close()
    with core.store.unit() as unit:
        assert (best_covering(unit, 1) or "").startswith(settled)
        assert (best_covering(unit, int(one.split("\n")[1])) or "").startswith(one)
        assert best_covering(unit, int(one.split("\n")[1]) + 1) is None


def test_a_log_that_is_whole_starts(core: CoreUnderTest, kiosk: KioskUnderTest, tmp_path: Path) -> None:
    grown(kiosk)
    settings = CoreConfig("demo", core.founded.postgres_url, ("nats://127.0.0.1:1",), Path("x"), tmp_path, tmp_path)
    assert log_fault(core.service, settings) is None
