"""The side panel keeps what it drew last, and shows every change all the same."""

from screens.canvas import Canvas
from screens.views import SectionView, SidePanelView
from screens.widgets.place import place
from screens.widgets.section import SidePanel


def _shown(panel: SidePanel, words: str, width: int = 120, height: int = 40) -> str:
    view = SidePanelView((SectionView("Where", (words,)),))
    canvas = Canvas(width, height)
    panel.draw(canvas, place(width, height, view.width), view)
    assert canvas.faults == []
    return canvas.text()


def test_a_panel_drawn_again_looks_as_one_drawn_for_the_first_time() -> None:
    kept = SidePanel()
    asked = [("batch 1", 120, 40), ("batch 1", 120, 40), ("批号 2", 120, 40), ("批号 2", 132, 43), ("batch 1", 132, 43)]
    for words, width, height in asked:
        assert _shown(kept, words, width, height) == _shown(SidePanel(), words, width, height)


def test_a_panel_is_drawn_beside_what_the_work_has_drawn_and_takes_nothing_of_it() -> None:
    panel, view = SidePanel(), SidePanelView((SectionView("Where", ("batch 1",)),))
    texts: list[str] = []
    for weight in ("12.486", "12.487"):
        canvas = Canvas(120, 40)
        at = place(120, 40, view.width)
        canvas.put(2, 8, weight)
        panel.draw(canvas, at, view)
        texts.append(canvas.text())
    assert texts[1] == texts[0].replace("12.486", "12.487")
