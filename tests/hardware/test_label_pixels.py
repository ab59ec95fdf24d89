"""Labels as pixels: what our ZPL prints is read back by a decoder that knows nothing of it (zxing-cpp)."""

import random
from datetime import date

import pytest
import zxingcpp
from PIL import Image

from console.label_text import drawn, zpl_words
from console.labels import LabelContent, check_label, zpl
from core.codes import CodeKind, identify
from core.device_checks import check_code, check_refusal
from core.symbols.code128 import NotPrintable, bars
from core.symbols.datamatrix import modules
from hardware.sim.label import read_label
from hardware.sim.zpl_render import render

TODAY = date(2026, 11, 20)
CONTAINER = "0106940000000010" + "17270831" + "10L-240817-03\x1d21C-000981"


def decoded(job: bytes) -> list[str]:
    """Read a printed job as a scanner would: AIM identifier, then the bytes, with 0x1D for separators."""
    found = zxingcpp.read_barcodes(render(job))
    return [code.symbology_identifier + code.bytes.decode("ascii") for code in found]


def alone(picture: Image.Image) -> Image.Image:
    """Put a picture on a white label."""
    label = Image.new("L", (picture.width + 80, picture.height + 80), 255)
    label.paste(picture, (40, 40))
    return label


@pytest.mark.urs("F23")
def test_a_container_label_is_read_back_from_its_pixels() -> None:
    job = zpl(LabelContent("C-000981", ("对乙酰氨基酚", "Paracetamol", "Lot L-240817-03", "C-000981"), code=CONTAINER))
    assert decoded(job) == [f"]d2{CONTAINER}"] == list(read_label(job).codes)
    code = identify(decoded(job)[0].encode(), TODAY)
    assert (code.kind, code.get("lot"), code.get("container")) == (CodeKind.CONTAINER, "L-240817-03", "C-000981")
    assert code.get("expiry") == "2027-08-31"


@pytest.mark.urs("F23")
@pytest.mark.parametrize("plain", ["S-B2611-0042-01", "C-000981", "B2611-0042", "12345678"])
def test_a_plain_label_is_read_back_from_its_bars(plain: str) -> None:
    job = zpl(LabelContent(plain, ("SAMPLE", plain), plain=plain))
    assert decoded(job) == [f"]C0{plain}"] == list(read_label(job).codes)


@pytest.mark.urs("C05")
def test_a_printed_check_label_passes_the_check_of_the_scanner() -> None:
    (scanned,) = decoded(zpl(check_label("KIOSK-01-20261120-075640", "KIOSK-01")))
    assert scanned == f"]d2{check_code('KIOSK-01-20261120-075640')}"
    assert check_refusal(identify(scanned.encode(), TODAY)) is None


def test_gs1_128_is_read_back_with_its_separator() -> None:
    job = b"^XA^FO40,40^BY2^BCN,100,N,N,N,D^FD(01)06940000000010(10)LOT-A(21)S1^FS^XZ"
    assert decoded(job) == ["]C1010694000000001010LOT-A\x1d21S1"] == list(read_label(job).codes)


def test_any_label_that_our_encoders_draw_is_read_back() -> None:
    chance = random.Random(20261120)  # noqa: S311 - test data, the same every time
    letters = "ABCXYZabcxyz0123456789-/.#_()"
    for length in range(1, 160, 3):
        text = "".join(chance.choice(letters) for _ in range(length))
        picture = render(f"^XA^FO40,40^BXN,4,200^FD{text}^FS^XZ".encode())
        assert [code.text for code in zxingcpp.read_barcodes(picture)] == [text]
        if 4 <= length <= 40:
            picture = render(f"^XA^FO40,40^BY2^BCN,80,N,N,N,A^FD{text}^FS^XZ".encode())
            assert [code.text for code in zxingcpp.read_barcodes(picture)] == [text]


def test_what_no_code_can_hold_is_told() -> None:
    for draw in (lambda: modules("批"), lambda: modules("x" * 400), lambda: bars("批")):
        with pytest.raises(NotPrintable):
            draw()


@pytest.mark.urs("F23")
def test_chinese_words_are_printed_dot_by_dot_as_they_were_drawn() -> None:
    rows, bytes_a_row = drawn("对乙酰氨基酚片 500 mg")
    printed = render(f"^XA^FO300,40{zpl_words('对乙酰氨基酚片 500 mg')}^FS^XZ".encode())
    height = len(rows) // bytes_a_row
    cut = printed.crop((300, 40, 300 + bytes_a_row * 8, 40 + height))
    want = Image.frombytes("1", cut.size, bytes(byte ^ 0xFF for byte in rows)).convert("L")
    assert cut.tobytes() == want.tobytes()
    ink = sum(bin(byte).count("1") for byte in rows)
    assert 1000 < ink < len(rows) * 4
    # No two of these are alike, so no character came out as a box.
    assert len({drawn(character)[0] for character in "对乙酰氨基酚片"}) == 7


@pytest.mark.parametrize("line", ["批号\x1b[31m\n^XZ", "^FS^XZ^XA~JA 批", "批" * 400, "", " ", "\u202e批"])
def test_no_words_can_act_on_the_printer_or_leave_the_label(line: str) -> None:
    job = zpl(LabelContent("C-000981", (line,), plain="C-000981"))
    assert job.count(b"^XA") == job.count(b"^XZ") == 1
    assert b"~" not in job
    assert render(job).width <= 1160
    assert decoded(job) == ["]C0C-000981"]
