"""`countersign core submit-master FILE`: check a master record against the plant and keep it as a draft."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from core.language import text
from core.text_fault import worded_fault

Config = Annotated[Path, typer.Option("--config", help="Settings file of the core service.", show_default=False)]


def submit_command(
    file: Annotated[Path, typer.Argument(help="Master batch record (YAML).", show_default=False)],
    config: Config,
) -> None:
    """Keep a text as a draft; at a kiosk its author, production and quality approve it from a day.

    The text is checked against the plant as it is now; every fault is printed as FILE:LINE: sentence, and then nothing
    is kept. The same text again changes nothing.
    """
    from server.config import read_config
    from server.db.store import Store
    from server.drafts import DraftRefused, submit
    from server.keys import load_keys
    from server.master_commands import read_text
    from server.service import open_writer

    settings, words = read_config(config), read_text(file)
    with closing(Store(settings.postgres_url)) as store:
        writer = open_writer(store, load_keys(settings.keys), settings.clock(), clock_state=settings.clock_state())
        try:
            draft = submit(writer, words, str(file))
        except DraftRefused as error:
            for fault in error.faults:
                at = {"file": fault.file, "line": str(fault.line)}
                typer.echo(text("text_file.at", "en", **at, sentence=worded_fault(fault, "en")), err=True)
            raise
    typer.echo(f"{draft.code} version {draft.version} is a draft, sha256 {draft.sha256}")
