"""Acts: the discrete things that happened, each stated by the one who witnessed it.

Names are past tense and stable on the wire; a kind is never renamed and never given another meaning.
"""

from enum import StrEnum

import msgspec

from core.quantity import Quantity, quantity


class ActKind(StrEnum):
    """What happened."""

    # at a kiosk, with or without a batch
    KIOSK_STARTED = "KioskStarted"
    DEVICE_CHECKED = "DeviceChecked"
    CLOCK_JUMPED = "ClockJumped"
    CLOCK_CHECKED = "ClockChecked"
    LINK_LOST = "LinkLost"
    LINK_RESTORED = "LinkRestored"
    LOG_CONTRADICTED = "LogContradicted"
    LOG_SETTLED = "LogSettled"
    SIGNED_IN = "SignedIn"
    SIGNED_OUT = "SignedOut"
    LOCKED = "Locked"
    REFUSED = "Refused"
    ATTEMPT_DISOWNED = "AttemptDisowned"

    # execution of a step
    STEP_STARTED = "StepStarted"
    ENTRIES_UNDONE = "EntriesUndone"
    STEP_NOT_APPLICABLE = "StepNotApplicable"
    CONTROL_ENDED = "ControlEnded"
    DISPENSE_REVERSED = "DispenseReversed"
    CORRECTION_MADE = "CorrectionMade"
    COMMENT_MADE = "CommentMade"
    STEP_REPEATED = "StepRepeated"
    CONFIRMED = "Confirmed"
    ROOM_SCANNED = "RoomScanned"
    EQUIPMENT_SCANNED = "EquipmentScanned"
    CONTAINER_SCANNED = "ContainerScanned"
    ZERO_CHECKED = "ZeroChecked"
    CONTAINER_TARED = "ContainerTared"
    WEIGHT_TAKEN = "WeightTaken"
    MATERIAL_CHARGED = "MaterialCharged"
    VALUE_ENTERED = "ValueEntered"
    VALUE_CALCULATED = "ValueCalculated"
    CHOICE_MADE = "ChoiceMade"
    SECOND_COUNT_MADE = "SecondCountMade"
    TAG_READ = "TagRead"
    SETTING_MADE = "SettingMade"
    FILE_ATTACHED = "FileAttached"
    TIMER_STARTED = "TimerStarted"
    TIMER_ENDED = "TimerEnded"
    HOLD_ENDED = "HoldTimeEnded"
    SAMPLE_DRAWN = "SampleDrawn"
    LABEL_PRINTED = "LabelPrinted"
    LABEL_SCANNED_BACK = "LabelScannedBack"
    OUTPUT_RECORDED = "OutputRecorded"
    SIGNED = "Signed"
    EXCEPTION_EXPLAINED = "ExceptionExplained"
    EXCEPTION_DISPOSED = "ExceptionDisposed"

    # laboratory and review
    RESULT_ENTERED = "ResultEntered"
    EVIDENCE_READ = "EvidenceRead"
    BATCH_REVIEWED = "BatchReviewed"
    AUDIT_TRAIL_REVIEWED = "AuditTrailReviewed"
    ALARM_ACKNOWLEDGED = "AlarmAcknowledged"

    # in the store
    CONTAINER_MOVED = "ContainerMoved"
    STOCK_COUNTED = "StockCounted"
    CONTAINER_SPLIT = "ContainerSplit"
    CONTAINERS_MERGED = "ContainersMerged"
    MATERIAL_RETURNED = "MaterialReturned"
    CONTAINER_RELABELLED = "ContainerRelabelled"

    # decisions, stated by the core service
    PLANT_CHANGED = "PlantChanged"
    GOODS_RECEIVED = "GoodsReceived"
    BATCH_ISSUED = "BatchIssued"
    CONTAINER_RESERVED = "ContainerReserved"
    RESERVATION_ENDED = "ReservationEnded"
    OPERATION_LEASED = "OperationLeased"
    BATCH_RELEASED = "BatchReleased"
    BATCH_REJECTED = "BatchRejected"
    BATCH_VOIDED = "BatchVoided"
    EXCEPTION_OPENED = "ExceptionOpened"
    ROUND_OPENED = "RoundOpened"
    LOT_STATE_CHANGED = "LotStateChanged"
    GOODS_SHIPPED = "GoodsShipped"
    GOODS_RETURNED = "GoodsReturned"
    RECALL_OPENED = "RecallOpened"
    CUSTOMER_NOTIFIED = "CustomerNotified"
    RECALL_CLOSED = "RecallClosed"
    STOCK_ADJUSTED = "StockAdjusted"
    CONTAINER_DESTROYED = "ContainerDestroyed"
    HELD_GOODS_SETTLED = "HeldGoodsSettled"
    RECORD_FLAGGED = "RecordFlagged"
    ALARM_RAISED = "AlarmRaised"
    PERSON_LOCKED = "PersonLocked"
    CODE_ACCEPTED = "CodeAccepted"
    BYTES_QUARANTINED = "BytesQuarantined"
    PERSON_UNLOCKED = "PersonUnlocked"
    PASSWORD_CHANGED = "PasswordChanged"  # noqa: S105 - the name of an act, no secret


