"""Paracetamol tablets: wet granulation, compression, blister packs."""

from datetime import timedelta
from decimal import Decimal

from console.demo.product import Correction, Delivery, Equipment, Mistakes, Product

TABLETS = Product(
    name="tablets",
    plant="demo",
    balance={
        "serial": "B123456789",
        "model": "KCC150",
        "equipment": "E-BAL-01",
        "capacity": "150.000",
        "minimum": "0.020",
    },
    equipment=(
        Equipment("Granulator", "E-GRAN-01", "granulator", "GR-300-17", "HSG 300"),
        Equipment("Dryer", "E-FBD-01", "dryer", "FBD-120-04", "FBD 120"),
        Equipment("Press", "E-PRESS-01", "press", "PR-37-02", "RTP 37"),
    ),
    unit="kg",
    tare=Decimal("1.200"),
    delivery=Delivery(
        order="PO-2611-018",
        material="RM-LAC",
        name="Lactose monohydrate 200M",
        count=4,
        net="25.000",
        place="W-22-01",
        packed="drums clean and sealed",
        shelf=timedelta(days=300),
    ),
    mistakes=Mistakes(
        wrong_lot="S030",
        overweight="S040",
        expired="S050",
        out_of_limits="S220",
        outside="3.40",
        cut="S340",
        own_countersignature="S010",
        replay="S060",
    ),
    shipments=(Decimal(2000), Decimal(1500)),
    correction=Correction(
        step="S170",
        value="11.94",
        comment="The printout of the water meter says 11.94 kg.",
        reason="misread, the printout says 11.94 kg",
    ),
)
