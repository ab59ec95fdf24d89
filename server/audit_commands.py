"""`countersign audit export`: the audit trail as a file.

What a command needs is loaded when it runs.
"""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from core.errors import CountersignError
from core.language import worded

Config = Annotated[Path, typer.Option("--config", help="Settings file of the core service.", show_default=False)]


class Form(StrEnum):
    """Formats of an export."""

    CSV = "csv"
    JSONL = "jsonl"


def register_audit(app: typer.Typer) -> None:
    """Add the `audit` commands to the one command."""
    audit = typer.Typer(help="The audit trail.", no_args_is_help=True)
    audit.command("export")(export_command)
    audit.callback()(_audit)
    app.add_typer(audit, name="audit")


def _audit() -> None:
    """The audit trail."""


def export_command(
    out: Annotated[Path, typer.Argument(help="File to write; an existing one is left alone.", show_default=False)],
    config: Config,
    since: Annotated[
        str, typer.Option("--from", help="First day or time of the plant, 2026-11-20 or with 14:30.")
    ] = "",
    until: Annotated[str, typer.Option("--to", help="Last day or time of the plant.")] = "",
    person: Annotated[str, typer.Option(help="Only what this person did: person id or user id.")] = "",
    batch: Annotated[str, typer.Option(help="Only this batch.")] = "",
    form: Annotated[
        Form, typer.Option("--format", help="csv opens in a spreadsheet, jsonl is for programs.")
    ] = Form.CSV,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Write the audit trail with old and new values; its last line names size and root of the log."""
    from server.audit.export import write_trail

    try:
        written = write_trail(config, out, form.value, since=since, until=until, person=person, batch=batch)
    except CountersignError as error:
        typer.echo(worded(error, "en"), err=True)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps(msgspec.to_builtins(written)))
    else:
        typer.echo(f"{out}: {written.entries} records; log of size {written.size}, root {written.root}")
