"""The token table of the look: dark, light, and monochrome for old terminals."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from rich.style import Style

from screens.views import Look, Tone


class Theme(StrEnum):
    """How a room shows its screens; dark is the default."""

    DARK = "dark"
    LIGHT = "light"
    MONO = "mono"


class Token(StrEnum):
    """Names of the colours; the look says what each is for."""

    BASE = "base"
    BAND = "band"
    RAISED = "raised"
    LINE = "line"
    GHOST = "ghost"
    MUTED = "muted"
    TEXT = "text"
    STRONG = "strong"
    ACCENT = "accent"
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    WAIT = "wait"
    FILL_OK = "fill_ok"
    FILL_WARN = "fill_warn"
    FILL_FAIL = "fill_fail"
    FILL_WAIT = "fill_wait"
    TINT_OK = "tint_ok"
    TINT_WARN = "tint_warn"
    TINT_FAIL = "tint_fail"
    TINT_WAIT = "tint_wait"
    INK = "ink"
    INK_AMBER = "ink_amber"
    QR_LIGHT = "qr_light"
    QR_DARK = "qr_dark"


_PAIRS: Mapping[Token, tuple[str, str]] = {
    Token.BASE: ("#0D141B", "#FAFAF6"),
    Token.BAND: ("#17212B", "#EAEDEC"),
    Token.RAISED: ("#1F2C38", "#E0E5E6"),
    Token.LINE: ("#667A8B", "#6F7C85"),
    Token.GHOST: ("#6F8393", "#6E7B84"),
    Token.MUTED: ("#A3B3C0", "#46545F"),
    Token.TEXT: ("#DCE4EB", "#16222C"),
    Token.STRONG: ("#FFFFFF", "#000000"),
    Token.ACCENT: ("#A9B8FF", "#3344B8"),
    Token.OK: ("#67D79A", "#0A6338"),
    Token.WARN: ("#FFC24B", "#7A4B00"),
    Token.FAIL: ("#FF8A80", "#AE1420"),
    Token.WAIT: ("#5FD3E0", "#0B5C6B"),
    Token.FILL_OK: ("#4FCB88", "#0F7443"),
    Token.FILL_WARN: ("#FFC24B", "#FFC24B"),
    Token.FILL_FAIL: ("#FF6A5E", "#C01824"),
    Token.FILL_WAIT: ("#5FD3E0", "#0E6C7D"),
    Token.TINT_OK: ("#12362A", "#D3EBDD"),
    Token.TINT_WARN: ("#3A2E12", "#FBE7BC"),
    Token.TINT_FAIL: ("#42191B", "#F9D6D4"),
    Token.TINT_WAIT: ("#10333A", "#CFE9EE"),
    Token.INK: ("#0A1016", "#FFFFFF"),
    Token.INK_AMBER: ("#0A1016", "#2A1A00"),
    Token.QR_LIGHT: ("#FFFFFF", "#FFFFFF"),
    Token.QR_DARK: ("#000000", "#000000"),
}

PALETTES: Mapping[Theme, Mapping[Token, str]] = {
    Theme.DARK: {token: pair[0] for token, pair in _PAIRS.items()},
    Theme.LIGHT: {token: pair[1] for token, pair in _PAIRS.items()},
}

FILLS = frozenset({Token.FILL_OK, Token.FILL_WARN, Token.FILL_FAIL, Token.FILL_WAIT, Token.ACCENT})
_MONO_BOLD = frozenset({Token.STRONG, Token.ACCENT, Token.WARN})


class Paint(NamedTuple):
    """Colour of the ink, colour under it, weight, and whether it is struck through."""

    ink: Token = Token.TEXT
    under: Token = Token.BASE
    bold: bool = False
    struck: bool = False


@cache
def style(paint: Paint, theme: Theme) -> Style:
    """Give the terminal style of a paint; monochrome knows no colours. What is struck says so in words as well."""
    if theme is Theme.MONO:
        return Style(bold=paint.bold or paint.ink in _MONO_BOLD, reverse=paint.under in FILLS, strike=paint.struck)
    palette = PALETTES[theme]
    return Style(color=palette[paint.ink], bgcolor=palette[paint.under], bold=paint.bold, strike=paint.struck)


def ink_of(tone: Tone) -> Token:
    """Give the text colour of a state."""
    return Token.MUTED if tone is Tone.NONE else Token(tone.value)


def fill_of(tone: Tone) -> Token:
    """Give the fill of a state; a thing without a state is filled with the accent."""
    return Token.ACCENT if tone is Tone.NONE else Token(f"fill_{tone.value}")


def tint_of(tone: Tone) -> Token:
    """Give the tint of a state."""
    return Token.BAND if tone is Tone.NONE else Token(f"tint_{tone.value}")


def ink_on(fill: Token) -> Token:
    """Give the ink that stands on a fill."""
    return Token.INK_AMBER if fill is Token.FILL_WARN else Token.INK


def ink_of_look(look: Look) -> Token:
    """Give the ink of a run of words."""
    return Token(look.value)
