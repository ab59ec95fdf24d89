"""The token table is computed, not believed: every contrast that the look promises."""

from collections.abc import Iterable

import pytest

from screens.theme import FILLS, PALETTES, Paint, Theme, Token, fill_of, ink_on, style, tint_of
from screens.views import Tone

_GROUNDS = (Token.BASE, Token.BAND, Token.RAISED)
_LOWEST = {
    Token.TEXT: (11.1, 12.7),
    Token.MUTED: (6.6, 6.1),
    Token.ACCENT: (7.4, 6.2),
    Token.OK: (8.0, 5.8),
    Token.WARN: (8.9, 5.8),
    Token.FAIL: (6.2, 5.7),
    Token.WAIT: (8.1, 6.0),
    Token.LINE: (3.2, 3.4),
    Token.GHOST: (3.6, 3.4),
}
_STATES = (Tone.OK, Tone.WARN, Tone.FAIL, Tone.WAIT)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(theme: Theme, ink: Token, under: Token) -> float:
    bright, dark = sorted((_luminance(PALETTES[theme][token]) for token in (ink, under)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _lowest(theme: Theme, ink: Token, grounds: Iterable[Token]) -> float:
    return min(_contrast(theme, ink, ground) for ground in grounds)


@pytest.mark.parametrize("token", _LOWEST)
@pytest.mark.parametrize("theme", [Theme.DARK, Theme.LIGHT])
def test_the_table_of_the_look_is_true(token: Token, theme: Theme) -> None:
    promised = _LOWEST[token][theme is Theme.LIGHT]
    assert _lowest(theme, token, _GROUNDS) == pytest.approx(promised, abs=0.06)


@pytest.mark.parametrize("theme", [Theme.DARK, Theme.LIGHT])
def test_text_passes_aa_and_graphics_three(theme: Theme) -> None:
    texts = [Token.TEXT, Token.MUTED, Token.STRONG, Token.ACCENT, *(Token(tone.value) for tone in _STATES)]
    assert min(_lowest(theme, token, _GROUNDS) for token in texts) >= 4.5
    assert _lowest(theme, Token.LINE, _GROUNDS) >= 3


@pytest.mark.parametrize(("theme", "fills", "tints"), [(Theme.DARK, 6.8, 6.6), (Theme.LIGHT, 5.8, 5.3)])
def test_words_on_fills_and_tints_are_legible(theme: Theme, fills: float, tints: float) -> None:
    assert min(_contrast(theme, ink_on(fill), fill) for fill in FILLS) >= fills - 0.06
    assert min(_contrast(theme, Token(tone.value), tint_of(tone)) for tone in _STATES) >= tints - 0.06


def test_monochrome_is_bold_and_reverse_and_nothing_else() -> None:
    for ink in Token:
        for under in Token:
            shown = style(Paint(ink, under), Theme.MONO)
            assert shown.color is None
            assert shown.bgcolor is None
            assert shown.reverse == (under in FILLS)


def test_every_state_has_its_own_fill_and_mark_of_colour() -> None:
    assert len({fill_of(tone) for tone in Tone}) == len(Tone)
