"""`countersign devices`: what can be asked of the devices of a kiosk from a command line.

What a command needs is loaded when it runs.
"""

import asyncio
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from core.language import Language


class Lang(StrEnum):
    """Languages of words."""

    ZH = "zh"
    EN = "en"


def devices_of(app: typer.Typer) -> typer.Typer:
    """Give the group `devices` of the one command, made when it is first asked for."""
    for group in app.registered_groups:
        if group.name == "devices" and group.typer_instance is not None:
            return group.typer_instance
    devices = typer.Typer(help="The devices of a kiosk.", no_args_is_help=True)
    devices.callback()(_devices)
    app.add_typer(devices, name="devices")
    return devices


def _devices() -> None:
    """The devices of a kiosk."""


def register_device_check(app: typer.Typer) -> None:
    """Add `devices check` to the one command."""
    devices_of(app).command("check")(check)


def check(
    station: Annotated[Path, typer.Option(help="Station file of the kiosk.")] = Path("station.yaml"),
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    lang: Annotated[Lang, typer.Option(help="Language of the table.")] = Lang.EN,
) -> None:
    """Look at disk, clock, keys, record chain and every device of a kiosk whose terminal is not running.

    Nothing goes on record. What only a person can show, by the Shift start check on the screen, is listed as to do.
    Ends with 0 when nothing failed, 1 when something did, 2 when the station file is wrong.
    """
    from console.environment import clear_environment

    clear_environment()
    import msgspec

    from console.device_check import look
    from console.settings import SettingsUnreadable, load_settings
    from core.errors import CountersignError
    from core.language import worded

    language: Language = lang.value
    try:
        outcome = asyncio.run(look(load_settings(station), language))
    except SettingsUnreadable as error:
        for fault in error.faults:
            typer.echo(f"{fault.file}:{fault.line}: {worded(fault.finding, language)}", err=True)
        raise typer.Exit(2) from error
    except CountersignError as error:
        # The log has taken the place of `sys.stderr`.
        typer.echo(worded(error, language), file=sys.__stderr__)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(msgspec.json.encode(outcome))
    else:
        for line in outcome.checks:
            marked = f"{_MARKS[line.tone]} {line.label}"
            typer.echo("  ".join(word for word in (marked, line.serial, line.state, line.advice) if word))
    raise typer.Exit(0 if outcome.passed else 1)


_MARKS = {"ok": "[OK]", "warn": "[!] ", "fail": "[X] ", "wait": "[..]", "none": "[..]"}
