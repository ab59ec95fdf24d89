"""QR codes for the screen: the modules of an address, 1 for dark ones; the one user of segno, loaded with the first."""

BORDER = 2
"""Light modules round the code: half of what the standard asks, which readers take from a screen."""


def qr_modules(address: str) -> tuple[str, ...]:
    """Give the rows of the smallest code that holds an address, with its border; level L, so that 80x24 is enough."""
    import segno

    code = segno.make(address, error="l", micro=False, boost_error=False)
    return tuple("".join("1" if dark else "0" for dark in row) for row in code.matrix_iter(border=BORDER))


def qr_printed(text: str) -> str:
    """Draw the code for a bare terminal, light modules as blocks: such terminals are dark."""
    rows = [row.translate(str.maketrans("01", "10")) for row in qr_modules(text)]
    rows += ["1" * len(rows[0])] if len(rows) % 2 else []
    cells = {"00": " ", "01": "▄", "10": "▀", "11": "█"}
    pairs = (zip(rows[y], rows[y + 1], strict=True) for y in range(0, len(rows), 2))
    return "\n".join("".join(cells[above + below] for above, below in pair) for pair in pairs)
