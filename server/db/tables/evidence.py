"""Evidence: what arrived, what was answered, and the log over it. Insert-only but for the heads and the queues."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from server.db.tables.metadata import METADATA, count, instant, key, words

log_head = Table(
    "log_head",
    METADATA,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    count("size"),
    CheckConstraint("id = 1", name="one_row"),
    comment="Size of the log; its row is locked by whoever appends",
)

kiosk_head = Table(
    "kiosk_head",
    METADATA,
    key("kiosk"),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    count("seq"),
    words("sha256"),
    Column("forked", Boolean, nullable=False, server_default="false"),
    comment="End of each chain; locked while it grows",
)

record = Table(
    "record",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False, comment="Log index, gapless from 0"),
    Column("rid", Text, comment="Record id, or NULL where the act told none"),
    words("kiosk"),
    Column("epoch", Integer, nullable=False),
    count("kiosk_seq"),
    words("sha256"),
    Column("envelope", LargeBinary, nullable=False, comment="The exact bytes that travelled"),
    words("kind", optional=True),
    words("batch", optional=True),
    words("step", optional=True),
    words("person", optional=True),
    instant("made_at", optional=True),
    instant("received_at"),
    Column("joined", Boolean, nullable=False, comment="False for the other side of a fork"),
    Column("twin", Boolean, nullable=False, comment="True when its record id was already taken"),
    words("fault"),
    Index("uq_record_sha256", "sha256", unique=True),
    comment="Every authentic envelope",
)
Index("uq_record_rid", record.c.rid, unique=True, postgresql_where=~record.c.twin)
Index(
    "uq_record_place", record.c.kiosk, record.c.epoch, record.c.kiosk_seq, unique=True, postgresql_where=record.c.joined
)
Index("ix_record_batch_seq", record.c.batch, record.c.seq, postgresql_where=record.c.batch.is_not(None))

record_flag = Table(
    "record_flag",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    key("code"),
    Column("params", JSONB, nullable=False),
    comment="Why an accepted record is flagged: projection of RecordFlagged",
)

attached_file = Table(
    "attached_file",
    METADATA,
    key("sha256"),
    Column("data", LargeBinary, nullable=False, comment="The very bytes that the hash names"),
    words("kiosk"),
    instant("at"),
    comment="Files that records attach, by the hash of their bytes",
)

attached_part = Table(
    "attached_part",
    METADATA,
    key("sha256"),
    key("kiosk"),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("parts", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
    instant("at"),
    comment="Queue: parts of files that are not here whole yet",
)

inbox_pending = Table(
    "inbox_pending",
    METADATA,
    key("kiosk"),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("kiosk_seq", BigInteger, primary_key=True, autoincrement=False),
    key("sha256"),
    Column("envelope", LargeBinary, nullable=False),
    instant("received_at"),
    comment="Authentic records that wait for one before them",
)

quarantine = Table(
    "quarantine",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("sha256", Text, nullable=False, unique=True),
    words("kiosk"),
    Column("hint", Text, nullable=False, comment="Record id as the bus named it; nothing verified it"),
    Column("raw", LargeBinary, nullable=False),
    words("reason"),
    words("detail"),
    instant("at"),
    comment="Bytes that nobody registered signed",
)

alarm = Table(
    "alarm",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=False, comment="Log index of the record that raised it"),
    instant("at"),
    words("kind"),
    words("kiosk"),
    words("detail"),
    words("person", optional=True),
    Column("times", Integer, nullable=False, comment="How many attempts it tells of; 1 of everything else"),
    comment="What somebody has to look at: projection of AlarmRaised",
)
Index("ix_alarm_person_at", alarm.c.person, alarm.c.at, postgresql_where=alarm.c.person.is_not(None))
Index("ix_alarm_kiosk_at", alarm.c.kiosk, alarm.c.at)

receipt = Table(
    "receipt",
    METADATA,
    key("kiosk"),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    count("owed"),
    count("published"),
    comment="Outbox of receipts: one is owed while `owed` is above `published`",
)

log_node = Table(
    "log_node",
    METADATA,
    Column("level", SmallInteger, primary_key=True, autoincrement=False),
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
)

checkpoint = Table(
    "checkpoint",
    METADATA,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    words("note"),
    instant("at"),
)

cosignature = Table(
    "cosignature",
    METADATA,
    key("witness"),
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("line", Text, nullable=False, comment="Line of the signed note, cosignature/v1"),
    Column("stated_at", BigInteger, nullable=False, comment="Unix time by the clock of the witness"),
    instant("at"),
    Index("ix_cosignature_size", "size"),
    comment="Checkpoints that a kiosk has found to extend the one it saw before",
)

checkpoint_stamp = Table(
    "checkpoint_stamp",
    METADATA,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("answer", LargeBinary, nullable=False, comment="Answer of the authority, RFC 3161, DER"),
    instant("stated_at"),
    words("url"),
    instant("at"),
    comment="Time stamps of checkpoints by an authority outside the plant",
)

answer = Table(
    "answer",
    METADATA,
    key("request"),
    words("kiosk"),
    words("verb"),
    Column("envelope", LargeBinary, nullable=False),
    instant("at"),
    comment="What a decision was answered; the same request gets the same answer",
)
