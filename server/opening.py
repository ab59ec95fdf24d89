"""Founding a plant: keys, people, kiosks, master data and opening stock, all stated as records of the core."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import msgspec

from core.acts import ActKind, Meaning, Signature, Source, Subject, Value
from core.announcement import Announcement
from core.changes import Change, change, change_manifest
from core.clock_state import ClockState
from core.errors import CountersignError
from core.language import text as text_of
from core.lot_sample import sample_number
from core.master.text import load_master
from core.people import Person, Role
from core.plant import Container, EffectiveMaster, Lot, LotState, Plant
from core.plant_text import PlantText, read_plant
from core.ports import Clock
from core.receipt import sampled
from core.record.digest import sha256_hex
from core.record.keys import KeyKind, PrivateKey
from core.secret import Secret
from core.times import local_day, local_text
from server.code_uses import use_up
from server.db.migrate import as_service, upgrade
from server.db.store import Store
from server.decisions.change import state_changes
from server.enrolment import (
    Enrolled,
    Hardness,
    enrol_with_password,
    state_box_key,
    state_founding,
    state_item,
    state_key,
)
from server.founders import FOUNDERS, FounderSecrets, founders_of
from server.founding_kiosks import device_key, state_kiosk_keys, with_announced
from server.keys import CoreKeys, create_keys
from server.plant_contents import Site
from server.service import open_writer
from server.writing import Writing

_FOUNDING = "founding"
_MASTER_DATA = (
    *("rooms", "kiosks", "materials", "equipment", "specifications", "customers"),
    *("suppliers", "approvals", "locations", "orders"),
)


class FoundedBefore(CountersignError):
    """The database already holds a plant."""

    code = "COR-021"


class FoundersMissing(CountersignError):
    """A plant begins with two administrators, who enrol everybody else together."""

    code = "COR-022"


class Founded(msgspec.Struct, frozen=True):
    """A plant that has just been founded; the seeds are shown this once.

    Attributes:
        plant: As founded.
        folder: Where the keys lie: `core.key`, `seeds.key`, `pepper.key`, and `<kiosk>/device.key`.
        postgres_url: How the service connects.
        seeds: Seed of each person's token, by person id.
        passwords: First password of each person.
    """

    plant: Plant
    folder: Path
    postgres_url: str
    seeds: Mapping[str, bytes]
    passwords: Mapping[str, str]

    def device(self, kiosk: str) -> PrivateKey:
        """Give a kiosk's device key."""
        return device_key(self.folder, kiosk)


def found(
    owner_url: str,
    folder: Path,
    text: PlantText,
    masters: Iterable[str],
    clock: Clock,
    hardness: Hardness,
    founders: Mapping[str, FounderSecrets] | None = None,
    kiosks: Mapping[str, Announcement] | None = None,
    clock_state: ClockState = ClockState.UNKNOWN,
) -> Founded:
    """Found a plant in an empty database.

    Args:
        owner_url: Database URL of the owner.
        folder: Where key files are made; those that exist are kept.
        text: The plant file as read.
        masters: Texts of the effective master records.
        clock: Time of founding.
        hardness: How hard the passwords are to guess.
        founders: What the founders of a real plant have typed, by person id.
        kiosks: What kiosks have announced, each with the fingerprint compared, by kiosk id.
        clock_state: How the clock is kept, as the time service says.

    Raises:
        FoundedBefore: The database holds a plant.
        FoundersMissing: There are not two administrators, or they have not typed their secrets.
        KiosksMissing: No kiosk of a real plant has announced its keys, or one that the plant does not have.
        CountersignError: The database or a file refuses; nothing was founded.
    """
    announced = kiosks or {}
    text = msgspec.structs.replace(text, plant=with_announced(text.plant, announced))
    upgrade(owner_url)
    keys = create_keys(folder)
    store = Store(as_service(owner_url))
    try:
        writer = open_writer(store, keys, clock, text.plant.site, clock_state)
        with writer.writing() as writing:
            state_kiosks = partial(state_kiosk_keys, announced=announced, folder=folder)
            seeds = _found(writing, text, tuple(masters), keys, state_kiosks, hardness, founders or {})
        return Founded(writer.picture.plant, folder, as_service(owner_url), seeds, text.passwords)
    finally:
        store.close()


def read_plant_file(path: Path, clock: Clock) -> PlantText:
    """Read a plant file; relative dates count from the clock's day at UTC+8, where the plants are."""
    return read_plant(path.read_text("utf-8"), path.name, (clock.utc() + timedelta(hours=8)).date())


def first_secrets(founded: Founded) -> str:
    """Write what each person is to be given once: user id, password, token seed; as JSON."""
    people = founded.plant.people
    given = {
        people[person].user_id: {"person": person, "password": founded.passwords[person], "seed": seed.hex()}
        for person, seed in founded.seeds.items()
    }
    return json.dumps(given, indent=1)


def _found(
    writing: Writing,
    text: PlantText,
    masters: tuple[str, ...],
    keys: CoreKeys,
    state_kiosks: Callable[[Writing, Plant], None],
    hardness: Hardness,
    asked: Mapping[str, FounderSecrets],
) -> dict[str, bytes]:
    if writing.journal.size:
        raise FoundedBefore("core.founded_before", site=writing.picture.plant.site)
    plant = text.plant
    state_item(writing, "site", "site", Site(plant.site, plant.company, plant.offset_min, plant.simulated))
    state_key(writing, keys.core, KeyKind.CORE, "CORE")
    state_box_key(writing, keys.core, "CORE")
    for kind in _MASTER_DATA:
        for identity, item in getattr(plant, kind).items():
            state_item(writing, kind, identity, item)
    state_kiosks(writing, plant)
    state_founding(writing, change("policy", "policy", plant.policy))
    state_founding(writing, change("rule_set", "rule_set", plant.rule_set))
    for code, procedure in plant.procedures.items():
        state_founding(writing, change("procedures", code, procedure))
    for master in masters:
        state_master(writing, master)
    for lot in plant.lots.values():
        _receive(writing, lot, [c for c in plant.containers.values() if c.lot == lot.number])
    return _enrolled(writing, text, keys, hardness, asked)