DECISIONS = frozenset(
    {
        ActKind.PLANT_CHANGED,
        ActKind.GOODS_RECEIVED,
        ActKind.BATCH_ISSUED,
        ActKind.CONTAINER_RESERVED,
        ActKind.RESERVATION_ENDED,
        ActKind.OPERATION_LEASED,
        ActKind.BATCH_RELEASED,
        ActKind.BATCH_REJECTED,
        ActKind.BATCH_VOIDED,
        ActKind.EXCEPTION_OPENED,
        ActKind.ROUND_OPENED,
        ActKind.LOT_STATE_CHANGED,
        ActKind.GOODS_SHIPPED,
        ActKind.GOODS_RETURNED,
        ActKind.RECALL_OPENED,
        ActKind.CUSTOMER_NOTIFIED,
        ActKind.RECALL_CLOSED,
        ActKind.STOCK_ADJUSTED,
        ActKind.CONTAINER_DESTROYED,
        ActKind.HELD_GOODS_SETTLED,
        ActKind.RECORD_FLAGGED,
        ActKind.ALARM_RAISED,
        ActKind.PERSON_LOCKED,
        ActKind.CODE_ACCEPTED,
        ActKind.BYTES_QUARANTINED,
        ActKind.PERSON_UNLOCKED,
        ActKind.PASSWORD_CHANGED,
    }
)
"""What the core alone states; from a kiosk's key these words mean nothing."""


class Source(StrEnum):
    """How a value came into the record; typed values stay marked for ever."""

    SCANNED = "scanned"
    WEIGHED = "weighed"
    READ = "read"
    TYPED = "typed"
    CALCULATED = "calculated"
    COUNTED = "counted"
    WRITTEN = "written"


class Provenance(msgspec.Struct, frozen=True, omit_defaults=True):
    """The device behind a value and what it sent.

    Attributes:
        serial: Serial number, read from the device.
        model: Type, read from the device.
        raw: Hex of the bytes on the wire.
        by_label: True when the device tells no serial number and the one on its label stands for it.
    """

    serial: str
    model: str
    raw: str
    by_label: bool = False


class Value(msgspec.Struct, frozen=True, omit_defaults=True):
    """One value of an act.

    Attributes:
        value: Decimal as text, digits as they came.
        unit: One of `core.quantity.UNITS`.
        source: How it came.
        device: What stands behind it; None for typed and calculated values.
    """

    value: str
    unit: str
    source: Source
    device: Provenance | None = None

    @property
    def quantity(self) -> Quantity:
        """Give the value as a quantity; raises `QuantityError` when the text is no number."""
        return quantity(self.value, self.unit)


