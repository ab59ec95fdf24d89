"""What is changed by signed changes: kinds, and the body of one read."""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from core.changes import Change
from core.people import Person
from core.plant import EffectiveMaster, Kiosk
from core.policy import Policy
from core.qualification import Procedure, Qualification
from core.record.canonical import strict_json
from core.record.keys import PublicKey
from core.rule_set import RuleSet
from core.supply_change import SUPPLY_ITEMS
from core.token import Roster, Token

Item = TypeVar("Item")

ITEMS: Mapping[str, type[Any]] = {
    "people": Person,
    "keys": PublicKey,
    "kiosks": Kiosk,
    "policy": Policy,
    "rule_set": RuleSet,
    "qualifications": Qualification,
    "tokens": Token,
    "rosters": Roster,
    "procedures": Procedure,
    "masters": EffectiveMaster,
    **SUPPLY_ITEMS,
}
"""Kinds that are changed by signed changes, with their struct."""


def read_item(item: Change, kind: type[Item]) -> Item:
    """Read what a change makes of a thing.

    Raises:
        Undecodable: No strict JSON.
        ValueError: JSON of another form.
    """
    return msgspec.convert(strict_json(item.body.encode()), kind)
