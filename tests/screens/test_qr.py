"""The QR code as the screen draws it is read by a reader that knows nothing of us."""

import pytest
from PIL import Image
from zxingcpp import read_barcodes

from console.qr import qr_modules
from screens.canvas import Canvas
from screens.gallery.enrolling import qr
from screens.gallery.register import screen_of
from screens.gallery.still import StillFlow
from screens.theme import PALETTES, Theme

_HALVES = {" ": (False, False), "▀": (True, False), "▄": (False, True), "█": (True, True)}
ADDRESS = "otpauth://totp/demo:operator7?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=demo"


def pixels(canvas: Canvas, columns: int, rows: int, theme: Theme) -> Image.Image:
    """Draw the cells as a terminal does: two halves a cell, ink over ground, in a window of the ground's colour."""
    image = Image.new("RGB", (columns * 8, rows * 16), "#0D141B")
    for y in range(rows):
        for x in range(columns):
            sign, paint = canvas.rows[y][x]
            ink, under = ("#D0D0D0", "#000000")
            if theme is not Theme.MONO:
                ink, under = PALETTES[theme][paint.ink], PALETTES[theme][paint.under]
            for half, drawn in enumerate(_HALVES.get(sign, (False, False))):
                box = (x * 8, y * 16 + half * 8, x * 8 + 8, y * 16 + half * 8 + 8)
                image.paste(ink if drawn else under, box)
    return image


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_code_on_the_screen_is_read_as_the_address(theme: Theme, size: tuple[int, int]) -> None:
    canvas = screen_of(StillFlow(qr("en")), theme).draw(*size)
    assert canvas.faults == []
    image = pixels(canvas, 41, 21, theme)
    assert [found.text for found in read_barcodes(image)] == [ADDRESS]


def test_the_longest_address_fits_eighty_by_twenty_four() -> None:
    modules = qr_modules("otpauth://totp/" + "x" * 91)
    assert len(modules) == len(modules[0]) == 41
