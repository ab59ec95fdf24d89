"""One simulated balance of each family with the driver in front of it, for tests that hold for all of them."""

import json
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from core.ports import Clock
from hardware.drivers.polled_balance import PolledBalance
from hardware.registry import BALANCES
from hardware.row import DeviceRow
from hardware.sim.balance import SimulatedBalance
from hardware.sim.plan import read_plan
from hardware.sim.simulator import Simulator
from tests.fakes.until import until

FAMILIES = ("mt_sics", "sartorius_sbi-16", "sartorius_sbi-22", "aandd", "ohaus", "radwag")
SERIAL = "B123456789"
SETTLE_S = 0.04


class Family(NamedTuple):
    """A balance of one family: in kg, to the gram."""

    simulator: Simulator
    sim: SimulatedBalance
    row: DeviceRow
    driver: PolledBalance

    async def settle(self, kilograms: str) -> None:
        """Put a load on and wait until it is stable."""
        self.sim.load(Decimal(kilograms), "kg")
        await until(self.sim.is_stable)


def new_family(name: str, folder: Path, clock: Clock) -> Family:
    """Make the simulator, not started, and the driver, not connected."""
    family, _, characters = name.partition("-")
    balance = {
        "kind": "balance", "name": "Balance 1", "family": family, "serial": SERIAL, "equipment": "E-BAL-01",
        "settle_s": SETTLE_S, **({"characters": int(characters)} if characters else {}),
    }  # fmt: skip
    simulator = Simulator(read_plan(json.dumps({"devices": [balance]})), folder)
    (row,) = simulator.rows()
    sim = simulator._get("Balance 1", SimulatedBalance)
    return Family(simulator, sim, row, BALANCES[family](row, clock))
