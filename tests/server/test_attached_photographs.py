"""Photographs of a batch, from the database onto paper."""

import base64
import io

import msgspec
import pytest
from PIL import Image

from core.acts import Act, ActKind
from core.batch.evidence import Evidence, evidence
from core.master.text import load_master
from core.record.digest import sha256_hex
from server.attached_photographs import photographs_of
from server.reports.photographs import MOST_PIXELS
from tests.fakes.core import CoreUnderTest, KioskUnderTest
from tests.fakes.kinds import KINDS
from tests.fakes.rehearsal import Rehearsal


def attaching(data: bytes, media: str) -> Evidence:
    """Play a batch that attaches these bytes."""

    def change(act: Act) -> Act:
        if act.kind != ActKind.FILE_ATTACHED:
            return act
        facts = {"sha256": sha256_hex(data), "name": "foil.jpg", "type": media, "size": str(len(data))}
        return msgspec.structs.replace(act, facts=facts)

    made = Rehearsal(master=load_master(KINDS), change=change)
    made.play()
    return evidence(tuple(made.records), made.master, made.plant)


@pytest.mark.urs("F27", "GMP 180")
def test_a_photograph_is_drawn_upright_and_small_once_its_bytes_are_here(
    core: CoreUnderTest, kiosk: KioskUnderTest
) -> None:
    taken, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6  # Orientation: to be turned by a quarter (Exif 2.32, 4.6.4)
    Image.new("RGB", (1800, 1200), "teal").save(taken, "JPEG", exif=exif)
    data = taken.getvalue()
    shown, other = attaching(data, "image/jpeg"), attaching(b"%PDF-1.7", "application/pdf")
    with core.store.unit() as unit:
        assert photographs_of(unit, shown) == {}
    for sent in (data, b"%PDF-1.7"):
        told = {"sha256": sha256_hex(sent), "part": 0, "parts": 1, "data": base64.b64encode(sent).decode()}
        assert kiosk.ask("keep_file", **told).body == {"complete": True}
    with core.store.unit() as unit:
        small = photographs_of(unit, shown)[sha256_hex(data)]
        assert photographs_of(unit, other) == {sha256_hex(b"%PDF-1.7"): None}
    assert small is not None
    assert Image.open(io.BytesIO(small)).size == (MOST_PIXELS * 2 // 3, MOST_PIXELS)
