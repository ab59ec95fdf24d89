"""Whether the bus is set as durability needs it."""

import asyncio
import http.client
import json
import re
from collections.abc import Mapping
from typing import cast
from urllib.parse import urlsplit

from nats.aio.client import Client

from core.finding import Finding, finding
from server.bus.client import BusSettings, call, close, connected
from server.bus.errors import BusError, BusLost
from server.bus.streams import CONSUMER, RCPT, REC, WIT, consumer_settings, rcpt_settings, rec_settings, wit_settings

FLOOR = (2, 14)


async def doctor(settings: BusSettings, replicas: int = 1) -> list[Finding]:
    """Compare the server, the streams and the consumer with what they must be; gives what is wrong.

    Args:
        settings: Connection of the core's or the set-up's user; `monitor_url` shows whether fsync comes before the
            acknowledgement.
        replicas: How many copies the plant wants of each stream.

    Raises:
        BusError: The server cannot be asked at all.
    """
    faults: list[Finding | None] = []
    client = await connected(settings, faults.append)
    try:
        return await _faults(client, settings, replicas)
    except BusLost:
        # The server tells a user that may not ask nothing but the violation; the call itself waits for an answer.
        refused = [fault for fault in faults if fault is not None and fault.key == "bus.call_refused"]
        if not refused:
            raise
        return refused
    finally:
        await close(client)


async def _faults(client: Client, settings: BusSettings, replicas: int) -> list[Finding]:
    version = client.connected_server_version
    found = _version_faults(f"{version.major}.{version.minor}.{version.patch}")
    found += await asyncio.to_thread(_sync_faults, settings.monitor_url)
    wanted = {
        REC: rec_settings(settings.site, 0, replicas),
        RCPT: rcpt_settings(settings.site, 0, replicas),
        WIT: wit_settings(settings.site, 0, replicas),
    }
    for stream, config in wanted.items():
        found += await _faults_of(client, f"{settings.api}.STREAM.INFO.{stream}", stream, config)
    consumer = f"{REC}.{CONSUMER}"
    found += await _faults_of(client, f"{settings.api}.CONSUMER.INFO.{consumer}", consumer, consumer_settings(30.0))
    return found


def differences(stream: str, wanted: Mapping[str, object], there: Mapping[str, object]) -> list[Finding]:
    """List the settings that are other than wanted; a bound on room only has to be set."""
    found: list[Finding] = []
    for name, value in wanted.items():
        # The server leaves out what has its zero value.
        actual = there.get(name, "default" if name == "persist_mode" else type(value)())
        if name == "max_bytes":
            fits = isinstance(actual, int) and actual > 0
            value = "> 0"
        else:
            fits = actual == value
        if not fits:
            found.append(
                finding("bus.setting_differs", stream=stream, setting=name, found=str(actual), expected=str(value))
            )
    return found


async def _faults_of(client: Client, subject: str, name: str, wanted: Mapping[str, object]) -> list[Finding]:
    try:
        told = await call(client, subject)
    except BusError as error:
        if error.key != "bus.call_refused":
            raise
        return [finding("bus.stream_missing", stream=name)]
    return differences(name, wanted, cast("dict[str, object]", told["config"]))


def _version_faults(told: str) -> list[Finding]:
    numbers = re.findall(r"\d+", told)
    if tuple(int(number) for number in numbers[:2]) < FLOOR:
        return [finding("bus.version_old", found=told, floor=".".join(map(str, FLOOR)))]
    return []


def _sync_faults(monitor_url: str | None) -> list[Finding]:
    if monitor_url is None:
        return [finding("bus.sync_unknown")]
    where = urlsplit(monitor_url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port or 8222, timeout=5)
    try:
        connection.request("GET", "/varz")
        told = cast("dict[str, dict[str, dict[str, object]]]", json.loads(connection.getresponse().read()))
    except (OSError, ValueError, http.client.HTTPException):
        return [finding("bus.sync_unknown")]
    finally:
        connection.close()
    always = told.get("jetstream", {}).get("config", {}).get("sync_always", False)
    return [] if always else [finding("bus.sync_not_always")]
