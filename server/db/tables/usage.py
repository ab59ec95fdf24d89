"""The logbook of equipment and rooms. A projection of records; never typed (GMP article 86)."""

from sqlalchemy import BigInteger, Column, Index, Table
from sqlalchemy.dialects.postgresql import JSONB

from server.db.tables.metadata import METADATA, instant, key, words

usage_line = Table(
    "usage_line",
    METADATA,
    key("of"),
    key("thing"),
    Column("seq", BigInteger, primary_key=True, autoincrement=False, comment="Log index of its first record"),
    key("kind"),
    instant("since"),
    instant("until"),
    words("batch"),
    Column("body", JSONB, nullable=False, comment="core.usage.line.UsageLine"),
    comment="The logbook of equipment and rooms: one row per use, cleaning, check, state; never typed",
)
usage_standing = Table(
    "usage_standing",
    METADATA,
    key("of"),
    key("thing"),
    Column("body", JSONB, nullable=False, comment="core.plant.Standing"),
    Column("changed", BigInteger, nullable=False, index=True),
    comment="How equipment and rooms stand by their logbooks, from their first cleaning by a form on",
)
Index("ix_usage_line_of_thing_since", usage_line.c.of, usage_line.c.thing, usage_line.c.since)
