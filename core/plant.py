"""The plant as a kiosk needs to know it: people, rooms, materials, lots, containers, equipment, keys.

The core keeps it and gives it, signed, to kiosks, which hold it for offline work.
"""

from datetime import date
from enum import StrEnum
from functools import cached_property

import msgspec

from core.people import Person
from core.policy import Policy
from core.qualification import Procedure, Qualification
from core.quantity import Quantity
from core.record.keys import PublicKey
from core.rule_set import RuleSet
from core.supply import Approval, CodingRule, Location, PurchaseOrder, Sampling, Supplier
from core.token import Roster, Token
from core.words import Words


class LotState(StrEnum):
    """Quality state of a lot; expired is computed from the date, never stored."""

    QUARANTINE = "quarantine"
    RELEASED = "released"
    REJECTED = "rejected"
    ON_HOLD = "on_hold"
    CONSUMED = "consumed"


class MaterialKind(StrEnum):
    """What a material is used as."""

    RAW = "raw"
    PACKAGING = "packaging"
    PRINTED_PACKAGING = "printed_packaging"
    DEVICE_COMPONENT = "device_component"
    INTERMEDIATE = "intermediate"
    BULK = "bulk"
    FINISHED = "finished"


class Material(msgspec.Struct, frozen=True):
    """A material.

    Attributes:
        code: Own code.
        name: For people.
        kind: What it is used as.
        unit: Base unit of its ledger.
        gtin: What stands in its GS1 label, or "".
        specification: Code of the specification in force for what is received, "" where none is tested.
        sampling: How many containers of a receipt are sampled.
        storage: Storage class that it needs, "" for any.
        grade: Cleanliness grade of the places where it stands, at least, "" for any.
    """

    code: str
    name: Words
    kind: MaterialKind
    unit: str
    gtin: str = ""
    specification: str = ""
    sampling: Sampling = Sampling.ROOT
    storage: str = ""
    grade: str = ""


class Lot(msgspec.Struct, frozen=True):
    """A lot: own number per receipt, suppliers' numbers as attributes (GMP article 106).

    Attributes:
        number: Internal lot number, or the batch or finished lot number of what was made here.
        material: Material code.
        state: Quality state.
        expiry: Last day of use, or None.
        supplier: Name, "" for what was made here.
        supplier_lot: The supplier's number.
        manufacturer: Name.
        manufacturer_lot: The manufacturer's number.
        assay: Content in % as decimal text, from a verified result, or "" while there is none.
        water: Water or loss on drying in % as decimal text, or "".
        assay_basis: To what the assay refers: `as_is`, `dried`, or "" where it is not stated.
        assay_until: Last day on which the assay may be used, or None where the expiry of the lot decides.
        received: Day of the receipt, or None for what was made here.
        order: Number of the purchase order, or "".
        retest: Day from which it must be tested again, or None.
    """

    number: str
    material: str
    state: LotState
    expiry: date | None = None
    supplier: str = ""
    supplier_lot: str = ""
    manufacturer: str = ""
    manufacturer_lot: str = ""
    assay: str = ""
    water: str = ""
    assay_basis: str = ""
    assay_until: date | None = None
    received: date | None = None
    order: str = ""
    retest: date | None = None


class Container(msgspec.Struct, frozen=True):
    """A labelled container of one lot.

    Attributes:
        id: What its label says, `C-000981`.
        lot: Lot number.
        net: What is in it, in the material's unit.
        location: Location code.
        reserved_for: Batch number, or None.
        ended: Why the label is void: `merged`, `relabelled`, `destroyed`; "" while it holds.
        labelled: False until the label that was printed for it is scanned back.
        held: Round that holds it by itself since it was taken out of a place on hold, or "".
    """

    id: str
    lot: str
    net: Quantity
    location: str
    reserved_for: str | None = None
    ended: str = ""
    labelled: bool = True
    held: str = ""


class Room(msgspec.Struct, frozen=True):
    """A room (操作间).

    Attributes:
        id: What its label says.
        name: For people.
        grade: Cleanliness grade.
        shared: True where batches of several products may be open at once, because nothing can be mixed up there, as
            in a weighing booth (GMP article 188).
    """

    id: str
    name: Words
    grade: str
    shared: bool = False


class EquipmentState(StrEnum):
    """Whether equipment may be used."""

    CLEAN = "clean"
    DIRTY = "dirty"
    IN_USE = "in_use"
    ON_HOLD = "on_hold"
    MAINTENANCE = "maintenance"


