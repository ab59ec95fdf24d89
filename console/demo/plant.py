"""The whole plant on one machine: servers, core, simulated devices, and the cable to the terminal."""

import asyncio
import json
import os
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import urlsplit

from console.clock import PlantClock
from console.demo.children import Child, ChildFailed, OlderPlant, finished
from console.demo.devices import Hand, station_text
from console.demo.layout import KIOSK, SITE, Layout
from console.demo.network import CuttableProxy
from console.demo.pace import TICK_S, begin, still_alive
from console.demo.people import Pocket, read_people
from console.demo.product import Product

CHECKPOINT_S = 2.0
"""The demo signs its log more often than a plant, so that an export at its end has its witness."""

_AGAIN_S = 0.3
_OTHER_SCHEMA = 4
"""Exit status of `countersign core run` on a database whose tables were made by another version."""

SETTLE_S, QUICK_SETTLE_S = 0.8, 0.2
"""Seconds after which the simulated balance stands still: as a good one does, and where nobody looks."""

Tell = Callable[[str], None]
"""Takes the catalogue key of what is being started."""


class DemoPlant:
    """The running plant.

    Attributes:
        layout: Its folder.
        product: What it makes.
        clock: Its time.
        cable: The network cable between terminal and bus.
        hand: The hand that moves the simulated devices.
        people: Passwords and tokens, by user id.
        hold: Descriptor that holds the folder.
        failed: Why the plant cannot go on; None while it can.
        ended: Set when it cannot.
    """

    def __init__(self, layout: Layout, product: Product, settle_s: float = SETTLE_S) -> None:
        """Take where, what is made, and how soon the balance stands still; `start` starts it."""
        self.layout = layout
        self.product = product
        self.clock: PlantClock
        self.cable: CuttableProxy
        self.hand: Hand
        self.hold = -1
        self.people: Mapping[str, Pocket] = {}
        self.failed: ChildFailed | OlderPlant | None = None
        self.ended = asyncio.Event()
        self._settle_s = settle_s
        self._stack = AsyncExitStack()
        self._core: Child | None = None

    async def start(self, tell: Tell, station: Mapping[str, object]) -> None:
        """Start everything and write the station file.

        Args:
            tell: Takes what is being started.
            station: What the station file says besides devices and addresses: language, theme.

        Raises:
            CountersignError: A part did not start; what was started ends with `stop`.
        """
        self.layout.make()
        self.hold = await self.layout.hold(lambda: tell("demo.waiting"))
        self._stack.callback(os.close, self.hold)
        self.clock = begin(self.layout.clock)
        self._in_background(self._tick())
        tell("demo.starting_servers")
        servers, devices = await asyncio.gather(self._start_servers(), self._start_devices())
        self.hand = await Hand.reach(self.layout.control)
        self._stack.push_async_callback(self.hand.close)
        self._write_core_config(servers)
        if not self.layout.founded:
            tell("demo.founding")
            await self._found()
        self.people = read_people(self.layout.secrets)
        tell("demo.starting_core")
        self._in_background(self._keep_core())
        self._stack.push_async_callback(self._stop_core)
        await self._lay_cable(servers["nats_url"])
        await self._write_station(servers, station)
        self._in_background(self._watch(devices))

    async def stop(self) -> None:
        """Stop everything in the reverse order."""
        await self._stack.aclose()

    # ------------------------------------------------------------------ the processes

    async def _start_servers(self) -> dict[str, Any]:
        arguments = ["-m", "server.embedded", "--folder", str(self.layout.servers), "--site", SITE, "--kiosk", KIOSK]
        arguments += ["--kiosks", str(self.layout.core / "bus-kiosks.json")]
        child = await self._child("servers", arguments)
        said: dict[str, Any] = json.loads(await child.line())
        self._in_background(self._watch(child))
        return said

    async def _start_devices(self) -> Child:
        self.layout.plan.write_text(json.dumps(self.product.plan(self._settle_s)), "utf-8")
        place = ["--plan", str(self.layout.plan), "--socket", str(self.layout.control)]
        child = await self._child("devices", ["-m", "hardware.sim", *place, "--folder", str(self.layout.devices)])
        await child.line()
        return child

    async def _child(self, name: str, arguments: list[str]) -> Child:
        child = await Child.start(name, arguments, self.layout.logs / f"{name}.log", self.hold, told=True)
        self._stack.push_async_callback(child.stop)
        return child

    async def _found(self) -> None:
        texts = ["--plant", str(self.product.plant_file), "--master", str(self.product.master_file)]
        forms = [word for file in self.product.form_files for word in ("--master", str(file))]
        files = [*texts, *forms, "--config", str(self.layout.core_config)]
        log = self.layout.logs / "founding.log"
        await finished("founding", ["-m", "console", "core", "found", *files], log, self.hold)

    async def _keep_core(self) -> None:
        """Run the core, and start it again when it dies, as a supervisor of services does."""
        run = ["-m", "console", "core", "run", "--config", str(self.layout.core_config)]
        while True:
            self._core = await Child.start("core", run, self.layout.logs / "core.log", self.hold)
            if await self._core.ended() == _OTHER_SCHEMA:
                self._fail(OlderPlant("demo.older_plant", folder=str(self.layout.root)))
                return
            await asyncio.sleep(_AGAIN_S)

    async def _stop_core(self) -> None:
        if self._core is not None:
            await self._core.stop()

    async def _watch(self, child: Child) -> None:
        await child.ended()
        self._fail(child.failed())

    def _fail(self, why: ChildFailed | OlderPlant) -> None:
        self.failed = self.failed or why
        self.ended.set()

    # ------------------------------------------------------------------ what they are told

    def _write_core_config(self, servers: Mapping[str, Any]) -> None:
        config = {
            "site": SITE,
            "postgres_url": servers["postgres_url"],
            "postgres_owner_url": servers["postgres_owner_url"],
            "nats_urls": [servers["nats_url"]],
            "nats_seed": servers["core_seed"],
            "nats_monitor": servers["nats_monitor"],
            "keys": str(self.layout.keys),
            "folder": str(self.layout.core),
            "clock_file": str(self.layout.clock),
            "checkpoint_s": CHECKPOINT_S,
        }
        self.layout.core_config.touch(mode=0o600)
        self.layout.core_config.write_text(json.dumps(config, indent=1), "utf-8")

    async def _lay_cable(self, nats_url: str) -> None:
        address = urlsplit(nats_url)
        self.cable = CuttableProxy(address.hostname or "127.0.0.1", address.port or 0)
        await self.cable.start()
        self._stack.push_async_callback(self.cable.close)

    async def _write_station(self, servers: Mapping[str, Any], station: Mapping[str, object]) -> None:
        head = {
            "kiosk": KIOSK,
            "site": SITE,
            "core": {
                "servers": [f"nats://127.0.0.1:{self.cable.port}"],
                "nkey": servers["kiosk_seeds"][KIOSK],
                "device_key": str(self.layout.keys / KIOSK / "device.key"),
                "public": self.layout.core_public.read_text("ascii").strip(),
            },
            "data": "data",
            "clock": str(self.layout.clock),
            **station,
        }
        self.layout.station.write_text(station_text(await self.hand.rows(), head), "utf-8")

    # ------------------------------------------------------------------ beside

    async def _tick(self) -> None:
        while True:
            still_alive(self.layout.clock)
            await asyncio.sleep(TICK_S)

    def _in_background(self, work: Any) -> None:
        task = asyncio.ensure_future(work)

        async def end() -> None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        self._stack.push_async_callback(end)
