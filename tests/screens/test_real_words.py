"""Words as long as plants write them: what matters is broken into rows, never cut in silence."""

import dataclasses

import pytest

from core.language import LANGUAGES, Language
from screens.canvas import Canvas
from screens.gallery.operating import line_clearance
from screens.gallery.signing import countersign, sign
from screens.gallery.still import StillFlow
from screens.gallery.weighing import weigh_above
from screens.operator.countersign import CountersignScreen
from screens.operator.instruction import InstructionScreen
from screens.operator.sign import SignedLineView, SignScreen
from screens.operator.weigh import WeighScreen
from screens.views import FieldKind, FieldView, ItemView, MarkView, RowView, Tone
from screens.widgets.rows import draw_rows

_SIZES = ((80, 24), (120, 40))


def _together(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum() or sign in ".,")


@pytest.mark.parametrize("size", _SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_is_signed_is_shown(language: Language, size: tuple[int, int]) -> None:
    readings = ", ".join(f"{600 + at}.0 mg" for at in range(20))
    lines = (
        *sign(language).lines,
        SignedLineView("Readings", readings),
        SignedLineView("Cartons", "6000 pcs / 6000 pcs / 0 pcs / 0 pcs / 0 pcs", mark=MarkView(Tone.OK, "closes")),
    )
    view = dataclasses.replace(sign(language), lines=lines)
    canvas = SignScreen(StillFlow(view)).draw(*size)
    assert canvas.faults == []
    shown = _together(canvas.text())
    assert all(_together(part) in shown for part in readings.split(", "))
    assert all(_together(line.value[:12]) in shown for line in lines)
    assert all(_together(words) in shown for words in view.leave)


def test_what_cannot_be_shown_to_the_signer_is_a_fault() -> None:
    lines = tuple(SignedLineView(f"Line {at}", f"value {at}") for at in range(30))
    canvas = SignScreen(StillFlow(dataclasses.replace(sign("en"), lines=lines))).draw(80, 24)
    assert any(fault.startswith("not shown to the signer") for fault in canvas.faults)


def test_a_long_amount_takes_two_lines_of_the_verdict() -> None:
    view = weigh_above("en")
    assert view.verdict is not None
    verdict = dataclasses.replace(view.verdict, detail="take out 54.424 kg")
    canvas = WeighScreen(StillFlow(dataclasses.replace(view, verdict=verdict))).draw(80, 24)
    assert canvas.faults == []
    assert "take out" in canvas.text()
    assert "54.424 kg" in canvas.text()


def test_a_point_of_a_checklist_is_shown_to_its_end() -> None:
    words = "No material, label or document of another batch in the room, on the line or in the lift"
    items = tuple(ItemView(digit, words, mark=MarkView(Tone.NONE, "to come")) for digit in range(1, 5))
    view = dataclasses.replace(line_clearance("en"), items=items, paragraphs=("Scan the room, then confirm each.",))
    canvas = InstructionScreen(StillFlow(view)).draw(80, 24)
    assert canvas.faults == []
    assert canvas.text().count("the lift") == 4


def test_a_long_detail_runs_on_and_a_long_label_gives_way_to_its_code() -> None:
    rows = (
        RowView("To do", detail="The five net weights are added. The sum must agree with the formula, else stop."),
        RowView("Room status sign shows product, strength, batch and batch size", "confirmed", mark=MarkView(Tone.OK)),
    )
    canvas = Canvas(80, 24)
    end = draw_rows(canvas, 2, 6, 78, rows)
    assert canvas.faults == []
    assert "else stop." in canvas.text()
    assert "confirmed" in canvas.text()
    assert end <= 12


def test_without_room_below_a_detail_is_cut_and_the_next_row_keeps_its_place() -> None:
    rows = tuple(RowView("To do", detail="word " * 40) for _ in range(3))
    canvas = Canvas(80, 24)
    assert draw_rows(canvas, 2, 17, 78, rows) == 20
    assert canvas.faults == []


async def test_a_second_person_is_named_before_the_secrets() -> None:
    field = FieldView("user_id", "User id", FieldKind.WORDS)
    flow = StillFlow(dataclasses.replace(countersign("en"), fields=(field,)))
    screen = CountersignScreen(flow, grace_s=0)
    screen.draw(80, 24)
    screen.finish({"user_id": "supervisor2"})
    assert flow.asked == [("enter", "supervisor2")]


def test_a_long_code_pushes_its_own_detail_and_not_the_whole_column() -> None:
    rows = (
        RowView("Container", "C-000101 L-260812-01", "released, expires 2027-08", MarkView(Tone.OK, "scanned")),
        RowView("Balance", "E-BAL-01 Platform balance 150 kg", "calibrated to 2027-01-31", MarkView(Tone.OK, "bound")),
        RowView("Tare", "1.200 kg", "", MarkView(Tone.OK, "tared")),
    )
    canvas = Canvas(80, 24)
    draw_rows(canvas, 2, 17, 78, rows)
    assert canvas.faults == []
    assert "expires 2027-08" in canvas.text()
    assert "2027-0 " not in canvas.text()
