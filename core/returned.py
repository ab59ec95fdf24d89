"""Goods that came back: a lot for each return, named after the lot that was shipped, and kept apart from other returns.

Source: GMP (2010) articles 136, 137.
"""

import re

from core.finding import Finding, finding
from core.plant import Lot, Plant

_NUMBER = re.compile(r"(?P<origin>.+)-R\d+", re.ASCII)


def returned_number(origin: str, number: int) -> str:
    """Name the lot of a return, counted from 1 for each lot that was shipped."""
    return f"{origin}-R{number}"


def origin_of(lot: Lot) -> str:
    """Name the shipped lot that a returned lot came from; "" for any other lot."""
    named = _NUMBER.fullmatch(lot.number)
    return lot.supplier_lot if named is not None and named["origin"] == lot.supplier_lot else ""


def apart_refusal(plant: Plant, lot: Lot, target: str) -> Finding | None:
    """Keep returns of one shipped lot in different places: each return is a lot and came by one channel."""
    origin = origin_of(lot)
    if not origin:
        return None
    for container in plant.containers.values():
        if container.location != target or container.ended or container.net.value <= 0 or container.lot == lot.number:
            continue
        if origin_of(plant.lots[container.lot]) == origin:
            return finding("returns.kept_apart", location=target, lot=container.lot)
    return None
