"""What a person signs with: the wrapped key and the sealed code seed, and the codes that were used."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, LargeBinary, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from server.db.tables.metadata import METADATA, count, instant, key, words

user_secret = Table(
    "user_secret",
    METADATA,
    key("key"),
    words("person"),
    Column("wrapped", JSONB, nullable=False, comment="core.people.WrappedKey without the pepper share"),
    instant("at"),
    comment="User keys in force, wrapped; of no use without password and pepper",
)

token_secret = Table(
    "token_secret",
    METADATA,
    key("token"),
    Column("person", Text, nullable=True, index=True, comment="Nobody yet for imported hardware"),
    words("kind"),
    Column("seed", LargeBinary, nullable=False, comment="Sealed by the key-encryption key, which lies outside"),
    Column("active", Boolean, nullable=False),
    Column("until", Date, nullable=True, comment="Last day of a temporary replacement"),
    Column("drift", Integer, nullable=False, comment="Time steps by which the token runs ahead"),
    instant("at"),
    comment="Tokens and their seeds; of no use without the key-encryption key",
)

pending_key = Table(
    "pending_key",
    METADATA,
    key("key"),
    words("person"),
    words("kiosk"),
    words("public"),
    Column("wrapped", JSONB, nullable=False, comment="As in user_secret"),
    instant("at"),
    comment="Keys made at a kiosk that no signed change has put in force yet; they hold for an hour",
)

pending_token = Table(
    "pending_token",
    METADATA,
    key("token"),
    words("person"),
    words("kiosk"),
    words("kind"),
    Column("seed", LargeBinary, nullable=False, comment="As in token_secret"),
    Column("drift", Integer, nullable=False),
    Column("step", BigInteger, nullable=True, comment="Later of the two codes that confirmed it"),
    instant("at"),
    comment="Tokens given to a person that no signed change has put in force yet; they hold for an hour",
)

token_test = Table(
    "token_test",
    METADATA,
    key("token"),
    instant("at"),
    comment="Passed tests that the person has not signed yet; they hold for an hour",
)

person_number = Table(
    "person_number",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    words("request"),
    instant("at"),
    comment="Numbers of person ids that were given out; none is given again",
)

seeds_key = Table(
    "seeds_key",
    METADATA,
    key("what"),
    words("fingerprint"),
    instant("at"),
    comment="Which key-encryption key the seeds are sealed by, by the beginning of its hash",
)

code_use = Table(
    "code_use",
    METADATA,
    key("person"),
    count("last_step"),
    Column("failures", Integer, nullable=False, server_default="0"),
    comment="Last one-time code of each person over all kiosks, and the failures since",
)

person_lock = Table(
    "person_lock",
    METADATA,
    key("person"),
    instant("until", optional=True),
    count("seq"),
    comment="Until when a person is locked out, NULL when the lock was lifted (projection)",
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

session_signed = Table(
    "session_signed",
    METADATA,
    key("session"),
    key("person"),
    comment="Who gave a signature with both components in a session (projection)",
)

confirmation_use = Table(
    "confirmation_use",
    METADATA,
    key("confirmation"),
    count("seq"),
    comment="Which record a confirmation was used by (projection)",
)
