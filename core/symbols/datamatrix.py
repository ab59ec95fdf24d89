"""DataMatrix ECC 200 as modules, as a printer draws it for `^BX` with quality 200.

Source: ISO/IEC 16022: ASCII encodation, Reed-Solomon over GF(256) with 0x12D, placement of annex F. Square symbols up
to 48 x 48, which hold 174 codewords.
"""

from collections.abc import Sequence

from core.symbols.code128 import GROUP_SEPARATOR, NotPrintable

_FNC1, _PAD, _UPPER = 232, 129, 235
_SIZES = (
    (10, 1, 3, 5), (12, 1, 5, 7), (14, 1, 8, 10), (16, 1, 12, 12), (18, 1, 18, 14), (20, 1, 22, 18), (22, 1, 30, 20),
    (24, 1, 36, 24), (26, 1, 44, 28), (32, 2, 62, 36), (36, 2, 86, 42), (40, 2, 114, 48), (44, 2, 144, 56),
    (48, 2, 174, 68),
)  # fmt: skip
"""Side with finder, regions a side, data codewords, error correction codewords (table 7)."""

Matrix = tuple[tuple[bool, ...], ...]


def modules(text: str) -> Matrix:
    """Give the modules of the smallest symbol, without its quiet zone, True for black.

    Args:
        text: Latin-1; 0x1D is FNC1, and in front it says GS1.

    Raises:
        NotPrintable: Another character, or too much for the largest symbol.
    """
    data = _codewords(text)
    fitting = next((size for size in _SIZES if size[2] >= len(data)), None)
    if fitting is None:
        raise NotPrintable(f"{len(data)} codewords")
    side, regions, capacity, correction = fitting
    data = _padded(data, capacity)
    inner = side - 2 * regions
    return _with_finder(_placed([*data, *_correction(data, correction)], inner), side, regions)


def _codewords(text: str) -> list[int]:
    found: list[int] = []
    place = 0
    while place < len(text):
        character = text[place]
        if character == GROUP_SEPARATOR:
            found.append(_FNC1)
        elif text[place : place + 2].isascii() and text[place : place + 2].isdigit() and len(text) - place > 1:
            found.append(130 + int(text[place : place + 2]))
            place += 1
        elif ord(character) < 128:
            found.append(ord(character) + 1)
        elif ord(character) < 256:
            found += [_UPPER, ord(character) - 127]
        else:
            raise NotPrintable(repr(character))
        place += 1
    return found


def _padded(data: Sequence[int], capacity: int) -> list[int]:
    full = list(data)
    if len(full) < capacity:
        full.append(_PAD)
    while len(full) < capacity:
        # Pad codewords are scattered (253-state), so that no pattern comes out of them.
        scattered = _PAD + (149 * (len(full) + 1)) % 253 + 1
        full.append(scattered if scattered <= 254 else scattered - 254)
    return full


# ------------------------------------------------------------------ error correction


def _tables() -> tuple[list[int], list[int]]:
    powers, logs, value = [0] * 255, [0] * 256, 1
    for exponent in range(255):
        powers[exponent], logs[value] = value, exponent
        value <<= 1
        if value & 0x100:
            value ^= 0x12D
    return powers, logs


_POWERS, _LOGS = _tables()


def _times(one: int, other: int) -> int:
    return _POWERS[(_LOGS[one] + _LOGS[other]) % 255] if one and other else 0


def _correction(data: Sequence[int], count: int) -> list[int]:
    generator = [1]
    for exponent in range(1, count + 1):
        shifted = [*generator, 0]
        for place, factor in enumerate(generator):
            shifted[place + 1] ^= _times(factor, _POWERS[exponent])
        generator = shifted
    rest = [0] * count
    for value in data:
        lead = value ^ rest[0]
        rest = [*rest[1:], 0]
        for place in range(count):
            rest[place] ^= _times(generator[place + 1], lead)
    return rest


# ------------------------------------------------------------------ placement (annex F)


