"""The one command, `countersign`: gathers its subcommands from every room that brings some.

A room names its part under the entry-point group `countersign.commands`; each is called with the app and adds what it
has. What a command needs is loaded when it runs, so that help and start-up are quick.
"""

import errno
import importlib.metadata
import inspect
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Protocol, cast

import typer

from console.demo.command import register_demo
from console.device_commands import register_device_check
from console.kiosk_keys import register_kiosk_keys
from console.raw_commands import register_raw
from core.language import text

GROUP = "countersign.commands"
STATION = Path("station.yaml")
FIRST = ("console", "server")
"""Rooms in the order of the help; others follow by name."""

_HELP = """Electronic batch records for cleanroom kiosks: weighed, signed, countersigned, proved.

Start with `countersign demo`: a whole plant on this machine. Every command says by `--help` what it needs;
exit status 0 only when the thing asked for holds.
"""


class Register(Protocol):
    """What an entry point of the group gives."""

    def __call__(self, app: typer.Typer) -> None:
        """Add subcommands."""
        ...


def main() -> None:
    """Run the command line; a file or folder that cannot be used is told in one sentence, whichever command met it."""
    try:
        station = station_of(sys.argv[1:])
        if station is not None:
            kiosk(station)
        else:
            gathered(sys.argv[1] if len(sys.argv) > 1 else "")()
    except typer.Exit as left:
        sys.exit(left.exit_code)
    except OSError as error:
        # Border of the process: what names no file is no matter of names and rights, and shows where it happened.
        if error.errno == errno.ENOSPC:
            typer.echo(text("command.no_room", "en"), err=True)
        elif error.filename is not None:
            told = {"file": os.fsdecode(error.filename), "problem": error.strerror or type(error).__name__}
            typer.echo(text("command.file_unfit", "en", **told), err=True)
        else:
            raise
        sys.exit(1)


def station_of(words: Sequence[str]) -> Path | None:
    """Read the words that start a terminal and nothing else; None for all others, which are typer's.

    typer reads options by pydantic, which would stay with the terminal: 8 MB and a tenth of its start.
    """
    match words:
        case ["kiosk"]:
            return STATION
        case ["kiosk", "--station", file] if not file.startswith("-"):
            return Path(file)
        case _:
            return None


def gathered(asked: str = "") -> typer.Typer:
    """Make the command with the subcommands of every room.

    Args:
        asked: The subcommand that is asked for; once a room has brought it, no further room is loaded, so that a kiosk
            starts quickly and needs nothing of the central service.
    """
    app = typer.Typer(
        name="countersign", help=_HELP, no_args_is_help=True, add_completion=False, rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )  # fmt: skip
    app.callback()(_options)
    points = {point.name: point for point in importlib.metadata.entry_points(group=GROUP)}
    for name in sorted(points, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name)):
        if any(asked and command.name == asked for command in app.registered_commands):
            break
        cast("Register", points[name].load())(app)
    _tell_whole(app)
    return app


def _tell_whole(app: typer.Typer) -> None:
    """Let the list of commands hold the first sentence of each, which it would cut otherwise."""
    for command in app.registered_commands:
        said = inspect.getdoc(command.callback) or ""
        command.short_help = " ".join(said.split("\n\n")[0].split())
    for group in app.registered_groups:
        if group.typer_instance is not None:
            _tell_whole(group.typer_instance)


def register(app: typer.Typer) -> None:
    """Add the commands of the console."""
    register_demo(app)
    app.command("kiosk")(kiosk)
    register_kiosk_keys(app)
    register_device_check(app)
    register_raw(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"countersign {importlib.metadata.version('countersign')}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Take what stands before a subcommand."""
    del version


def kiosk(
    station: Annotated[Path, typer.Option(help="Station file: who this kiosk is and what hangs on it.")] = STATION,
    check: Annotated[bool, typer.Option("--check", help="Only check the station file.")] = False,
) -> None:
    """Run the terminal on this screen, as its station file says; at its first start it makes its own keys.

    Ends with 0 when told to, 2 when the station file is wrong, and 128 + n by signal n.
    """
    # Before anything of Textual is loaded: it reads the environment at import.
    from console.environment import clear_environment

    clear_environment()
    from console.kiosk_keys import before_founding, make_first_keys
    from console.settings import SettingsUnreadable, key_files, load_settings
    from core.errors import CountersignError
    from core.language import worded

    files = key_files(station)
    if files is not None and not check:
        try:
            make_first_keys(files)
        except CountersignError as error:
            typer.echo(worded(error, "en"), err=True)
            raise typer.Exit(1) from error
    try:
        settings = load_settings(station)
    except SettingsUnreadable as error:
        for fault in error.faults:
            typer.echo(f"{fault.file}:{fault.line}: {worded(fault.finding, 'en')}", err=True)
        for words in before_founding(files, error.faults) if files is not None and not check else ():
            typer.echo(words, err=True)
        raise typer.Exit(2) from error
    if check:
        typer.echo(f"{station}: {settings.kiosk} at {settings.site}, {len(settings.devices)} devices")
        return
    from console.composition import run_kiosk

    try:
        status = run_kiosk(settings)
    except CountersignError as error:
        typer.echo(worded(error, "en"), file=sys.__stderr__)
        raise typer.Exit(1) from error
    raise typer.Exit(status)
