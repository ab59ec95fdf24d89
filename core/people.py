"""People and their roles; what a role may do stands in `core.rights`.

Source: 21 CFR 11.10(g), NMPA 2020 No. 74 art. 22(1): administrators hold no GMP role.
"""

from enum import StrEnum

import msgspec


class Role(StrEnum):
    """What a person may be at the plant."""

    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    WAREHOUSE = "warehouse"
    QC_ANALYST = "qc_analyst"
    QC_HEAD = "qc_head"
    QA = "qa"
    AUTHORISED_PERSON = "authorised_person"
    ENGINEER = "engineer"
    PLANNER = "planner"
    ADMIN = "admin"
    AUDITOR = "auditor"


class WrappedKey(msgspec.Struct, frozen=True):
    """A signer's own private key, wrapped under Argon2id of pepper and password.

    Attributes:
        key: Key id of the public half.
        salt: Hex of 16 bytes.
        ops: Argon2id operations limit.
        memory: Argon2id memory limit in bytes.
        box: Hex of nonce and ciphertext (XChaCha20-Poly1305, associated data `person|key`).
        pepper: Hex of this person's share of the server pepper.
    """

    key: str
    salt: str
    ops: int
    memory: int
    box: str
    pepper: str


class Person(msgspec.Struct, frozen=True):
    """One person; the id is never given to anybody else.

    Attributes:
        id: Person id, `P-0007`.
        user_id: What is typed or scanned at sign-in, `operator1`.
        name: Printed name.
        roles: Held now.
        active: False once closed.
        statement: Version of the statement of accountability that the person has signed; 0 before the first.
    """

    id: str
    user_id: str
    name: str
    roles: tuple[Role, ...]
    active: bool = True
    statement: int = 0
