from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.language import LANGUAGES, text
from screens.canvas import Canvas, width_of
from screens.theme import Token
from screens.views import FieldKind, FieldView, LimitsBarView, ReadingView, ShareView, Tone
from screens.widgets.dialog import differing
from screens.widgets.digits import draw_digits, draw_reading
from screens.widgets.field import Entry
from screens.widgets.frame import ALL_KEYS
from screens.widgets.limits_bar import Scale, draw_limits_bar, window
from screens.widgets.paging import in_view
from screens.widgets.place import place
from screens.widgets.plot import PlotLimitView, PlotPointView, PlotView, draw_plot
from screens.widgets.share import draw_parts, draw_share
from screens.widgets.sparkline import sparkline
from screens.widgets.tree import draw_tree_lines, tree_rows

_LIMITS = LimitsBarView(
    Decimal("12.438"), Decimal("12.562"), Decimal("12.500"), None, Tone.OK, "12.438", "12.562", "12.500"
)


def _with(value: str) -> LimitsBarView:
    return LimitsBarView(
        _LIMITS.low, _LIMITS.high, _LIMITS.target, Decimal(value), Tone.OK, "12.438", "12.562", "12.500"
    )


def _marker(value: str, width: int = 76) -> list[int]:
    canvas = Canvas(80, 4)
    view = _with(value)
    draw_limits_bar(canvas, 2, 0, width, view, 2, coarse=False)
    assert canvas.faults == []
    return [x for x, cell in enumerate(canvas.rows[0]) if cell[0] == "█"]


def test_the_window_is_three_tolerances_either_side_and_holds_still() -> None:
    assert window(_with("12.450"), coarse=False) == window(_with("12.640"), coarse=False)
    assert window(_LIMITS, coarse=False) == (Decimal("12.314"), Decimal("12.686"))


def test_the_marker_stays_at_the_edge_when_the_value_is_off_the_scale() -> None:
    assert _marker("99") == [76, 77]
    assert _marker("0") == [2, 3]


def test_the_marker_moves_with_the_value() -> None:
    assert _marker("12.450")[0] < _marker("12.500")[0] < _marker("12.550")[0]


def test_the_scale_changes_once_not_at_every_gram() -> None:
    scale = Scale()
    assert scale.coarse(_with("5"))
    assert scale.coarse(_with("11.4"))
    assert not scale.coarse(_with("11.6"))
    assert not scale.coarse(_with("11.3"))
    assert scale.coarse(_with("11.2"))


@given(st.decimals(min_value=0, max_value=30, places=3), st.booleans(), st.integers(20, 110))
def test_a_bar_never_leaves_its_place(value: Decimal, coarse: bool, width: int) -> None:
    canvas = Canvas(width + 4, 3)
    draw_limits_bar(canvas, 2, 0, width, _with(str(value)), 2, coarse)
    assert canvas.faults == []
    for row in canvas.rows:
        assert row[0][0] == row[1][0] == row[-1][0] == row[-2][0] == " "


@pytest.mark.parametrize(
    ("low", "high", "target"), [(None, "2.5", None), ("1.0", None, None), (None, None, "1"), ("0", "0", "0")]
)
def test_a_bar_with_one_limit_or_none_can_be_drawn(low: str | None, high: str | None, target: str | None) -> None:
    low_, high_, target_ = (None if text is None else Decimal(text) for text in (low, high, target))
    view = LimitsBarView(low_, high_, target_, Decimal("1.2"), Tone.OK, low or "", high or "", target or "")
    for mono in (False, True):
        canvas = Canvas(80, 4, mono=mono)
        draw_limits_bar(canvas, 2, 0, 76, view, 2, Scale().coarse(view))
        assert canvas.faults == []


@given(st.text(alphabet="0123456789.:-+", min_size=1, max_size=12), st.sampled_from([3, 5, 7]))
def test_digits_take_the_size_that_fits(digits: str, rows: int) -> None:
    canvas = Canvas(80, 8)
    end, base = draw_digits(canvas, 2, 0, digits, Token.STRONG, 74, rows)
    assert canvas.faults == []
    assert end <= 76
    assert base == rows - 1


def test_five_digits_take_five_rows_and_eight_take_three() -> None:
    heights = []
    for digits in ("12.486", "-1234.567"):
        canvas = Canvas(80, 6)
        draw_reading(canvas, 2, 0, ReadingView(digits, "kg"), 58, 5)
        heights.append(sum(any(cell[0] not in " kg" for cell in row[:50]) for row in canvas.rows[:5]))
    assert heights == [5, 3]


def test_a_value_that_is_no_number_is_written_plainly() -> None:
    canvas = Canvas(80, 6)
    draw_reading(canvas, 2, 0, ReadingView("overload", ""), 58, 5)
    assert "overload" in canvas.text()


