"""Projections: tables that follow from the records, written in the transaction that keeps the record."""

from collections.abc import Mapping

from core.acts import ActKind
from core.finding import Finding
from server.db.store import Unit
from server.projections.alarms import alarm_looked_at, alarm_raised, person_locked, record_flagged, trail_reviewed
from server.projections.batches import batch_decided, batch_followed, batch_issued, operation_leased
from server.projections.corrections import corrections_followed
from server.projections.equipment import balance_checked, usage_followed
from server.projections.execution import material_followed
from server.projections.goods import (
    container_reserved,
    goods_received,
    goods_shipped,
    label_scanned_back,
    lot_state_changed,
    reservation_ended,
)
from server.projections.happening import Happening, Projection
from server.projections.laboratory import result_entered, sample_drawn, sample_signed
from server.projections.log import log_settled
from server.projections.plant import plant_changed
from server.projections.recalls import customer_notified, goods_returned, recall_closed, recall_opened
from server.projections.rounds import round_followed, round_opened
from server.projections.sessions import session_ended, session_opened
from server.projections.signing import confirmation_used, session_signed_in, signatures_spent
from server.projections.store import (
    container_destroyed,
    container_moved,
    container_relabelled,
    container_split,
    containers_merged,
    held_goods_settled,
    material_returned,
    sample_taken,
    stock_adjusted,
    stock_counted,
)

__all__ = ["Happening", "project"]

_BY_KIND: Mapping[ActKind, tuple[Projection, ...]] = {
    ActKind.PLANT_CHANGED: (plant_changed, signatures_spent),
    ActKind.GOODS_RECEIVED: (goods_received, signatures_spent),
    ActKind.CONTAINER_RESERVED: (container_reserved,),
    ActKind.RESERVATION_ENDED: (reservation_ended,),
    ActKind.LOT_STATE_CHANGED: (lot_state_changed, signatures_spent),
    ActKind.GOODS_SHIPPED: (goods_shipped,),
    ActKind.GOODS_RETURNED: (goods_returned,),
    ActKind.RECALL_OPENED: (recall_opened, signatures_spent),
    ActKind.CUSTOMER_NOTIFIED: (customer_notified,),
    ActKind.RECALL_CLOSED: (recall_closed, signatures_spent),
    ActKind.LABEL_SCANNED_BACK: (label_scanned_back,),
    ActKind.CONTAINER_MOVED: (container_moved,),
    ActKind.STOCK_COUNTED: (stock_counted,),
    ActKind.CONTAINER_SPLIT: (container_split,),
    ActKind.CONTAINERS_MERGED: (containers_merged,),
    ActKind.MATERIAL_RETURNED: (material_returned,),
    ActKind.CONTAINER_RELABELLED: (container_relabelled,),
    ActKind.STOCK_ADJUSTED: (stock_adjusted, signatures_spent),
    ActKind.CONTAINER_DESTROYED: (container_destroyed, signatures_spent),
    ActKind.HELD_GOODS_SETTLED: (held_goods_settled, signatures_spent),
    ActKind.BATCH_ISSUED: (batch_issued,),
    ActKind.ROUND_OPENED: (round_opened,),
    ActKind.BATCH_RELEASED: (batch_decided,),
    ActKind.BATCH_REJECTED: (batch_decided,),
    ActKind.OPERATION_LEASED: (operation_leased,),
    ActKind.SAMPLE_DRAWN: (sample_drawn, sample_taken),
    ActKind.RESULT_ENTERED: (result_entered,),
    ActKind.SIGNED: (confirmation_used, session_signed_in, sample_signed),
    ActKind.RECORD_FLAGGED: (record_flagged,),
    ActKind.ALARM_RAISED: (alarm_raised,),
    ActKind.PERSON_LOCKED: (person_locked,),
    ActKind.PERSON_UNLOCKED: (person_locked, signatures_spent),
    ActKind.ALARM_ACKNOWLEDGED: (alarm_looked_at,),
    ActKind.AUDIT_TRAIL_REVIEWED: (trail_reviewed,),
    ActKind.SIGNED_IN: (confirmation_used, session_opened),
    ActKind.SIGNED_OUT: (session_ended,),
    ActKind.LOCKED: (session_ended,),
    ActKind.KIOSK_STARTED: (session_ended,),
    ActKind.LOG_SETTLED: (log_settled,),
    ActKind.DEVICE_CHECKED: (balance_checked,),
}

_ALWAYS: tuple[Projection, ...] = (
    material_followed,
    corrections_followed,
    batch_followed,
    round_followed,
    usage_followed,
)


def project(unit: Unit, happening: Happening) -> tuple[Finding, ...]:
    """Write everything that follows from one record, and give what must be looked at."""
    found: list[Finding] = []
    for projection in (*_BY_KIND.get(happening.act.kind, ()), *_ALWAYS):
        found += projection(unit, happening)
    return tuple(found)
