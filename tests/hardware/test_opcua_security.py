"""OPC UA signed and encrypted against a real server: who is let in, and the sentence of each refusal."""

import re
import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.language import text
from core.ports import Clock, DeviceError, DeviceState, TagQuality
from hardware.drivers.opcua_equipment import OpcuaEquipment
from hardware.errors import NotTrusted
from hardware.opcua import read_node_map
from hardware.registry import Registry
from hardware.row import DeviceKind, DeviceRow
from tests.fakes.clock import ManualClock
from tests.hardware.opcua_server import NAME, PASSWORD, SERIAL, SPEED, OpcuaPress

SECURE = f"""
equipment: press
version: "1"
identity: {SERIAL}
tags:
  - {{tag: turret_speed, node: "{SPEED}", unit: r/min, decimals: 1}}
"""
OPEN = SECURE.replace("tags:", "security: none\ntags:")


def made(key: Any, uri: str, days: int = 30) -> bytes:
    """Give a self-signed certificate in PEM."""
    from asyncua.crypto import cert_gen
    from asyncua.crypto.uacrypto import serialization, x509

    names: list[Any] = [x509.UniformResourceIdentifier(uri), x509.DNSName(socket.gethostname())]
    return cert_gen.generate_self_signed_app_certificate(key, uri, {}, names, extended=[], days=days).public_bytes(
        serialization.Encoding.PEM
    )


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with every certificate and key, closed to other users."""
    from asyncua.crypto import cert_gen

    folder = tmp_path_factory.mktemp("issued")
    for one, others in {"server": (), "client": ("user", "other")}.items():
        key = cert_gen.generate_private_key()
        for name in (one, *others):
            (folder / f"{name}.pem").write_bytes(made(key, f"urn:plant:{name}"))
            (folder / f"{name}.key").write_bytes(cert_gen.dump_private_key_as_pem(key))
    (folder / "user.password").write_text(f"{NAME}\n{PASSWORD}\n")
    for file in folder.iterdir():
        file.chmod(0o600)
    return folder


@pytest.fixture(scope="module")
def served(issued: Path) -> Iterator[OpcuaPress]:
    press = OpcuaPress(issued)
    yield press
    press.end()


@pytest.fixture
async def server(served: OpcuaPress) -> OpcuaPress:
    await served.as_made()
    return served


@pytest.fixture
def own(issued: Path, tmp_path: Path) -> Path:
    """Give the press's folder of credentials, with a user by password."""
    folder = tmp_path / "E-PRS-01"
    folder.mkdir()
    for name in ("server.pem", "client.pem", "client.key", "user.password"):
        shutil.copy2(issued / name, folder / name)
    return folder


def press_of(url: str, own: Path, clock: Clock, nodes: str = SECURE, *, permitted: bool = False) -> OpcuaEquipment:
    row = DeviceRow("Press", DeviceKind.EQUIPMENT, "opcua", url, "PR-37-02", equipment=own.name, tag_map="press")
    return OpcuaEquipment(row, clock, read_node_map(nodes, "press"), own.parent, lambda: permitted)


async def said(press: OpcuaEquipment) -> DeviceError:
    """Give the error of a connection that must not be made."""
    with pytest.raises(DeviceError) as caught:
        await press.connect(5.0)
    assert press.status.state != DeviceState.READY
    await press.close()
    return caught.value


@pytest.mark.urs("F24")
@pytest.mark.parametrize("user", [("user.password",), ("user.pem", "user.key")])
async def test_a_user_by_password_or_certificate_reads_over_the_secured_session(
    user: tuple[str, ...], server: OpcuaPress, issued: Path, own: Path, clock: Clock
) -> None:
    (own / "user.password").unlink()
    for name in user:
        shutil.copy2(issued / name, own / name)
    press = press_of(server.url, own, clock)
    assert (await press.connect(5.0)).serial == "PR-37-02"
    assert (await press.read(["turret_speed"], 5.0))["turret_speed"].quality is TagQuality.GOOD
    await press.close()


@pytest.mark.urs("F24")
async def test_a_server_with_another_certificate_than_the_known_one_is_refused_with_both_told(
    server: OpcuaPress, issued: Path, own: Path, clock: Clock
) -> None:
    shutil.copy2(issued / "other.pem", own / "server.pem")
    error = await said(press_of(server.url, own, clock))
    assert (type(error), error.key) == (NotTrusted, "device.server_other")
    assert re.search("shows certificate [0-9a-f]{16}, [0-9a-f]{16} is known", text(error.key, "en", **error.params))


