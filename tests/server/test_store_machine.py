"""Random sequences of every movement of the store at the real core: balances are what the entries say, never negative.

Bad movements are mixed in: they are kept, flagged, and move nothing that is not there.
"""

import random
from decimal import Decimal

import msgspec
import pytest
from hypothesis import settings

from core.acts import ActKind, Source, Subject, Value, Who
from core.people import Role
from core.record.payload import Record
from core.store_judge import RIGHT_OF
from server.db.statements import func, select
from server.db.store import Store
from server.db.tables.stock import stock, stock_entry
from server.rebuild import rebuild
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.server.test_audit import by_role

RUNS, STEPS = (500, 50) if settings.default and settings.default.max_examples >= 20_000 else (4, 50)
PLACES = ("W-01-01", "W-02-02", "W-03-01", "nowhere")


class Hands:
    """States one movement after the other about containers that are there, are void, or never were."""

    def __init__(self, kiosk: KioskUnderTest, seed: int) -> None:
        self.kiosk = kiosk
        self.core = kiosk.core
        self.random = random.Random(seed)  # noqa: S311 - a test's choices, no secret
        self.made = seed * 1000
        self.person = by_role(self.core, Role.WAREHOUSE)
        self.other = by_role(self.core, Role.SUPERVISOR)

    @property
    def containers(self) -> list[str]:
        return [*self.core.service.writer.picture.plant.containers, "C-888888"]

    def new_label(self) -> str:
        self.made += 1
        taken = self.random.random() < 0.1
        return self.random.choice(self.containers) if taken else f"C-{900000 + self.made:06d}"

    def step(self) -> Record:
        """Seal one movement."""
        choose = self.random.choice
        kind = choose((*RIGHT_OF, ActKind.SAMPLE_DRAWN))
        name = choose(self.containers)
        held = self.core.service.writer.picture.plant.containers.get(name)
        facts = {"to": choose(PLACES), "from": self._sources(held.lot if held else ""), "into": self.new_label()}
        facts |= {"batch": "B2611-0001", "reason": "seen", "specification": "NONE"}
        quantity = Value(f"{self.random.randint(0, 90_000) / 1000:.3f}", held.net.unit if held else "kg", Source.TYPED)
        sample = f"S-{held.lot if held else 'L'}-{self.random.randint(1, 99):02d}"
        about = Subject(container=name, lot=held.lot if held else "L", sample=sample)
        who = Who(person=choose((self.person, self.other)), session="s")
        return self.kiosk.seal(self.kiosk.act(kind, who, about, {"quantity": quantity}, facts))

    def trade(self) -> None:
        """Ask the core for a shipment and for a return, of more than there is as often as not."""
        choose, plant = self.random.choice, self.core.service.writer.picture.plant
        lot, customer = choose(list(plant.lots)), choose(list(plant.customers))
        unit = plant.materials[plant.lots[lot].material].unit
        wish = {"lot": lot, "customer": customer, "quantity": str(self.random.randint(0, 60)), "unit": unit}
        self.kiosk.ask_as(self.person, "ship", **wish, box=choose(("", "BOX-1", "BOX-2")))
        back = {"channel": choose(("", "pharmacy-12")), "reason": "damaged", "location": choose(PLACES)}
        self.kiosk.ask_as(self.person, "take_return", **wish, **back, container=self.new_label())

    def _sources(self, lot: str) -> str:
        containers = self.core.service.writer.picture.plant.containers.values()
        alike = [one.id for one in containers if one.lot == lot] or ["C-888888"]
        pool = alike if self.random.random() < 0.8 else self.containers
        return ",".join(self.random.sample(pool, min(len(pool), self.random.randint(1, 3))))


def total(core: CoreUnderTest) -> dict[str, Decimal]:
    """Hold each balance against its entries; gives the balances."""
    with core.store.unit() as unit:
        balances = {row.container: row.qty for row in unit.rows(stock.select())}
        wanted = select(stock_entry.c.place, func.sum(stock_entry.c.delta).label("sum")).group_by(stock_entry.c.place)
        entered = {row.place: row.sum for row in unit.rows(wanted)}
    assert sum(entered.values(), Decimal(0)) == 0
    for name, qty in balances.items():
        assert qty >= 0
        assert entered.get(f"container:{name}", Decimal(0)) == qty
    return balances


@pytest.mark.urs("F21")
@pytest.mark.timeout(0 if RUNS > 50 else 120)
def test_random_movements_keep_ledger_and_balance_alike(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    for seed in range(RUNS):
        hands = Hands(kiosk, seed + 1)
        for _ in range(STEPS // 10):
            kiosk.send(*(hands.step() for _ in range(10)))
            hands.trade()
            total(core)
    shown = core.service.writer.picture.plant.containers
    assert {name: one.net.value for name, one in shown.items()} == {
        name: total(core).get(name, Decimal(0)) for name in shown
    }
    assert any(one.ended for one in shown.values())
    owner = Store(core.owner_url)
    assert rebuild(owner).differing == ()
    owner.close()


def test_the_picture_of_a_second_process_is_the_same(core: CoreUnderTest, kiosk: KioskUnderTest) -> None:
    hands = Hands(kiosk, 77)
    kiosk.send(*(hands.step() for _ in range(40)))
    again, known = core.again().writer.picture.plant, core.service.writer.picture.plant
    assert msgspec.json.encode(again.containers, order="sorted") == msgspec.json.encode(
        known.containers, order="sorted"
    )
