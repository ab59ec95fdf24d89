"""`countersign master diff OLD NEW` and `countersign master dry-run NEW`: what a new version changes."""

import json
from contextlib import closing
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from core.batch.dry_run import OtherBehaviour
from core.errors import CountersignError
from core.finding import Finding
from core.language import LANGUAGES, Language, text, worded
from core.master.check import check_master
from core.master.diff import differences, touched_steps, worded_difference
from core.master.model import MasterBatchRecord
from server.master_commands import read_text

MOST_BATCHES = 50

InLanguage = Annotated[str, typer.Option("--lang", help="Language of the sentences: en or zh.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


class MasterFaulty(CountersignError):
    """A text that is to be compared has faults of its own."""

    code = "MBR-004"


def register_compare(master: typer.Typer) -> None:
    """Add `diff` and `dry-run` to the `master` commands."""
    master.command("diff")(diff)
    master.command("dry-run")(dry_run_command)


def diff(
    old: Annotated[Path, typer.Argument(help="The version before (YAML).", show_default=False)],
    new: Annotated[Path, typer.Argument(help="The version after (YAML).", show_default=False)],
    as_json: AsJson = False,
    language: InLanguage = "en",
) -> None:
    """Tell every difference between two versions of a master batch record, in the domain's words.

    Exit status 0 when they are the same, 1 when they differ, 2 when one of them cannot be read.
    """
    chosen = _language(language)
    before, after = _sound(old), _sound(new)
    found = differences(before, after)
    steps = touched_steps(found, after)
    if as_json:
        typer.echo(json.dumps({"differences": msgspec.to_builtins(found), "steps": sorted(steps)}, ensure_ascii=False))
        raise typer.Exit(1 if found else 0)
    for item in found:
        label, value = worded_difference(item, chosen)
        typer.echo(f"{label}: {value}")
    count = text("diff.count", chosen, n=str(len(found)), steps=str(len(steps)))
    typer.echo(count if found else text("diff.none", chosen))
    raise typer.Exit(1 if found else 0)


def dry_run_command(
    new: Annotated[Path, typer.Argument(help="The version that is looked at (YAML).", show_default=False)],
    config: Annotated[Path, typer.Option("--config", help="Settings file of the core service.", show_default=False)],
    most: Annotated[int, typer.Option("--most", min=1, help="Replay so many of the newest batches.")] = MOST_BATCHES,
    as_json: AsJson = False,
    language: InLanguage = "en",
) -> None:
    """Replay the recorded batches of the same code against another version and tell which acts would go differently.

    Exit status 0 when every act goes the same way, 1 when one does not, 2 when something cannot be read.
    """
    chosen, master = _language(language), _sound(new)
    try:
        replayed, found = _replayed(config, master, most)
    except CountersignError as error:
        raise _stop(error, chosen) from error
    if as_json:
        told = {"batches": replayed, "differently": msgspec.to_builtins(found)}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        _tell(found, replayed, master, chosen)
    raise typer.Exit(1 if found else 0)


def _replayed(config: Path, new: MasterBatchRecord, most: int) -> tuple[int, tuple[OtherBehaviour, ...]]:
    from server.config import read_config
    from server.db.store import Store
    from server.picture import Picture
    from server.replaying import replay

    picture = Picture()
    with closing(Store(read_config(config).postgres_url)) as store, store.unit() as unit:
        picture.refresh(unit)
        replayed = replay(unit, picture, new, most)
    return replayed.batches, replayed.differently


def _tell(found: tuple[OtherBehaviour, ...], replayed: int, master: MasterBatchRecord, language: Language) -> None:
    for item in found:
        words = {"before": _words(item.before, language), "after": _words(item.after, language)}
        typer.echo(text("diff.would", language, batch=item.batch, step=item.step, entry=item.entry, **words))
    if not replayed:
        typer.echo(text("diff.dry_run_none", language, code=master.code))
    elif found:
        typer.echo(text("diff.dry_run_other", language, n=str(replayed), k=str(len(found))))
    else:
        typer.echo(text("diff.dry_run_same", language, n=str(replayed)))


def _words(found: tuple[Finding, ...], language: Language) -> str:
    return " ".join(worded(item, language) for item in found) or text("diff.fine", language)


def _sound(file: Path) -> MasterBatchRecord:
    try:
        checked = check_master(read_text(file), str(file), None)
        if checked.record is None or checked.faults:
            raise MasterFaulty("diff.faulty", file=str(file), count=str(len(checked.faults)))
    except CountersignError as error:
        raise _stop(error, "en") from error
    return checked.record


def _language(wanted: str) -> Language:
    for known in LANGUAGES:
        if known == wanted:
            return known
    raise typer.BadParameter(", ".join(LANGUAGES), param_hint="--lang")


def _stop(error: CountersignError, language: Language) -> typer.Exit:
    typer.echo(worded(error, language), err=True)
    return typer.Exit(2)
