"""The core's side of the bus against a real NATS server."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from nats.aio.client import Client

from console.link.connection import connected
from core.finding import finding
from server.bus import Bus, BusError, BusLost, BusRefused, doctor, ensure_streams
from server.bus.doctor import differences
from server.bus.streams import rec_settings
from server.embedded import nkey
from server.embedded.nats import EmbeddedNats, NatsServer
from tests.fakes.road import bus_settings, link_settings, ready_bus
from tests.fakes.servers import KIOSKS, SITE, reachable_folder
from tests.fakes.until import until


@pytest.fixture
async def bus(nats_server: NatsServer) -> AsyncIterator[Bus]:
    connected_bus = await ready_bus(nats_server, ack_wait_s=0.5)
    yield connected_bus
    await connected_bus.close()


@pytest.fixture
async def kiosk(nats_server: NatsServer, bus: Bus) -> AsyncIterator[Client]:
    client = await connected(link_settings(nats_server), lambda _violation: None, lambda: None)
    yield client
    await client.close()


async def publish(kiosk: Client, body: bytes, rid: str = "") -> None:
    headers = {"Nats-Msg-Id": rid} if rid else None
    assert b"error" not in (await kiosk.request(f"rec.v1.{SITE}.K1", body, timeout=5, headers=headers)).data


async def test_what_arrives_carries_kiosk_body_headers_and_place(bus: Bus, kiosk: Client) -> None:
    await publish(kiosk, b"one", "rid-1")
    await publish(kiosk, b"two")
    one, two = await bus.arrivals()
    assert (one.kiosk, one.body, one.headers["Nats-Msg-Id"], one.place, one.delivered) == ("K1", b"one", "rid-1", 1, 1)
    assert (two.body, two.place) == (b"two", 2)


async def test_waiting_ends_with_the_first_record_and_with_the_time(bus: Bus, kiosk: Client) -> None:
    assert await bus.arrivals(wait_s=0.05) == []
    waiting = asyncio.create_task(bus.arrivals(wait_s=30))
    await publish(kiosk, b"one")
    assert [arrival.body for arrival in await waiting] == [b"one"]


async def test_what_was_not_acknowledged_comes_again_and_the_rest_does_not(bus: Bus, kiosk: Client) -> None:
    for body in (b"one", b"two"):
        await publish(kiosk, body)
    first, _second = await bus.arrivals()
    await bus.acknowledge([first])
    again: list[bytes] = []
    while not again:
        again = [arrival.body for arrival in await bus.arrivals(wait_s=1)]
    assert again == [b"two"]


async def test_what_was_postponed_comes_again_after_its_delay(bus: Bus, kiosk: Client) -> None:
    await publish(kiosk, b"one")
    first = await bus.arrivals()
    await bus.postpone(first, 0.05)
    again = await bus.arrivals(wait_s=5)
    assert [(arrival.body, arrival.delivered) for arrival in again] == [(b"one", 2)]


async def test_more_than_asked_for_stays_for_the_next_time(bus: Bus, kiosk: Client) -> None:
    for number in range(5):
        await publish(kiosk, b"%d" % number)
    assert [arrival.body for arrival in await bus.arrivals(most=3)] == [b"0", b"1", b"2"]
    assert [arrival.body for arrival in await bus.arrivals(most=3)] == [b"3", b"4"]


async def test_a_failing_handler_leaves_one_kiosk_without_answer_and_serves_the_next(bus: Bus, kiosk: Client) -> None:
    async def handler(_kiosk: str, verb: str, _sealed: bytes) -> bytes:
        if verb == "fails":
            raise ValueError(verb)
        return b"answer"

    await bus.serve(handler)
    with pytest.raises(TimeoutError):
        await kiosk.request(f"req.v1.{SITE}.K1.fails", b"", timeout=0.2)
    assert (await kiosk.request(f"req.v1.{SITE}.K1.works", b"", timeout=5)).data == b"answer"


async def test_a_heartbeat_in_the_name_of_another_kiosk_or_without_sense_is_not_heard(bus: Bus, kiosk: Client) -> None:
    heard: list[str] = []

    async def on_heartbeat(heartbeat: object) -> None:
        heard.append(str(heartbeat))

    await bus.heartbeats(on_heartbeat)
    beat = b'{"kiosk":"%s","epoch":1,"seq":0,"head":"","through":0,"waiting_s":0,"disk_free_bytes":1,"utc":""}'
    async with asyncio.timeout(100):
        while not heard:  # a kiosk beats again and again, as one beat may be lost with a connection
            for body in (b"no json", beat % b"K2", beat % b"K1"):
                await kiosk.publish(f"hb.{SITE}.K1", body)
            await asyncio.sleep(0.05)
    assert all("kiosk='K1'" in one for one in heard)


@pytest.mark.parametrize(
    "subject",
    [
        f"rec.v1.{SITE}.K2",
        f"hb.{SITE}.K2",
        f"rcpt.v1.{SITE}.K1",
        f"cmd.{SITE}.K1.resend",
        f"cfg.v1.{SITE}.changed",
        f"req.v1.{SITE}.K2.issue",
        f"$JS.API.DIRECT.GET.REC.rec.v1.{SITE}.K2",
        f"wit.v1.{SITE}",
        f"$JS.API.DIRECT.GET.WIT.wit.v1.{SITE}",
        "$JS.API.STREAM.INFO.REC",
        "$JS.API.STREAM.PURGE.REC",
        "$JS.API.STREAM.DELETE.REC",
        "$JS.API.CONSUMER.MSG.NEXT.REC.core",
    ],
)
async def test_a_kiosk_cannot_publish_where_it_should_not(nats_server: NatsServer, bus: Bus, subject: str) -> None:
    violations: list[str] = []
    settings = link_settings(nats_server)
    client = await connected(settings, lambda violation: violations.append(violation.params["subject"]), lambda: None)
    await client.publish(subject, b"{}")
    await until(lambda: bool(violations))
    assert violations[0].lower() == subject.lower()
    await client.close()


@pytest.mark.parametrize("subject", ["rec.>", "_INBOX.>", "_INBOX_K2.>", f"rcpt.v1.{SITE}.K2", f"cmd.{SITE}.K2.>", ">"])
async def test_a_kiosk_cannot_listen_where_it_should_not(nats_server: NatsServer, bus: Bus, subject: str) -> None:
    violations: list[str] = []
    settings = link_settings(nats_server)
    client = await connected(settings, lambda violation: violations.append(violation.params["subject"]), lambda: None)
    await client.subscribe(subject)
    await until(lambda: bool(violations))
    assert violations[0].lower() == subject.lower()
    await client.close()


async def test_streams_are_made_once_and_the_doctor_finds_nothing_wrong(nats_server: NatsServer) -> None:
    setup = bus_settings(nats_server, "setup")
    await ensure_streams(setup)
    await ensure_streams(setup)
    assert await doctor(setup) == []


async def test_the_core_itself_may_ask_the_doctor(nats_server: NatsServer) -> None:
    await ensure_streams(bus_settings(nats_server, "setup"))
    assert await doctor(bus_settings(nats_server)) == []


async def test_a_bus_that_lets_the_core_see_no_stream_is_named_as_such(
    nats_server: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.bus.client.CALL_S", 0.2)
    kiosk = msgspec.structs.replace(bus_settings(nats_server), seed_file=nats_server.kiosk_seeds["K1"], user="K1")
    found = await doctor(kiosk)
    assert [fault.key for fault in found] == ["bus.call_refused"]
    assert "stream.info.rec" in found[0].params["reason"]


async def test_the_doctor_names_what_is_missing(nats_server: NatsServer) -> None:
    setup = msgspec.structs.replace(bus_settings(nats_server, "setup"), monitor_url=None)
    found = await doctor(setup)
    assert finding("bus.stream_missing", stream="REC") in found
    assert finding("bus.stream_missing", stream="RCPT") in found
    assert finding("bus.stream_missing", stream="REC.core") in found
    assert finding("bus.sync_unknown") in found


def test_the_doctor_names_every_setting_that_differs() -> None:
    wanted = rec_settings(SITE, 0, 3)
    there = {**wanted, "max_bytes": -1, "num_replicas": 1, "persist_mode": "async"}
    del there["deny_delete"], there["allow_atomic"]
    found = {fault.params["setting"]: fault.params["found"] for fault in differences("REC", wanted, there)}
    assert found == {
        "max_bytes": "-1",
        "num_replicas": "1",
        "persist_mode": "async",
        "deny_delete": "False",
        "allow_atomic": "False",
    }


async def test_an_unknown_key_a_missing_key_and_a_silent_address_each_say_what_to_do(
    nats_server: NatsServer, tmp_path: Path
) -> None:
    good = bus_settings(nats_server)
    with pytest.raises(BusRefused) as refused:
        await Bus.connect(msgspec.structs.replace(good, seed_file=nkey.user_seed(tmp_path / "unknown.nk")))
    assert refused.value.key == "bus.key_refused"
    with pytest.raises(BusError) as missing:
        await Bus.connect(msgspec.structs.replace(good, seed_file=tmp_path / "missing.nk"))
    assert missing.value.key == "bus.key_missing"
    with pytest.raises(BusError) as silent:
        await Bus.connect(msgspec.structs.replace(good, urls=("nats://127.0.0.1:1",)))
    assert silent.value.key == "bus.unreachable"


async def test_a_bus_without_consumer_says_so(nats_server: NatsServer) -> None:
    bus = await Bus.connect(bus_settings(nats_server))
    with pytest.raises(BusError) as missing:
        await bus.arrivals(wait_s=0.1)
    assert missing.value.key == "bus.stream_missing"
    await bus.close()


async def test_the_bus_comes_back_by_itself_when_the_server_does() -> None:
    with reachable_folder() as folder, EmbeddedNats(folder / "nats", SITE) as embedded:
        server = embedded.start(KIOSKS)
        bus = await ready_bus(server)
        await asyncio.to_thread(embedded.stop)
        await until(lambda: bus.fault == finding("bus.lost"))
        assert await bus.arrivals(wait_s=0.05) == []
        with pytest.raises(BusLost):
            await bus.send_receipt("K1", b"receipt")
        await asyncio.to_thread(embedded.start)
        await until(lambda: bus.fault is None)
        client = await connected(link_settings(server), lambda _violation: None, lambda: None)
        await publish(client, b"one")
        assert [arrival.body for arrival in await bus.arrivals()] == [b"one"]
        await client.close()
        await bus.close()


async def test_what_witnesses_saw_is_kept_on_the_bus_and_the_newest_is_given(nats_server: NatsServer, bus: Bus) -> None:
    assert await bus.witnessed() is None
    await bus.keep_witnessed(b"one")
    await bus.keep_witnessed(b"two")
    again = await Bus.connect(bus_settings(nats_server))
    assert await again.witnessed() == b"two"
    await again.close()


async def test_without_its_stream_nothing_is_said_to_be_kept(nats_server: NatsServer) -> None:
    bare = await Bus.connect(bus_settings(nats_server))
    with pytest.raises(BusError):
        await bare.witnessed()
    with pytest.raises(BusError):
        await bare.keep_witnessed(b"one")
    await bare.close()
