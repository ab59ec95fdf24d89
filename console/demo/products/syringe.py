"""Sterile syringe for single use: assembly, leak test, blister, ethylene oxide, UDI."""

from datetime import timedelta
from decimal import Decimal

from console.demo.product import Delivery, Equipment, Mistakes, Product

SYRINGE = Product(
    name="syringe",
    plant="syringe",
    balance={
        "serial": "B221133557",
        "model": "XPR3202",
        "equipment": "E-BAL-21",
        "capacity": "3200.00",
        "readability": "0.01",
        "minimum": "2.00",
    },
    equipment=(
        Equipment("Assembly machine", "E-ASM-21", "assembly_machine", "SA-5-0107", "SA 5"),
        Equipment("Leak tester", "E-LKT-21", "leak_tester", "LT-10-044", "LT 10"),
        Equipment("Climate monitor", "E-RMN-21", "room_monitor", "RM-3-2210", "RM 3"),
        Equipment("Blister sealer", "E-BLS-21", "blister_sealer", "BS-420-09", "BS 420"),
        Equipment("EO steriliser", "E-EOS-21", "eo_steriliser", "EO-12-003", "EO 12"),
    ),
    unit="g",
    tare=Decimal("180.00"),
    delivery=Delivery(
        order="PO-2611-052",
        material="CP-GSK",
        name="Gasket 5 mL isoprene",
        count=2,
        net="21000",
        place="W-30-01",
        packed="double bags whole and clean",
        shelf=timedelta(days=300),
        device="MA.156.M0.104862.10000341",
    ),
    mistakes=Mistakes(
        wrong_lot="S030",
        out_of_limits="S430",
        outside="7.45",
        cut="S160",
        own_countersignature="S010",
        replay="S140",
    ),
    shipments=(Decimal(80), Decimal(60)),
)
