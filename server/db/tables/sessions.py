"""Sessions: who is signed in at which kiosk, as its records say. Projection of records."""

from sqlalchemy import Column, Index, Table, Text

from server.db.tables.metadata import METADATA, instant, key, words

session = Table(
    "session",
    METADATA,
    key("id"),
    words("kiosk"),
    words("person"),
    instant("since"),
    Column("ended", Text, comment="Kind of the act that ended it, or NULL while it is open"),
    comment="Sessions that a checked one-time code began (projection)",
)
Index("ix_session_open", session.c.kiosk, postgresql_where=session.c.ended.is_(None))