class Who(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who states the act: a person in a session, or a service.

    Attributes:
        person: Person id (never an account that was somebody else's), or None.
        session: Session id of the person at this kiosk, or None.
        service: `kiosk` or `core` when no person stands behind the act, or None.
    """

    person: str | None = None
    session: str | None = None
    service: str | None = None


class When(msgspec.Struct, frozen=True, omit_defaults=True):
    """When it happened.

    Attributes:
        utc: Wall time as `core.times.utc_text` writes it.
        monotonic_ms: Milliseconds on the kiosk's monotonic clock, comparable within one boot.
        offset_min: The plant's offset from UTC in minutes, for printing.
        clock: `synchronised`, `unsynchronised` or `unknown`; see `core.clock_state.ClockState`.
        offset_ms: Milliseconds by which the clock was at least ahead of the core's signed time when that was last
            heard; None before.
        error_ms: Largest error in milliseconds that the time service reckoned with; None where it said nothing.
        sync_age_s: Seconds since the clock was last known to be right; None before, and after a jump.
    """

    utc: str
    monotonic_ms: int
    offset_min: int
    clock: str
    offset_ms: int | None = None
    error_ms: int | None = None
    sync_age_s: int | None = None


class Subject(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the act is about; only what applies is set.

    Attributes:
        batch: Batch number.
        operation: Operation of the master record.
        step: Step id of the master record.
        entry: Entry of that step.
        lot: Lot number.
        container: Container id.
        equipment: Equipment id.
        room: Room id.
        sample: Sample id.
        test: Test of a specification.
        exception: Exception id.
        record: Record id of another act, for example the one corrected.
    """

    batch: str | None = None
    operation: str | None = None
    step: str | None = None
    entry: str | None = None
    lot: str | None = None
    container: str | None = None
    equipment: str | None = None
    room: str | None = None
    sample: str | None = None
    test: str | None = None
    exception: str | None = None
    record: str | None = None


class ActReference(msgspec.Struct, frozen=True):
    """One act that a manifest settles.

    Attributes:
        id: Record id.
        sha256: Hex of SHA-256 over its payload bytes.
    """

    id: str
    sha256: str


class ManifestLine(msgspec.Struct, frozen=True):
    """One line as it is shown to the signer, word for word.

    Attributes:
        label: What it is, in the language shown.
        value: The value with its unit, as shown.
    """

    label: str
    value: str


class Manifest(msgspec.Struct, frozen=True):
    """What a signature covers: drawn on the screen from the same bytes that are signed.

    A countersignature carries the same manifest, so both name the same hash.

    Attributes:
        batch: Batch number, or "" outside a batch.
        step: Step id, or what else is signed, such as `release`.
        title: Heading as shown.
        language: `en` or `zh-CN`, the language shown.
        lines: Everything shown, in order.
        acts: Every act that is settled, in order.
    """

    batch: str
    step: str
    title: str
    language: str
    lines: tuple[ManifestLine, ...]
    acts: tuple[ActReference, ...]


class Meaning(StrEnum):
    """What a signature means; the controlled list."""

    PERFORMED = "performed"
    VERIFIED = "verified"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    RELEASED = "released"
    REJECTED = "rejected"
    VOIDED = "voided"


class OfflineCode(msgspec.Struct, frozen=True):
    """A one-time code that a kiosk checked by its shift code book, for the core to check again.

    Attributes:
        book: Serial number of the code book.
        box: Hex of the code, sealed to the core's box key (X25519 sealed box).
    """

    book: str
    box: str


class Signature(msgspec.Struct, frozen=True, omit_defaults=True):
    """The claim of a signer, inside the signed payload (21 CFR 11.50).

    Attributes:
        person: Person id.
        user_id: User id at the time.
        name: Printed name.
        role: Role in which the person signs.
        meaning: What the signature means.
        statement: The declaration as shown.
        reason: Reason where one is due, else "".
        local_time: As shown to the signer, `2026-11-20 14:03:22 +08:00`.
        key: Key id of the signer's own key.
        code_step: RFC 6238 time step of the one-time code.
        code_check: Where the code was checked: the id of the core's confirmation, `offline` for a code book,
            `session` for a later signature that the profile `part11` lets the password alone give, or `founding`.
        manifests: What is signed, one or more in one ceremony.
        offline: Only where a code book checked the code.
    """

    person: str
    user_id: str
    name: str
    role: str
    meaning: Meaning
    statement: str
    reason: str
    local_time: str
    key: str
    code_step: int
    code_check: str
    manifests: tuple[Manifest, ...]
    offline: OfflineCode | None = None


class Act(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that happened.

    Attributes:
        kind: What.
        id: UUIDv7, also the record's id.
        who: By whom.
        when: When.
        subject: About what.
        values: Numbers with unit and source, by name.
        facts: Everything else worth keeping, as text, by ASCII name.
        signature: Only on `Signed`.
        simulated: True when a simulated device or the demo's clock stands behind it.
    """

    kind: ActKind
    id: str
    who: Who
    when: When
    subject: Subject = Subject()
    values: dict[str, Value] = {}
    facts: dict[str, str] = {}
    signature: Signature | None = None
    simulated: bool = False
