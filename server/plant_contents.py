"""What the service holds of the plant in memory: documents, and the tables that follow from acts."""

from collections.abc import Mapping
from typing import Any

import msgspec

from core.master.model import MasterBatchRecord
from core.master_versions import carried, highest_versions
from core.people import Person
from core.plant import (
    Container,
    Customer,
    EffectiveMaster,
    EquipmentItem,
    Kiosk,
    Lot,
    Material,
    Plant,
    ReplacedSpecification,
    Room,
    RoundLine,
    Specification,
    Standing,
)
from core.policy import Policy
from core.proposals import Proposal
from core.qualification import Procedure, Qualification
from core.record.keys import PublicKey
from core.rule_set import RuleSet
from core.supply import Approval, CodingRule, Location, PurchaseOrder, Supplier
from core.token import Roster, Token
from core.words import Words
from server.shelf import Shelf


class Site(msgspec.Struct, frozen=True):
    """What a plant says of itself."""

    site: str
    company: Words
    offset_min: int
    simulated: bool = False


DOCUMENTS: dict[str, type[Any]] = {
    "site": Site,
    "policy": Policy,
    "rule_set": RuleSet,
    "people": Person,
    "qualifications": Qualification,
    "tokens": Token,
    "rosters": Roster,
    "procedures": Procedure,
    "rooms": Room,
    "kiosks": Kiosk,
    "materials": Material,
    "specifications": Specification,
    "replaced_specifications": ReplacedSpecification,
    "customers": Customer,
    "suppliers": Supplier,
    "approvals": Approval,
    "locations": Location,
    "orders": PurchaseOrder,
    "coding": CodingRule,
    "proposals": Proposal,
    "masters": EffectiveMaster,
    "drafts": EffectiveMaster,
    "keys": PublicKey,
}
"""Kinds of master data that are kept as documents, with their struct; equipment has a table of its own."""


class Contents(msgspec.Struct):
    """What a picture holds, and the size of the log up to which it was read."""

    site: Site = Site("", Words("", ""), 0)
    documents: dict[str, dict[str, Any]] = msgspec.field(default_factory=lambda: {kind: {} for kind in DOCUMENTS})
    equipment: Shelf[EquipmentItem] = msgspec.field(default_factory=Shelf[EquipmentItem])
    lots: Shelf[Lot] = msgspec.field(default_factory=Shelf[Lot])
    containers: Shelf[Container] = msgspec.field(default_factory=Shelf[Container])
    rounds: Shelf[RoundLine] = msgspec.field(default_factory=Shelf[RoundLine])
    standings: Shelf[Standing] = msgspec.field(default_factory=Shelf[Standing])
    masters: dict[str, MasterBatchRecord] = {}
    read_to: int = 0
    changed_at: int = 0

    def copy(self) -> "Contents":
        """Give one that can be changed alone; what it holds is immutable."""
        things = self.equipment.copy(), self.lots.copy(), self.containers.copy()
        stand = self.rounds.copy(), self.standings.copy()
        return Contents(self.site, dict(self.documents), *things, *stand, self.masters, self.read_to, self.changed_at)


def plant_of(site: Site, documents: Mapping[str, dict[str, Any]]) -> Plant:
    """Draw what master data says of the plant."""
    return Plant(
        site=site.site,
        company=site.company,
        offset_min=site.offset_min,
        simulated=site.simulated,
        policy=documents["policy"].get("policy", Policy()),
        rule_set=documents["rule_set"].get("rule_set", RuleSet()),
        people=documents["people"],
        qualifications=documents["qualifications"],
        tokens=documents["tokens"],
        rosters=documents["rosters"],
        procedures=documents["procedures"],
        rooms=documents["rooms"],
        kiosks=documents["kiosks"],
        materials=documents["materials"],
        specifications=documents["specifications"],
        replaced_specifications=documents["replaced_specifications"],
        customers=documents["customers"],
        suppliers=documents["suppliers"],
        approvals=documents["approvals"],
        locations=documents["locations"],
        orders=documents["orders"],
        coding=documents["coding"],
        masters=carried(documents["masters"].values()),
        master_versions=highest_versions(documents["masters"].values()),
        keys=tuple(documents["keys"][name] for name in sorted(documents["keys"])),
    )