class EquipmentItem(msgspec.Struct, frozen=True):
    """One piece of equipment or an instrument.

    Attributes:
        id: What its label says, `E-BAL-01`.
        name: For people.
        equipment_class: What master records ask for: `balance`, `granulator`, `press`, `mixer`, `printer` ...
        room: Where it stands.
        state: Whether it may be used.
        serial: Serial number that the device itself must tell, or "".
        calibrated_to: Last day of its calibration, or None where it needs none.
        checked_on: Day of the last passed daily check, or None.
        minimum: Minimum weight of a balance, or None.
        capacity: Capacity of a balance, or None.
        zero: What an empty balance may show, either way, or None where it must show zero itself.
        certificate: Number of the certificate of its last calibration, or "".
        calibration_days: Days for which a calibration holds, 0 where it needs none.
        maintained_to: Last day before its next preventive maintenance, or None while none is on record.
        maintenance: Number of the report of its last maintenance, or "".
        maintenance_days: Days from one preventive maintenance to the next, 0 where none is planned.
        dirty_hold_s: Seconds from the end of its use within which its cleaning begins, 0 without limit.
    """

    id: str
    name: Words
    equipment_class: str
    room: str
    state: EquipmentState = EquipmentState.CLEAN
    serial: str = ""
    calibrated_to: date | None = None
    checked_on: date | None = None
    minimum: Quantity | None = None
    capacity: Quantity | None = None
    zero: Quantity | None = None
    certificate: str = ""
    calibration_days: int = 0
    maintained_to: date | None = None
    maintenance: str = ""
    maintenance_days: int = 0
    dirty_hold_s: int = 0


class TestLimit(msgspec.Struct, frozen=True):
    """One test of a specification.

    Attributes:
        code: Stable within the specification.
        name: For people.
        method: Test method reference.
        unit: Unit of the result.
        decimals: Places to which a result is rounded before it is judged (GB/T 8170).
        low: Lowest result that complies, as decimal text, or None.
        high: Highest result that complies, or None.
        basis: To what an assay refers: `as_is`, `dried`, or "" where it is not stated.
        valid_days: Days for which a content may be used from its check on, 0 where the expiry of the lot decides.
    """

    code: str
    name: Words
    method: str
    unit: str
    decimals: int
    low: str | None = None
    high: str | None = None
    basis: str = ""
    valid_days: int = 0


class Specification(msgspec.Struct, frozen=True):
    """A quality standard of a material or product."""

    code: str
    version: int
    material: str
    tests: tuple[TestLimit, ...]


class ReplacedSpecification(msgspec.Struct, frozen=True):
    """A version that was in force once; samples drawn by it are tested by it.

    Attributes:
        specification: As it was.
        replaced: When the next version came in force, as `core.times.utc_text` writes it.
    """

    specification: Specification
    replaced: str


class Customer(msgspec.Struct, frozen=True, omit_defaults=True):
    """A consignee of shipments.

    Attributes:
        id: Customer id.
        name: Its name.
        address: Its address.
        contact: Whom to call in a recall, with telephone; "" where nobody is named.
    """

    id: str
    name: str
    address: str
    contact: str = ""


class DryRun(msgspec.Struct, frozen=True):
    """What replaying recorded batches under a version had shown before it was approved.

    Attributes:
        batches: How many of the newest batches of its code were replayed.
        acts: How many of their acts would have gone differently.
    """

    batches: int
    acts: int


class EffectiveMaster(msgspec.Struct, frozen=True):
    """One version of a master batch record, a draft or approved; its text never changes.

    Attributes:
        code: Its code, as in the text.
        version: Its version, as in the text.
        sha256: Hash of the text, by which batches pin it.
        text: The exact text.
        effective_from: First day on which batches may be issued from it; None for a draft.
        retired: True once no batch may be issued from it any more.
        dry_run: What its author had it tried with, or None where it was not tried.
    """

    code: str
    version: int
    sha256: str
    text: str
    effective_from: date | None = None
    retired: bool = False
    dry_run: DryRun | None = None


class Standing(msgspec.Struct, frozen=True, omit_defaults=True):
    """How equipment or a room stands by its logbook, from its first cleaning by a form on.

    Attributes:
        state: Clean, in use, or dirty.
        since: From when.
        batch: Batch that it is in use for, that has left it dirty, or round in which it was cleaned.
        cleaned: When it was last cleaned.
        clean_hold_s: Seconds for which that cleaning holds, 0 without limit.
        used: When its last use ended, or "".
        was: Of what is in use and was only scanned so far: how it stood before; None otherwise.
        was_of: Its batch then.
    """

    state: EquipmentState
    since: str
    batch: str = ""
    cleaned: str = ""
    clean_hold_s: int = 0
    used: str = ""
    was: EquipmentState | None = None
    was_of: str = ""


