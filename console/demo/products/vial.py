"""Famotidine injection: compounding, sterilising filtration, aseptic filling of vials."""

from datetime import timedelta
from decimal import Decimal

from console.demo.product import Delivery, Equipment, Mistakes, Product

VIAL = Product(
    name="vial",
    plant="vial",
    balance={
        "serial": "B112233445",
        "model": "XPR6002",
        "equipment": "E-BAL-11",
        "capacity": "6200.00",
        "readability": "0.01",
        "minimum": "5.00",
    },
    equipment=(
        Equipment("Mixing vessel", "E-MIX-11", "mixing_vessel", "MV-050-11", "MV 50"),
        Equipment("Filter tester", "E-FIT-11", "filter_tester", "FT-4-0231", "FT 4"),
        Equipment("Tunnel", "E-TUN-11", "tunnel", "DPT-600-07", "DPT 600"),
        Equipment("Steriliser", "E-AUT-11", "autoclave", "STS-12-005", "STS 12"),
        Equipment("Particle monitor", "E-PCM-11", "particle_monitor", "PM-28-1107", "PM 28"),
    ),
    unit="g",
    tare=Decimal("150.00"),
    delivery=Delivery(
        order="PO-2611-031",
        material="RM-MAN",
        name="Mannitol for injection",
        count=2,
        net="5000.00",
        place="W-30-01",
        packed="drums clean and sealed",
        shelf=timedelta(days=300),
    ),
    mistakes=Mistakes(
        wrong_lot="S030",
        overweight="S040",
        expired="S050",
        out_of_limits="S130",
        outside="18.80",
        cut="S540",
        own_countersignature="S010",
        replay="S060",
    ),
    shipments=(Decimal(400), Decimal(300)),
)
