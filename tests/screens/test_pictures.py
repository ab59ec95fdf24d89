"""Every screen at both sizes, in both languages and three themes: measured, and held against its golden picture."""

import dataclasses
import inspect
import pkgutil
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

import screens
from core.language import LANGUAGES, Language
from screens.gallery.examples import EXAMPLES
from screens.gallery.register import SCREENS, screen_of
from screens.gallery.still import SIZES, StillFlow, golden, picture
from screens.theme import Theme
from screens.views import FrameView, MarkView, Tone

_GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_overlaps_and_nothing_is_cut_that_may_not_be(name: str) -> None:
    for width, height in (*SIZES, (100, 30), (132, 43)):
        for language in LANGUAGES:
            for theme in Theme:
                canvas = picture(name, language, theme, width, height)
                assert canvas.faults == [], f"{language} {theme} {width}x{height}"
                for line in canvas.text().splitlines():
                    assert cell_len(line) <= width


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_picture_is_the_golden_one(name: str) -> None:
    """`python -m screens.gallery --golden tests/screens/golden` writes them anew; look before you commit."""
    assert golden(name) == (_GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_no_golden_picture_is_left_over() -> None:
    assert {path.stem for path in _GOLDEN.glob("*.txt")} == set(EXAMPLES)


def test_every_screen_has_its_view_in_the_register_and_an_example() -> None:
    views = {
        found
        for module in pkgutil.walk_packages(screens.__path__, "screens.")
        if not module.name.startswith("screens.gallery")
        for _, found in inspect.getmembers(import_module(module.name), inspect.isclass)
        if dataclasses.is_dataclass(found) and any(field.name == "frame" for field in dataclasses.fields(found))
    }
    assert views == set(SCREENS)
    assert {type(example("en")) for example in EXAMPLES.values()} == views


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_last_lines_say_what_comes_next_and_which_keys(name: str, language: Language) -> None:
    frame: FrameView = EXAMPLES[name](language).frame
    for width, height in SIZES:
        lines = picture(name, language, Theme.DARK, width, height).text().splitlines()
        assert frame.next in lines[-2]
        assert all(key.name.upper() in lines[-1].split() for key in frame.keys if key.live)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_message_is_read_whole_on_every_screen_whatever_else_stands_there(name: str) -> None:
    view: Any = EXAMPLES[name]("en")
    for words in (
        "Zwicky was not taken.",
        "Zwicky is not known at this plant, and " * 2 + "asks you to go to the Zoo.",
    ):
        message = MarkView(Tone.FAIL, words)
        told = dataclasses.replace(view, frame=dataclasses.replace(view.frame, message=message))
        for width, height in SIZES:
            canvas = screen_of(StillFlow(told), Theme.DARK).draw(width, height)
            assert "Zwicky" in canvas.text()
            assert canvas.faults == []
            typed_in = canvas.cursor is not None and canvas.cursor[1] == height - 5
            assert typed_in or words.split()[-1] in canvas.text()


@pytest.mark.parametrize("name", EXAMPLES)
def test_batch_clock_link_and_step_always_stand_in_the_header(name: str) -> None:
    header = EXAMPLES[name]("en").frame.header
    for width, height in SIZES:
        top = "\n".join(picture(name, "en", Theme.DARK, width, height).text().splitlines()[:3])
        for words in (header.batch, header.clock, header.step, header.link.words, header.version):
            assert words in top


def test_a_header_too_long_loses_the_role_first_then_the_grade_never_the_batch() -> None:
    view = EXAMPLES["weigh"]("zh")
    header = view.frame.header
    for person, kept, lost in (
        ("王芳 operator1", ("D级", "操作人员"), ()),
        ("欧阳明月 operator10023", ("D级",), ("操作人员",)),
        ("欧阳明月 production-operator1", (), ("操作人员", "D级")),
    ):
        changed = dataclasses.replace(header, person=person, product=header.product * 3)
        frame = dataclasses.replace(view.frame, header=changed)
        canvas = screen_of(StillFlow(dataclasses.replace(view, frame=frame)), Theme.DARK).draw(80, 24)  # type: ignore[arg-type, type-var] - any view of the gallery is a dataclass
        top = "\n".join(canvas.text().splitlines()[:2])
        assert canvas.faults == []
        assert person in top
        assert all(words in top for words in (*kept, "B2611-0042", "步骤 14/41", "14:03:22", "D-104"))
        assert not any(words in top for words in lost)


def test_monochrome_shows_states_without_colour() -> None:
    text = picture("weigh-above", "en", Theme.MONO, 80, 24).text()
    assert "[X]" in text
    assert "▒" in text
    assert "▁" in text


def test_moving_values_are_muted_and_values_above_are_coloured() -> None:
    inks = {}
    for name in ("weigh", "weigh-moving", "weigh-above", "weigh-below"):
        canvas = picture(name, "en", Theme.DARK, 80, 24)
        inks[name] = canvas.rows[10][3][1].ink.value
    assert inks == {"weigh": "strong", "weigh-moving": "muted", "weigh-above": "fail", "weigh-below": "strong"}