@pytest.mark.parametrize(
    ("code", "other", "part"),
    [
        ("L-240817-08", "L-240817-03", "08"),
        ("C-1", "L-240817-03", "C-1"),
        ("L-24", "L-24-1", "24"),
        ("ABC", "ABC", ""),
    ],
)
def test_the_part_that_differs_is_found(code: str, other: str, part: str) -> None:
    assert code[differing(code, other) :] == part


def test_a_code_field_takes_six_digits_and_nothing_else() -> None:
    entry = Entry(FieldView("code", "Code", FieldKind.CODE))
    taken = [entry.type(sign) for sign in "12a34567"]
    assert entry.text == "123456"
    assert taken == [True, True, False, True, True, True, True, False]
    assert entry.complete


def test_a_number_field_takes_one_point_and_a_leading_sign() -> None:
    entry = Entry(FieldView("value", "Value", FieldKind.NUMBER))
    for sign in "-1.2.3-e4":
        entry.type(sign)
    assert entry.text == "-1.234"


def test_what_is_typed_is_never_shown_by_repr() -> None:
    entry = Entry(FieldView("password", "Password", FieldKind.PASSWORD), "hunter2")
    assert "hunter2" not in repr(entry)


@given(st.lists(st.floats(-1e6, 1e6), max_size=40), st.integers(0, 20))
def test_a_sparkline_never_uses_the_full_block(history: list[float], width: int) -> None:
    line = sparkline(history, width)
    assert set(line) <= set("▁▂▃▄▅▆")
    assert len(line) == min(len(history), width)


@given(st.lists(st.tuples(st.floats(0, 1e6), st.sampled_from(Tone)), max_size=8), st.integers(20, 70))
def test_parts_fill_the_bar_to_its_end(parts: list[tuple[float, Tone]], width: int) -> None:
    canvas = Canvas(80, 1)
    draw_parts(canvas, 2, 0, width, parts)
    filled = sum(cell[0] == "▆" for cell in canvas.rows[0])
    assert filled == (width if any(amount > 0 for amount, _ in parts) else 0)


@pytest.mark.parametrize(("share", "filled"), [(-1, 0), (0, 0), (0.5, 10), (1, 20), (7, 20)])
def test_a_share_stays_in_its_bar(share: float, filled: int) -> None:
    canvas = Canvas(30, 1)
    draw_share(canvas, 2, 0, 20, ShareView(share))
    assert canvas.text().count("▆") == filled


def test_a_tree_joins_branches_to_their_parents() -> None:
    depths = [0, 1, 2, 2, 1]
    canvas = Canvas(20, 12)
    draw_tree_lines(canvas, 0, 0, depths, tree_rows(depths, 4))
    assert canvas.text().rstrip().splitlines() == ["", "├─", "│  ├─", "│  └─", "└─"]


def test_first_level_branches_have_air_where_there_is_room() -> None:
    assert tree_rows([0, 1, 2, 1], 20) == [0, 2, 3, 5]
    assert tree_rows([0, 1, 2, 1], 4) == [0, 1, 2, 3]


def test_the_chosen_row_is_always_in_view() -> None:
    for chosen in range(30):
        seen = in_view(30, chosen, 11)
        assert chosen in seen
        assert len(seen) == 11


def test_a_plot_leaves_gaps_for_stale_data_and_colours_what_crossed() -> None:
    points = tuple(
        PlotPointView(None if 10 <= at < 20 else 12.0, Tone.FAIL if at > 30 else Tone.NONE) for at in range(40)
    )
    view = PlotView(points, (PlotLimitView(8.0, "8", Tone.FAIL),), 0.0, 20.0, ((0.75, 1.0),))
    canvas = Canvas(60, 10)
    draw_plot(canvas, 6, 0, 41, 9, view)
    assert canvas.faults == []
    dots = {x for row in canvas.rows for x, cell in enumerate(row) if 0x2800 < ord(cell[0] or " ") < 0x2900}
    assert dots == {*range(7, 17), *range(27, 47)}
    inks = {cell[1].ink for row in canvas.rows for x, cell in enumerate(row) if x > 40 and "⠀" < cell[0] < "⣿"}
    assert inks == {Token.FAIL}


@pytest.mark.parametrize(
    ("size", "wide", "right"),
    [((80, 24), False, 78), ((120, 40), True, 80), ((119, 40), False, 78), ((120, 35), False, 78)],
)
def test_the_side_panel_comes_at_120_columns_and_36_rows_both(size: tuple[int, int], wide: bool, right: int) -> None:
    at = place(*size, 32)
    assert (at.wide, at.right, bool(at.side)) == (wide, right, wide)


@pytest.mark.parametrize("language", LANGUAGES)
def test_key_labels_take_six_cells_at_most(language: str) -> None:
    labels = [text(f"frame.key.{name}", "zh" if language == "zh" else "en") for name in ALL_KEYS]
    assert max(width_of(label) for label in labels) <= 6
    assert len(set(labels)) == len(labels)
