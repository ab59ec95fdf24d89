"""Recalls and what came back from customers. Projections of records."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from server.db.tables.metadata import METADATA, instant, key, words
from server.db.tables.stock import QUANTITY

recall_case = Table(
    "recall_case",
    METADATA,
    key("id"),
    Column("seq", BigInteger, nullable=False),
    words("state"),
    Column("mock", Boolean, nullable=False),
    words("recall_class"),
    words("reason"),
    Column("began", JSONB, nullable=False),
    Column("lots", Integer, nullable=False),
    instant("opened"),
    instant("closed", optional=True),
    Column("effectiveness", Text, nullable=False, server_default=""),
)

recall_customer = Table(
    "recall_customer",
    METADATA,
    key("recall"),
    key("customer"),
    key("unit"),
    Column("shipped", QUANTITY, nullable=False),
    Column("returned", QUANTITY, nullable=False),
    instant("notified", optional=True),
    Column("how", Text, nullable=False, server_default=""),
)

return_line = Table(
    "return_line",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("lot", Text, nullable=False, comment="The lot that the returned goods were made"),
    Column("origin", Text, nullable=False, index=True, comment="The lot that had been shipped"),
    words("customer"),
    words("channel"),
    Column("quantity", QUANTITY, nullable=False),
    words("unit"),
    instant("at"),
)
