"""Batches and what hangs on them: leases, exceptions, samples, results. Projections of records."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from server.db.tables.metadata import METADATA, instant, key, words

batch = Table(
    "batch",
    METADATA,
    key("number"),
    words("master"),
    words("code"),
    Column("version", Integer, nullable=False),
    words("product"),
    words("quantity"),
    words("unit"),
    Column("state", Text, nullable=False, index=True),
    Column("step", Text, comment="Current step, or NULL when complete"),
    words("lot", optional=True),
    instant("issued_at"),
    words("issued_by", optional=True),
    Column("issued_seq", BigInteger, nullable=False),
    Column("released_checkpoint", BigInteger),
    Column("thing", Text, nullable=False, server_default="", comment="Of a round of a logbook form what it is about"),
)

logbook_round = Table(
    "logbook_round",
    METADATA,
    key("number"),
    words("code"),
    words("about"),
    words("thing"),
    words("room"),
    words("state"),
    instant("opened_at"),
    instant("completed_at", optional=True),
    Column("changed", BigInteger, nullable=False, index=True),
    comment="Rounds of logbook forms, beside their rows in batch",
)
Index("ix_logbook_round_thing", logbook_round.c.thing, logbook_round.c.opened_at)

lease = Table(
    "lease", METADATA, key("batch"), key("operation"), words("kiosk"), Column("seq", BigInteger, nullable=False)
)

batch_case = Table(
    "batch_case",
    METADATA,
    key("batch"),
    key("id"),
    words("step"),
    words("severity"),
    words("state"),
    Column("what", JSONB, nullable=False),
    words("record"),
    instant("opened"),
    comment="Exceptions: those of the fold and those the core opened on a flagged record",
)

sample = Table(
    "sample",
    METADATA,
    key("id"),
    words("batch", optional=True),
    words("lot", optional=True),
    words("step", optional=True),
    words("specification"),
    words("state"),
    instant("drawn_at"),
    Column("seq", BigInteger, nullable=False),
    Column("containers", Text, nullable=False, server_default="", comment="Those of a receipt it is drawn from"),
    words("performed", optional=True),
    Column("version", Integer, nullable=False, server_default="0", comment="Of the specification; 0 until drawn"),
)
Index("ix_sample_state", sample.c.state)

result = Table(
    "result",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("sample", Text, nullable=False, index=True),
    words("test"),
    words("value"),
    words("unit"),
    words("verdict"),
    words("person", optional=True),
    words("record"),
    instant("at"),
)
