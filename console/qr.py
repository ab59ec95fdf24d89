"""QR codes for the screen: the modules of an address, 1 for dark ones; the console's use of segno."""

import segno

BORDER = 2
"""Light modules round the code: half of what the standard asks, which readers take from a screen."""


def qr_modules(address: str) -> tuple[str, ...]:
    """Give the rows of the smallest code that holds an address, with its border; level L, so that 80x24 is enough."""
    code = segno.make(address, error="l", micro=False, boost_error=False)
    return tuple("".join("1" if dark else "0" for dark in row) for row in code.matrix_iter(border=BORDER))
