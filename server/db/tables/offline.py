"""What left the core for work without it, and which codes came back from there."""

from sqlalchemy import BigInteger, Column, Identity, Index, Table
from sqlalchemy.dialects.postgresql import JSONB

from server.db.tables.metadata import METADATA, instant, key, words

key_handover = Table(
    "key_handover",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    instant("at"),
    words("kiosk"),
    words("person"),
    words("key"),
    words("why"),
    comment="Wrapped keys that left for a kiosk; when it is lost, these people get new keys",
)
Index("ix_key_handover_kiosk", key_handover.c.kiosk)

code_book = Table(
    "code_book",
    METADATA,
    key("serial"),
    words("kiosk"),
    instant("at"),
    Column("pages", JSONB, nullable=False, comment="core.record.codebook.Page of each person, without what is secret"),
    comment="Shift code books that were made",
)
Index("ix_code_book_kiosk_at", code_book.c.kiosk, code_book.c.at)

offline_code = Table(
    "offline_code",
    METADATA,
    key("person"),
    Column("step", BigInteger, primary_key=True, autoincrement=False),
    words("record"),
    words("kiosk"),
    instant("at"),
    comment="Codes that kiosks accepted by a code book, as the core found them on arrival",
)
