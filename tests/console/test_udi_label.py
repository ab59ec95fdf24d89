"""The label of a medical device says what UDI asks for, and reads back as it was written."""

from datetime import date

import pytest
import zxingcpp

from console.demo.products.syringe import SYRINGE
from console.flows.label import label_identity
from console.labels import udi_label, zpl
from core.batch.shelf_life import expires_on, made_on
from core.codes import CodeKind, identify
from core.master.check import check_master
from core.master.text import load_master
from hardware.sim.label import read_label
from hardware.sim.zpl_render import render
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


@pytest.mark.urs("F23")
def test_a_udi_label_by_ma_is_printed_and_read_back_from_its_dots() -> None:
    batch = Rehearsal(master=MASTER, plant=rehearsal_plant("syringe.yaml"))
    device = "MA.156.M0.104862.10000429"
    label = udi_label(3, batch.plant, MASTER, batch.state, device)
    (found,) = zxingcpp.read_barcodes(render(zpl(label)))
    scanned = found.symbology_identifier + found.bytes.decode("ascii")
    assert scanned == label.scanned == read_label(zpl(label)).codes[0]
    code = identify(scanned.encode(), date(2026, 11, 20))
    assert code.kind is CodeKind.UDI_MA
    assert dict(code.fields) == {
        "di": device,
        "produced": "2026-11-20",
        "expiry": "2029-11-20",
        "lot": "F2611-0001",
        "serial": label.identity,
    }
    assert label_identity(code) == label.identity
    assert f"UDI-DI {device}" in label.lines


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("issuer: ma", "master.device_not_ma"),
        ("issuer: ma\n            device: MA.156.M0.104862.1000", "master.device_not_ma"),
        ("device: MA.156.M0.104862.10000429", "master.device_unused"),
        ("issuer: ali", "text_file.choice_wanted"),
    ],
)
def test_the_text_chooses_the_agency_and_gives_the_device_that_it_needs(given: str, wanted: str) -> None:
    text = SYRINGE.master_file.read_text("utf-8")
    found = check_master(text.replace("issuer: gs1", given), "master.yaml").faults
    assert [fault.finding.key for fault in found] == [wanted]
    right = "issuer: ma\n            device: MA.156.M0.104862.10000429"
    assert check_master(text.replace("issuer: gs1", right), "master.yaml").faults == ()


def test_no_other_label_bears_an_agency() -> None:
    right = "issuer: ma\n            device: MA.156.M0.104862.10000429"
    text = SYRINGE.master_file.read_text("utf-8").replace("issuer: gs1", right).replace("label: udi", "label: carton")
    assert [fault.finding.key for fault in check_master(text, "master.yaml").faults] == ["master.issuer_unused"]
