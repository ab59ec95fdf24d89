"""Rights in a plant file: operating procedures, what each person is qualified for, and the policy.

A qualification of the founding holds from the day of founding, for a procedure in the version that is effective then.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date

import msgspec

from core.fields import Fields
from core.finding import finding
from core.policy import NUMBERS, Policy, Profile
from core.qualification import Procedure, Qualification, QualificationKind, effective_version, qualification_id
from core.text_fault import nearest, unknown

BASIS = "founding"
"""What a qualification of the founding rests on."""


class Trained(msgspec.Struct, frozen=True):
    """What people can be qualified for at a plant.

    Attributes:
        rooms: Room ids.
        classes: Equipment classes.
        procedures: Operating procedures by code.
        today: The day of founding.
    """

    rooms: Collection[str]
    classes: Collection[str]
    procedures: Mapping[str, Procedure]
    today: date


def read_qualified(fields: Fields, person: str, trained: Trained) -> Iterator[Qualification]:
    """Read `qualified` of a person: lists of `rooms`, `equipment` classes and `procedures`, each of them optional."""
    inner = fields.table("qualified", optional=True)
    if inner is None:
        return
    kinds = (
        ("rooms", QualificationKind.ROOM, trained.rooms),
        ("equipment", QualificationKind.EQUIPMENT_CLASS, trained.classes),
        ("procedures", QualificationKind.PROCEDURE, trained.procedures),
    )
    for key, kind, known in kinds:
        for of in inner.codes(key) if inner.has(key) else ():
            if of not in known:
                inner.wrong(unknown("plant_file.unknown", nearest(of, known), key=key, id=of), key)
                continue
            version = effective_version(trained.procedures[of], trained.today) if key == "procedures" else 0
            identity = qualification_id(person, kind, of)
            yield Qualification(identity, person, kind, of, version, trained.today, basis=BASIS)
    inner.finish()


def read_procedure(fields: Fields, code: str, effective_from: date | None) -> Procedure:
    """Read an operating procedure; its first day has been read already."""
    version, title = fields.whole("version", 1, 9999), fields.words("title")
    if effective_from is None and not fields.unread("effective_from"):
        fields.wrong(finding("text_file.key_missing", key="effective_from"))
    return Procedure(code, version, title, effective_from or date.max)


def read_policy(root: Fields) -> Policy:
    """Read `policy`; what it leaves out stays as it is by default."""
    fields, policy = root.table("policy", optional=True), Policy()
    if fields is None:
        return policy
    profiles = {profile.value: profile for profile in Profile}
    numbers = {name: fields.whole(name, *limits) for name, limits in NUMBERS.items() if fields.has(name)}
    qualified = fields.choice("qualified", {"yes": True, "no": False}, True, "yes")
    verified = fields.choice("receipt_verified", {"yes": True, "no": False}, False, "no")
    unsecured = fields.choice("opcua_unsecured", {"yes": True, "no": False}, False, "no")
    profile = fields.choice("profile", profiles, Profile.STRICT, Profile.STRICT.value)
    fields.finish()
    yes_no = {"qualified": qualified, "receipt_verified": verified, "opcua_unsecured": unsecured}
    return msgspec.structs.replace(policy, profile=profile, **yes_no, **numbers)
