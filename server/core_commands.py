"""`countersign core found|run|rebuild|doctor` and `countersign trace LOT`.

What a command needs is loaded when it runs, so that help and the other commands start quickly.
"""

import asyncio
import functools
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ParamSpec, TypeVar

import msgspec
import typer

from core.errors import CountersignError
from core.language import text, worded
from server.draft_commands import submit_command
from server.proposal_commands import propose_command
from server.recall_commands import recall_pack_command
from server.token_commands import import_command, rewrap_command
from server.witness_commands import register_witness

if TYPE_CHECKING:
    from core.genealogy import TracedLot
    from core.plant import Plant

Config = Annotated[Path, typer.Option("--config", help="Settings file of the core service.", show_default=False)]
_P = ParamSpec("_P")
_T = TypeVar("_T")

OTHER_SCHEMA = 4
"""Exit status of `core run` where starting it again changes nothing until somebody has chosen another database."""

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def register_core(app: typer.Typer) -> None:
    """Add the `core` commands and `trace` to the one command."""
    core = typer.Typer(help="The central core service.", no_args_is_help=True)
    core.command("found")(_plainly(core_found))
    core.command("run")(_plainly(core_run))
    core.command("rebuild")(_plainly(core_rebuild))
    core.command("doctor")(_plainly(core_doctor))
    core.command("rights")(_plainly(core_rights))
    core.command("bus")(_plainly(core_bus))
    core.command("recall-pack")(_plainly(recall_pack_command))
    core.command("import")(_plainly(propose_command))
    core.command("submit-master")(_plainly(submit_command))
    core.command("rewrap-seeds")(_plainly(rewrap_command))
    tokens = typer.Typer(help="Hardware tokens in stock.", no_args_is_help=True)
    tokens.command("import")(_plainly(import_command))
    core.add_typer(tokens, name="tokens")
    register_witness(core)
    app.add_typer(core, name="core")
    app.command("trace")(_plainly(trace_command))


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


class _AtTerminal:
    """Asks the founders where the command runs."""

    def say(self, words: str) -> None:
        typer.echo(words)

    def typed(self, prompt: str) -> str:
        return str(typer.prompt(prompt))

    def hidden(self, prompt: str) -> str:
        return str(typer.prompt(prompt, hide_input=True))


def core_found(
    plant: Annotated[Path, typer.Option(help="Plant file (YAML).", show_default=False)],
    master: Annotated[list[Path], typer.Option(help="Effective master batch record; may be given again.")],
    config: Config,
    kiosk: Annotated[
        list[Path] | None, typer.Option(help="What a kiosk has announced (announcement.txt); may be given again.")
    ] = None,
) -> None:
    """Found the plant of a settings file in its empty database; prints nothing secret.

    Both founders type a passphrase and confirm a token here, and the fingerprint on the screen of each kiosk that has
    announced its keys; they enrol everybody else at a kiosk. Of a simulated plant
    everybody is enrolled at once, with passwords and seeds in `first-secrets.json` beside the keys.
    `core.pub` holds the core's public key, which every station file names.
    """
    from server.config import read_config, write_config
    from server.enrolment import QUICK, Hardness
    from server.founders import ask_founders, fingerprints
    from server.founding_kiosks import ask_kiosks, with_announced
    from server.keys import load_keys, write_secret
    from server.opening import first_secrets, found, read_plant_file

    settings = read_config(config)
    clock = settings.clock()
    texts = [path.read_text("utf-8") for path in master]
    opened = read_plant_file(plant, clock)
    hardness = QUICK if opened.plant.simulated else Hardness()
    talk = _AtTerminal()
    announced = ask_kiosks(kiosk or (), talk)
    with_announced(opened.plant, announced)
    asked = {} if opened.plant.simulated else ask_founders(opened.plant, clock, talk)
    asked_here = asked, announced, settings.clock_state()
    founded = found(settings.postgres_owner_url, settings.keys, opened, texts, clock, hardness, *asked_here)
    public = load_keys(settings.keys).core.public.hex()
    write_secret(settings.keys / "core.pub", public)
    if opened.plant.simulated:
        write_secret(settings.keys / "first-secrets.json", first_secrets(founded))
    write_config(config, msgspec.structs.replace(settings, postgres_url=founded.postgres_url))
    typer.echo(f"{founded.plant.site}: {len(founded.plant.people)} people, {len(founded.plant.lots)} lots")
    for owner, fingerprint in fingerprints(founded.plant):
        typer.echo(f"{owner}  {fingerprint}")
    typer.echo(f"public: {public}  # into the table core of every station file")


