"""Every printed label stands in the record as a picture, and is read off the page as off the label (GMP 180(8))."""

import io

import pytest
import zxingcpp
from PIL import Image

from core.acts import ActKind, Subject
from core.batch.evidence import evidence
from server.reports.batch_record import TEMPLATE, batch_document
from server.reports.label_pictures import symbol
from server.reports.parts import Specimens
from server.reports.typesetting import pictures
from tests.fakes.kinds import kinds_batch
from tests.server.test_reports import LOG, STAMP

UDI = "]d2010694000000320211261120172911201" + "0F2611-0001\x1d21F2611-0001-01"
MA = "]d1MA.156.M0.104862.10000429.M20261120.E20291120.LF2611-0001.SF2611-0001-02"
PLAIN = "]C0S-B2611-0001-01"


@pytest.mark.urs("GMP 180", "F23")
def test_what_was_printed_is_read_off_the_page() -> None:
    made = kinds_batch()
    facts = {f"label_{n}": f"F2611-0001-0{n}" for n in (1, 2, 3)}
    facts |= {"lines_1": "一次性使用无菌注射器\nLOT F2611-0001", "lines_2": "Syringe 5 mL", "lines_3": "SAMPLE"}
    facts |= {"scanned_1": UDI, "scanned_2": MA, "scanned_3": PLAIN, "reprint": "1"}
    step = made.master.steps()[0].id
    made.record(ActKind.LABEL_PRINTED, Subject(step=step, entry="label"), None, **facts)
    document = batch_document(evidence(tuple(made.records), made.master, made.plant), LOG, "both")
    (part,) = [part for part in document.parts if isinstance(part, Specimens)]
    assert [one.lines[0] for one in part.labels] == ["一次性使用无菌注射器", "Syringe 5 mL", "SAMPLE"]
    assert all("reprint 1" in one.about[0] for one in part.labels)
    pages = [Image.open(io.BytesIO(page)) for page in pictures(TEMPLATE, document, STAMP, ppi=250)]
    read = {
        f.symbology_identifier + f.bytes.decode("utf-8", "replace")
        for page in pages
        for f in zxingcpp.read_barcodes(page)
    }
    assert {UDI, MA, PLAIN} <= read


def test_a_label_that_cannot_be_drawn_is_told_by_its_lines_alone() -> None:
    assert symbol("]d1批") == symbol("]C0批") == symbol("]Q1x") == symbol("") == ()
