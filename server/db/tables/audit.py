"""The audit trail: one narrow row beside each record, by which a page of it is found among millions."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, Table, Text
from sqlalchemy.dialects.postgresql import TSVECTOR

from server.db.tables.metadata import METADATA, instant, words

trail = Table(
    "trail",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False, comment="Log index of the record"),
    Column("at", DateTime(timezone=True), nullable=False, comment="When made, else when received"),
    words("kiosk"),
    words("kind"),
    words("grp"),
    words("person", optional=True),
    words("batch", optional=True),
    Column("item", Text, comment="What a change is about, so that the one before it is found"),
    Column("changed", Boolean, nullable=False, comment="True for what has an old and a new value"),
    Column("words", TSVECTOR, nullable=False),
    comment="Written with the record and never changed",
)
Index("ix_trail_at_seq", trail.c.at, trail.c.seq)
Index("ix_trail_kiosk_seq", trail.c.kiosk, trail.c.seq)
Index("ix_trail_grp_seq", trail.c.grp, trail.c.seq)
Index("ix_trail_person_seq", trail.c.person, trail.c.seq, postgresql_where=trail.c.person.is_not(None))
Index("ix_trail_batch_seq", trail.c.batch, trail.c.seq, postgresql_where=trail.c.batch.is_not(None))
Index("ix_trail_item_seq", trail.c.item, trail.c.seq, postgresql_where=trail.c.item.is_not(None))
Index("ix_trail_changed", trail.c.seq, postgresql_where=trail.c.changed)
_SIGN_INS = trail.c.grp == "sign_in"
Index("ix_trail_sign_in", trail.c.kiosk, trail.c.seq, postgresql_where=_SIGN_INS)
Index("ix_trail_words", trail.c.words, postgresql_using="gin")

alarm_acknowledged = Table(
    "alarm_acknowledged",
    METADATA,
    Column("alarm", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False, comment="Log index of the first acknowledgement"),
    words("person"),
    words("comment"),
    instant("at"),
    comment="Projection of AlarmAcknowledged",
)
