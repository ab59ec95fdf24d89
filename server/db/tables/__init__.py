"""The tables, by what they hold: evidence, secrets, what left for kiosks, plant, stock, batches."""

from server.db.tables import attempts, audit, batches, evidence, offline, plant, recalls, secrets, sessions, stock, usage
from server.db.tables.metadata import METADATA

__all__ = [
    "METADATA",
    "PROJECTIONS",
    "attempts",
    "audit",
    "batches",
    "evidence",
    "offline",
    "plant",
    "recalls",
    "secrets",
    "sessions",
    "stock",
    "usage",
]

PROJECTIONS = (
    secrets.confirmation_use,
    secrets.signature_use,
    secrets.session_signed,
    sessions.session,
    plant.plant_item,
    plant.equipment,
    usage.usage_line,
    plant.lot,
    plant.lot_status_event,
    plant.container,
    plant.lot_edge,
    plant.shipment_line,
    plant.receipt_line,
    stock.stock,
    stock.stock_move,
    stock.stock_entry,
    stock.stock_count,
    recalls.recall_case,
    recalls.recall_customer,
    recalls.return_line,
    batches.batch,
    batches.logbook_round,
    batches.lease,
    batches.batch_case,
    batches.sample,
    batches.result,
    audit.alarm_acknowledged,
    evidence.record_flag,
    evidence.alarm,
    secrets.person_lock,
)
"""Tables that follow from the records alone: `countersign core rebuild` empties and refills them."""
