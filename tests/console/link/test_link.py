"""The road with a real NATS server: what the kiosk says of its records at every step."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest

from console.demo.network import CuttableProxy
from console.link import Link, LinkSettings, RequestRefused
from console.link.connection import connected
from console.link.wire import JetStream
from console.outbox import ChainStopped, Journey, Outbox
from core.finding import finding
from core.ports import Unreachable
from core.record.messages import Answer, open_request, seal_answer
from core.record.prompts import Heartbeat
from core.times import utc_text
from server.bus import Bus, ensure_streams
from server.embedded import nkey
from server.embedded.nats import NatsServer
from tests.fakes.clock import START, ManualClock
from tests.fakes.road import (
    CORE,
    DEVICE,
    STRANGER,
    MemoryCore,
    act,
    bus_settings,
    link_settings,
    private,
    ready_bus,
    registry,
)
from tests.fakes.until import until


@asynccontextmanager
async def running(settings: LinkSettings, outbox: Outbox) -> AsyncGenerator[Link]:
    link = Link(settings, outbox, DEVICE, registry, ManualClock())
    task = asyncio.create_task(link.run())
    try:
        yield link
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def outbox(tmp_path: Path) -> AsyncIterator[Outbox]:
    opened = await Outbox.open(private(tmp_path), "K1")
    yield opened
    await opened.close()


@pytest.fixture
async def bus(nats_server: NatsServer) -> AsyncIterator[Bus]:
    connected = await ready_bus(nats_server)
    yield connected
    await connected.close()


async def state_of(outbox: Outbox, rid: str) -> Journey:
    return (await outbox.standings([rid]))[rid].state


async def test_a_record_is_told_as_stored_then_sent_then_accepted_and_never_more(
    nats_server: NatsServer, bus: Bus, outbox: Outbox
) -> None:
    record = await outbox.append(act(), DEVICE)
    assert await state_of(outbox, record.act.id) is Journey.STORED
    async with running(link_settings(nats_server), outbox) as link:
        await until(lambda: link.state.online and (link.state.stored, link.state.sent) == (0, 1))
        assert await state_of(outbox, record.act.id) is Journey.SENT
        core = MemoryCore(bus)
        assert await core.take() == 1
        await until(lambda: link.state.waiting == 0)
        standing = (await outbox.standings([record.act.id]))[record.act.id]
        assert (standing.state, standing.receipted) == (Journey.ACCEPTED, utc_text(START))
        assert [kept.envelope for kept in core.kept] == [record.envelope]
        assert link.state.alarm is None


async def test_a_record_with_an_open_exception_is_flagged_with_its_code(
    nats_server: NatsServer, bus: Bus, outbox: Outbox
) -> None:
    plain, odd = await outbox.append_many([act(), act("late")], DEVICE)
    core = MemoryCore(bus, flag=lambda record: "late" if record.act.facts["note"] == "late" else "")
    async with running(link_settings(nats_server), outbox) as link:
        await until(lambda: link.state.sent == 2)
        await core.take()
        await until(lambda: link.state.waiting == 0)
    standings = await outbox.standings([plain.act.id, odd.act.id])
    assert standings[plain.act.id].state is Journey.ACCEPTED
    assert (standings[odd.act.id].state, standings[odd.act.id].code) == (Journey.FLAGGED, "late")


async def test_a_record_that_the_core_cannot_trust_is_quarantined_and_kept(
    nats_server: NatsServer, bus: Bus, outbox: Outbox
) -> None:
    record = await outbox.append(act(), STRANGER)
    core = MemoryCore(bus)
    async with running(link_settings(nats_server), outbox) as link:
        await until(lambda: link.state.sent == 1)
        await core.take()
        await until(lambda: link.state.waiting == 0)
    standing = (await outbox.standings([record.act.id]))[record.act.id]
    assert (standing.state, standing.code) == (Journey.QUARANTINED, "signature_wrong")
    assert core.kept == []
    assert core.refused == [record.envelope] == [kept.envelope for kept in await outbox.records("B-1")]


@pytest.mark.urs("F27")
async def test_a_backlog_arrives_whole_and_in_order(nats_server: NatsServer, bus: Bus, outbox: Outbox) -> None:
    signed = await outbox.append_many([act(f"{n}") for n in range(450)], DEVICE)
    core = MemoryCore(bus)
    async with running(link_settings(nats_server), outbox) as link:
        await until(lambda: link.state.sent == 450)
        while len(core.kept) < 450:
            await core.take()
        await until(lambda: link.state.waiting == 0)
    assert [kept.sha256 for kept in core.kept] == [record.sha256 for record in signed]
    assert (core.doubles, core.gaps) == (0, 0)


async def test_large_records_are_sent_in_batches_that_the_bus_takes(
    nats_server: NatsServer, bus: Bus, outbox: Outbox
) -> None:
    signed = await outbox.append_many([act("x" * 60_000) for _ in range(20)], DEVICE)
    core = MemoryCore(bus)
    async with running(link_settings(nats_server), outbox) as link:
        await until(lambda: link.state.sent == 20)
        while len(core.kept) < 20:
            await core.take()
    assert [kept.sha256 for kept in core.kept] == [record.sha256 for record in signed]


async def test_a_receipt_that_came_while_nobody_listened_is_fetched(
    nats_server: NatsServer, bus: Bus, outbox: Outbox
) -> None:
    record = await outbox.append(act(), DEVICE)
    async with running(link_settings(nats_server), outbox) as link:
        await until(lambda: link.state.sent == 1)
    await MemoryCore(bus).take()
    assert await state_of(outbox, record.act.id) is Journey.SENT
    async with running(link_settings(nats_server), outbox) as link:
        await until(lambda: link.state.waiting == 0 and link.state.online)
    assert await state_of(outbox, record.act.id) is Journey.ACCEPTED


async def test_records_lost_by_the_core_are_sent_again_when_it_asks(
    nats_server: NatsServer, bus: Bus, outbox: Outbox
) -> None:
    signed = await outbox.append_many([act(f"{n}") for n in range(5)], DEVICE)
    core = MemoryCore(bus)
    async with running(link_settings(nats_server), outbox) as link:
        await until(lambda: link.state.sent == 5)
        await core.take()
        await until(lambda: link.state.waiting == 0)
        core.forget_from(3)
        await bus.ask_again("K1", 1, 3)
        while len(core.kept) < 5:
            await core.take()
        more = await outbox.append(act("5"), DEVICE)
        while len(core.kept) < 6:
            await core.take()
        await until(lambda: link.state.waiting == 0)
    assert [kept.sha256 for kept in core.kept] == [record.sha256 for record in (*signed, more)]
    assert core.gaps == 0


@pytest.mark.urs("F27")
async def test_a_cut_cable_shows_at_once_and_nothing_is_lost(nats_server: NatsServer, bus: Bus, outbox: Outbox) -> None:
    host, port = nats_server.url.removeprefix("nats://").split(":")
    proxy = CuttableProxy(host, int(port))
    await proxy.start()
    core = MemoryCore(bus)
    taking = asyncio.create_task(core.run())
    settings = link_settings(nats_server, urls=(f"nats://127.0.0.1:{proxy.port}",))
    async with running(settings, outbox) as link:
        await until(lambda: link.state.online)
        signed: list[str] = []
        for round_number in range(3):
            proxy.cut()
            await until(lambda: not link.state.online)
            signed += [record.sha256 for record in await outbox.append_many([act() for _ in range(10)], DEVICE)]
            await until(lambda: link.state.stored == 10)
            proxy.mend()
            await until(lambda: link.state.online and link.state.waiting == 0)
            assert len(core.kept) == 10 * (round_number + 1)
        assert link.state.alarm is None
    taking.cancel()
    await proxy.close()
    assert [kept.sha256 for kept in core.kept] == signed
    assert core.doubles == 0


@pytest.mark.urs("F27")
async def test_what_was_published_before_a_crash_is_found_and_not_published_again(
    nats_server: NatsServer, bus: Bus, outbox: Outbox
) -> None:
    await outbox.append_many([act(f"{n}") for n in range(3)], DEVICE)
    async with running(link_settings(nats_server), outbox) as link:
        await until(lambda: link.state.sent == 3)
    await outbox.append_many([act(f"{n}") for n in range(3, 6)], DEVICE)
    client = await connected(link_settings(nats_server), lambda _fault: None, lambda: None)
    # The bus gets them, and the kiosk dies before it can note the acknowledgement.
    await JetStream(client, link_settings(nats_server)).publish(await outbox.due(), 3)
    await client.close()
    async with running(link_settings(nats_server), outbox) as link:
        await until(lambda: link.state.sent == 6)
    assert [arrival.place for arrival in await bus.arrivals()] == [1, 2, 3, 4, 5, 6]


async def test_a_copied_kiosk_is_found_out_and_cannot_sign(
    nats_server: NatsServer, bus: Bus, outbox: Outbox, tmp_path: Path
) -> None:
    await outbox.append(act(), DEVICE)
    async with running(link_settings(nats_server), outbox) as link:
        await until(lambda: link.state.sent == 1)
    await outbox.close()
    copy = tmp_path / "copy" / "outbox.db"
    copy.parent.mkdir(mode=0o700)
    shutil.copy(private(tmp_path), copy)
    original, restored = await Outbox.open(private(tmp_path), "K1"), await Outbox.open(copy, "K1")
    await original.append(act("original"), DEVICE)
    async with running(link_settings(nats_server), original) as link:
        await until(lambda: link.state.sent == 2)
    await restored.append(act("copy"), DEVICE)
    async with running(link_settings(nats_server), restored) as link:
        await until(lambda: link.state.alarm == finding("link.kiosk_doubled"))
        with pytest.raises(ChainStopped):
            await restored.append(act(), DEVICE)
    await restored.close()
    again = await Outbox.open(copy, "K1")
    with pytest.raises(ChainStopped):
        await again.append(act(), DEVICE)
    await again.close()
    enrolled = await Outbox.open(copy, "K1", epoch=2)
    assert (await enrolled.append(act(), DEVICE)).place.seq == 1
    async with running(link_settings(nats_server), enrolled) as link:
        await until(lambda: link.state.sent == 3)
    await enrolled.close()
    await original.close()
    assert len(await bus.arrivals()) == 4


async def test_a_receipt_for_a_record_that_is_not_here_stops_signing(
    nats_server: NatsServer, bus: Bus, outbox: Outbox
) -> None:
    await outbox.append(act(), DEVICE)
    core = MemoryCore(bus)
    async with running(link_settings(nats_server), outbox) as link:
        await until(lambda: link.state.sent == 1)
        await bus.send_receipt("K1", core.receipt(through=2, head="ab" * 32))
        await until(lambda: link.state.alarm == finding("link.kiosk_doubled"))
    with pytest.raises(ChainStopped):
        await outbox.append(act(), DEVICE)


@pytest.mark.parametrize("kind", ["another key", "no receipt", "another kiosk"])
async def test_a_receipt_that_the_core_did_not_sign_for_this_kiosk_is_not_believed(
    nats_server: NatsServer, bus: Bus, outbox: Outbox, kind: str
) -> None:
    record = await outbox.append(act(), DEVICE)
    forged = {
        "another key": MemoryCore(bus, STRANGER).receipt(through=1, head=record.sha256),
        "no receipt": b"{}",
        "another kiosk": MemoryCore(bus).receipt(kiosk="K2", through=1, head=record.sha256),
    }[kind]
    async with running(link_settings(nats_server), outbox) as link:
        await until(lambda: link.state.sent == 1)
        await bus.send_receipt("K1", forged)
        await until(lambda: link.state.alarm == finding("link.receipt_unauthentic"))
    assert await state_of(outbox, record.act.id) is Journey.SENT


async def test_a_key_that_the_bus_does_not_know_is_an_alarm(
    nats_server: NatsServer, bus: Bus, outbox: Outbox, tmp_path: Path
) -> None:
    settings = link_settings(nats_server, seed_file=nkey.user_seed(tmp_path / "unknown.nk"))
    async with running(settings, outbox) as link:
        await until(lambda: link.state.alarm == finding("link.key_refused"))
        assert not link.state.online


@pytest.mark.parametrize("data", [None, b"", b"SUAAA\n", b"\xff\xfe"])
async def test_a_missing_or_damaged_key_file_is_an_alarm_and_ends_nothing(
    nats_server: NatsServer, outbox: Outbox, tmp_path: Path, data: bytes | None
) -> None:
    missing = tmp_path / "missing.nk"
    if data is not None:
        missing.write_bytes(data)
    async with running(link_settings(nats_server, seed_file=missing), outbox) as link:
        await until(lambda: link.state.alarm == finding("link.key_missing", file=str(missing)))


async def test_a_subject_of_another_kiosk_is_refused_and_shown_instead_of_offline(
    nats_server: NatsServer, bus: Bus, outbox: Outbox
) -> None:
    await outbox.append(act(), DEVICE)
    settings = link_settings(nats_server, seed_file=nats_server.kiosk_seeds["K2"])
    async with running(settings, outbox) as link:
        await until(lambda: link.state.online and link.state.alarm is not None)
        assert link.state.alarm is not None
        assert link.state.alarm.key == "link.not_permitted"
        assert link.state.stored == 1
    assert await bus.arrivals(wait_s=0.1) == []


async def test_a_full_bus_keeps_records_here_and_says_so(nats_server: NatsServer, outbox: Outbox) -> None:
    await ensure_streams(bus_settings(nats_server, "setup"), rec_bytes=4096)
    await outbox.append_many([act("x" * 3000) for _ in range(3)], DEVICE)
    async with running(link_settings(nats_server), outbox) as link:
        await until(lambda: link.state.alarm == finding("link.bus_full"))
        assert link.state.online
        assert link.state.stored == 3


async def test_the_answer_to_a_question_is_what_the_core_signed(
    nats_server: NatsServer, bus: Bus, outbox: Outbox
) -> None:
    async def handler(kiosk: str, verb: str, sealed: bytes) -> bytes:
        request = open_request(sealed, registry())
        assert (kiosk, request.kiosk, verb, request.verb) == ("K1", "K1", "issue", "issue")
        body = {"batch": request.body["order"]}
        return seal_answer(Answer(request.id, kiosk, body, None, utc_text(START)), CORE)

    await bus.serve(handler)
    async with running(link_settings(nats_server), outbox) as link:
        await until(lambda: link.state.online)
        assert await link.ask("issue", {"order": "B-7"}) == {"batch": "B-7"}


async def test_what_is_asked_again_after_a_lost_answer_is_the_same_request(
    nats_server: NatsServer, bus: Bus, outbox: Outbox
) -> None:
    asked: list[str] = []
    told: list[datetime] = []

    async def handler(kiosk: str, _verb: str, sealed: bytes) -> bytes:
        request = open_request(sealed, registry())
        asked.append(request.id)
        # The first answer gets lost: it is none that the kiosk believes.
        key = DEVICE if len(asked) == 1 else CORE
        return seal_answer(Answer(request.id, kiosk, {"n": str(len(asked))}, None, utc_text(START)), key)

    await bus.serve(handler)
    async with running(link_settings(nats_server), outbox) as link:
        link.listen_to_time(lambda core, _asked: told.append(core))
        await until(lambda: link.state.online)
        with pytest.raises(Unreachable):
            await link.ask("ship", {"lot": "L-1", "quantity": "5"}, timeout_s=0.5)
        await link.ask("ship", {"lot": "L-1", "quantity": "6"})
        await link.ask("ship", {"quantity": "5", "lot": "L-1"})
        assert len(told) == 1  # an answer that may be an old one tells no time
        await link.ask("ship", {"lot": "L-1", "quantity": "5"})
    first, other, again, new = asked
    assert again == first
    assert len({first, other, new}) == 3


async def test_a_refusal_is_told_with_its_reason(nats_server: NatsServer, bus: Bus, outbox: Outbox) -> None:
    async def handler(kiosk: str, _verb: str, sealed: bytes) -> bytes:
        request = open_request(sealed, registry())
        refusal = finding("refusal.container_taken", k="K2")
        return seal_answer(Answer(request.id, kiosk, {}, refusal, utc_text(START)), CORE)

    await bus.serve(handler)
    async with running(link_settings(nats_server), outbox) as link:
        await until(lambda: link.state.online)
        with pytest.raises(RequestRefused) as refused:
            await link.ask("reserve", {})
        assert (refused.value.key, refused.value.params) == ("refusal.container_taken", {"k": "K2"})


@pytest.mark.parametrize("kind", ["stale", "another key", "another kiosk", "unsigned"])
async def test_a_stale_or_foreign_answer_is_no_answer(
    nats_server: NatsServer, bus: Bus, outbox: Outbox, kind: str
) -> None:
    async def handler(kiosk: str, _verb: str, sealed: bytes) -> bytes:
        request = open_request(sealed, registry())
        answers = {
            "stale": seal_answer(Answer("an-earlier-request", kiosk, {}, None, utc_text(START)), CORE),
            "another key": seal_answer(Answer(request.id, kiosk, {}, None, utc_text(START)), STRANGER),
            "another kiosk": seal_answer(Answer(request.id, "K2", {}, None, utc_text(START)), CORE),
            "unsigned": b'{"id":"x","kiosk":"K1","body":{},"refusal":null,"utc":""}',
        }
        return answers[kind]

    await bus.serve(handler)
    async with running(link_settings(nats_server), outbox) as link:
        await until(lambda: link.state.online)
        with pytest.raises(Unreachable) as silent:
            await link.ask("issue", {}, timeout_s=0.3)
        assert silent.value.key == "link.no_answer"


async def test_a_question_without_connection_or_without_a_core_says_offline(
    nats_server: NatsServer, bus: Bus, outbox: Outbox
) -> None:
    link = Link(link_settings(nats_server), outbox, DEVICE, registry, ManualClock())
    with pytest.raises(Unreachable):
        await link.ask("issue", {})
    async with running(link_settings(nats_server), outbox) as open_link:
        await until(lambda: open_link.state.online)
        with pytest.raises(Unreachable) as nobody:
            await open_link.ask("issue", {})
        assert nobody.value.key == "link.offline"
        assert (open_link.state.online, open_link.state.answering) == (True, False)


async def test_a_core_that_leaves_a_question_without_answer_is_told_as_silent_until_it_is_heard_of(
    nats_server: NatsServer, bus: Bus, outbox: Outbox
) -> None:
    hangs = True

    async def handler(kiosk: str, _verb: str, sealed: bytes) -> bytes:
        if hangs:
            await asyncio.Event().wait()
        return seal_answer(Answer(open_request(sealed, registry()).id, kiosk, {}, None, utc_text(START)), CORE)

    await bus.serve(handler)
    core = MemoryCore(bus)
    async with running(link_settings(nats_server), outbox) as link:
        await until(lambda: link.state.online)
        assert link.state.answering
        for heard in ("an answer", "a receipt"):
            hangs = True
            with pytest.raises(Unreachable):
                await link.ask("plant", {"n": heard}, timeout_s=0.1)
            assert (link.state.online, link.state.answering) == (True, False)
            hangs = False
            if heard == "an answer":
                await link.ask("issue", {})
            else:
                await outbox.append(act(), DEVICE)
                await until(lambda: link.state.sent == 1)
                assert not link.state.answering  # what the bus has taken says nothing about the core
                await core.take()
                await until(lambda: link.state.waiting == 0)
            await until(lambda: link.state.answering)


async def test_the_core_hears_the_heart_of_a_kiosk_and_the_kiosk_hears_of_changes(
    nats_server: NatsServer, bus: Bus, outbox: Outbox
) -> None:
    beats: list[Heartbeat] = []
    changes: list[tuple[str, bytes]] = []

    async def on_heartbeat(heartbeat: Heartbeat) -> None:
        beats.append(heartbeat)

    await bus.heartbeats(on_heartbeat)
    record = await outbox.append(act(), DEVICE)
    async with running(link_settings(nats_server, heartbeat_s=0.05), outbox) as link:
        link.listen_to_changes(lambda kind, data: changes.append((kind, data)))
        await until(lambda: bool(beats))
        assert (beats[0].kiosk, beats[0].epoch, beats[0].seq, beats[0].head) == ("K1", 1, 1, record.sha256)
        assert beats[0].disk_free_bytes > 0
        assert beats[0].through == 0
        await MemoryCore(bus).take()
        await until(lambda: beats[-1].through == 1)
        await bus.announce("plant", b"7")
        await until(lambda: changes == [("plant", b"7")])
