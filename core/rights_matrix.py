"""The matrix of rights, read off `core.rights`: roles by rights, and people by rights; on a screen and as a file.

Source: 21 CFR 11.10(d), (g); NMPA 2020 No. 74 art. 22(2): rights are traceable.
"""

import csv
import io
import json

import msgspec

from core.language import Language, catalogue, text
from core.people import Person, Role
from core.plant import Plant
from core.rights import RIGHTS, RightKind, kind_of, may


class PersonRights(msgspec.Struct, frozen=True):
    """What one person may do now.

    Attributes:
        person: Person id.
        user_id: User id.
        name: Printed name.
        roles: Roles held.
        rights: Names of the rights that follow from them.
    """

    person: str
    user_id: str
    name: str
    roles: tuple[str, ...]
    rights: tuple[str, ...]


class Matrix(msgspec.Struct, frozen=True):
    """Who may do what.

    Attributes:
        rights: Right to the roles that have it.
        people: Active persons with their rights, by person id.
    """

    rights: dict[str, tuple[str, ...]]
    people: tuple[PersonRights, ...]


def matrix(plant: Plant) -> Matrix:
    """Compute the matrix for a plant."""
    rights = {right: tuple(role.value for role in Role if role in roles) for right, roles in RIGHTS.items()}
    active = sorted((person for person in plant.people.values() if person.active), key=lambda person: person.id)
    return Matrix(rights, tuple(_rights_of(person) for person in active))


def _rights_of(person: Person) -> PersonRights:
    held = tuple(right for right in RIGHTS if may(person.roles, right))
    roles = tuple(role.value for role in person.roles)
    return PersonRights(person.id, person.user_id, person.name, roles, held)


def matrix_csv(found: Matrix) -> str:
    """Write the matrix as two tables of `yes` and "", parted by an empty line: rights by roles, rights by user ids."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow(["right", *(role.value for role in Role)])
    for right, roles in found.rights.items():
        rows.writerow([right, *("yes" if role.value in roles else "" for role in Role)])
    rows.writerow([])
    rows.writerow(["right", *(person.user_id for person in found.people)])
    for right in found.rights:
        rows.writerow([right, *("yes" if right in person.rights else "" for person in found.people)])
    return written.getvalue()


def matrix_json(found: Matrix) -> str:
    """Write the matrix as JSON."""
    return json.dumps(msgspec.to_builtins(found), ensure_ascii=False, indent=1)


def right_words(right: str, language: Language) -> str:
    """Word a right; a signature by its meaning and a screen by its name in the list of work, unless it has its own."""
    what = right.partition(".")[2]
    keys = [f"right.{right}"]
    match kind_of(right):
        case RightKind.SIGN:
            keys.append(f"meaning.{what}")
        case RightKind.SCREEN:
            keys.append(f"work.{what}")
        case _:
            pass
    return next((text(key, language) for key in keys if key in catalogue()), right)
