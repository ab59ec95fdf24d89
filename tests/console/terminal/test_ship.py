"""Shipping: more customers and lots than one page holds are turned to, and digits mean the page that is shown."""

from decimal import Decimal

import msgspec

from console.flows.ship import PAGE, ShipFlow
from core.plant import Customer, LotState, MaterialKind, Plant
from core.quantity import Quantity
from tests.fakes.terminal import Terminal


def with_customers(plant: Plant, count: int) -> Plant:
    """Give a plant with one released finished lot and so many customers."""
    lot = msgspec.structs.replace(
        next(iter(plant.lots.values())),
        number="F-1",
        material=next(m.code for m in plant.materials.values() if m.kind == MaterialKind.FINISHED),
        state=LotState.RELEASED,
    )
    container = msgspec.structs.replace(
        next(iter(plant.containers.values())), id="C-F-1", lot="F-1", net=Quantity(Decimal(100), "pcs")
    )
    customers = {f"C{n}": Customer(f"C{n}", f"Pharmacy {n}", "Street 1") for n in range(count)}
    return msgspec.structs.replace(plant, lots={"F-1": lot}, containers={"C-F-1": container}, customers=customers)


async def test_a_customer_on_the_second_page_is_chosen_there(terminal: Terminal) -> None:
    terminal.core.plant = with_customers(terminal.core.plant, PAGE + 2)
    await terminal.following.refresh()
    terminal.enter("qa1")
    flow = ShipFlow(terminal.desk)
    await flow.digit(1)
    assert [item.code for item in flow.view.customers] == ["C0", "C1", "C2", "C3", "C4"]
    assert flow.view.page.startswith("Page 1 of 2")
    await flow.key("pagedown")
    await flow.key("pagedown")
    assert [item.code for item in flow.view.customers] == ["C5", "C6"]
    await flow.digit(2)
    assert [row.code for row in flow.view.rows] == ["F-1", "C6"]
    assert flow.view.page == ""
