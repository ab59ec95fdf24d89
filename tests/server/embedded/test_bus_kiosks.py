"""The bus follows the registry: a kiosk with keys of its own is let in without a restart, a revoked one is put out."""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from core.announcement import BusKiosks, announce, bus_kiosks, registration
from core.plant import Kiosk, Plant
from core.record.keys import PrivateKey, PublicKey
from core.record.nkey import user_public, user_seed
from core.words import Words
from server.bus_kiosks import FILE, bus_users, write_bus_kiosks
from server.embedded.errors import NameRefused
from server.embedded.nats import EmbeddedNats, NatsServer
from server.embedded.nats_probe import signs_in
from tests.fakes.small_product import plant as small_plant

RAW = bytes(range(32))
NOW = "2026-11-20T06:00:00.000000Z"


@pytest.fixture
def embedded(folder: Path) -> Iterator[EmbeddedNats]:
    with EmbeddedNats(folder / "nats", "S1") as server:
        yield server


def registered() -> Plant:
    """Give a plant with a kiosk that made its own keys."""
    plant = small_plant()
    announced = announce("WEIGH-02", 1, PrivateKey(b"w" * 32), user_public(RAW))
    kiosk, *keys = registration(announced, plant, Words("Weighing 2", "称量 2"), None, NOW, "")
    made = msgspec.json.decode(kiosk.body, type=Kiosk)
    rows = tuple(msgspec.json.decode(key.body, type=PublicKey) for key in keys)
    return msgspec.structs.replace(plant, kiosks={**plant.kiosks, made.id: made}, keys=(*plant.keys, *rows))


def until(server: NatsServer, seed: Path, *, admitted: bool) -> bool:
    """Try until a user is let in, or no more; the server takes its new configuration in its own time."""
    return any(signs_in(server.url, seed) is admitted for _ in range(1000))


@pytest.mark.urs("11.10(h)", "11.300(c)")
def test_a_registered_kiosk_is_let_in_while_the_server_runs_and_put_out_when_revoked(
    embedded: EmbeddedNats, folder: Path
) -> None:
    server = embedded.start(["K1"])
    pid = embedded.pid
    seed = folder / "weigh.nk"
    seed.write_text(user_seed(RAW))
    assert not signs_in(server.url, seed)
    found = bus_kiosks(registered())
    assert embedded.admit(found)
    assert not embedded.admit(found)
    assert until(server, seed, admitted=True)
    assert signs_in(server.url, server.kiosk_seeds["K1"])
    embedded.admit(BusKiosks({}, ("WEIGH-02", "K1")))
    assert until(server, seed, admitted=False)
    assert until(server, server.kiosk_seeds["K1"], admitted=False)
    assert embedded.pid == pid


def test_a_name_that_is_no_subject_token_is_not_let_in(embedded: EmbeddedNats) -> None:
    embedded.start()
    with pytest.raises(NameRefused):
        embedded.admit(BusKiosks({"a.b": user_public(RAW)}))


def test_the_file_for_the_bus_is_written_once_for_each_change(folder: Path) -> None:
    plant = registered()
    write_bus_kiosks(folder, plant)
    file = folder / FILE
    assert msgspec.json.decode(file.read_bytes(), type=BusKiosks).admitted == {"WEIGH-02": user_public(RAW)}
    os.utime(file, (0, 0))
    write_bus_kiosks(folder, plant)
    assert file.stat().st_mtime == 0
    write_bus_kiosks(folder, small_plant())
    assert file.stat().st_mtime > 0


def test_a_server_of_ones_own_is_told_the_same_permissions() -> None:
    line = bus_users(registered())
    assert user_public(RAW) in line
    assert '"rec.v1.demo.WEIGH-02"' in line
