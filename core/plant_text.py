"""A plant from its text (YAML 1.2): master data, opening stock, people with their first passwords.

Meant for founding a plant, the demo plant above all. Dates may be counted from the day of founding (`+540 d`, `-30 d`),
so that a demo stays true on any day.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import TypeVar

import msgspec

from core.codes.check_digits import check_digit_holds
from core.equipment_change import LONGEST_INTERVAL
from core.errors import CountersignError
from core.fields import Fields, fields_of
from core.finding import Finding, finding
from core.master.kinds import Basis
from core.people import Person, Role
from core.plant import (
    Container,
    Customer,
    EquipmentItem,
    EquipmentState,
    Kiosk,
    Lot,
    LotState,
    Material,
    MaterialKind,
    Plant,
    Room,
    Specification,
    TestLimit,
)
from core.plant_people import Trained, read_policy, read_procedure, read_qualified
from core.plant_supply import SupplyReader
from core.qualification import Procedure, Qualification
from core.quantity import UNITS, Quantity, dimension
from core.supply import GRADES, Sampling
from core.text_fault import Reading, TextFault, nearest, shown, unknown
from core.yaml import YamlError, read_yaml

T = TypeVar("T")

_BASES = {"": "", "as_is": "as_is", "dried": "dried"}

SHORTEST_PASSWORD = 12
"""Fewest characters of a password: it alone protects a signer's key against the server's root."""


class PlantUnreadable(CountersignError):
    """A text is no plant; `faults` says why, line by line."""

    code = "PLT-001"

    def __init__(self, faults: tuple[TextFault, ...]) -> None:
        first = faults[0]
        super().__init__("plant_file.unreadable", file=first.file, count=str(len(faults)), line=str(first.line))
        self.faults = faults


class PlantText(msgspec.Struct, frozen=True):
    """What a plant file says.

    Attributes:
        plant: Master data and opening stock; people have no keys yet.
        passwords: First password by person id, in a simulated plant; in a real one nobody's stands in a file.
    """

    plant: Plant
    passwords: dict[str, str]


def read_plant(text: str, file: str, today: date) -> PlantText:
    """Read a plant file.

    Args:
        text: The text.
        file: Its name, for messages.
        today: The day of founding, in the plant's own time, from which relative dates are counted.

    Raises:
        PlantUnreadable: Something is wrong; it carries every fault.
    """
    try:
        document = read_yaml(text)
    except YamlError as error:
        raise PlantUnreadable((TextFault(file, error.line, Finding(error.key, error.params)),)) from error
    reading = Reading(file, document)
    read = _PlantReader(today).read(fields_of(document, reading))
    if reading.faults:
        raise PlantUnreadable(tuple(sorted(reading.faults, key=lambda fault: fault.line)))
    return read


class _PlantReader:
    """Reads the sections in the order in which they refer to each other."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._rooms: dict[str, Room] = {}
        self._materials: dict[str, Material] = {}
        self._containers: dict[str, Container] = {}
        self._passwords: dict[str, str] = {}
        self._simulated = False
        self._qualifications: dict[str, Qualification] = {}
        self._trained = Trained((), (), {}, today)

    def read(self, root: Fields) -> PlantText:
        site, company = root.code("site"), root.words("company")
        offset = root.whole("offset_min", -720, 840)
        simulated = root.choice("simulated", {"yes": True, "no": False}, False, "no")
        self._simulated = simulated
        self._rooms = self._section(root, "rooms", "id", self._room)
        self._materials = self._section(root, "materials", "code", self._material)
        equipment = self._section(root, "equipment", "id", self._equipment)
        procedures = self._section(root, "procedures", "code", self._procedure) if root.has("procedures") else {}
        classes = {item.equipment_class for item in equipment.values()}
        self._trained = Trained(self._rooms, classes, procedures, self._today)
        people = self._section(root, "people", "id", self._person)
        self._unique_users(root, people.values())
        supply = SupplyReader(self._rooms, self._materials, self._day)
        supply.read(root)
        plant = Plant(
            site=site,
            company=company,
            offset_min=offset,
            simulated=simulated,
            policy=read_policy(root),
            people=people,
            qualifications=self._qualifications,
            procedures=procedures,
            rooms=self._rooms,
            kiosks=self._section(root, "kiosks", "id", self._kiosk),
            materials=self._materials,
            lots=self._section(root, "lots", "number", self._lot),
            containers=self._containers,
            equipment=equipment,
            specifications=self._section(root, "specifications", "code", self._specification),
            customers=self._section(root, "customers", "id", self._customer),
            suppliers=supply.suppliers,
            approvals=supply.approvals,
            locations=supply.locations,
            orders=supply.orders,
        )
        root.finish()
        return PlantText(plant, self._passwords)

    def _section(self, root: Fields, key: str, name: str, read: Callable[[Fields, str], T]) -> dict[str, T]:
        found: dict[str, T] = {}
        for fields in root.tables(key):
            identity = fields.code(name)
            item = read(fields, identity)
            fields.finish()
            self._add(found, identity, item, fields)
        return found

    def _add(self, found: dict[str, T], identity: str, item: T, fields: Fields) -> None:
        if identity and identity in found:
            fields.wrong(finding("plant_file.twice", id=identity))
        elif identity:
            found[identity] = item

    def _room(self, fields: Fields, identity: str) -> Room:
        shared = fields.choice("shared", {"yes": True, "no": False}, False, "no")
        return Room(identity, fields.words("name"), fields.text("grade"), shared)

    def _material(self, fields: Fields, identity: str) -> Material:
        gtin = fields.text("gtin", "")
        if gtin and not (len(gtin) == 14 and gtin.isascii() and gtin.isdigit() and check_digit_holds(gtin)):
            fields.wrong(finding("plant_file.gtin", gtin=shown(gtin)), "gtin")
        kinds = {kind.value: kind for kind in MaterialKind}
        plans = {plan.value: plan for plan in Sampling}
        return Material(
            *(identity, fields.words("name"), fields.choice("kind", kinds, MaterialKind.RAW), fields.unit("unit")),
            gtin,
            fields.text("specification", ""),
            fields.choice("sampling", plans, Sampling.ROOT, Sampling.ROOT.value),
            fields.text("storage", ""),
            fields.choice("grade", {grade: grade for grade in GRADES}, "", ""),
        )

    def _person(self, fields: Fields, identity: str) -> Person:
        roles = fields.choices("roles", {role.value: role for role in Role})
        if Role.ADMIN in roles and len(roles) > 1:
            fields.wrong(finding("plant_file.admin_alone", id=identity), "roles")
        if self._simulated:
            self._passwords[identity] = fields.text("password")
            if 0 < len(self._passwords[identity]) < SHORTEST_PASSWORD:
                found = finding("plant_file.password_short", id=identity, least=str(SHORTEST_PASSWORD))
                fields.wrong(found, "password")
        elif fields.text("password", ""):
            # What stands in a file is known to whoever wrote it, so it could sign for another.
            fields.wrong(finding("plant_file.password_real", id=identity), "password")
        if not self._simulated and Role.ADMIN not in roles:
            fields.wrong(finding("plant_file.only_founders", id=identity), "roles")
        self._qualifications.update({held.id: held for held in read_qualified(fields, identity, self._trained)})
        return Person(identity, fields.code("user_id"), fields.text("name"), roles)

    def _procedure(self, fields: Fields, code: str) -> Procedure:
        return read_procedure(fields, code, self._day(fields, "effective_from"))

    def _unique_users(self, root: Fields, people: Iterable[Person]) -> None:
        seen: set[str] = set()
        for person in people:
            if person.user_id and person.user_id in seen:
                root.wrong(finding("plant_file.twice", id=person.user_id), "people")
            seen.add(person.user_id)

    def _kiosk(self, fields: Fields, identity: str) -> Kiosk:
        room = self._known(fields, "room", self._rooms) if fields.has("room") else None
        return Kiosk(identity, fields.words("name"), room)

    def _lot(self, fields: Fields, number: str) -> Lot:
        states = {state.value: state for state in LotState}
        lot = Lot(
            number=number,
            material=self._known(fields, "material", self._materials),
            state=fields.choice("state", states, LotState.QUARANTINE),
            expiry=self._day(fields, "expiry"),
            supplier=fields.text("supplier"),
            supplier_lot=fields.text("supplier_lot"),
            manufacturer=fields.text("manufacturer"),
            manufacturer_lot=fields.text("manufacturer_lot"),
            assay=self._percent(fields, "assay"),
            water=self._percent(fields, "water"),
            assay_basis=fields.choice("assay_basis", {basis.value: basis.value for basis in Basis}, "", ""),
            assay_until=self._day(fields, "assay_until") if fields.has("assay_until") else None,
        )
        for inner in fields.tables("containers"):
            identity = inner.code("id")
            container = Container(identity, number, self._net(inner, lot.material), inner.code("location"))
            inner.finish()
            self._add(self._containers, identity, container, inner)
        return lot

    def _percent(self, fields: Fields, key: str) -> str:
        """Read a content in %, as decimal text, or "" where there is none."""
        value = fields.number(key)
        return "" if value is None else f"{value:f}"

    def _net(self, fields: Fields, material: str) -> Quantity:
        net = fields.quantity("net")
        known = self._materials.get(material)
        if known is not None and known.unit in UNITS and net.unit != known.unit and not fields.unread("net"):
            fields.wrong(finding("plant_file.net_unit", have=net.unit, want=known.unit), "net")
        return net

    def _equipment(self, fields: Fields, identity: str) -> EquipmentItem:
        states = {state.value: state for state in EquipmentState}
        item = EquipmentItem(
            id=identity,
            name=fields.words("name"),
            equipment_class=fields.code("equipment_class"),
            room=self._known(fields, "room", self._rooms),
            state=fields.choice("state", states, EquipmentState.CLEAN, EquipmentState.CLEAN.value),
            serial=fields.text("serial", ""),
            calibrated_to=self._day(fields, "calibrated_to"),
            checked_on=self._day(fields, "checked_on"),
            minimum=fields.quantity("minimum", "mass") if fields.has("minimum") else None,
            capacity=fields.quantity("capacity", "mass") if fields.has("capacity") else None,
            zero=fields.quantity("zero", "mass") if fields.has("zero") else None,
            certificate=fields.text("certificate", ""),
            calibration_days=self._days(fields, "calibration_days"),
            maintained_to=self._day(fields, "maintained_to") if fields.has("maintained_to") else None,
            maintenance=fields.text("maintenance", ""),
            maintenance_days=self._days(fields, "maintenance_days"),
            dirty_hold_s=fields.seconds("dirty_hold") // 60 * 60 if fields.has("dirty_hold") else 0,
        )
        if item.minimum and item.capacity and not self._ascending(item.minimum, item.capacity):
            fields.wrong(finding("plant_file.balance_range", id=identity), "capacity")
        return item

    def _days(self, fields: Fields, key: str) -> int:
        return fields.whole(key, 0, LONGEST_INTERVAL) if fields.has(key) else 0

    def _ascending(self, low: Quantity, high: Quantity) -> bool:
        return dimension(low.unit) != dimension(high.unit) or low.to(high.unit).value < high.value

    def _specification(self, fields: Fields, code: str) -> Specification:
        version = fields.whole("version", 1, 9999)
        tests: dict[str, TestLimit] = {}
        material = self._known(fields, "material", self._materials)
        for inner in fields.tables("tests"):
            test = self._test(inner)
            inner.finish()
            self._add(tests, test.code, test, inner)
        return Specification(code, version, material, tuple(tests.values()))

    def _test(self, fields: Fields) -> TestLimit:
        low, high = fields.number("low"), fields.number("high")
        if low is not None and high is not None and low > high:
            fields.wrong(finding("master.limits_order", low=str(low), high=str(high)), "high")
        return TestLimit(
            code=fields.code("code"),
            name=fields.words("name"),
            method=fields.text("method"),
            unit=fields.unit("unit"),
            decimals=fields.whole("decimals", 0, 6),
            low=None if low is None else f"{low:f}",
            high=None if high is None else f"{high:f}",
            basis=fields.choice("basis", _BASES, "", ""),
            valid_days=fields.whole("valid_days", 1, 3660) if fields.has("valid_days") else 0,
        )

    def _customer(self, fields: Fields, identity: str) -> Customer:
        return Customer(identity, fields.text("name"), fields.text("address"), fields.text("contact", ""))

    def _known(self, fields: Fields, key: str, known: Iterable[str]) -> str:
        name = fields.code(key)
        if name and name not in known:
            fields.wrong(unknown("plant_file.unknown", nearest(name, known), key=key, id=name), key)
        return name

    def _day(self, fields: Fields, key: str) -> date | None:
        text = fields.text(key, "")
        if not text:
            return None
        number, _, unit = text.partition(" ")
        try:
            if unit == "d" and number[:1] in ("+", "-") and len(number) < 7:
                return self._today + timedelta(days=int(number))
            return date.fromisoformat(text)
        except (ValueError, OverflowError):
            fields.wrong(finding("plant_file.day", key=key, text=shown(text)), key)
            return None
