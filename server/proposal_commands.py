"""`countersign core import KIND FILE`: propose master data from a table; it is signed on the screen "Master data"."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from core.language import text
from core.supply_rows import COLUMNS
from core.text_fault import worded_fault
from core.text_proposals import TEXTS

Config = Annotated[Path, typer.Option("--config", help="Settings file of the core service.", show_default=False)]


_KINDS = ", ".join((*COLUMNS, *TEXTS))


def propose_command(
    kind: Annotated[str, typer.Argument(help=_KINDS)],
    file: Annotated[Path, typer.Argument(help="CSV, UTF-8, the columns in its first line.", show_default=False)],
    config: Config,
) -> None:
    """Check a table of master data or new texts and keep it as a proposal; a fault is printed as FILE:LINE: sentence.

    Nothing is kept of a table with a fault, and nothing holds before it is signed at a kiosk. The same table again
    changes nothing.
    """
    from core.proposals import TableUnfit
    from server.config import read_config
    from server.db.store import Store
    from server.keys import load_keys
    from server.master_commands import read_text
    from server.proposals import keep_proposal
    from server.service import open_writer

    if kind not in {*COLUMNS, *TEXTS}:
        typer.echo(text("proposal.kind", "en", kind=kind[:40], list=_KINDS), err=True)
        raise typer.Exit(2)
    settings, words = read_config(config), read_text(file)
    with closing(Store(settings.postgres_url)) as store:
        writer = open_writer(store, load_keys(settings.keys), settings.clock(), clock_state=settings.clock_state())
        try:
            proposal = keep_proposal(writer, words, str(file), kind)
        except TableUnfit as error:
            for fault in error.faults:
                at = {"file": fault.file, "line": str(fault.line)}
                typer.echo(text("text_file.at", "en", **at, sentence=worded_fault(fault, "en")), err=True)
            raise
    typer.echo(f"{len(proposal.changes)} changes of {kind} wait for their signatures, sha256 {proposal.id}")
