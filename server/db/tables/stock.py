"""The ledger: double entry, append-only; `stock` is the balance of each container. Projections of records."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Numeric, Table, Text, func, text

from server.db.tables.metadata import METADATA, instant, key, words

QUANTITY = Numeric(18, 6)

stock = Table(
    "stock",
    METADATA,
    key("container"),
    Column("qty", QUANTITY, nullable=False),
    CheckConstraint("qty >= 0", name="never_negative"),
    postgresql_with={"fillfactor": "50"},
    comment="Balance in the base unit of the material",
)

stock_move = Table(
    "stock_move",
    METADATA,
    Column("request", Text, primary_key=True, comment="Idempotency key: record id and number within it"),
    Column("seq", BigInteger, nullable=False),
    words("origin"),
    words("target"),
    Column("qty", QUANTITY, nullable=False),
    CheckConstraint("qty > 0", name="positive"),
    CheckConstraint("origin <> target", name="moves"),
    comment="Places: `container:<id>`, or virtual: supplier, batch, customer, sample, waste, adjustment, discrepancy",
)

STATED_BY = func.left(stock_move.c.request, text("36"))
"""Id of the record that states a move: what is undone may have come in the same transaction, not among records yet."""
Index("ix_stock_move_stated_by", STATED_BY)

stock_entry = Table(
    "stock_entry",
    METADATA,
    key("request"),
    key("place"),
    Column("delta", QUANTITY, nullable=False),
)
Index("ix_stock_entry_place", stock_entry.c.place)

stock_count = Table(
    "stock_count",
    METADATA,
    key("record"),
    Column("seq", BigInteger, nullable=False),
    words("container"),
    words("lot"),
    Column("first", Text, comment="Record of the first count, of a second one"),
    words("person"),
    Column("counted", QUANTITY, nullable=False),
    Column("booked", QUANTITY, nullable=False, comment="Balance when it was counted"),
    words("unit"),
    words("state"),
    instant("at"),
    comment="Blind counts: first, counted_again, agreed, differs, settled, adjusted, replaced, void",
)
Index("ix_stock_count_open", stock_count.c.container, postgresql_where=stock_count.c.state.in_(("first", "agreed")))
