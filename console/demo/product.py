"""What the demo must know of a product beside its plant file and master record: devices, a delivery, mistakes."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import msgspec

SCANNER = "Scanner"
BALANCE = "Balance"
PRINTER = "Printer"

_SERVER = Path(__file__).parents[2] / "server"


class Equipment(msgspec.Struct, frozen=True):
    """Simulated process equipment: its name on the plant panel, and what it is in the plant file."""

    name: str
    equipment: str
    tag_map: str
    serial: str
    model: str


class Delivery(msgspec.Struct, frozen=True):
    """What the truck brings before the batch is issued.

    Attributes:
        order: Purchase order.
        material: Material code.
        name: Name on the delivery note.
        count: Containers.
        net: Net weight of each, in the unit of the material.
        place: Where they are put.
        packed: Remark on the packaging.
        shelf: How long it keeps; where that is shorter than what is in stock, the batch uses it.
        device: Device identifier by MA, where the supplier labels by it; "" where he labels by GS1.
    """

    order: str
    material: str
    name: str
    count: int
    net: str
    place: str
    packed: str
    shelf: timedelta
    device: str = ""


class Mistakes(msgspec.Struct, frozen=True):
    """Ids of the steps at which each mistake is made once a batch; "" leaves it out.

    Attributes:
        wrong_lot: A weighing: a container of another material is scanned.
        overweight: A weighing: 5 % over the limit.
        expired: A weighing: an expired container of its material is scanned.
        on_hold: A weighing: a container of a lot on hold is scanned.
        out_of_limits: A measurement, to which `outside` is typed.
        outside: A value outside the limits of that measurement.
        cut: Readings, in the middle of which the network is cut.
        own_countersignature: The performer tries to countersign.
        replay: A used code is typed again.
    """

    wrong_lot: str = ""
    overweight: str = ""
    expired: str = ""
    on_hold: str = ""
    out_of_limits: str = ""
    outside: str = ""
    cut: str = ""
    own_countersignature: str = ""
    replay: str = ""


class Correction(msgspec.Struct, frozen=True):
    """A value that the supervisor finds wrong once its step is signed.

    Attributes:
        step: Id of a measurement that its performer has signed.
        value: What is right, inside the limits.
        comment: What the supervisor has found.
        reason: Why the value is corrected.
    """

    step: str
    value: str
    comment: str
    reason: str


class Product(msgspec.Struct, frozen=True):
    """A product that the demo makes.

    Attributes:
        name: As on the command line; also the folder of its master record.
        plant: Name of its plant file.
        balance: Row of the balance in the form of `hardware.sim.plan`, without kind and name.
        equipment: Process equipment.
        unit: Unit of the balance.
        tare: Empty vessel on the balance, in its unit.
        delivery: What the truck brings.
        mistakes: What goes wrong.
        shipments: Packs to the first, the second ... customer.
        correction: What is corrected after signing, or None.
        look_back: True where a donor is found positive once everything was shipped.
    """

    name: str
    plant: str
    balance: Mapping[str, str]
    equipment: tuple[Equipment, ...]
    unit: str
    tare: Decimal
    delivery: Delivery
    mistakes: Mistakes
    shipments: tuple[Decimal, ...]
    correction: Correction | None = None
    look_back: bool = False

    @property
    def plant_file(self) -> Path:
        """Give the plant file, which lies beside the core service."""
        return _SERVER / "plants" / f"{self.plant}.yaml"

    @property
    def master_file(self) -> Path:
        """Give the master record."""
        return _SERVER / "masters" / self.name / "master.yaml"

    @property
    def form_files(self) -> tuple[Path, ...]:
        """Give the logbook forms, which are about rooms and equipment of the plant of tablets."""
        return tuple(sorted((_SERVER / "logbooks").glob("*.yaml"))) if self.plant == "demo" else ()

    def plan(self, settle_s: float) -> dict[str, object]:
        """Give the devices by the equipment of the plant file, in the form of `hardware.sim.plan`.

        Args:
            settle_s: Seconds after which the balance stands still.
        """
        scanner = {"kind": "scanner", "name": SCANNER, "serial": "S4471-0029"}
        balance = {"kind": "balance", "name": BALANCE, "unit": self.unit, "settle_s": settle_s, **self.balance}
        printer = {"kind": "printer", "name": PRINTER, "serial": "XXZKJ140600001", "equipment": "E-PRN-01"}
        controllers = [{"kind": "equipment", **msgspec.structs.asdict(each)} for each in self.equipment]
        return {"devices": [scanner, balance, printer, *controllers]}
