from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from screens.canvas import Canvas, changed, fitted, shortened, width_of, wrapped
from screens.plain import plain


@given(st.text(max_size=60))
def test_plain_text_holds_nothing_a_terminal_obeys(words: str) -> None:
    shown = plain(words)
    assert not [c for c in shown if ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0]
    assert cell_len(shown) == sum(cell_len(c) for c in shown)
    assert plain(shown) == shown


def test_escape_sequences_are_shown_and_not_sent() -> None:
    assert plain("\x1b[2J\x9b1m\x1b]52;c;AAAA\x07") == "?[2J?1m?]52;c;AAAA?"
    assert plain("LOT[/b]1 [red]x") == "LOT[/b]1 [red]x"


def test_marks_without_width_and_direction_signs_are_refused() -> None:
    assert plain("a\u202eb\u0301\ufe0f") == "a?b??"
    assert plain("e\u0301") == "é"


@given(st.text(alphabet="ab 称量，。12", max_size=50), st.integers(0, 30))
def test_a_cut_text_fits_and_is_a_beginning(words: str, room: int) -> None:
    cut = fitted(words, room)
    assert width_of(cut) <= room
    assert plain(words).startswith(cut)


@given(st.text(alphabet="ab 称量，。12", max_size=80), st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_no_sign(words: str, room: int) -> None:
    lines = wrapped(words, room)
    assert all(width_of(line) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")


def test_a_closing_sign_does_not_begin_a_line() -> None:
    assert wrapped("请称量，请签名", 8) == ["请称", "量，请签", "名"] or wrapped("请称量，请签名", 8)[0][-1] != "请"
    assert not any(line.startswith("，") for line in wrapped("请称量，请签名，请复核", 6))


def test_an_overlap_is_a_fault() -> None:
    canvas = Canvas(20, 2)
    canvas.put(0, 0, "12.486")
    canvas.put(4, 0, "kg")
    assert canvas.faults == ["overlap at 4,0: 'kg'"]


def test_a_cut_is_a_fault_unless_it_is_allowed() -> None:
    canvas = Canvas(6, 2)
    canvas.put(0, 0, "B2611-0042")
    canvas.put(0, 1, "Lactose monohydrate", cut=True)
    assert len(canvas.faults) == 1
    assert canvas.text() == "B2611-\nLactos\n"


def test_an_allowed_cut_leaves_no_half_number() -> None:
    assert shortened("calibrated to 2027-01-31", 19) == "calibrated to"
    assert shortened("校准有效期至 2027-01-31", 18) == "校准有效期至"
    assert shortened("校准有效期至", 7) == "校准有"
    assert shortened("calibrated to 2027", 18) == "calibrated to 2027"


def test_a_wide_character_is_never_halved() -> None:
    canvas = Canvas(5, 1)
    assert canvas.put(0, 0, "称量室", cut=True) == 4
    assert canvas.text() == "称量\n"


def test_only_the_span_that_differs_is_sent() -> None:
    before, after = Canvas(20, 1), Canvas(20, 1)
    before.put(2, 0, "12.486 称")
    after.put(2, 0, "12.489 称")
    assert changed(before.rows[0], after.rows[0]) == (7, 8)
    assert changed(before.rows[0], before.rows[0]) is None


def test_a_wide_character_is_sent_whole() -> None:
    before, after = Canvas(20, 1), Canvas(20, 1)
    before.put(2, 0, "称量")
    after.put(2, 0, "称a")
    assert changed(before.rows[0], after.rows[0]) == (4, 6)
