"""Data inside ZPL field data: escaped, so that no data can act as a command.

Source: Zebra ZPL II programming guide, `^FH` (hexadecimal escapes, `_` by default), `^BX` (escape character for FNC1),
`^GF` (graphic field).
"""

GROUP_SEPARATOR = "\x1d"


def zpl_escape(data: str) -> str:
    """Write data for a `^FD` behind `^FH`: every character but ASCII letters and digits as `_XX` of its UTF-8 bytes.

    The label must choose UTF-8 by `^CI28`.
    """
    return "".join(_escaped(character) for character in data)


def _escaped(character: str) -> str:
    if character.isascii() and character.isalnum():
        return character
    return "".join(f"_{byte:02X}" for byte in character.encode())


def zpl_datamatrix_gs1(text: str) -> str:
    r"""Write a GS1 message for `^BXN,h,200,,,,#,1^FH^FD`: FNC1 in front and for every separator.

    `^FH` is undone first, so `_231` reaches `^BX` as `#1`, which is FNC1. The escape character is `#` because GS1
    character set 82 does not hold it, so no data can be taken for an escape.

    Args:
        text: Element strings, variable ones parted by 0x1D.
    """
    fnc1 = "_231"
    parts = text.strip(GROUP_SEPARATOR).split(GROUP_SEPARATOR)
    return fnc1 + fnc1.join(zpl_escape(part.replace("#", "##")) for part in parts)


def zpl_datamatrix(text: str) -> str:
    """Write data for `^BXN,h,200,,,,#^FH^FD` that is no GS1 message: no FNC1, and the escape character twice."""
    return zpl_escape(text.replace("#", "##"))


def zpl_graphic(rows: bytes, bytes_a_row: int) -> str:
    """Write a picture for a place on the label: `^GFA`, a bit a dot, 1 is black, rows from the top.

    Args:
        rows: All rows, one after the other.
        bytes_a_row: Bytes of each.
    """
    return f"^GFA,{len(rows)},{len(rows)},{bytes_a_row},{rows.hex().upper()}"
