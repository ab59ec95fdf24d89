"""The label of a medical device says what UDI asks for, and reads back as it was written."""

from datetime import date

import pytest

from console.demo.products.syringe import SYRINGE
from console.labels import udi_label
from core.batch.shelf_life import expires_on, made_on
from core.codes import CodeKind, identify
from core.master.text import load_master
from tests.fakes.rehearsal import Rehearsal, rehearsal_plant

MASTER = load_master(SYRINGE.master_file.read_text("utf-8"))


@pytest.mark.urs("F23")
def test_a_udi_label_reads_back_with_device_dates_lot_and_serial() -> None:
    batch = Rehearsal(master=MASTER, plant=rehearsal_plant("syringe.yaml"))
    label = udi_label(3, batch.plant, MASTER, batch.state)
    code = identify(f"]d2{label.code}".encode(), date(2026, 11, 20))
    assert code.kind is CodeKind.UDI_GS1
    assert dict(code.fields) == {
        "gtin": batch.plant.materials["FP-SYR5"].gtin,
        "produced": "2026-11-20",
        "expiry": "2029-11-20",
        "lot": "F2611-0001",
        "serial": label.identity,
    }


def test_the_shelf_life_never_ends_later_than_the_months_say() -> None:
    batch = Rehearsal(master=MASTER, plant=rehearsal_plant("syringe.yaml"))
    assert made_on(batch.state, 480) == date(2026, 11, 20)
    assert expires_on(batch.state, MASTER, 480) == date(2029, 11, 20)