def _enrolled(
    writing: Writing, text: PlantText, keys: CoreKeys, hardness: Hardness, asked: Mapping[str, FounderSecrets]
) -> dict[str, bytes]:
    """Enrol the two founders by the founding itself, and everybody else by the founders' signatures."""
    # In a simulated plant everybody has signed the statement with the founding; in a real one each signs it himself.
    stated = text.plant.policy.statement_version if text.plant.simulated else 0
    people = {key: msgspec.structs.replace(one, statement=stated) for key, one in text.plant.people.items()}
    founders = founders_of(people.values())
    if len(founders) < FOUNDERS:
        raise FoundersMissing("core.founders_missing", n=str(FOUNDERS))
    if not text.plant.simulated and len(people) > FOUNDERS:
        raise FoundersMissing("plant_file.only_founders", id=list(people)[FOUNDERS])
    enrolled = {
        person.id: _enrol(writing, person, text.passwords.get(person.id), asked.get(person.id), keys, hardness)
        for person in people.values()
    }
    for founder in founders:
        for item in enrolled[founder.id].changes:
            state_founding(writing, item)
    others = [enrolled[person] for person in enrolled if person not in {founder.id for founder in founders}]
    changes = tuple(item for one in others for item in one.changes)
    if changes:
        keyed = [(founder, enrolled[founder.id].key) for founder in founders]
        state_changes(writing, changes, _founders_signatures(writing, changes, keyed))
    for identity, held in text.plant.qualifications.items():
        state_founding(writing, change("qualifications", identity, held))
    return {person: one.seed for person, one in enrolled.items()}


def _enrol(
    writing: Writing,
    person: Person,
    password: str | None,
    asked: FounderSecrets | None,
    keys: CoreKeys,
    hardness: Hardness,
) -> Enrolled:
    if asked is not None:
        enrolled = enrol_with_password(writing, person, asked.password, keys, hardness, asked.seed)
        use_up(writing.unit, person.id, asked.step)
        return enrolled
    if password is None:
        raise FoundersMissing("founders.missing", id=person.id)
    return enrol_with_password(writing, person, Secret(password), keys, hardness)


def _founders_signatures(
    writing: Writing, changes: tuple[Change, ...], founders: Sequence[tuple[Person, PrivateKey]]
) -> list[str]:
    """Have both founders sign what the founding enrols, at the core's own machine."""
    plant = writing.picture.plant
    manifest = change_manifest(changes, _FOUNDING, plant, "en")
    signed: list[str] = []
    for (founder, key), meaning in zip(founders, (Meaning.PERFORMED, Meaning.APPROVED), strict=True):
        signature = Signature(
            founder.id,
            founder.user_id,
            founder.name,
            Role.ADMIN.value,
            meaning,
            text_of(f"declaration.{meaning.value}", "en"),
            _FOUNDING,
            local_text(writing.journal.now, plant.offset_min),
            key.id,
            0,
            _FOUNDING,
            (manifest,),
        )
        signed.append(writing.sign(signature, key).act.id)
    return signed


def state_master(writing: Writing, text: str) -> EffectiveMaster:
    """Make a master record effective from today, as the founding does; raises `MasterUnreadable` for a wrong form."""
    record, today = load_master(text), local_day(writing.journal.now, writing.picture.plant.offset_min)
    effective = EffectiveMaster(record.code, record.version, sha256_hex(text.encode()), text, today)
    state_item(writing, "masters", effective.sha256, effective)
    return effective


def _receive(writing: Writing, lot: Lot, containers: Iterable[Container]) -> None:
    """Receive opening stock container by container, so that every trace ends at a supplier."""
    facts = {
        "material": lot.material,
        "supplier": lot.supplier,
        "supplier_lot": lot.supplier_lot,
        "manufacturer": lot.manufacturer,
        "manufacturer_lot": lot.manufacturer_lot,
        "expiry": lot.expiry.isoformat() if lot.expiry else "",
    }
    until = lot.assay_until.isoformat() if lot.assay_until else ""
    known = {"assay": lot.assay, "water": lot.water, "assay_basis": lot.assay_basis, "assay_until": until}
    facts |= {name: value for name, value in known.items() if value}
    held, material = list(containers), writing.picture.plant.materials[lot.material]
    # What stands in quarantine is tested before it is used, like everything that comes later.
    chosen = sampled(material, len(held)) if lot.state == LotState.QUARANTINE else ()
    asked = {"sample": sample_number(lot.number), "specification": material.specification}
    for place, item in enumerate(held):
        subject = Subject(lot=lot.number, container=item.id)
        values = {"quantity": Value(f"{item.net.value:f}", item.net.unit, Source.TYPED)}
        own = {"location": item.location} | (asked if place in chosen else {})
        writing.decide(ActKind.GOODS_RECEIVED, subject, values, facts | own)
    if lot.state != LotState.QUARANTINE:
        change = {"old": LotState.QUARANTINE.value, "new": lot.state.value, "reason": "opening stock"}
        writing.decide(ActKind.LOT_STATE_CHANGED, Subject(lot=lot.number), facts=change)
