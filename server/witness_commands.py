"""`countersign core witnesses|inclusion|consistency|stamps|accept-log`.

What a command needs is loaded when it runs.
"""

import functools
import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ParamSpec, TypeVar

import msgspec
import typer

from core.errors import CountersignError
from core.language import worded

if TYPE_CHECKING:
    from server.db.store import Unit

Config = Annotated[Path, typer.Option("--config", help="Settings file of the core service.", show_default=False)]
Out = Annotated[Path, typer.Option("--out", help="File to write; an existing one is left alone.", show_default=False)]
_P = ParamSpec("_P")
_T = TypeVar("_T")


def register_witness(core: typer.Typer) -> None:
    """Add the commands about the log and its witnesses to `core`."""
    core.command("witnesses")(_plainly(witnesses_command))
    core.command("inclusion")(_plainly(inclusion_command))
    core.command("consistency")(_plainly(consistency_command))
    core.command("stamps")(_plainly(stamps_command))
    core.command("accept-log")(_plainly(accept_command))


def witnesses_command(
    config: Config, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False
) -> None:
    """Tell size and root of the log, its newest checkpoint, and how far each witness is."""
    from server.witnesses import log_standing

    with _database(config) as unit:
        found = log_standing(unit)
    if as_json:
        typer.echo(json.dumps(msgspec.to_builtins(found)))
        return
    typer.echo(f"log: {found.size} records, root {found.root}")
    typer.echo(f"newest checkpoint: {found.checkpoint or '-'}, {found.cosigned} witnesses")
    typer.echo(f"newest settled checkpoint: {found.settled or '-'}")
    for line in found.witnesses:
        typer.echo(f"  {line.witness}: {line.size}, {line.behind} behind, {line.at:%Y-%m-%d %H:%M:%S} UTC")


def inclusion_command(
    record: Annotated[str, typer.Argument(help="Record id.", show_default=False)],
    out: Out,
    config: Config,
    size: Annotated[int, typer.Option(help="Size of the checkpoint; 0 takes the newest settled one.")] = 0,
) -> None:
    """Write the proof that a record is in the log, with the signed checkpoint, as JSON."""
    from server.log_proofs import inclusion_file
    from server.new_file import write_new

    with _database(config) as unit:
        data = inclusion_file(unit, record, size or None)
    write_new(out, data)
    typer.echo(str(out))


def consistency_command(
    old: Annotated[int, typer.Argument(help="Smaller size, as printed.", show_default=False)],
    new: Annotated[int, typer.Argument(help="Larger size, as printed.", show_default=False)],
    out: Out,
    config: Config,
) -> None:
    """Write the proof that the log of one size extends that of another, as JSON."""
    from server.log_proofs import consistency_file
    from server.new_file import write_new

    with _database(config) as unit:
        data = consistency_file(unit, old, new)
    write_new(out, data)
    typer.echo(str(out))


def stamps_command(
    config: Config,
    now: Annotated[bool, typer.Option("--now", help="Have the newest checkpoint stamped first.")] = False,
    out: Annotated[Path | None, typer.Option(help="Folder for checkpoints and stamps, as openssl reads them.")] = None,
) -> None:
    """Verify every time stamp of the log; exit status 0 only when all hold."""
    from server.config import read_config
    from server.db.store import Store
    from server.new_file import write_new
    from server.timestamp.stamps import stamp_files, stamp_newest, stamps

    settings = read_config(config)
    store = Store(settings.postgres_url)
    try:
        if now:
            stamp_newest(settings, store, settings.clock().utc())
        with store.unit() as unit:
            found = stamps(settings, unit)
            files = {line.size: stamp_files(unit, line.size) for line in found} if out is not None else {}
    finally:
        store.close()
    for line in found:
        told = f"{line.at:%Y-%m-%d %H:%M:%S} UTC" if line.at else worded(line.fault or CountersignError("-"), "en")
        typer.echo(f"{line.size}: {told}")
    for size, pair in files.items():
        if out is not None and pair is not None:
            write_new(out / f"{size}.txt", pair[0].encode())
            write_new(out / f"{size}.tsr", pair[1])
    raise typer.Exit(1 if any(line.fault for line in found) else 0)


def accept_command(
    config: Config, reason: Annotated[str, typer.Option(help="Why, and by whose decision.", show_default=False)]
) -> None:
    """Accept a restored log though witnesses saw more; QA decides this, and it goes on record."""
    from server.accepting import accept_log
    from server.config import read_config
    from server.main import log_as_json

    log_as_json()
    for name in accept_log(read_config(config), reason):
        typer.echo(name)


@contextmanager
def _database(config: Path) -> "Generator[Unit]":
    from server.config import read_config
    from server.db.store import Store

    store = Store(read_config(config).postgres_url)
    try:
        with store.unit() as unit:
            yield unit
    finally:
        store.close()


def _plainly(command: Callable[_P, _T]) -> Callable[_P, _T]:
    """Say what went wrong in one sentence on the standard error, and end with status 1."""

    @functools.wraps(command)
    def saying(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return command(*args, **kwargs)
        except CountersignError as error:
            typer.echo(worded(error, "en"), err=True)
            raise typer.Exit(1) from error

    return saying