def core_run(config: Config) -> None:
    """Run the core service until SIGTERM; the log goes to the standard error as JSON lines.

    One runs for each plant. Exit status 4: the tables of the database were made by another version of the program.
    """
    from server.config import read_config
    from server.db.alone import Alone
    from server.db.errors import SchemaDiffers
    from server.db.migrate import check_schema, upgrade
    from server.db.store import Store
    from server.main import run
    from server.rewrapping import settle_rotation

    settings = read_config(config)
    with closing(Alone(settings.postgres_url)) as alone:
        alone.take()
        if settings.postgres_owner_url:
            upgrade(settings.postgres_owner_url)
        try:
            check_schema(settings.postgres_url)
        except SchemaDiffers as error:
            typer.echo(worded(error, "en"), err=True)
            raise typer.Exit(OTHER_SCHEMA) from error
        with closing(Store(settings.postgres_url)) as store:
            settle_rotation(store, settings.keys)
        run(settings, alone)


def core_rebuild(config: Config, as_json: AsJson = False) -> None:
    """Empty the projections, replay all records, and compare; exit status 0 only when every table is the same."""
    from server.config import read_config
    from server.db.store import Store
    from server.rebuild import rebuild

    settings = read_config(config)
    store = Store(settings.postgres_owner_url)
    outcome = rebuild(store)
    store.close()
    if as_json:
        typer.echo(json.dumps(msgspec.to_builtins(outcome)))
    else:
        typer.echo(f"{outcome.records} records replayed, {len(outcome.differing)} tables differ")
        for name in outcome.differing:
            typer.echo(f"  {name}")
    raise typer.Exit(1 if outcome.differing else 0)


def core_rights(
    config: Config,
    form: Annotated[str, typer.Option("--format", help="csv or json.")] = "csv",
) -> None:
    """Print the matrix of rights: rights by roles, and by the people who hold them now."""
    from core.rights_matrix import matrix, matrix_csv, matrix_json
    from server.decisions.refused import DecisionRefused

    written = {"csv": matrix_csv, "json": matrix_json}.get(form)
    if written is None:
        raise DecisionRefused("rights.format", form=form[:20])
    typer.echo(written(matrix(_plant(config))), nl=False)


def core_bus(config: Config) -> None:
    """Print the users of registered kiosks for the configuration of a NATS server of your own."""
    from server.bus_kiosks import bus_users

    typer.echo(bus_users(_plant(config)), nl=False)


def _plant(config: Path) -> "Plant":
    """Read the plant as it is now."""
    from server.config import read_config
    from server.db.store import Store
    from server.picture import Picture

    store, picture = Store(read_config(config).postgres_url), Picture()
    try:
        with store.unit() as unit:
            picture.refresh(unit)
    finally:
        store.close()
    return picture.plant


def core_doctor(config: Config, as_json: AsJson = False) -> None:
    """Examine database, ledger, log, keys and bus; exit status 0 only when all is well."""
    from server.config import read_config
    from server.doctor import examine
    from server.main import log_as_json

    log_as_json()
    faults = asyncio.run(examine(read_config(config)))
    if as_json:
        typer.echo(json.dumps([msgspec.to_builtins(fault) for fault in faults], ensure_ascii=False))
    else:
        typer.echo("\n".join(worded(fault, "en") for fault in faults) or text("doctor.all_well", "en"))
    raise typer.Exit(1 if faults else 0)


def _origin(item: "TracedLot") -> tuple[str, ...]:
    """Name the batch that made a lot, and the supplier's number of it, which is that of the donor for plasma."""
    return tuple(each for each in (item.batch, item.supplier_lot) if each)


def trace_command(
    lot: Annotated[str, typer.Argument(help="Lot, container, donation, donor or batch.", show_default=False)],
    config: Config,
    forward: Annotated[bool, typer.Option("--forward/--backward", help="To customers, or to suppliers.")] = False,
    as_json: AsJson = False,
) -> None:
    """Trace a lot, or all that a number stands for, to suppliers or to customers, with quantities."""
    from server.config import read_config
    from server.db.store import Store
    from server.queries import traced

    store = Store(read_config(config).postgres_url)
    with store.unit() as unit:
        found = traced(unit, lot, forward=forward)
    store.close()
    if as_json:
        typer.echo(json.dumps(msgspec.to_builtins(found), ensure_ascii=False))
    else:
        for item in found.lots:
            told = "  ".join((item.number, item.material, item.state, item.in_stock, *_origin(item)))
            typer.echo(f"{'  ' * item.depth}{told}")
        for end in found.ends:
            typer.echo(f"{end.lot}  {end.quantity} {end.unit}  {end.party}")
        if not found.count:
            typer.echo(text("trace.unknown", "en", number=lot[:40]), err=True)
    raise typer.Exit(0 if found.count else 1)
