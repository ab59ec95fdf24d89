"""What a person signs with: the wrapped key and the sealed code seed, and the codes that were used."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table
from sqlalchemy.dialects.postgresql import JSONB

from server.db.tables.metadata import METADATA, count, instant, key, words

person_secret = Table(
    "person_secret",
    METADATA,
    key("person"),
    Column("wrapped", JSONB, nullable=False, comment="core.people.WrappedKey without the pepper share"),
    Column("version", Integer, nullable=False, comment="Counts the tokens of the person"),
    Column("seed", LargeBinary, nullable=False, comment="Sealed by the key-encryption key, which lies outside"),
    comment="Of no use without the password, the pepper and the key-encryption key",
)

code_use = Table(
    "code_use",
    METADATA,
    key("person"),
    count("last_step"),
    Column("failures", Integer, nullable=False, server_default="0"),
    instant("locked_until", optional=True),
    comment="Last one-time code of each person over all kiosks, and the failures since",
)

confirmation = Table(
    "confirmation",
    METADATA,
    key("id"),
    words("person"),
    words("kiosk"),
    Column("step", BigInteger, nullable=False),
    words("purpose"),
    instant("at"),
    comment="Codes that were checked and found right",
)
_SIGN_INS = confirmation.c.purpose == "sign_in"
Index("ix_confirmation_sign_in_kiosk", confirmation.c.kiosk, confirmation.c.at, postgresql_where=_SIGN_INS)
Index("ix_confirmation_sign_in_person", confirmation.c.person, confirmation.c.at, postgresql_where=_SIGN_INS)

signature_use = Table(
    "signature_use",
    METADATA,
    key("record"),
    count("seq"),
    comment="Which decision a signature was used by; it decides once (projection)",
)

confirmation_use = Table(
    "confirmation_use",
    METADATA,
    key("confirmation"),
    count("seq"),
    comment="Which record a confirmation was used by (projection)",
)
