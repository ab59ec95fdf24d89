"""Refused one-time codes that are counted and not yet on record."""

from sqlalchemy import Column, Integer, Table

from server.db.tables.metadata import METADATA, instant, key

refused_count = Table(
    "refused_count",
    METADATA,
    key("person"),
    key("kiosk"),
    key("kind"),
    Column("n", Integer, nullable=False),
    instant("since"),
    comment="Queue: refused attempts of a flood; one record states them together and takes the row out",
)
