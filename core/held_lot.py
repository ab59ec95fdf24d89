"""An own lot on hold: what still holds it, and what QA and the authorised person sign to lift the hold or to reject it.

A hold is lifted back to the state before it, never further; while anything that holds the lot is open it stays.
Source: GMP (2010) articles 25, 223, 230, 304; 21 CFR 11.50, 11.70.
"""

from datetime import date
from typing import Literal

import msgspec

from core.acts import Manifest, ManifestLine
from core.finding import Finding, finding
from core.language import LANGUAGE_TAGS, Language, text, worded
from core.plant import LotState, Plant
from core.times import local_text, utc_from

HELD_LOT = "held_lot"
"""What stands as `step` in the manifest."""

RIGHTS = ("decide.settle_hold", "decide.approve_hold")
"""Of the first signer and of the second."""

Settled = Literal["lift", "reject"]
"""What is decided."""


class HeldLot(msgspec.Struct, frozen=True):
    """An own lot on hold, as the core knows it.

    Attributes:
        lot: Lot number.
        batch: Batch that made it, or "".
        before: State to which a lifted hold leads back.
        since: When it was put on hold, or "" where no record tells.
        why: The reason of the hold: a recall, or `OOS` with sample and test.
        open: What still stands against lifting it, its expiry apart.
        set_aside: Failing results that a later complying sample of the same lot stands against, as text.
    """

    lot: str
    batch: str
    before: LotState
    since: str
    why: str
    open: tuple[Finding, ...] = ()
    set_aside: tuple[str, ...] = ()


def standing(held: HeldLot, plant: Plant, today: date) -> tuple[Finding, ...]:
    """Give everything that stands against lifting the hold today."""
    expiry = plant.lots[held.lot].expiry
    expired = (finding("held_lot.expired", date=expiry.isoformat()),) if expiry is not None and expiry < today else ()
    return (*held.open, *expired)


def since_text(held: HeldLot, plant: Plant) -> str:
    """Write when the hold began, in the plant's time."""
    return local_text(utc_from(held.since), plant.offset_min) if held.since else ""


def target_of(held: HeldLot, settled: Settled) -> LotState:
    """Give the state that a decision leads to."""
    return held.before if settled == "lift" else LotState.REJECTED


def held_lot_manifest(held: HeldLot, settled: Settled, reason: str, plant: Plant, language: Language) -> Manifest:
    """Draw what both signers are shown: the lot, why it is held, what is open or set aside, the new state, and why."""
    lot = plant.lots[held.lot]
    material = plant.materials[lot.material]
    states = LotState.ON_HOLD, target_of(held, settled)
    rows = (
        ("lot_state.material", f"{material.code} {material.name.in_language(language)}"),
        ("lot_state.lot", lot.number),
        ("held_lot.batch", held.batch or "-"),
        ("lot_state.expiry", lot.expiry.isoformat() if lot.expiry else "-"),
        ("held_lot.why", f"{held.why}  {since_text(held, plant)}".strip()),
        ("held_lot.open", "; ".join(worded(item, language) for item in held.open) or "-"),
        ("held_lot.set_aside", ", ".join(held.set_aside) or "-"),
        ("lot_state.change", " -> ".join(text(f"lot.{state.value}", language) for state in states)),
        ("lot_state.reason", reason),
    )
    lines = tuple(ManifestLine(text(key, language), value) for key, value in rows)
    return Manifest("", HELD_LOT, text(f"held_lot.{settled}", language), LANGUAGE_TAGS[language], lines, ())
