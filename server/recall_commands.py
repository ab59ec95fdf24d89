"""`countersign recall`: from lots or an exposure to stock on hand and shipments per customer, with the time taken.

It asks the database, or, with `--pack`, the signed pack of a night when there is no core to ask.
"""

import json
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from core.errors import CountersignError
from core.language import text, worded
from core.recall import Recall

Config = Annotated[Path | None, typer.Option("--config", help="Settings file of the core service.", show_default=False)]

_UNCHECKED = 3
"""Exit status where all balances, but the signature of the pack was not checked."""


def register_recall(app: typer.Typer) -> None:
    """Add the command to the one command."""
    app.command("recall")(recall_command)


def recall_command(
    config: Config = None,
    lots: Annotated[list[str] | None, typer.Argument(help="Lot numbers.", show_default=False)] = None,
    equipment: Annotated[str, typer.Option(help="Equipment that the batches were made with.")] = "",
    room: Annotated[str, typer.Option(help="Room in which they were made.")] = "",
    person: Annotated[str, typer.Option(help="Person who worked on them: id or user id.")] = "",
    since: Annotated[datetime | None, typer.Option("--from", help="First instant, plant time.")] = None,
    until: Annotated[datetime | None, typer.Option("--to", help="First instant after it, plant time.")] = None,
    pack: Annotated[Path | None, typer.Option(help="Folder of recall packs, or one; needs no core.")] = None,
    core_key: Annotated[str, typer.Option(help="The core's public key, hex, which must have signed the pack.")] = "",
    mock: Annotated[bool, typer.Option("--mock", help="Head the answer as an exercise.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Tell everything made of lots, what of it is in stock and who got how much; nothing is changed by it.

    Exit status 0 when the quantities of every lot concerned balance; 3 when they do, but nobody has checked who signed
    the pack, as no core key was given.
    """
    begun = time.perf_counter()
    try:
        with _said_after_a_second():
            if pack is not None:
                found = _of_pack(pack, core_key, lots or (), (equipment, room, person), since, until)
            else:
                found = _of_core(config, lots or (), (equipment, room, person), since, until)
    except CountersignError as error:
        typer.echo(worded(error, "en"), err=True)
        raise typer.Exit(1) from error
    took = round(time.perf_counter() - begun, 3)
    signature = "of the core's own database" if pack is None else "checked" if core_key else "not checked"
    document = {"mock": mock, "seconds": took, "signature": signature, **msgspec.to_builtins(found)}
    typer.echo(json.dumps(document, ensure_ascii=False) if as_json else _words(found, took, mock))
    unchecked = signature == "not checked"
    if unchecked:
        typer.echo(f"WARNING: {text('recall.pack.unchecked', 'en')}", err=True)
    raise typer.Exit(1 if not all(lot.balanced for lot in found.lots) else _UNCHECKED if unchecked else 0)


def recall_pack_command(
    folder: Annotated[Path, typer.Argument(help="Where the pack is written.", show_default=False)],
    config: Annotated[Path, typer.Option("--config", help="Settings file of the core service.", show_default=False)],
) -> None:
    """Write a signed recall pack at once, readable by `countersign recall --pack` without a core."""
    from server.config import read_config
    from server.db.store import Store
    from server.keys import load_keys
    from server.recall_pack import write_pack

    settings = read_config(config)
    with closing(Store(settings.postgres_url)) as store:
        typer.echo(str(write_pack(store, load_keys(settings.keys).core, folder, settings.clock().utc())))


def _of_core(
    config: Path | None,
    lots: Sequence[str],
    exposed: tuple[str, str, str],
    since: datetime | None,
    until: datetime | None,
) -> Recall:
    from core.exposure import Exposure
    from server.config import read_config
    from server.db.store import Store
    from server.exposure import RecallUnfit
    from server.picture import Picture
    from server.recall import recall

    if config is None:
        raise RecallUnfit("recall.where")
    with closing(Store(read_config(config).postgres_url)) as store, store.unit() as unit:
        picture = Picture()
        picture.refresh(unit, tables=("plant_item",))
        zone = picture.plant.offset_min
        return recall(unit, lots, Exposure(*exposed, _aware(since, zone), _aware(until, zone)))


def _of_pack(
    pack: Path,
    core_key: str,
    lots: Sequence[str],
    asked: tuple[str, str, str],
    since: datetime | None,
    until: datetime | None,
) -> Recall:
    from core.exposure import Exposure
    from core.recall_pack import PackUnfit, recalled
    from server.recall_pack import read_pack

    try:
        public = bytes.fromhex(core_key) if core_key else None
    except ValueError as error:
        raise PackUnfit("recall.pack.foreign") from error
    about, lines = read_pack(pack, public)
    typer.echo(f"pack of {about.made}, log size {about.size}, {about.lines} lines, sha256 {about.sha256}", err=True)
    exposure = Exposure(*asked, _aware(since, about.offset_min), _aware(until, about.offset_min))
    if not lots and not exposure.asked:
        raise PackUnfit("recall.nothing")
    return recalled(lines, lots, exposure)


@contextmanager
def _said_after_a_second() -> Generator[None, None, None]:
    """Say on the standard error, each second from the first on, that it is still under way."""
    done, begun = threading.Event(), time.monotonic()

    def say() -> None:
        while not done.wait(1):
            typer.echo(f"tracing, {time.monotonic() - begun:.0f} s", err=True)

    saying = threading.Thread(target=say, daemon=True)
    saying.start()
    try:
        yield
    finally:
        done.set()
        saying.join()


def _aware(told: datetime | None, offset_min: int) -> datetime | None:
    return None if told is None else told.replace(tzinfo=timezone(timedelta(minutes=offset_min)))


def _words(found: Recall, took: float, mock: bool) -> str:
    lines = ["MOCK RECALL" if mock else "RECALL", f"began with: {', '.join(found.began) or '-'}", "", "lots"]
    for lot in found.lots:
        flows = "  ".join(f"{place} {quantity}" for place, quantity in lot.flows.items())
        state = "" if lot.balanced else "  DOES NOT BALANCE"
        lines.append(
            f"{'  ' * (lot.depth + 1)}{lot.number}  {lot.material} {lot.name.en}  {lot.state}"
            f"{f'  {lot.supplier} {lot.outside}' if lot.outside else ''}"
            f"  in stock {lot.in_stock} {lot.unit}  ({flows}){state}"
        )
    lines += ["", "in stock"]
    for one in found.containers:
        kept = f"  reserved for {one.reserved_for}" if one.reserved_for else ""
        lines.append(f"  {one.id}  {one.lot}  {one.quantity} {one.unit}  {one.location}{kept}")
    lines += ["", "shipped"]
    lines += [f"  {s.customer} {s.name}  {s.lot}  {s.quantity} {s.unit}  {s.address}" for s in found.shipments]
    lines += ["", f"{len(found.lots)} lots, {len(found.containers)} containers, {len(found.shipments)} shipments"]
    return "\n".join([*lines, f"answered in {took:.3f} s"])
