"""The step kinds of a master batch record as data: what each asks for. Kinds with rules of their own have a file.

Text form: `core.master.details`; what has to be recorded in each: `core.batch.entries`.
"""

from decimal import Decimal
from enum import StrEnum

import msgspec

from core.master.attachment import Attachment
from core.master.choice import Choice
from core.master.environment import EnvironmentCheck
from core.master.hold_time import HoldTime
from core.master.limits import Limits
from core.master.plan import Plan
from core.master.setting import EquipmentSetting
from core.quantity import Quantity
from core.words import Words


class Instruction(msgspec.Struct, frozen=True, tag="instruction"):
    """Something to do and confirm."""


class LineClearance(msgspec.Struct, frozen=True, tag="line_clearance"):
    """Clear room and line, item by item (GMP articles 199, 201).

    Attributes:
        room: Which.
        items: What is looked at.
        valid_s: For how long the operation may stand idle before it is cleared anew, in seconds, or None.
    """

    room: str
    items: tuple[Words, ...]
    valid_s: int | None = None


class ScanTarget(msgspec.Struct, frozen=True):
    """What has to be scanned: a room, equipment of a class, or a container of a material.

    Exactly one of the three is set.
    """

    name: Words
    room: str | None = None
    equipment_class: str | None = None
    material: str | None = None


class IdentityScan(msgspec.Struct, frozen=True, tag="identity_scan"):
    """Prove by scanning that the right things are here."""

    targets: tuple[ScanTarget, ...]


class Basis(StrEnum):
    """To what an assay refers: the substance as it is, or dried, so that its water counts besides."""

    AS_IS = "as_is"
    DRIED = "dried"


class Potency(msgspec.Struct, frozen=True):
    """How the content of each lot changes what is weighed of it.

    Attributes:
        assay: Content in % at which target and limits of the step hold.
        basis: To what the assay of the lot must refer.
        decimals: Places to which what is to be weighed is rounded.
    """

    assay: Decimal
    basis: Basis
    decimals: int


class WeighDispense(msgspec.Struct, frozen=True, tag="weigh"):
    """Weigh one material from reserved containers into new labelled ones; the sum is held in `limits`.

    Attributes:
        material: Material code.
        unit: Unit of mass.
        limits: Of the sum; with `potency` of what the lots hold at the nominal assay.
        equipment_class: Class of the balance.
        potency: How the content of each lot counts, or None where mass is mass.
        compensates: Id of an earlier weighing whose mass this one, the filler, makes up for, or "".
    """

    material: str
    unit: str
    limits: Limits
    equipment_class: str = "balance"
    potency: Potency | None = None
    compensates: str = ""


class ChargeIn(msgspec.Struct, frozen=True, tag="charge_in"):
    """Add every dispensed container of these materials into a vessel, each scanned at the vessel."""

    equipment_class: str
    materials: tuple[str, ...]


class Measurement(msgspec.Struct, frozen=True, tag="measurement"):
    """Enter a number read from an instrument."""

    unit: str
    decimals: int
    limits: Limits


class Calculation(msgspec.Struct, frozen=True, tag="calculation"):
    """Compute a number from recorded ones.

    Attributes:
        formula: Decimal arithmetic over the input names, see `core.master.formula`.
        inputs: Input name to `STEP.entry`.
        unit: Unit of the result.
        decimals: Places of the rounded result.
        limits: Limits of the result.
    """

    formula: str
    inputs: dict[str, str]
    unit: str
    decimals: int
    limits: Limits = Limits()


class EquipmentReading(msgspec.Struct, frozen=True, tag="equipment_reading"):
    """Read a tag of equipment of a class."""

    equipment_class: str
    tag: str
    unit: str
    limits: Limits


class Timer(msgspec.Struct, frozen=True, tag="timer"):
    """Let a time pass: not shorter than `minimum_s`, not longer than `maximum_s` seconds."""

    minimum_s: int
    maximum_s: int | None = None


class InProcessControl(msgspec.Struct, frozen=True, tag="in_process_control"):
    """Take several readings; each is judged, and so is their mean; by plan in rounds, each with its mean."""

    readings: int
    unit: str
    decimals: int
    limits: Limits
    mean_limits: Limits = Limits()
    plan: Plan | None = None


class Sample(msgspec.Struct, frozen=True, tag="sample"):
    """Draw a sample, label it and scan the label back; `specification` says what it is tested by."""

    quantity: Quantity
    specification: str


UDI = "udi"
"""The label of a medical device, with its unique device identification."""


class Issuer(StrEnum):
    """An agency that issues unique device identifications (NMPA 2019 No. 66): GS1 China, or ZIIOT with its MA codes."""

    GS1 = "gs1"
    MA = "ma"


class LabelPrint(msgspec.Struct, frozen=True, tag="label_print"):
    """Print labels and scan them back.

    Attributes:
        label: Which label; `udi` is that of a medical device.
        copies: How many.
        issuer: Whose rules the unique device identification follows.
        device: Device identifier by MA; "" by GS1, where it is the GTIN of the product.
    """

    label: str
    copies: int
    issuer: Issuer = Issuer.GS1
    device: str = ""


class Yield(msgspec.Struct, frozen=True, tag="yield"):
    """Record an output and its yield against the theoretical quantity.

    Attributes:
        material: What comes out.
        theoretical: Quantity at 100 %.
        limits: Limits of the yield in %.
    """

    material: str
    theoretical: Quantity
    limits: Limits


class Reconciliation(msgspec.Struct, frozen=True, tag="reconciliation"):
    """Balance a packaging material to the piece: issued = used + sampled + destroyed + returned.

    Attributes:
        material: The packaging material.
        limits: Limits of accounted over issued in %.
    """

    material: str
    limits: Limits


class FreeSignature(msgspec.Struct, frozen=True, tag="signature"):
    """A signature with a statement of its own."""

    statement: Words


StepDetail = (
    Instruction
    | LineClearance
    | IdentityScan
    | WeighDispense
    | ChargeIn
    | Measurement
    | Calculation
    | EquipmentReading
    | Timer
    | InProcessControl
    | Sample
    | LabelPrint
    | Yield
    | Reconciliation
    | FreeSignature
    | Choice
    | EnvironmentCheck
    | HoldTime
    | EquipmentSetting
    | Attachment
)
