"""The plant: master data as documents, equipment with its state, and the logbook. Projections of records."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Table, Text, true
from sqlalchemy.dialects.postgresql import JSONB

from server.db.tables.metadata import METADATA, instant, key, words

plant_item = Table(
    "plant_item",
    METADATA,
    key("kind"),
    key("id"),
    Column("body", JSONB, nullable=False, comment="The struct of core.plant of this kind"),
    Column("changed", BigInteger, nullable=False, index=True, comment="Log index of the record that changed it"),
    comment="Master data as last stated by PlantChanged",
)

equipment = Table(
    "equipment",
    METADATA,
    key("id"),
    Column("body", JSONB, nullable=False, comment="core.plant.EquipmentItem as stated"),
    words("state"),
    Column("checked_on", Date),
    Column("changed", BigInteger, nullable=False, index=True),
)

lot = Table(
    "lot",
    METADATA,
    Column("id", BigInteger, primary_key=True, autoincrement=False, comment="Dense, for the genealogy"),
    Column("number", Text, nullable=False, unique=True),
    words("material"),
    words("state"),
    Column("expiry", Date),
    words("supplier"),
    words("supplier_lot"),
    words("manufacturer"),
    words("manufacturer_lot"),
    words("batch", optional=True),
    Column("received", Date),
    Column("retest", Date),
    Column("purchase_order", Text, nullable=False, server_default=""),
    Column("assay", Text, nullable=False, server_default="", comment="In %, from verified results"),
    Column("water", Text, nullable=False, server_default="", comment="In %, from verified results"),
    Column("assay_basis", Text, nullable=False, server_default=""),
    Column("assay_until", Date, comment="Last day on which the assay may be used"),
    Column("changed", BigInteger, nullable=False, index=True),
)
Index("ix_lot_material_expiry", lot.c.material, lot.c.expiry, postgresql_where=lot.c.state == "released")
Index("ix_lot_supplier_lot", lot.c.supplier_lot, postgresql_where=lot.c.supplier_lot != "")
Index("ix_lot_manufacturer_lot", lot.c.manufacturer_lot, postgresql_where=lot.c.manufacturer_lot != "")
Index("ix_lot_batch", lot.c.batch, postgresql_where=lot.c.batch.is_not(None))

lot_status_event = Table(
    "lot_status_event",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    key("lot"),
    words("old"),
    words("new"),
    words("reason"),
    instant("at"),
)

container = Table(
    "container",
    METADATA,
    key("id"),
    Column("lot", Text, nullable=False, index=True),
    words("unit"),
    words("location"),
    words("reserved_for", optional=True),
    Column("ended", Text, nullable=False, server_default="", comment="Why the label is void, or empty"),
    Column("labelled", Boolean, nullable=False, server_default=true(), comment="False until its label is scanned back"),
    Column("held", Text, nullable=False, server_default="", comment="Round that holds it by itself, or empty"),
    Column("changed", BigInteger, nullable=False, index=True),
)
Index("ix_container_reserved_for", container.c.reserved_for, postgresql_where=container.c.reserved_for.is_not(None))

lot_edge = Table(
    "lot_edge",
    METADATA,
    Column("child", BigInteger, primary_key=True, autoincrement=False),
    Column("parent", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    words("quantity"),
    words("unit"),
    comment="Genealogy: the parent went into the child",
)
Index("ix_lot_edge_parent_child", lot_edge.c.parent, lot_edge.c.child)

shipment_line = Table(
    "shipment_line",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    key("lot"),
    words("customer"),
    words("quantity"),
    words("unit"),
    instant("at"),
    Column("box", Text, nullable=False, server_default="", comment="Of a mixed box, which holds at most two lots"),
)
Index("ix_shipment_line_lot", shipment_line.c.lot)
Index("ix_shipment_line_box", shipment_line.c.box, postgresql_where=shipment_line.c.box != "")

receipt_line = Table(
    "receipt_line",
    METADATA,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    key("lot"),
    words("supplier"),
    words("supplier_lot"),
    words("quantity"),
    words("unit"),
    instant("at"),
    Column("purchase_order", Text, nullable=False, server_default="", index=True),
    Column("serial", Text, nullable=False, server_default="", comment="The container's number in the supplier's code"),
)
Index("ix_receipt_line_serial", receipt_line.c.serial, postgresql_where=receipt_line.c.serial != "")
Index("ix_receipt_line_lot", receipt_line.c.lot)
