"""`countersign verify FILE`, `countersign export BATCH` and `countersign report BATCH`.

What a command needs is loaded when it runs: the help of the one command must not wait for a typesetter.
"""

import json
from collections.abc import Generator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from core.errors import CountersignError
from core.language import worded

Config = Annotated[Path, typer.Option("--config", help="Settings file of the core service.", show_default=False)]
Batch = Annotated[str, typer.Argument(help="Batch number.", show_default=False)]
Out = Annotated[Path, typer.Option("--out", help="File to write; an existing one is left alone.", show_default=False)]


class Lang(StrEnum):
    """Languages of words."""

    ZH = "zh"
    EN = "en"


class DocumentLang(StrEnum):
    """Languages of a document."""

    ZH = "zh"
    EN = "en"
    BOTH = "both"


class Kind(StrEnum):
    """Kinds of documents."""

    BATCH_RECORD = "batch-record"
    CERTIFICATE = "certificate"


def register_proof(app: typer.Typer) -> None:
    """Add the three commands to the one command."""
    app.command("verify")(verify_command)
    app.command("export")(export_command)
    app.command("report")(report_command)


def verify_command(
    file: Annotated[Path, typer.Argument(help="Export (zip), or consistency proof (JSON).", show_default=False)],
    core_key: Annotated[str, typer.Option(help="Fingerprint of the core's key, from the plant's paper.")] = "",
    founder: Annotated[
        list[str] | None, typer.Option(help="Fingerprint of a founder's key, from the plant's paper; may be repeated.")
    ] = None,
    checkpoint: Annotated[
        list[str] | None,
        typer.Option(
            help="State of the log that must be proved here: a file, or SIZE:ROOT from paper; may be repeated."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    lang: Annotated[Lang, typer.Option(help="Language of the words.")] = Lang.EN,
) -> None:
    """Verify an export, with no database and no network; exit status 0 only when everything holds."""
    from server.verifier import verify, words

    report = verify(file, core_key, founder or (), checkpoint or ())
    typer.echo(json.dumps(report.as_json(), ensure_ascii=False) if as_json else words(report, lang))
    raise typer.Exit(0 if report.ok else 1)


def export_command(
    out: Out,
    config: Config,
    batch: Annotated[str, typer.Argument(help="Batch number.", show_default=False)] = "",
    lot: Annotated[
        str, typer.Option(help="A lot instead, with the batches and records of all that went into it.")
    ] = "",
    since: Annotated[str, typer.Option("--from", help="A period instead: first day, or instant (ISO 8601).")] = "",
    until: Annotated[str, typer.Option("--to", help="Last day of the period, or the instant of its end.")] = "",
) -> None:
    """Write a batch, a lot or a period as a zip that can be verified anywhere; batch records go in as PDF."""
    from server.documents import Wish, write_export

    with _told():
        count = write_export(config, Wish(batch, lot, since, until), out)
    typer.echo(f"{out}: {count} records; to verify: countersign verify {out}")


def report_command(
    batch: Annotated[str, typer.Argument(help="Batch number, or daily for the report of a day.", show_default=False)],
    out: Out,
    config: Config,
    lang: Annotated[DocumentLang, typer.Option(help="Language of the document.")] = DocumentLang.BOTH,
    kind: Annotated[Kind, typer.Option(help="Which document.")] = Kind.BATCH_RECORD,
    date: Annotated[str, typer.Option(help="Day of the daily report, such as 2026-11-20; today without it.")] = "",
) -> None:
    """Print the batch record or certificate of analysis of a batch, or the daily report, as PDF/A."""
    from server.documents import write_daily, write_report

    with _told():
        if batch == "daily":
            write_daily(config, date, out, lang.value)
        else:
            write_report(config, batch, out, lang.value, kind.value)
    typer.echo(str(out))


@contextmanager
def _told() -> Generator[None]:
    """Say in one sentence what is wrong, and end with status 1."""
    try:
        yield
    except CountersignError as error:
        typer.echo(worded(error, "en"), err=True)
        raise typer.Exit(1) from error
