"""Plasma pool: units scanned by donation number, thawed, pooled, sampled for virus markers and NAT."""

from datetime import timedelta
from decimal import Decimal

from console.demo.product import Delivery, Equipment, Mistakes, Product

PLASMA = Product(
    name="plasma",
    plant="plasma",
    balance={
        "serial": "B331144668",
        "model": "ICS425",
        "equipment": "E-BAL-31",
        "capacity": "6.200",
        "minimum": "0.020",
    },
    equipment=(
        Equipment("Thawing bath", "E-THW-31", "thawing_bath", "TB-12-0040", "TB 12"),
        Equipment("Pooling vessel", "E-POL-31", "pooling_vessel", "PV-010-02", "PV 10"),
        Equipment("Climate monitor", "E-RMN-31", "room_monitor", "RM-3-2214", "RM 3"),
    ),
    unit="kg",
    tare=Decimal("0.250"),
    delivery=Delivery(
        order="PO-2611-071",
        material="PM-TUB",
        name="Sample tube 60 mL sterile",
        count=2,
        net="24",
        place="W-30-01",
        packed="bags whole, indicators turned",
        shelf=timedelta(days=300),
    ),
    mistakes=Mistakes(
        on_hold="S050",
        out_of_limits="S040",
        outside="-12.5",
        own_countersignature="S010",
        replay="S130",
    ),
    shipments=(Decimal("2.400"), Decimal("1.600")),
    look_back=True,
)
