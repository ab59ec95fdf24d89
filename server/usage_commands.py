"""`countersign usage-log`: the logbook of a piece of equipment or a room as a table, a document or JSON.

What a command needs is loaded when it runs.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from core.errors import CountersignError
from core.language import worded
from server.proof_commands import Config, DocumentLang


def register_usage(app: typer.Typer) -> None:
    """Add the command to the one command."""
    app.command("usage-log")(usage_log_command)


def usage_log_command(
    thing: Annotated[str, typer.Argument(help="Equipment, or room; what its label says will do.", show_default=False)],
    config: Config,
    since: Annotated[str, typer.Option("--from", help="First day or time of the plant, 2026-11-20.")] = "",
    until: Annotated[str, typer.Option("--to", help="Last day or time of the plant.")] = "",
    out: Annotated[Path | None, typer.Option(help="File to write: a table (.csv) or a document (.pdf).")] = None,
    lang: Annotated[DocumentLang, typer.Option(help="Language of the document.")] = DocumentLang.BOTH,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Give the logbook of a thing and period; every line names the records it follows from."""
    from server.usage_export import usage_json, write_usage

    try:
        written = write_usage(config, thing, since, until, out, lang.value)
    except CountersignError as error:
        typer.echo(worded(error, "en"), err=True)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps(usage_json(written), ensure_ascii=False))
    else:
        typer.echo(f"{out or written.thing}: {len(written.lines)} lines; log of size {written.log.size}")
