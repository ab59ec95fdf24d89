"""`countersign master check FILE...`: read and check master batch records, all faults at once."""

import codecs
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from core.errors import CountersignError
from core.finding import Finding
from core.language import LANGUAGES, Language, text
from core.master.check import Checked, check_master
from core.master.schema import form_schema, master_schema
from core.plant import Plant
from core.plant_text import PlantUnreadable, read_plant
from core.text_fault import TextFault, worded_fault
from core.yaml import SIZE_LIMIT

# The plant's own day only shifts relative dates of a plant file, which no check looks at.
_CHINA = timedelta(hours=8)


class FileUnread(CountersignError):
    """A file cannot be read."""

    code = "MBR-003"


def register_master(app: typer.Typer) -> None:
    """Add the `master` commands to the one command."""
    master = typer.Typer(help="Master batch records as text.", no_args_is_help=True)
    master.callback()(_master)
    master.command("check")(check)
    master.command("schema")(schema)
    # Imported late: it reads files by this module.
    from server.compare_commands import register_compare

    register_compare(master)
    app.add_typer(master, name="master")


def _master() -> None:
    """Master batch records as text."""


def check(
    files: Annotated[list[Path], typer.Argument(help="Master batch records (YAML).", show_default=False)],
    plant: Annotated[Path | None, typer.Option(help="Plant file whose codes the records must use.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    language: Annotated[str, typer.Option("--lang", help="Language of the sentences: en or zh.")] = "en",
) -> None:
    """Check master batch records and print every fault as FILE:LINE: sentence.

    Exit status 0 only when no fault was found, 1 when there are faults.
    """
    chosen: Language | None = next((known for known in LANGUAGES if known == language), None)
    if chosen is None:
        raise typer.BadParameter(", ".join(LANGUAGES), param_hint="--lang")
    known, faults = (None, ()) if plant is None else _plant(plant)
    results = [] if faults else [(file, _checked(file, known)) for file in files]
    faults = (*faults, *(fault for _, result in results for fault in result.faults))
    if as_json:
        typer.echo(_document(results, faults, chosen, compared=known is not None))
    else:
        _print(results, faults, chosen, compared=known is not None)
    raise typer.Exit(1 if faults else 0)


def schema(
    form: Annotated[bool, typer.Option("--form", help="The schema of logbook forms instead.")] = False,
) -> None:
    """Print the JSON Schema of master batch records, for the completion and the hints of an editor."""
    typer.echo(json.dumps(form_schema() if form else master_schema(), ensure_ascii=False, indent=2))


def _checked(file: Path, plant: Plant | None) -> Checked:
    try:
        return check_master(read_text(file), str(file), plant)
    except FileUnread as error:
        return Checked(None, (_whole(file, error),))


def _plant(file: Path) -> tuple[Plant | None, tuple[TextFault, ...]]:
    try:
        return read_plant(read_text(file), str(file), (datetime.now(UTC) + _CHINA).date()).plant, ()
    except FileUnread as error:
        return None, (_whole(file, error),)
    except PlantUnreadable as error:
        return None, error.faults


def _whole(file: Path, error: CountersignError) -> TextFault:
    return TextFault(str(file), 1, Finding(error.key, error.params))


def read_text(file: Path) -> str:
    """Read the text of a master record or a plant.

    Never much more is read than can be a record; a character of UTF-8 has at most 4 bytes.

    Raises:
        FileUnread: It cannot be read, or is no UTF-8.
    """
    most = 4 * SIZE_LIMIT + 4
    try:
        with file.open("rb") as stream:
            raw = stream.read(most)
        return codecs.getincrementaldecoder("utf-8-sig")().decode(raw, final=len(raw) < most)
    except OSError as error:
        raise FileUnread("master.file_unread", file=str(file), problem=error.strerror or "I/O") from error
    except UnicodeDecodeError as error:
        raise FileUnread("master.not_utf8", file=str(file)) from error


def _print(
    results: list[tuple[Path, Checked]], faults: tuple[TextFault, ...], language: Language, *, compared: bool
) -> None:
    for fault in faults:
        sentence = worded_fault(fault, language)
        typer.echo(text("text_file.at", language, file=fault.file, line=str(fault.line), sentence=sentence))
    for file, result in results:
        record = result.record
        if record is not None:
            params = {"code": record.code, "version": str(record.version), "steps": str(len(record.steps()))}
            typer.echo(text("master.sound", language, file=str(file), **params))
    if faults:
        typer.echo(text("master.faulty", language, count=str(len(faults))))
    elif not compared:
        typer.echo(text("master.plant_missing", language))


def _document(
    results: list[tuple[Path, Checked]], faults: tuple[TextFault, ...], language: Language, *, compared: bool
) -> str:
    sound = [
        {"file": str(file), "code": result.record.code, "version": result.record.version}
        for file, result in results
        if result.record is not None
    ]
    found = [
        {
            "file": fault.file,
            "line": fault.line,
            "key": fault.finding.key,
            "params": dict(fault.finding.params),
            "text": worded_fault(fault, language),
        }
        for fault in faults
    ]
    document = {"ok": not faults, "compared_with_plant": compared, "sound": sound, "faults": found}
    return json.dumps(document, ensure_ascii=False, indent=2)
