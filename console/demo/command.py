"""`countersign demo`: the whole plant on one machine."""

import asyncio
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Lang(StrEnum):
    """Languages of the screens."""

    ZH = "zh"
    EN = "en"


class Look(StrEnum):
    """Themes of the screens."""

    DARK = "dark"
    LIGHT = "light"


def register_demo(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    folder: Annotated[
        Path | None, typer.Option("--dir", help="Keep the plant in this folder; a second run continues with it.")
    ] = None,
    headless: Annotated[
        bool, typer.Option("--headless", help="Play a whole batch without a terminal and print what happens.")
    ] = False,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the outcome to this file as JSON; plays headless.")
    ] = None,
    lang: Annotated[Lang, typer.Option(help="Language of the screens.")] = Lang.EN,
    product: Annotated[str, typer.Option(help="Product to make: tablets, vial, syringe or plasma.")] = "tablets",
    theme: Annotated[Look, typer.Option(help="Look of the screens.")] = Look.DARK,
) -> None:
    """Run a whole plant on this machine: PostgreSQL, NATS, core, simulated devices and the console.

    On a terminal the console opens with a plant panel on F11. Without one, or with --headless, a batch is played
    through the console by itself. Exit status 0 only if the batch is released, everything accepted, and the export
    verifies.
    """
    # Before anything of Textual is loaded: it reads the environment at import.
    from console.environment import clear_environment

    clear_environment()
    from console.demo.products import PRODUCTS
    from console.demo.session import Session, Wishes
    from core.errors import CountersignError
    from core.language import text, worded

    if product not in PRODUCTS:
        typer.echo(text("demo.product_unknown", lang.value, product=product, known=", ".join(PRODUCTS)), err=True)
        raise typer.Exit(2)
    alone = headless or json_file is not None or not all(s.isatty() for s in (sys.stdin, sys.stdout, sys.stderr))
    try:
        session = Session(Wishes(folder, PRODUCTS[product], lang.value, theme.value, json_file), quick=alone)
    except CountersignError as error:
        typer.echo(worded(error, lang.value), err=True)
        raise typer.Exit(2) from error
    raise typer.Exit(asyncio.run(session.play() if alone else session.show()))
