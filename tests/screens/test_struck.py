"""What was replaced is struck through on the terminal, and nothing beside it."""

import pytest

from screens.canvas import Canvas
from screens.gallery.still import picture
from screens.sheet import _runs
from screens.theme import Theme, style


def struck(canvas: Canvas) -> list[str]:
    """Give the runs that the terminal strikes through, as it is sent them."""
    runs = [run for row in canvas.rows for run in _runs(row)]
    return [words.strip() for words, paint in runs if style(paint, Theme.DARK).strike]


@pytest.mark.urs("F26")
def test_the_old_value_alone_is_struck_through() -> None:
    canvas = picture("evidence-corrected", "en", Theme.DARK, 80, 24)
    assert [words for words in struck(canvas) if words] == ["2.31%", "9b1deb4d"]


def test_a_terminal_without_colours_strikes_through_too_and_has_the_word_for_it() -> None:
    canvas = picture("evidence-corrected", "zh", Theme.MONO, 80, 24)
    runs = [run for row in canvas.rows for run in _runs(row)]
    assert any(style(paint, Theme.MONO).strike for _, paint in runs)
    assert "[--] 原值" in canvas.text()