class RoundLine(msgspec.Struct, frozen=True):
    """The last round of a logbook form about one thing.

    Attributes:
        number: Its number.
        opened: When it was opened.
        completed: When a round of this form about this thing was last complete, or "".
        under_way: True until all its steps are finished, or it was voided.
        held: True while an exception in it holds it.
        earlier_held: Numbers of earlier rounds of this form about this thing that an exception holds still.
    """

    number: str
    opened: str
    completed: str = ""
    under_way: bool = True
    held: bool = False
    earlier_held: tuple[str, ...] = ()

    def holding(self) -> tuple[str, ...]:
        """Name the rounds that hold the thing, the earliest first."""
        return (*self.earlier_held, self.number) if self.held else self.earlier_held


class Kiosk(msgspec.Struct, frozen=True):
    """A registered kiosk.

    Attributes:
        id: Kiosk id.
        name: For people.
        room: Where it stands, or None for one that goes along.
        epoch: Which enrolment holds; a kiosk with new keys begins a new chain under the next one.
        nkey: Its public key for the bus, `U...`, or "" where the bus knows it from elsewhere.
    """

    id: str
    name: Words
    room: str | None = None
    epoch: int = 1
    nkey: str = ""


class Plant(msgspec.Struct, frozen=True, dict=True):
    """A snapshot of the plant, by id.

    Attributes:
        site: Site id, one subject token.
        company: Name of the plant on reports.
        offset_min: Local offset from UTC in minutes.
        version: Size of the log when it was drawn; a later one has a larger version.
        simulated: True for a demo plant, whose records may carry the simulated flag up to release.
        replaced_specifications: Earlier versions, by `core.specified.replaced_key`.
        masters: Approved master records by the hash of their text: of each code the newest two not retired.
        master_versions: The highest version of each code that was ever approved.
        rounds: The last round of each logbook form about each thing, by `core.logbook_forms.round_key`.
    """

    site: str
    company: Words
    offset_min: int
    version: int = 0
    simulated: bool = False
    policy: Policy = Policy()
    rule_set: RuleSet = RuleSet()
    people: dict[str, Person] = {}
    qualifications: dict[str, Qualification] = {}
    tokens: dict[str, Token] = {}
    rosters: dict[str, Roster] = {}
    procedures: dict[str, Procedure] = {}
    rooms: dict[str, Room] = {}
    kiosks: dict[str, Kiosk] = {}
    materials: dict[str, Material] = {}
    lots: dict[str, Lot] = {}
    containers: dict[str, Container] = {}
    equipment: dict[str, EquipmentItem] = {}
    specifications: dict[str, Specification] = {}
    replaced_specifications: dict[str, ReplacedSpecification] = {}
    customers: dict[str, Customer] = {}
    suppliers: dict[str, Supplier] = {}
    approvals: dict[str, Approval] = {}
    locations: dict[str, Location] = {}
    orders: dict[str, PurchaseOrder] = {}
    coding: dict[str, CodingRule] = {}
    masters: dict[str, EffectiveMaster] = {}
    master_versions: dict[str, int] = {}
    rounds: dict[str, RoundLine] = {}
    standings: dict[str, Standing] = {}
    keys: tuple[PublicKey, ...] = ()

    @cached_property
    def rounds_about(self) -> dict[str, tuple[RoundLine, ...]]:
        """Give the last rounds of every form by the thing that they are about; every use of a thing asks for them."""
        found: dict[str, tuple[RoundLine, ...]] = {}
        for key, line in self.rounds.items():
            thing = key.partition("/")[2]
            found[thing] = (*found.get(thing, ()), line)
        return found

    def person_of_user(self, user_id: str) -> Person | None:
        """Find an active person by user id."""
        return next((p for p in self.people.values() if p.user_id == user_id and p.active), None)

    def effective_master(self, code: str, day: date) -> EffectiveMaster | None:
        """Give the one version of a master record from which batches are issued on a day, or None.

        It is the highest version that is not retired and whose first day has come; so no two are effective at once.
        """
        begun = (
            master
            for master in self.masters.values()
            if master.code == code
            and not master.retired
            and master.effective_from is not None
            and master.effective_from <= day
        )
        return max(begun, key=lambda master: master.version, default=None)