class _Placement:
    """Tells for each module of the mapping matrix which bit of which codeword it shows."""

    def __init__(self, side: int) -> None:
        self.side = side
        self.bits: dict[tuple[int, int], tuple[int, int]] = {}

    def run(self) -> None:
        side = self.side
        codeword, row, column = 0, 4, 0
        while row < side or column < side:
            for corner in self._corners(row, column):
                self._shape(corner, codeword)
                codeword += 1
            while row >= 0 and column < side:
                codeword += self._utah(row, column, codeword)
                row, column = row - 2, column + 2
            row, column = row + 1, column + 3
            while row < side and column >= 0:
                codeword += self._utah(row, column, codeword)
                row, column = row + 2, column - 2
            row, column = row + 3, column + 1

    def _corners(self, row: int, column: int) -> list[list[tuple[int, int]]]:
        side, found = self.side, list[list[tuple[int, int]]]()
        end = side - 1
        if (row, column) == (side, 0):
            found.append([(end, 0), (end, 1), (end, 2), (0, end - 1), (0, end), (1, end), (2, end), (3, end)])
        if (row, column) == (side - 2, 0) and side % 4:
            found.append(
                [(end - 2, 0), (end - 1, 0), (end, 0), (0, end - 3), (0, end - 2), (0, end - 1), (0, end), (1, end)]
            )
        if (row, column) == (side - 2, 0) and side % 8 == 4:
            found.append([(end - 2, 0), (end - 1, 0), (end, 0), (0, end - 1), (0, end), (1, end), (2, end), (3, end)])
        if (row, column) == (side + 4, 2) and not side % 8:
            found.append(
                [(end, 0), (end, end), (0, end - 2), (0, end - 1), (0, end), (1, end - 2), (1, end - 1), (1, end)]
            )
        return found

    def _utah(self, row: int, column: int, codeword: int) -> int:
        """Place one codeword in its usual shape; give 1 when it was placed."""
        if not (row < self.side and 0 <= column < self.side and row >= 0) or (row, column) in self.bits:
            return 0
        shape = [(-2, -2), (-2, -1), (-1, -2), (-1, -1), (-1, 0), (0, -2), (0, -1), (0, 0)]
        self._shape([self._wrapped(row + down, column + right) for down, right in shape], codeword)
        return 1

    def _wrapped(self, row: int, column: int) -> tuple[int, int]:
        side = self.side
        if row < 0:
            row, column = row + side, column + 4 - (side + 4) % 8
        if column < 0:
            row, column = row + 4 - (side + 4) % 8, column + side
        return row, column

    def _shape(self, places: Sequence[tuple[int, int]], codeword: int) -> None:
        for bit, place in enumerate(places):
            self.bits[place] = (codeword, 7 - bit)


def _placed(codewords: Sequence[int], side: int) -> list[list[bool]]:
    placement = _Placement(side)
    placement.run()
    matrix = [[False] * side for _ in range(side)]
    for (row, column), (codeword, bit) in placement.bits.items():
        matrix[row][column] = bool(codewords[codeword] >> bit & 1)
    if (side - 1, side - 1) not in placement.bits:
        matrix[side - 1][side - 1] = matrix[side - 2][side - 2] = True
    return matrix


def _with_finder(matrix: Sequence[Sequence[bool]], side: int, regions: int) -> Matrix:
    """Put the solid and the dotted edges round each region."""
    region = side // regions
    inner = region - 2
    rows: list[tuple[bool, ...]] = []
    for row in range(side):
        down, within = divmod(row, region)
        cells: list[bool] = []
        for column in range(side):
            right, across = divmod(column, region)
            if across == 0 or within == region - 1:
                cells.append(True)
            elif within == 0:
                cells.append(across % 2 == 0)
            elif across == region - 1:
                cells.append(within % 2 == 1)
            else:
                cells.append(matrix[down * inner + within - 1][right * inner + across - 1])
        rows.append(tuple(cells))
    return tuple(rows)
