"""`countersign recall`: from lots or an exposure to stock on hand and shipments per customer, with the time taken."""

import json
import time
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from core.errors import CountersignError
from core.language import worded
from core.recall import Recall

Config = Annotated[Path, typer.Option("--config", help="Settings file of the core service.", show_default=False)]


def register_recall(app: typer.Typer) -> None:
    """Add the command to the one command."""
    app.command("recall")(recall_command)


def recall_command(
    config: Config,
    lots: Annotated[list[str] | None, typer.Argument(help="Lot numbers.", show_default=False)] = None,
    equipment: Annotated[str, typer.Option(help="Equipment that the batches were made with.")] = "",
    room: Annotated[str, typer.Option(help="Room in which they were made.")] = "",
    person: Annotated[str, typer.Option(help="Person who worked on them: id or user id.")] = "",
    since: Annotated[datetime | None, typer.Option("--from", help="First instant, plant time.")] = None,
    until: Annotated[datetime | None, typer.Option("--to", help="First instant after it, plant time.")] = None,
    mock: Annotated[bool, typer.Option("--mock", help="Head the answer as an exercise.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Tell everything made of lots, what of it is in stock and who got how much; nothing is changed by it.

    Exit status 0 when the quantities of every lot concerned balance.
    """
    from server.config import read_config
    from server.db.store import Store
    from server.picture import Picture
    from server.recall import Exposure, recall

    begun = time.perf_counter()
    try:
        with closing(Store(read_config(config).postgres_url)) as store, store.unit() as unit:
            picture = Picture()
            picture.refresh(unit, tables=("plant_item",))
            zone = picture.plant.offset_min
            exposure = Exposure(equipment, room, person, _aware(since, zone), _aware(until, zone))
            found = recall(unit, lots or (), exposure)
    except CountersignError as error:
        typer.echo(worded(error, "en"), err=True)
        raise typer.Exit(1) from error
    took = round(time.perf_counter() - begun, 3)
    typer.echo(json.dumps(_document(found, took, mock), ensure_ascii=False) if as_json else _words(found, took, mock))
    raise typer.Exit(0 if all(lot.balanced for lot in found.lots) else 1)


def _aware(told: datetime | None, offset_min: int) -> datetime | None:
    return None if told is None else told.replace(tzinfo=timezone(timedelta(minutes=offset_min)))


def _document(found: Recall, took: float, mock: bool) -> dict[str, object]:
    return {"mock": mock, "seconds": took, **msgspec.to_builtins(found)}


def _words(found: Recall, took: float, mock: bool) -> str:
    lines = ["MOCK RECALL" if mock else "RECALL", f"began with: {', '.join(found.began) or '-'}", "", "lots"]
    for lot in found.lots:
        flows = "  ".join(f"{place} {quantity}" for place, quantity in lot.flows.items())
        state = "" if lot.balanced else "  DOES NOT BALANCE"
        lines.append(
            f"{'  ' * (lot.depth + 1)}{lot.number}  {lot.material}  {lot.state}"
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
