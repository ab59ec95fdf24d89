"""Show an example in this terminal, or print it as text."""

import argparse
import sys
from pathlib import Path
from typing import ClassVar, get_args

from textual.app import App
from textual.binding import BindingType

from core.language import Language
from screens.gallery.examples import EXAMPLES
from screens.gallery.register import screen_of
from screens.gallery.still import StillFlow, golden, picture
from screens.theme import Theme


class Gallery(App[None]):
    """Show one screen; Ctrl+Q leaves."""

    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, name: str, language: Language, theme: Theme) -> None:
        super().__init__(ansi_color=theme is Theme.MONO)
        self._first = screen_of(StillFlow(EXAMPLES[name](language)), theme)

    def on_mount(self) -> None:
        """Open the screen."""
        self.push_screen(self._first)


def main(arguments: list[str]) -> None:
    """Run the gallery."""
    parser = argparse.ArgumentParser(prog="python -m screens.gallery", description=__doc__)
    parser.add_argument("screen", choices=sorted(EXAMPLES), nargs="?", default="weigh")
    parser.add_argument("--lang", choices=get_args(Language), default="en")
    parser.add_argument("--theme", choices=[theme.value for theme in Theme], default=Theme.DARK.value)
    parser.add_argument("--size", help="print the picture as text at this size, for example 80x24")
    parser.add_argument("--golden", type=Path, metavar="FOLDER", help="write every picture as text into this folder")
    chosen = parser.parse_args(arguments)
    if chosen.golden is not None:
        for name in EXAMPLES:
            (chosen.golden / f"{name}.txt").write_text(golden(name), encoding="utf-8")
        return
    theme = Theme(chosen.theme)
    if chosen.size is None:
        Gallery(chosen.screen, chosen.lang, theme).run()
        return
    width, height = (int(part) for part in chosen.size.split("x"))
    sys.stdout.write(picture(chosen.screen, chosen.lang, theme, width, height).text())


if __name__ == "__main__":
    main(sys.argv[1:])