@pytest.mark.urs("F24")
async def test_a_server_that_cannot_be_asked_beforehand_is_still_held_to_the_known_certificate(
    server: OpcuaPress, issued: Path, own: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from asyncua import ua
    from asyncua.client.client import Client

    async def refuse(_client: Client) -> None:
        raise ua.UaError

    monkeypatch.setattr(Client, "connect_and_get_server_endpoints", refuse)
    press = press_of(server.url, own, clock)
    await press.connect(5.0)
    await press.close()
    shutil.copy2(issued / "other.pem", own / "server.pem")
    stranger = press_of(server.url, own, clock)
    with pytest.raises(DeviceError):
        await stranger.connect(1.0)
    assert stranger.status.state != DeviceState.READY
    await stranger.close()


@pytest.mark.urs("F24")
async def test_what_the_server_refuses_of_us_is_told_apart(
    server: OpcuaPress, issued: Path, own: Path, clock: Clock
) -> None:
    (own / "user.password").write_text(f"{NAME}\nwrong\n")
    assert (await said(press_of(server.url, own, clock))).key == "device.user_refused"
    shutil.copy2(issued / "user.password", own / "user.password")
    shutil.copy2(issued / "other.pem", own / "client.pem")
    assert (await said(press_of(server.url, own, clock))).key == "device.client_refused"


WRONG_FILES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "a key open to others": ("device.credentials_open", lambda own: (own / "client.key").chmod(0o644)),
    "no server certificate": ("device.credentials_missing", lambda own: (own / "server.pem").unlink()),
    "no certificate in it": ("device.credentials_bad", lambda own: (own / "client.pem").write_text("hello")),
    "no key in it": ("device.credentials_bad", lambda own: (own / "client.key").write_text("hello")),
    "no password": ("device.credentials_bad", lambda own: (own / "user.password").write_text("kiosk\n")),
    "no user": ("device.credentials_one_user", lambda own: (own / "user.password").unlink()),
    "two users": ("device.credentials_one_user", lambda own: shutil.copy2(own / "client.pem", own / "user.pem")),
}


@pytest.mark.parametrize("case", WRONG_FILES)
async def test_credentials_that_cannot_be_used_are_told_before_anything_is_sent(
    case: str, own: Path, clock: Clock
) -> None:
    key, spoil = WRONG_FILES[case]
    spoil(own)
    error = await said(press_of("opc.tcp://127.0.0.1:1/nobody", own, clock))
    assert (type(error), error.key) == (NotTrusted, key)
    assert text(error.key, "en", **error.params)
    assert text(error.key, "zh", **error.params)


async def test_a_certificate_out_of_date_is_told_with_its_days(own: Path, clock: Clock) -> None:
    later = ManualClock(clock.utc() + timedelta(days=400))
    error = await said(press_of("opc.tcp://127.0.0.1:1/nobody", own, later))
    assert error.key == "device.certificate_expired"
    assert set(error.params) == {"device", "file", "since", "until"}


async def test_a_device_without_an_equipment_id_has_no_credentials(own: Path, clock: Clock) -> None:
    row = DeviceRow("Press", DeviceKind.EQUIPMENT, "opcua", "opc.tcp://127.0.0.1:1/x", "1", equipment="../E-PRS-01")
    press = OpcuaEquipment(row, clock, read_node_map(SECURE, "press"), own, lambda: False)
    assert (await said(press)).key == "device.credentials_no_equipment"


@pytest.mark.urs("F24")
async def test_without_security_nothing_is_sent_unless_node_map_and_policy_both_permit_it(
    server: OpcuaPress, own: Path, clock: Clock
) -> None:
    error = await said(press_of(server.url, own, clock, OPEN))
    assert (type(error), error.key) == (NotTrusted, "device.security_none")
    await server.stop()
    await server.start(secure=False)
    permitted = press_of(server.url, own, clock, OPEN, permitted=True)
    assert (await permitted.connect(5.0)).serial == "PR-37-02"
    await permitted.close()
    assert (await said(press_of(server.url, own, clock, permitted=True))).key == "device.security_missing"
    await server.stop()


def test_a_registry_permits_no_session_without_security_by_itself(clock: Clock) -> None:
    row = DeviceRow("Press", DeviceKind.EQUIPMENT, "opcua", "opc.tcp://127.0.0.1:1/x", "1", equipment="E-PRS-01")
    registry = Registry([row], clock, node_maps=lambda name: read_node_map(OPEN, name))
    assert not registry.unsecured()
